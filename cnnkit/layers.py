"""Layers with PyTorch's names and arguments: they hold parameters and what backward needs.

``layer(x)`` runs forward and remembers; ``layer.backward(grad_output)`` returns the gradient of
the input and leaves the parameters' gradients in ``.weight_grad`` and ``.bias_grad``.
Everything else is one line that delegates to `cnnkit.ops`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from cnnkit.errors import (
    ShapeError,
    require_array,
    require_float,
    require_pair,
    require_same_shape,
    require_whole,
)
from cnnkit.ledger import Activation, Conv, Dense, Ledger, Pool, Spec, ledger
from cnnkit.ops import activation, conv, linear, pool
from cnnkit.ops import dropout as dropout_ops
from cnnkit.withhold import withheld

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "L2Pool2d",
    "Layer",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "ScaledTanh",
    "Sequential",
    "Sigmoid",
    "StochasticPool2d",
    "Tanh",
]

Pair = int | tuple[int, int]
PICTURES = "batch, channels, height, width"


class Layer:
    """What all layers share: a cache between forward and backward, parameters, training mode.

    Attributes
    ----------
    training : bool
        True after construction and ``train()``, False after ``eval()``.
    weight, bias : ndarray
        Where the layer has them.
    weight_grad, bias_grad : ndarray or None
        Their gradients, after ``backward``.

    Examples
    --------
    A layer of your own needs a forward and a backward:

    >>> class Double(Layer):
    ...     def _forward(self, x):
    ...         return 2 * x, x.shape
    ...
    ...     def _backward(self, grad_output, cache):
    ...         return 2 * grad_output
    >>> layer = Double()
    >>> layer(np.array([1.0, 2.0])), layer.backward(np.array([1.0, 1.0]))
    (array([2., 4.]), array([2., 2.]))
    """

    training = True
    parameter_names: tuple[str, ...] = ()
    _cache: Any = None

    @withheld
    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Run forward on a batch, and remember what backward needs."""
        out, self._cache = self._forward(x)
        return out

    @withheld
    def backward(self, grad_output: np.ndarray) -> np.ndarray:
        """Return the gradient of the last input.

        Parameters
        ----------
        grad_output : ndarray
            Gradient of the loss with respect to the last output, in its shape; floating dtype.
        """
        return self._backward(grad_output, self._remembered())

    def backward_to_parameters(self, grad_output: np.ndarray) -> None:
        """Do what `backward` does, but for the gradient of the input, which nobody will read.

        Training calls this: the first layer of a network stands on data, which do not learn.
        """
        self.backward(grad_output)

    def parameters(self) -> Iterator[tuple[str, np.ndarray, np.ndarray | None]]:
        """Go through the name, the values and the gradient of each parameter."""
        for name in self.parameter_names:
            yield name, getattr(self, name), getattr(self, f"{name}_grad")

    def train(self) -> Self:
        """Switch to training: dropout drops, stochastic pooling draws."""
        self.training = True
        return self

    def eval(self) -> Self:
        """Switch to testing: nothing is random."""
        self.training = False
        return self

    @property
    def spec(self) -> Spec | None:
        """The layer as a row of a ledger; None if it has no place in one."""
        return None

    def _remembered(self) -> Any:
        if self._cache is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward() needs a forward pass first: "
                f"call the layer on x, in training mode"
            )
        return self._cache

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        raise NotImplementedError

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


# -- layers that learn --------------------------------------------------------------------------


