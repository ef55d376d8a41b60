"""cnnkit's operations against PyTorch's: ``python -m benchmarks.ops``, or ``make bench`` for all.

One thread, float32, medians of interleaved runs; a ratio below 1 means that cnnkit is faster.
"""

from __future__ import annotations

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"  # before NumPy and PyTorch are loaded

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import threadpoolctl
import torch
from scipy import signal
from torch.nn import functional

from benchmarks.side_by_side import high_water, medians
from cnnkit.models import LENET5, build
from cnnkit.models.pytorch import build_torch
from cnnkit.ops import conv, conv_single, loss, pool
from cnnkit.training import SGD

torch.set_num_threads(1)


class Shape(NamedTuple):
    """One convolution layer."""

    name: str
    batch: int
    in_channels: int
    size: int
    out_channels: int
    kernel: int
    stride: int = 1
    padding: int = 0


CONVOLUTIONS = (
    Shape("LeNet C1", 64, 1, 32, 6, 5),
    Shape("LeNet C3", 64, 6, 14, 16, 5),
    Shape("CIFAR conv1", 32, 3, 32, 16, 5, padding=2),
    Shape("CIFAR conv2", 32, 16, 16, 20, 5, padding=2),
    Shape("CIFAR conv3", 32, 20, 8, 20, 5, padding=2),
    Shape("AlexNet conv1", 8, 3, 227, 96, 11, stride=4),
    Shape("AlexNet conv2", 8, 48, 27, 128, 5, padding=2),
    Shape("VGG 3x3", 8, 64, 56, 64, 3, padding=1),
)
POOLINGS = (
    ("LeNet 2/2", (64, 6, 28, 28), 2, 2),
    ("CIFAR 2/2", (32, 16, 32, 32), 2, 2),
    ("VGG 2/2", (8, 64, 56, 56), 2, 2),
    ("AlexNet 3/2", (8, 96, 55, 55), 3, 2),
)


def report() -> None:
    """Print every table."""
    blas = [
        f"{lib['internal_api']} {lib['version']} {lib.get('architecture', '')}".strip()
        for lib in threadpoolctl.threadpool_info()
        if lib["user_api"] == "blas"
    ]
    print(f"NumPy {np.__version__} ({', '.join(dict.fromkeys(blas))}), PyTorch {torch.__version__}")
    print("one thread, float32, medians of interleaved runs, ratios to PyTorch\n")
    for rows in (convolutions(), single_channel(), poolings(), training_step()):
        for row in rows:
            print(row, flush=True)
        print()


def convolutions() -> Iterator[str]:
    """Forward, backward and memory of eight layers."""
    rng = np.random.default_rng(0)
    forward, backward, memory = [], [], []
    yield f"{'convolution':15}{'forward':>22}{'ratio':>7}{'backward':>22}{'ratio':>7}{'memory':>18}"
    for shape in CONVOLUTIONS:
        x = rng.normal(size=(shape.batch, shape.in_channels, shape.size, shape.size))
        weight = rng.normal(
            size=(shape.out_channels, shape.in_channels, shape.kernel, shape.kernel)
        )
        x, weight = x.astype(np.float32), weight.astype(np.float32)
        bias = np.zeros(shape.out_channels, np.float32)
        options = {"stride": shape.stride, "padding": shape.padding}
        tensors = [torch.from_numpy(a).requires_grad_() for a in (x, weight, bias)]
        grad = np.ones_like(conv.conv2d(x, weight, bias, **options))
        there = _torch_passes(lambda: functional.conv2d(*tensors, **options), tensors, grad)
        here = (
            lambda: conv.conv2d(x, weight, bias, **options),
            lambda: conv.conv2d_backward(grad, x, weight, **options),
        )
        ratios, texts = _compared(here, there)
        forward.append(ratios[0])
        backward.append(ratios[1])
        mine = high_water(lambda: (here[0](), here[1]()))
        slope = torch.from_numpy(grad)
        theirs = high_water(  # with a fresh graph, as in training
            lambda: torch.autograd.grad(functional.conv2d(*tensors, **options), tensors, slope)
        )
        memory.append(mine / max(theirs, 0.1))
        yield f"{shape.name:15}{texts[0]}{texts[1]}{mine:8.1f} /{theirs:6.1f} MB"
    yield (
        f"{'geometric mean':15}{'':22}{_mean(forward):7.2f}{'':22}{_mean(backward):7.2f}"
        f"{_mean(memory):18.2f}"
    )
    yield f"{'worst':15}{'':22}{max(forward):7.2f}{'':22}{max(backward):7.2f}{max(memory):18.2f}"


