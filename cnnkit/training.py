"""Training: small batches, steps down the gradient, and a record of how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

from cnnkit.errors import ShapeError, require_array, require_whole
from cnnkit.layers import Layer
from cnnkit.ops.loss import cross_entropy
from cnnkit.withhold import withheld

__all__ = ["SGD", "History", "Score", "evaluate", "fit", "linear_decay", "minibatches"]

Schedule = Callable[[float], float]
Labelled = tuple[np.ndarray, np.ndarray]


# -- steps --------------------------------------------------------------------------------------


class SGD:
    """Stochastic gradient descent with momentum and weight decay, by PyTorch's rule.

    Parameters
    ----------
    net : Layer
        Its parameters are changed in place.
    learning_rate : float or callable
        How far a step goes; a function takes the progress of the training, from 0 to 1, and
        returns the rate: see `linear_decay`.
    momentum : float
        Share of the last step's direction that is kept.
    weight_decay : float
        This times each parameter is added to its gradient, which pulls it towards 0.

    Notes
    -----
    ``velocity = momentum * velocity + gradient + weight_decay * value``, and then
    ``value -= learning_rate * velocity``, as in ``torch.optim.SGD``.

    Examples
    --------
    >>> from cnnkit.layers import Linear
    >>> net = Linear(1, 1, bias=False, dtype=np.float64)
    >>> net.weight[...] = 3
    >>> out, grad_x = net(np.ones((1, 1))), net.backward(np.array([[10.0]]))
    >>> SGD(net, 0.1).step()
    >>> net.weight
    array([[2.]])
    """

    def __init__(
        self,
        net: Layer,
        learning_rate: float | Schedule,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        self.net = net
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self._velocities: dict[str, np.ndarray] = {}
        numbers = {"learning_rate": self.rate(0.0)}
        numbers |= {"momentum": momentum, "weight_decay": weight_decay}
        for name, number in numbers.items():
            if not 0 <= number < np.inf:
                raise ValueError(f"{name} must be a finite number of at least 0, got {number}")

    def rate(self, progress: float) -> float:
        """Return the learning rate at this share of the training, from 0 to 1."""
        return self.learning_rate(progress) if callable(self.learning_rate) else self.learning_rate

    @withheld
    def step(self, progress: float = 0.0) -> None:
        """Change every parameter once; `progress` says how much of the training is done.

        Raises
        ------
        RuntimeError
            If a parameter has no gradient yet.
        FloatingPointError
            If a parameter would no longer be finite; none of them has changed then.
        """
        rate = self.rate(progress)
        moves = []
        for name, values, grad in self.net.parameters():
            if grad is None:
                raise RuntimeError(f"{name} has no gradient yet: call backward before step")
            with np.errstate(over="ignore", invalid="ignore"):
                velocity = self.momentum * self._velocities.get(name, 0.0)
                velocity = velocity + grad + self.weight_decay * values
                moved = values - rate * velocity
            if not np.isfinite(moved).all():
                raise FloatingPointError(
                    f"{name} would not stay finite, so no parameter was changed;\n"
                    f"lower the learning rate, {rate:g}"
                )
            moves.append((name, values, moved, velocity))
        for name, values, moved, velocity in moves:
            values[...] = moved
            self._velocities[name] = velocity


def linear_decay(start: float, end: float = 0.0) -> Schedule:
    """Make a learning rate that falls evenly from `start` to `end` while training goes on.

    Parameters
    ----------
    start, end : float
        The rates at progress 0 and 1.

    Examples
    --------
    >>> rate = linear_decay(0.02)
    >>> rate(0.0), rate(0.5), rate(1.0)
    (0.02, 0.01, 0.0)
    """
    return lambda progress: start + progress * (end - start)


# -- batches ------------------------------------------------------------------------------------


def minibatches(
    images: np.ndarray, labels: np.ndarray, batch_size: int, *, rng: np.random.Generator
) -> Iterator[Labelled]:
    """Deal shuffled examples out into small batches; each comes up exactly once.

    Parameters
    ----------
    images : ndarray of shape (examples, ...)
    labels : ndarray of shape (examples,)
    batch_size : int
        Examples in a batch; the last one may have fewer.
    rng : numpy.random.Generator
        Decides the order.

    Yields
    ------
    images, labels : ndarray
        Copies.

    Raises
    ------
    ShapeError
        If there are no examples, or not one label for each image.

    Examples
    --------
    >>> batches = minibatches(
    ...     np.zeros((5, 1, 8, 8)), np.arange(5), 2, rng=np.random.default_rng(0)
    ... )
    >>> [labels.tolist() for images, labels in batches]
    [[2, 4], [3, 0], [1]]
    """
    images, labels = _labelled(images, labels)
    batch_size = require_whole(batch_size, "batch_size")
    order = rng.permutation(len(images))
    return (
        (images[order[start : start + batch_size]], labels[order[start : start + batch_size]])
        for start in range(0, len(images), batch_size)
    )


def _labelled(images: np.ndarray, labels: np.ndarray) -> Labelled:
    """Check that every image has a label, a whole number."""
    images = require_array(images, "images", "features", leading=True)
    labels = require_array(labels, "labels", "examples", empty=True)
    if len(images) != len(labels):
        raise ShapeError(
            f"every image needs one label, got {len(images)} images of shape {images.shape} and "
            f"{len(labels)} labels;\ncut both to the same examples"
        )
    if not len(images):
        raise ShapeError(f"there must be at least one example, got images of shape {images.shape}")
    if labels.dtype.kind not in "iu":
        missing = np.isnan(labels).sum() if labels.dtype.kind == "f" else 0
        cause = f"{missing} of them NaN; drop these examples" if missing else "all of them numbers"
        raise TypeError(
            f"labels must be whole numbers, got dtype {labels.dtype}, {cause}, "
            f"then use labels.astype(int)"
        )
    return images, labels


# -- the loop -----------------------------------------------------------------------------------


class Score(NamedTuple):
    """How well a net does on some examples: mean `loss`, and `accuracy`, a share from 0 to 1."""

    loss: float
    accuracy: float


class History(NamedTuple):
    """What happened in each epoch: arrays of shape (epochs,).

    `loss` and `accuracy` are means over the training examples, each taken just before the step
    that learns from it.
    `validation_loss` and `validation_accuracy` are measured at the end of each epoch; they are NaN
    without validation.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    validation_loss: np.ndarray
    validation_accuracy: np.ndarray