class Conv2d(Layer):
    """Convolution with a bank of kernels, which are not flipped.

    Parameters
    ----------
    in_channels, out_channels : int
        Maps going in, and maps coming out.
    kernel_size, stride, padding, dilation : int or (int, int)
        Pixels, vertical and horizontal.
    groups : int
        The channels are divided into as many groups, which do not see each other.
    bias : bool
        Whether each output channel has a bias.
    rng : numpy.random.Generator, optional
        Where the first weights come from; a fixed seed by default.
    dtype : numpy dtype
        float32 or float64.

    Notes
    -----
    Weights and biases start uniformly within ``1 / sqrt(in_channels * kernel area / groups)``,
    as in PyTorch.

    Examples
    --------
    >>> layer = Conv2d(3, 6, 5, padding=2)
    >>> layer(np.zeros((1, 3, 32, 32), np.float32)).shape
    (1, 6, 32, 32)
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: Any = np.float32,
    ) -> None:
        self.in_channels = require_whole(in_channels, "in_channels")
        self.out_channels = require_whole(out_channels, "out_channels")
        self.kernel_size = require_pair(kernel_size, "kernel_size")
        self.stride = require_pair(stride, "stride")
        self.padding = require_pair(padding, "padding", minimum=0)
        self.dilation = require_pair(dilation, "dilation")
        self.groups = require_whole(groups, "groups")
        if in_channels % groups or out_channels % groups:
            raise ShapeError(
                f"groups must divide in_channels and out_channels, got groups={groups} with "
                f"{in_channels} and {out_channels};\nuse a divisor of both"
            )
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        _start(self, shape, bias, rng, dtype)

    @property
    def spec(self) -> Conv:  # noqa: D102
        bias = self.bias is not None
        return Conv(self.out_channels, self.kernel_size, **self._options, bias=bias)

    @property
    def _options(self) -> dict[str, Any]:
        names = ("stride", "padding", "dilation", "groups")
        return {name: getattr(self, name) for name in names}

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        return conv.conv2d(x, self.weight, self.bias, **self._options), x

    @withheld
    def backward_to_parameters(self, grad_output: np.ndarray) -> None:  # noqa: D102
        self._backward(grad_output, self._remembered(), input_gradient=False)

    def _backward(
        self, grad_output: np.ndarray, cache: Any, *, input_gradient: bool = True
    ) -> np.ndarray | None:
        grad_x, self.weight_grad, bias_grad = conv.conv2d_backward(
            grad_output, cache, self.weight, **self._options, input_gradient=input_gradient
        )
        self.bias_grad = None if self.bias is None else bias_grad
        return grad_x

    def __repr__(self) -> str:
        text = f"Conv2d({self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"
        defaults = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), "groups": 1}
        for name, default in defaults.items():
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text + (")" if self.bias is not None else ", bias=False)")


class Linear(Layer):
    """Fully connected layer: every output is a weighted sum of all inputs, and a bias.

    Parameters
    ----------
    in_features, out_features : int
        Values going in and coming out, per example.
    bias : bool
        Whether each output has a bias.
    rng, dtype
        As in `Conv2d`.

    Examples
    --------
    >>> Linear(1536, 10)(np.zeros((4, 1536), np.float32)).shape
    (4, 10)
    """

    parameter_names = ("weight", "bias")

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: Any = np.float32,
    ) -> None:
        self.in_features = require_whole(in_features, "in_features")
        self.out_features = require_whole(out_features, "out_features")
        _start(self, (out_features, in_features), bias, rng, dtype)

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        return linear.linear(x, self.weight, self.bias), x

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        grad_x, self.weight_grad, bias_grad = linear.linear_backward(
            grad_output, cache, self.weight
        )
        self.bias_grad = None if self.bias is None else bias_grad
        return grad_x

    @property
    def spec(self) -> Dense:  # noqa: D102
        return Dense(self.out_features, bias=self.bias is not None)

    def __repr__(self) -> str:
        extra = "" if self.bias is not None else ", bias=False"
        return f"Linear({self.in_features}, {self.out_features}{extra})"


def _start(
    layer: Layer,
    shape: tuple[int, ...],
    bias: bool,
    rng: np.random.Generator | None,
    dtype: Any,
) -> None:
    """Give a layer its first weights and biases."""
    rng = np.random.default_rng(0) if rng is None else rng
    reach = 1 / np.sqrt(np.prod(shape[1:]))
    layer.weight = rng.uniform(-reach, reach, shape).astype(dtype)
    layer.bias = rng.uniform(-reach, reach, shape[0]).astype(dtype) if bias else None
    layer.weight_grad = layer.bias_grad = None
    if not bias:
        layer.parameter_names = ("weight",)


# -- pooling ------------------------------------------------------------------------------------


class _Pool2d(Layer):
    """What all pooling layers share: window, stride and borders."""

    _mode: str

    def __init__(
        self, kernel_size: Pair, stride: Pair | None = None, *, ceil_mode: bool = False
    ) -> None:
        self.kernel_size = require_pair(kernel_size, "kernel_size")
        self.stride = self.kernel_size if stride is None else require_pair(stride, "stride")
        self.ceil_mode = bool(ceil_mode)

    @property
    def spec(self) -> Pool:
        return Pool(self.kernel_size, self.stride, mode=self._mode, partial=self.ceil_mode)

    @property
    def _windows(self) -> dict[str, Any]:
        borders = "partial" if self.ceil_mode else "drop"
        return {"window": self.kernel_size, "stride": self.stride, "borders": borders}

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Pool `x` of shape (batch, channels, height, width) and remember what backward needs."""
        return super().__call__(require_array(x, "x", PICTURES, empty=True))

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

    _mode = "max"

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

    _mode = "avg"

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

    _mode = "l2"

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

    Examples
    --------
    >>> layer = StochasticPool2d(2, rng=np.random.default_rng(0)).eval()
    >>> layer(np.array([1.6, 2.4, 0.0, 0.0]).reshape(1, 1, 2, 2)).item()
    2.08
    """

    _mode = "stochastic"

    def __init__(
        self, kernel_size: Pair, stride: Pair | None = None, *, rng: np.random.Generator
    ) -> None:
        super().__init__(kernel_size, stride)
        self.rng = rng

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        if not self.training:
            return pool.stochastic_pool2d_mean(x, self.kernel_size, self.stride), None
        out, winners = pool.stochastic_pool2d(x, self.kernel_size, self.stride, rng=self.rng)
        return out, (winners, x.shape)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return pool.route_to_winners(grad_output, *cache, **self._windows)


# -- activations, dropout, shapes ---------------------------------------------------------------


class _Elementwise(Layer):
    """A function of every value by itself, whose backward needs the output only."""

    _functions: tuple[Callable[..., np.ndarray], Callable[..., np.ndarray]]
    _name: str

    @property
    def spec(self) -> Activation:
        return Activation(self._name)

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        out = self._functions[0](x)
        return out, out

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return self._functions[1](grad_output, cache)


class ReLU(_Elementwise):
    """Set negative values to 0.

    Examples
    --------
    >>> ReLU()(np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    """

    _functions = (activation.relu, activation.relu_backward)
    _name = "relu"


class Sigmoid(_Elementwise):
    """Squash values to between 0 and 1.

    Examples
    --------
    >>> Sigmoid()(np.zeros((1, 1)))
    array([[0.5]])
    """

    _functions = (activation.sigmoid, activation.sigmoid_backward)
    _name = "sigmoid"


class Tanh(_Elementwise):
    """Squash values to between -1 and 1.

    Examples
    --------
    >>> Tanh()(np.zeros((1, 1)))
    array([[0.]])
    """

    _functions = (activation.tanh, activation.tanh_backward)
    _name = "tanh"


class ScaledTanh(_Elementwise):
    """LeNet-5's activation, ``1.7159 tanh(2 x / 3)``.

    Examples
    --------
    >>> ScaledTanh()(np.ones((1, 1))).round(3)
    array([[1.]])
    """

    _functions = (activation.scaled_tanh, activation.scaled_tanh_backward)
    _name = "scaled_tanh"


class Dropout(Layer):
    """In training, silence a random share of the values and strengthen the others.

    Parameters
    ----------
    p : float
        Probability that a value is silenced; at least 0 and below 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer(np.ones((1, 4))), layer.eval()(np.ones((1, 4)))
    (array([[2., 2., 2., 0.]]), array([[1., 1., 1., 1.]]))
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator) -> None:
        if not 0 <= p < 1:
            raise ValueError(f"p must be at least 0 and below 1, got {p}")
        self.p = p
        self.rng = rng

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        if not self.training:
            return x, np.broadcast_to(x.dtype.type(1), x.shape)
        return dropout_ops.dropout(x, self.p, rng=self.rng)

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        return dropout_ops.dropout_backward(grad_output, cache)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"


