"""Layers with PyTorch's names and arguments: they hold what backward needs and delegate the rest.

``layer(x)`` runs forward and remembers; ``layer.backward(grad_output)`` returns the gradient of
the input.
Every layer takes ``(batch, channels, height, width)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.errors import require_array, require_pair
from cnnkit.ops import pool
from cnnkit.withhold import withheld

__all__ = ["AvgPool2d", "L2Pool2d", "MaxPool2d", "StochasticPool2d"]


class _Pool2d:
    """What all pooling layers share: window, stride, borders, and a cache for backward."""

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] | None = None,
        *,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size = require_pair(kernel_size, "kernel_size")
        self.stride = self.kernel_size if stride is None else require_pair(stride, "stride")
        self.ceil_mode = bool(ceil_mode)
        self._cache: Any = None

    @property
    def _windows(self) -> dict[str, Any]:
        borders = "partial" if self.ceil_mode else "drop"
        return {"window": self.kernel_size, "stride": self.stride, "borders": borders}

    @withheld
    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Pool `x` of shape (batch, channels, height, width) and remember what backward needs."""
        x = require_array(x, "x", "batch, channels, height, width", empty=True)
        out, self._cache = self._forward(x)
        return out

    @withheld
    def backward(self, grad_output: np.ndarray) -> np.ndarray:
        """Return the gradient of the last input; `grad_output` has the last output's shape."""
        if self._cache is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward() needs a forward pass first: call the layer on x"
            )
        return self._backward(grad_output, self._cache)

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        raise NotImplementedError

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        raise NotImplementedError

    def __repr__(self) -> str:
        extra = ", ceil_mode=True" if self.ceil_mode else ""
        return f"{type(self).__name__}(kernel_size={self.kernel_size}, stride={self.stride}{extra})"


class MaxPool2d(_Pool2d):
    """Largest value of each window, per channel.

    Parameters
    ----------
    kernel_size : int or (int, int)
        Height and width of the window, in pixels.
    stride : int or (int, int), optional
        Pixels from one window to the next; `kernel_size` by default.
    ceil_mode : bool
        Keep a last window that hangs over the end, cut off.

    Examples
    --------
    >>> layer = MaxPool2d(2)
    >>> layer(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    >>> layer.backward(np.ones((1, 1, 2, 2)))[0, 0]
    array([[0., 0., 0., 0.],
           [0., 1., 0., 1.],
           [0., 0., 0., 0.],
           [0., 1., 0., 1.]])
    """

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        out, winners = pool.max_pool2d_winners(x, **self._windows)
        return out, (winners, x.shape)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return pool.route_to_winners(grad_output, *cache, **self._windows)


class AvgPool2d(_Pool2d):
    """Mean of each window, per channel; arguments as for `MaxPool2d`.

    Examples
    --------
    >>> AvgPool2d(2)(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        return pool.avg_pool2d(x, **self._windows), x.shape

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return pool.avg_pool2d_backward(grad_output, cache, **self._windows)


class L2Pool2d(_Pool2d):
    """Root of the sum of squares of each window, per channel; arguments as for `MaxPool2d`.

    PyTorch calls it ``LPPool2d(2, kernel_size)``, and enlarges windows that are cut off as if they
    were whole.

    Examples
    --------
    >>> L2Pool2d(2)(np.array([3.0, 4.0, 0.0, 0.0]).reshape(1, 1, 2, 2)).item()
    5.0
    """

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        return pool.l2_pool2d(x, **self._windows), x

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return pool.l2_pool2d_backward(grad_output, cache, **self._windows)


class StochasticPool2d(_Pool2d):
    """A random value of each window in training, its expectation otherwise.

    Parameters
    ----------
    kernel_size, stride
        As for `MaxPool2d`; windows that do not fit are dropped.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Attributes
    ----------
    training : bool
        True after construction and after ``train()``, False after ``eval()``.

    Examples
    --------
    >>> layer = StochasticPool2d(2, rng=np.random.default_rng(0)).eval()
    >>> layer(np.array([1.6, 2.4, 0.0, 0.0]).reshape(1, 1, 2, 2)).item()
    2.08
    """

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] | None = None,
        *,
        rng: np.random.Generator,
    ) -> None:
        super().__init__(kernel_size, stride)
        self.rng = rng
        self.training = True

    def train(self) -> StochasticPool2d:
        """Pick at random from now on."""
        self.training = True
        return self

    def eval(self) -> StochasticPool2d:
        """Take the expectation from now on; there is no backward pass then."""
        self.training = False
        return self

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        if not self.training:
            return pool.stochastic_pool2d_mean(x, self.kernel_size, self.stride), None
        out, winners = pool.stochastic_pool2d(x, self.kernel_size, self.stride, rng=self.rng)
        return out, (winners, x.shape)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return pool.route_to_winners(grad_output, *cache, **self._windows)
