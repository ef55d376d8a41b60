"""Layers answer as PyTorch's of the same name do, forward and backward."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnkit import layers
from cnnkit.errors import ShapeError
from cnnkit.ops import pool
from tests.pooling import cases, close, gradient_for

PAIRS = {
    layers.MaxPool2d: torch.nn.MaxPool2d,
    layers.AvgPool2d: torch.nn.AvgPool2d,
    layers.L2Pool2d: lambda *args, **kwargs: torch.nn.LPPool2d(2, *args, **kwargs),
}
each_layer = pytest.mark.parametrize("layer_class", PAIRS, ids=lambda layer: layer.__name__)

IMAGE = np.arange(32.0).reshape(1, 2, 4, 4)


@each_layer
@given(data=st.data())
def test_values_and_gradients_are_those_of_pytorch(layer_class, data):
    # PyTorch rescales the norm of a window that is cut off; a test of ops.pool covers ours
    borders = ("drop",) if layer_class is layers.L2Pool2d else ("drop", "partial")
    case = data.draw(cases(borders=borders, leading=(2, 2)).filter(lambda case: case.suits_pytorch))
    arguments = {
        "kernel_size": case.window,
        "stride": case.stride,
        "ceil_mode": case.borders == "partial",
    }
    ours, theirs = layer_class(**arguments), PAIRS[layer_class](**arguments)
    x = torch.tensor(case.x.copy(), requires_grad=True)
    out = ours(case.x)
    their_out = theirs(x)
    close(out, their_out.detach().numpy())
    grad_out = gradient_for(out, case.x.dtype)
    their_out.backward(torch.tensor(grad_out.copy()))
    close(ours.backward(grad_out), x.grad.numpy())


@pytest.mark.parametrize(
    ("ours", "theirs", "given"),
    [
        (layers.MaxPool2d, torch.nn.MaxPool2d, []),
        (layers.AvgPool2d, torch.nn.AvgPool2d, []),
        (layers.L2Pool2d, torch.nn.LPPool2d, ["norm_type"]),
    ],
    ids=["MaxPool2d", "AvgPool2d", "L2Pool2d"],
)
def test_positional_arguments_stand_where_pytorch_has_them(ours, theirs, given):
    """Or ``MaxPool2d(3, 2, 1)`` would mean something else here, without a word."""
    positional = [
        name
        for name, parameter in inspect.signature(ours).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    their_names = list(inspect.signature(theirs).parameters)
    assert [*given, *positional] == their_names[: len(given) + len(positional)]


def test_cut_off_windows_keep_their_own_norm():
    layer = layers.L2Pool2d(2, ceil_mode=True)
    assert layer(np.full((1, 1, 3, 3), 3.0))[0, 0].tolist() == [[6.0, 18**0.5], [18**0.5, 3.0]]
    assert layer.backward(np.ones((1, 1, 2, 2)))[0, 0, 2, 2] == 1.0


def test_stochastic_pooling_trains_by_chance_and_tests_by_expectation():
    layer = layers.StochasticPool2d(2, rng=np.random.default_rng(0))
    picked, winners = pool.stochastic_pool2d(IMAGE, 2, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(layer(IMAGE), picked)
    grad_x = layer.backward(np.ones_like(picked))
    np.testing.assert_array_equal(
        grad_x, pool.route_to_winners(np.ones_like(picked), winners, IMAGE.shape, 2)
    )
    assert layer.eval() is layer
    expected = pool.stochastic_pool2d_mean(IMAGE, 2)
    np.testing.assert_array_equal(layer(IMAGE), expected)
    np.testing.assert_array_equal(layer(IMAGE), expected)
    with pytest.raises(RuntimeError, match="forward pass"):
        layer.backward(np.ones_like(picked))
    assert layer.train() is layer
    assert (layer(IMAGE) != expected).any()


@each_layer
def test_backward_before_forward_says_what_to_do(layer_class):
    with pytest.raises(RuntimeError, match="needs a forward pass first: call the layer on x"):
        layer_class(2).backward(np.ones((1, 1, 1, 1)))


@each_layer
@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (IMAGE[0], ShapeError, "must have the axes (batch, channels, height, width)"),
        (IMAGE[:, :, :1], ShapeError, "a window of 2 is larger than the map"),
        (IMAGE[:, :, :0], ShapeError, "x must not be empty"),
        (IMAGE.astype(str), TypeError, "x must hold integers, floats or booleans"),
    ],
    ids=["three axes", "too small", "empty", "text"],
)
def test_a_refused_map_leaves_the_last_one_remembered(layer_class, x, error, message):
    layer = layer_class(2)
    grad_out = np.ones_like(layer(IMAGE))
    before = layer.backward(grad_out)
    with pytest.raises(error) as caught:
        layer(x)
    assert message in str(caught.value)
    np.testing.assert_array_equal(layer.backward(grad_out), before)


@each_layer
def test_settings_are_checked_when_the_layer_is_made(layer_class):
    with pytest.raises(TypeError, match=r"stride must be a whole number, got the float 1\.5"):
        layer_class(2, 1.5)
    with pytest.raises(ValueError, match="kernel_size must be one whole number or a pair"):
        layer_class((2, 2, 2))


@each_layer
def test_a_batch_of_nothing_gives_nothing(layer_class):
    layer = layer_class(2)
    assert layer(np.ones((0, 3, 4, 4))).shape == (0, 3, 2, 2)
    assert layer.backward(np.ones((0, 3, 2, 2))).shape == (0, 3, 4, 4)


@each_layer
def test_the_printed_form_makes_the_same_layer_again(layer_class):
    layer = layer_class((3, 2), 2, ceil_mode=True)
    assert repr(eval(repr(layer), vars(layers))) == repr(layer)
    assert repr(layer_class(2)) == f"{layer_class.__name__}(kernel_size=(2, 2), stride=(2, 2))"
