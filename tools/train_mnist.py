"""Train the modern LeNet-5 on MNIST and print its accuracy on the 10,000 test pictures.

``python -m tools.train_mnist`` does it, in about half a minute on one core.

It downloads MNIST once, or reads it from the folder that ``CNNKIT_DATA`` names; see
`cnnkit.datasets.mnist`.
The numbers on the page "Training it" come from here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from cnnkit.datasets import Examples, mnist
from cnnkit.models import LENET5, build
from cnnkit.training import SGD, fit, linear_decay

# Mean and standard deviation of the pixels of MNIST's training pictures, as they came, 28x28.
MEAN, DEVIATION = 0.1307, 0.3081


def standardised(examples: Examples) -> Examples:
    """Let the pixels have mean 0 and standard deviation 1, about."""
    return examples._replace(images=(examples.images - MEAN) / DEVIATION)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and show loss and accuracy after every epoch."""
    parser = argparse.ArgumentParser(description="Train the modern LeNet-5 on MNIST.")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of weights and order (default: 0)")
    options = parser.parse_args(arguments)
    training, test = map(standardised, mnist(size=32))
    net = build(LENET5, rng=np.random.default_rng(options.seed))
    history = fit(
        net, *training, epochs=options.epochs, batch_size=64,
        optimizer=SGD(net, linear_decay(0.02), momentum=0.9),
        rng=np.random.default_rng(options.seed), validation=test,
    )  # fmt: skip
    for epoch, (loss, right) in enumerate(
        zip(history.loss, history.validation_accuracy, strict=True), start=1
    ):
        print(f"epoch {epoch}: loss {loss:.4f}, {right:.2%} of the test pictures")


if __name__ == "__main__":
    main()