def evaluate(net: Layer, images: np.ndarray, labels: np.ndarray, *, batch_size: int = 256) -> Score:
    """Measure mean cross-entropy and accuracy; leaves the net in testing mode.

    Parameters
    ----------
    net : Layer
        Gives logits of shape (batch, classes).
    images : ndarray of shape (examples, ...)
    labels : ndarray of shape (examples,)
    batch_size : int
        How many examples go through at a time; the result does not depend on it.

    Returns
    -------
    Score
        Loss and accuracy.

    Examples
    --------
    >>> from cnnkit.layers import Sequential
    >>> logits = np.array([[9.0, 0.0], [0.0, 9.0], [9.0, 0.0], [0.0, 9.0]])
    >>> evaluate(Sequential(), logits, np.array([0, 1, 0, 0])).accuracy
    0.75
    """
    images, labels = _labelled(images, labels)
    batch_size = require_whole(batch_size, "batch_size")
    net.eval()
    total = np.zeros(2)
    for start in range(0, len(images), batch_size):
        part = slice(start, start + batch_size)
        logits = net(images[part])
        total += _sums(cross_entropy(logits, labels[part])[0], logits, labels[part])
    return Score(*(total / len(images)).tolist())


def _sums(mean_loss: float, logits: np.ndarray, labels: np.ndarray) -> tuple[float, int]:
    """Loss and right answers, added up over a batch."""
    return mean_loss * len(labels), int((logits.argmax(axis=1) == labels).sum())


