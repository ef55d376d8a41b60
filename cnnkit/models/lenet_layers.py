"""Three layers of the LeNet-5 of 1998 that went out of use since.

Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), 1998, section II.B.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnkit import ledger
from cnnkit.errors import ShapeError, require_array, require_pair, require_same_shape, require_whole
from cnnkit.layers import Conv2d, Layer
from cnnkit.ops import pool

__all__ = ["LinkedConv2d", "RadialBasisOutput", "Subsampling2d"]

Pair = int | tuple[int, int]


class LinkedConv2d(Conv2d):
    """Convolution in which an output map sees some of the input maps only.

    Weights between maps that are not linked do not exist: they are 0, and so are their gradients.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, padding, dilation, bias, rng, dtype
        As in `cnnkit.layers.Conv2d`.
    links : sequence of sequences of bool, in_channels rows and out_channels columns
        Which input map feeds which output map.

    Examples
    --------
    >>> layer = LinkedConv2d(2, 2, 3, links=[[True, True], [False, True]])
    >>> layer.weight[0, 1].any(), layer.weight[1, 1].any()
    (np.False_, np.True_)
    >>> layer
    LinkedConv2d(2, 2, kernel_size=(3, 3), 3 of 4 links)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        dilation: Pair = 1,
        bias: bool = True,
        *,
        links: Sequence[Sequence[bool]],
        rng: np.random.Generator | None = None,
        dtype: Any = np.float32,
    ) -> None:
        sizes = (in_channels, out_channels, kernel_size, stride, padding, dilation)
        super().__init__(*sizes, bias=bias, rng=rng, dtype=dtype)
        self.links = require_array(links, "links", "in_channels, out_channels").astype(bool)
        meaning = "a row for each input map and a column for each output map"
        require_same_shape(self.links, (in_channels, out_channels), "links", meaning)
        self._remove_unlinked(self.weight)

    @property
    def spec(self) -> ledger.Conv:  # noqa: D102
        return super().spec._replace(links=tuple(map(tuple, self.links.tolist())))

    def _remove_unlinked(self, weight: np.ndarray) -> None:
        weight *= self.links.T[:, :, None, None]

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        self._remove_unlinked(self.weight)  # whatever was written there meanwhile
        return super()._forward(x)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        grad_x = super()._backward(grad_output, cache)
        self._remove_unlinked(self.weight_grad)
        return grad_x

    def __repr__(self) -> str:
        links = f"{self.links.sum()} of {self.links.size} links"
        return super().__repr__().replace("Conv2d", "LinkedConv2d")[:-1] + f", {links})"


class Subsampling2d(Layer):
    """Pooling that learns: the sum of each window, times a coefficient, plus a bias.

    Each map has one coefficient (in ``.weight``) and one bias.
    With a coefficient of ``1 / window area`` and a bias of 0 it is average pooling.

    Parameters
    ----------
    channels : int
        Maps going in, and as many coming out.
    kernel_size, stride
        As in `cnnkit.layers.MaxPool2d`; a window that does not fit is dropped.
    rng, dtype
        As in `cnnkit.layers.Conv2d`; coefficients and biases start within ``1 / sqrt(area)``.

    Examples
    --------
    >>> layer = Subsampling2d(1, 2)
    >>> layer.weight[:], layer.bias[:] = 0.5, 1
    >>> layer(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 6., 10.],
           [22., 26.]])
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        channels: int,
        kernel_size: Pair,
        stride: Pair | None = None,
        *,
        rng: np.random.Generator | None = None,
        dtype: Any = np.float32,
    ) -> None:
        self.channels = require_whole(channels, "channels")
        self.kernel_size = require_pair(kernel_size, "kernel_size")
        self.stride = self.kernel_size if stride is None else require_pair(stride, "stride")
        self.area = self.kernel_size[0] * self.kernel_size[1]
        rng = np.random.default_rng(0) if rng is None else rng
        reach = self.area**-0.5
        self.weight = rng.uniform(-reach, reach, channels).astype(dtype)
        self.bias = rng.uniform(-reach, reach, channels).astype(dtype)
        self.weight_grad = self.bias_grad = None

    @property
    def spec(self) -> ledger.Pool:  # noqa: D102
        return ledger.Pool(self.kernel_size, self.stride, mode="trainable")

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        x = require_array(x, "x", "batch, channels, height, width")
        if x.shape[1] != self.channels:
            raise ShapeError(
                f"x of shape {x.shape} has {x.shape[1]} maps, the layer has coefficients for "
                f"{self.channels};\nx must be (batch, {self.channels}, height, width)"
            )
        total = pool.avg_pool2d(x, self.kernel_size, self.stride) * self.area
        out = total * self.weight[:, None, None] + self.bias[:, None, None]
        return out, (total, x.shape)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        total, shape = cache
        # first, because it checks the shape of grad_output
        spread = pool.avg_pool2d_backward(grad_output, shape, self.kernel_size, self.stride)
        self.weight_grad = (grad_output * total).sum(axis=(0, 2, 3))
        self.bias_grad = grad_output.sum(axis=(0, 2, 3))
        return spread * self.area * self.weight[:, None, None]

    def __repr__(self) -> str:
        sizes = f"kernel_size={self.kernel_size}, stride={self.stride}"
        return f"Subsampling2d({self.channels}, {sizes})"


class RadialBasisOutput(Layer):
    """For each class, the squared distance of the input from the pattern of that class.

    The *smallest* output wins.
    The patterns are fixed; nothing is trained here.

    Parameters
    ----------
    patterns : ndarray of shape (classes, features)
        What the input should look like, one row for each class.

    Examples
    --------
    >>> layer = RadialBasisOutput(np.array([[1.0, 1.0], [1.0, -1.0]]))
    >>> layer(np.array([[1.0, 0.5]]))
    array([[0.25, 2.25]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    array([[ 0., -1.]])
    """

    def __init__(self, patterns: np.ndarray) -> None:
        self.patterns = require_array(patterns, "patterns", "classes, features")

    @property
    def spec(self) -> ledger.RadialBasis:  # noqa: D102
        return ledger.RadialBasis(len(self.patterns))

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        x = require_array(x, "x", "batch, features")
        if x.shape[1] != self.patterns.shape[1]:
            raise ShapeError(
                f"x of shape {x.shape} has {x.shape[1]} features, the patterns have "
                f"{self.patterns.shape[1]}"
            )
        x = x if x.dtype.kind == "f" else x.astype(np.float64)
        away = x[:, None, :] - self.patterns.astype(x.dtype)
        return (away * away).sum(axis=2), away

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        grad_output = require_array(grad_output, "grad_output", "batch, classes")
        require_same_shape(grad_output, cache.shape[:2], "grad_output", "the shape of the output")
        return 2 * (grad_output[:, :, None] * cache).sum(axis=1)

    def __repr__(self) -> str:
        classes, features = self.patterns.shape
        return f"RadialBasisOutput({classes} patterns of {features})"