class Flatten(Layer):
    """Turn each example's maps into one row of values.

    Examples
    --------
    >>> Flatten()(np.zeros((2, 6, 5, 5))).shape
    (2, 150)
    """

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, Any]:
        return x.reshape(_flat(x.shape)), x.shape

    def _backward(self, grad_output: np.ndarray, cache: Any) -> np.ndarray:
        require_same_shape(grad_output, _flat(cache), "grad_output", "the shape of the output")
        return require_float(grad_output, "grad_output").reshape(cache)


def _flat(shape: tuple[int, ...]) -> tuple[int, int]:
    return shape[0], math.prod(shape[1:])


# -- layers in a row ----------------------------------------------------------------------------


class Sequential(Layer):
    """Layers one after the other; forward from the first, backward from the last.

    Parameters
    ----------
    *layers : Layer

    Examples
    --------
    >>> net = Sequential(
    ...     Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2), Flatten(), Linear(1536, 10)
    ... )
    >>> net(np.zeros((4, 1, 32, 32), np.float32)).shape
    (4, 10)
    >>> print(net.summary((1, 32, 32)))
    layer       shape  parameters  multiply-adds   sees
    conv1     6×32×32         156        153,600    5×5
    relu      6×32×32           0              0    5×5
    pool1     6×16×16           0              0    6×6
    dense1         10      15,370         15,360  32×32
    together               15,526        168,960
    """

    def __init__(self, *layers: Layer) -> None:
        for place, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Sequential takes layers, got the {type(layer).__name__} {layer!r} as "
                    f"number {place}; unpack a list with Sequential(*layers)"
                )
        self.layers = layers

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, place: int) -> Layer:
        return self.layers[place]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Run all layers forward; if one refuses, all remember the batch before."""
        before = self._cache
        try:
            for layer in self.layers:
                x = layer(x)
        except Exception:
            self._cache = before
            raise
        return x

    @property
    def _cache(self) -> list[Any]:
        return [layer._cache for layer in self.layers]

    @_cache.setter
    def _cache(self, caches: list[Any]) -> None:
        for layer, cache in zip(self.layers, caches, strict=True):
            layer._cache = cache

    def backward(self, grad_output: np.ndarray) -> np.ndarray:
        """Run all layers backward; return the gradient of the input."""
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def backward_to_parameters(self, grad_output: np.ndarray) -> None:  # noqa: D102
        for layer in reversed(self.layers[1:]):
            grad_output = layer.backward(grad_output)
        for layer in self.layers[:1]:
            layer.backward_to_parameters(grad_output)

    def parameters(self) -> Iterator[tuple[str, np.ndarray, np.ndarray | None]]:
        """Go through all parameters; names are the layer's place and the parameter's name."""
        for place, layer in enumerate(self.layers):
            for name, values, grad in layer.parameters():
                yield f"{place}.{name}", values, grad

    def train(self) -> Self:
        """Switch all layers to training."""
        for layer in self.layers:
            layer.train()
        return super().train()

    def eval(self) -> Self:
        """Switch all layers to testing."""
        for layer in self.layers:
            layer.eval()
        return super().eval()

    def summary(self, shape: tuple[int, int, int]) -> Ledger:
        """Follow one example of this shape, (channels, height, width), through all layers.

        Returns
        -------
        Ledger
            Shapes, parameters, multiply-adds and receptive fields; prints as a table.
        """
        return ledger(shape, [layer.spec for layer in self.layers if layer.spec is not None])

    def __repr__(self) -> str:
        rows = "".join(f"\n  ({place}) {layer!r}" for place, layer in enumerate(self.layers))
        return f"Sequential({rows}\n)"