def fit(
    net: Layer,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    optimizer: SGD,
    rng: np.random.Generator,
    validation: Labelled | None = None,
    progress: bool = True,
) -> History:
    """Train a net to classify; the same seed gives the same net.

    Interrupting (Ctrl-C, or the stop button of a notebook) ends the training with what there is:
    the history of the epochs that were finished.
    However it ends, the net is in testing mode afterwards.

    Parameters
    ----------
    net : Layer
        Gives logits of shape (batch, classes).
    images : ndarray of shape (examples, ...)
        Not changed; finite.
    labels : ndarray of shape (examples,)
        Whole numbers from 0 to classes - 1.
    epochs, batch_size : int
        How often all examples come up, and in groups of how many.
    optimizer : SGD
        Made for this net.
    rng : numpy.random.Generator
        Decides the order of the examples.
    validation : (images, labels), optional
        Measured after every epoch, and never learned from.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    History
        Loss and accuracy of each epoch.

    Raises
    ------
    ShapeError, TypeError, ValueError
        If images and labels do not fit each other or the net; before anything has changed.
    FloatingPointError
        If the loss is no longer finite; the net is then as the last good step left it.

    Examples
    --------
    >>> from cnnkit.layers import Linear
    >>> rng = np.random.default_rng(0)
    >>> images = rng.standard_normal((100, 2)).astype(np.float32)
    >>> labels = (images.sum(axis=1) > 0).astype(int)
    >>> net = Linear(2, 2)
    >>> history = fit(
    ...     net, images, labels, epochs=5, batch_size=10, optimizer=SGD(net, 0.5), rng=rng,
    ...     progress=False,
    ... )
    >>> bool(history.loss[-1] < history.loss[0]), evaluate(net, images, labels).accuracy
    (True, 1.0)
    """
    epochs, batch_size = require_whole(epochs, "epochs"), require_whole(batch_size, "batch_size")
    if optimizer.net is not net:
        raise ValueError("optimizer was made for another net; use optimizer=SGD(net, ...)")
    images, labels = _suitable(net, images, labels)
    if validation is not None:
        validation = _suitable(net, *validation)
    finished: list[tuple[Score, Score]] = []
    steps, step = epochs * -(-len(images) // batch_size), 0
    bar = tqdm(total=steps, unit="batch", disable=not progress)
    try:
        for epoch in range(epochs):
            net.train()
            bar.set_description(f"epoch {epoch + 1} of {epochs}")
            sums = np.zeros(2)
            for batch in minibatches(images, labels, batch_size, rng=rng):
                sums += _learn(net, *batch, optimizer, step / steps)
                step += 1
                bar.update()
            score = Score(*(sums / len(images)).tolist())
            bar.set_postfix(loss=f"{score.loss:.4f}", accuracy=f"{score.accuracy:.1%}")
            unknown = Score(np.nan, np.nan)
            finished.append((score, evaluate(net, *validation) if validation else unknown))
    except KeyboardInterrupt:
        bar.set_description("stopped")
    finally:
        bar.close()
        net.eval()
    return History(*np.array(finished).reshape(-1, 4).T)


def _suitable(net: Layer, images: np.ndarray, labels: np.ndarray) -> Labelled:
    """Check that the net can learn from these examples, by showing it the first one."""
    images, labels = _labelled(images, labels)
    if not np.isfinite(images).all():
        raise ValueError(
            f"images must be finite, got {np.sum(~np.isfinite(images))} values that are NaN or "
            f"infinite;\nreplace them, for example by np.nan_to_num(images)"
        )
    classes = net.eval()(images[:1]).shape[-1]
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels must be classes from 0 to {classes - 1}, since the net has {classes} outputs, "
            f"got labels from {labels.min()} to {labels.max()}"
        )
    return images, labels


def _learn(
    net: Layer, images: np.ndarray, labels: np.ndarray, optimizer: SGD, progress: float
) -> tuple[float, int]:
    """Take one step; return loss and right answers of the batch, added up."""
    with np.errstate(over="ignore", invalid="ignore"):  # the loss tells
        logits = net(images)
        loss, grad = cross_entropy(logits, labels)
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss is {loss}: the last steps went too far, and this one was not taken;\n"
                f"lower the learning rate, {optimizer.rate(progress):g}, and start again"
            )
        net.backward_to_parameters(grad)
        optimizer.step(progress)
    return _sums(loss, logits, labels)