def single_channel() -> Iterator[str]:
    """One 512x512 picture and one kernel, against PyTorch and SciPy."""
    rng = np.random.default_rng(0)
    image = rng.normal(size=(512, 512)).astype(np.float32)
    heads = "".join(f"{name:>9}" for name in ("cnnkit", "FFT", "PyTorch", "SciPy"))
    yield f"{'512x512 by':15}{heads}  ratio, times faster than SciPy"
    for side in (3, 5, 7, 9, 11, 15):
        kernel = rng.normal(size=(side, side)).astype(np.float32)
        tensors = torch.from_numpy(image)[None, None], torch.from_numpy(kernel)[None, None]
        times = medians(
            {
                "cnnkit": lambda: conv_single.correlate2d(image, kernel),
                "fft": lambda: conv_single.correlate2d_fft(image, kernel),
                "torch": lambda: functional.conv2d(*tensors),
                "scipy": lambda: signal.correlate2d(image, kernel, mode="valid"),
            },
            seconds=1,
        )
        mine, fft, theirs, scipys = (1e3 * seconds for seconds in times.values())
        yield (
            f"{side:>2} x {side:<10}{mine:9.2f}{fft:9.2f}{theirs:9.2f}{scipys:9.2f}  "
            f"{mine / theirs:5.2f}, {scipys / mine:5.1f}"
        )


def poolings() -> Iterator[str]:
    """Maximum, average and L2 pooling."""
    rng = np.random.default_rng(0)
    yield f"{'pooling':20}{'forward':>22}{'ratio':>7}{'backward':>22}{'ratio':>7}"
    for name, shape, window, stride in POOLINGS:
        x = rng.normal(size=shape).astype(np.float32)
        tensor = torch.from_numpy(x).requires_grad_()
        out, winners = pool.max_pool2d_winners(x, window, stride)
        grad = np.ones_like(out)
        kinds: dict[str, tuple[tuple, Callable]] = {
            "max": (
                (
                    lambda: pool.max_pool2d_winners(x, window, stride),
                    lambda: pool.route_to_winners(grad, winners, shape, window, stride),
                ),
                lambda: functional.max_pool2d(tensor, window, stride),
            ),
            "avg": (
                (
                    lambda: pool.avg_pool2d(x, window, stride),
                    lambda: pool.avg_pool2d_backward(grad, shape, window, stride),
                ),
                lambda: functional.avg_pool2d(tensor, window, stride),
            ),
            "L2": (
                (
                    lambda: pool.l2_pool2d(x, window, stride),
                    lambda: pool.l2_pool2d_backward(grad, x, window, stride),
                ),
                lambda: functional.lp_pool2d(tensor, 2, window, stride),
            ),
        }
        for kind, (here, run) in kinds.items():
            _, texts = _compared(here, _torch_passes(run, [tensor], grad), seconds=0.7)
            yield f"{kind:4}{name:16}{texts[0]}{texts[1]}"


def training_step() -> Iterator[str]:
    """One step of LeNet-5: forward, loss, backward, SGD; an epoch is 938 of them."""
    yield f"{'LeNet-5 step':15}{'cnnkit / PyTorch, ms':>22}{'ratio':>7}"
    for batch in (64, 128, 256):
        mine, theirs = _numpy_step(batch), _torch_step(batch)
        times = medians({"here": mine, "there": theirs}, seconds=3)
        ratio = times["here"] / times["there"]
        text = f"{1e3 * times['here']:.2f} / {1e3 * times['there']:.2f}"
        yield f"batch {batch:<9}{text:>22}{ratio:7.2f}"


def _batch(batch: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.random((batch, 1, 32, 32), np.float32), rng.integers(0, 10, batch)


def _numpy_step(batch: int) -> Callable[[], object]:
    images, labels = _batch(batch)
    net = build(LENET5)
    optimizer = SGD(net, 0.001, momentum=0.9)

    def step() -> None:
        _, grad = loss.cross_entropy(net(images), labels)
        net.backward_to_parameters(grad)
        optimizer.step()

    return step


def _torch_step(batch: int) -> Callable[[], object]:
    images, labels = map(torch.from_numpy, _batch(batch))
    net = build_torch(LENET5)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)

    def step() -> None:
        optimizer.zero_grad()
        functional.cross_entropy(net(images), labels).backward()
        optimizer.step()

    return step


def _torch_passes(
    run: Callable[[], torch.Tensor], tensors: list[torch.Tensor], grad: np.ndarray
) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return forward without a graph, and backward alone through a graph kept for it."""
    out, slope = run(), torch.from_numpy(grad)

    def forward() -> None:
        with torch.no_grad():
            run()

    return forward, lambda: torch.autograd.grad(out, tensors, slope, retain_graph=True)


def _compared(
    here: tuple[Callable, Callable], there: tuple[Callable, Callable], seconds: float = 1.5
) -> tuple[list[float], list[str]]:
    ratios, texts = [], []
    for mine, theirs in zip(here, there, strict=True):
        times = medians({"here": mine, "there": theirs}, seconds=seconds)
        ratios.append(times["here"] / times["there"])
        text = f"{1e3 * times['here']:.2f} / {1e3 * times['there']:.2f} ms"
        texts.append(f"{text:>22}{ratios[-1]:7.2f}")
    return ratios, texts


def _mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


if __name__ == "__main__":
    report()
