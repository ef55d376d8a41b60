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
from cnnkit.ops import dropout, pool
from cnnkit.withhold import BorrowedAnswer, withholding
from tests.arrays import FLOATS, agree
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


# -- layers that learn --------------------------------------------------------------------------


def copied(ours: layers.Layer, theirs: torch.nn.Module) -> None:
    """Give PyTorch's layers the parameters of ours."""
    with torch.no_grad():
        for (_, values, _), parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
            parameter.copy_(torch.tensor(values))


def assert_same(ours: layers.Layer, theirs: torch.nn.Module, x: np.ndarray) -> None:
    """Insist on PyTorch's output, gradient of the input, and gradients of all parameters."""
    copied(ours, theirs.to(torch.tensor(x).dtype))
    x_tensor = torch.tensor(x, requires_grad=True)
    their_out = theirs(x_tensor)
    out = ours(x)
    agree(out, their_out)
    grad_out = np.random.default_rng(9).standard_normal(out.shape).astype(x.dtype)
    their_out.backward(torch.tensor(grad_out))
    agree(ours.backward(grad_out), x_tensor.grad)
    for (_, _, grad), parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
        agree(grad, parameter.grad)


@pytest.mark.parametrize("dtype", FLOATS, ids=["float32", "float64"])
@pytest.mark.parametrize(
    ("name", "arguments", "options", "shape"),
    [
        ("Conv2d", (4, 6, 3), {}, (2, 4, 7, 8)),
        ("Conv2d", (4, 6, (3, 2), (2, 1), (1, 0), (1, 2), 2, False), {}, (2, 4, 7, 8)),
        ("Conv2d", (4, 4, 3), {"padding": 1, "groups": 4}, (3, 4, 5, 4)),
        ("Linear", (5, 3), {}, (4, 5)),
        ("Linear", (5, 3, False), {}, (4, 5)),
        ("ReLU", (), {}, (3, 4)),
        ("Sigmoid", (), {}, (3, 4)),
        ("Tanh", (), {}, (3, 4, 5, 6)),
        ("Flatten", (), {}, (3, 4, 5, 6)),
    ],
)
def test_a_layer_is_called_as_in_pytorch_and_answers_the_same(
    name, arguments, options, shape, dtype
):
    learns = name in ("Conv2d", "Linear")
    ours = getattr(layers, name)(*arguments, **options, **({"dtype": dtype} if learns else {}))
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    assert_same(ours, getattr(torch.nn, name)(*arguments, **options), x)


@pytest.mark.parametrize("name", ["Conv2d", "Linear"])
def test_arguments_have_the_places_and_defaults_of_pytorch(name):
    ours, theirs = (
        [
            (parameter.name, parameter.default)
            for parameter in inspect.signature(getattr(package, name)).parameters.values()
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        for package in (layers, torch.nn)
    )
    assert ours == theirs[: len(ours)]


def lenet(dtype: type) -> layers.Sequential:
    rng = np.random.default_rng(0)
    options = {"rng": rng, "dtype": dtype}
    return layers.Sequential(
        layers.Conv2d(1, 6, 5, **options),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Conv2d(6, 16, 5, **options),
        layers.Tanh(),
        layers.AvgPool2d(2),
        layers.Sequential(layers.Flatten(), layers.Linear(400, 120, **options), layers.Sigmoid()),
        layers.Linear(120, 10, bias=False, **options),
    )


@pytest.mark.parametrize("dtype", FLOATS, ids=["float32", "float64"])
def test_a_whole_net_answers_as_pytorchs(dtype):
    nn = torch.nn
    theirs = nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 10, bias=False)),
    )
    x = np.random.default_rng(1).standard_normal((5, 1, 32, 32)).astype(dtype)
    assert_same(lenet(dtype), theirs, x)


@pytest.mark.parametrize("dtype", FLOATS, ids=["float32", "float64"])
def test_first_weights_are_spread_as_in_pytorch_and_decided_by_the_generator(dtype):
    one, same, other = (
        layers.Conv2d(6, 50, 5, groups=2, rng=np.random.default_rng(seed), dtype=dtype)
        for seed in (1, 1, 2)
    )
    reach = 1 / np.sqrt(3 * 5 * 5)
    for name, values, grad in one.parameters():
        assert values.dtype == dtype
        assert grad is None
        assert 0.9 * reach < np.abs(values).max() <= reach * (1 + 1e-6)
        np.testing.assert_array_equal(values, getattr(same, name))
        assert (values != getattr(other, name)).any()


# -- dropout, shapes, layers in a row --------------------------------------------------------------


def test_dropout_drops_in_training_only():
    layer = layers.Dropout(0.4, rng=np.random.default_rng(0))
    out, mask = dropout.dropout(IMAGE, 0.4, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(layer(IMAGE), out)
    np.testing.assert_array_equal(layer.backward(np.ones_like(out)), mask)
    state = layer.eval().rng.bit_generator.state
    np.testing.assert_array_equal(layer(IMAGE), IMAGE)
    np.testing.assert_array_equal(layer.backward(out), out)
    assert layer.rng.bit_generator.state == state
    with pytest.raises(ValueError, match=r"p must be at least 0 and below 1, got 1\.0"):
        layers.Dropout(1.0, rng=np.random.default_rng(0))


def test_flattening_nothing_gives_rows_of_nothing():
    layer = layers.Flatten()
    assert layer(np.ones((0, 2, 3, 4))).shape == (0, 24)
    assert layer.backward(np.ones((0, 24))).shape == (0, 2, 3, 4)


def test_parameters_are_named_by_the_place_of_their_layer():
    net = lenet(np.float32)
    names = [name for name, _, _ in net.parameters()]
    assert names == [
        "0.weight",
        "0.bias",
        "3.weight",
        "3.bias",
        "6.1.weight",
        "6.1.bias",
        "7.weight",
    ]
    assert [grad for _, _, grad in net.parameters()] == [None] * 7
    for name, values, _ in net.parameters():
        assert name != "7.weight" or values is net[7].weight


def test_training_needs_no_gradient_of_the_data():
    """Each parameter gets the gradient that a whole backward gives it, bit for bit."""
    x = np.random.default_rng(0).standard_normal((2, 1, 32, 32))
    nets = lenet(np.float64), lenet(np.float64)
    for net in nets:
        grad_out = np.ones_like(net(x))
    assert nets[0].backward(grad_out).shape == x.shape
    assert nets[1].backward_to_parameters(grad_out) is None
    for (name, _, whole), (_, _, alone) in zip(*(net.parameters() for net in nets), strict=True):
        np.testing.assert_array_equal(alone, whole, err_msg=name)
    first = layers.Linear(3, 2)
    first(np.ones((1, 3)))
    first.backward_to_parameters(np.ones((1, 2)))
    assert first.weight_grad.tolist() == [[1, 1, 1]] * 2


def test_a_mode_reaches_every_layer():
    net = lenet(np.float32)
    assert net.eval() is net
    assert not any(layer.training for layer in (net, *net, *net[6]))
    assert net.train() is net
    assert all(layer.training for layer in (net, *net, *net[6]))


def test_no_layers_are_the_identity():
    net = layers.Sequential()
    assert len(net) == 0
    assert net(IMAGE) is IMAGE
    assert net.backward(IMAGE) is IMAGE


def test_the_summary_counts_what_the_layers_hold():
    net = layers.Sequential(*lenet(np.float32)[:6], layers.Flatten(), layers.Linear(400, 10))
    summary = net.summary((1, 32, 32))
    assert summary.parameters == sum(values.size for _, values, _ in net.parameters())
    assert [row.shape for row in summary][-1] == net(np.zeros((1, 1, 32, 32), np.float32)).shape[1:]
    with pytest.raises(
        ShapeError, match=r"one example, \(channels, height, width\), got \(32, 32\)"
    ):
        net.summary((32, 32))


@pytest.mark.parametrize("no_bias", [False, 0, np.False_])
def test_without_a_bias_there_is_no_parameter_of_that_name(no_bias):
    layer = layers.Linear(3, 2, bias=no_bias)
    assert [name for name, _, _ in layer.parameters()] == ["weight"]
    layer(np.ones((1, 3)))
    layer.backward(np.ones((1, 2)))
    assert layer.bias is layer.bias_grad is None


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv2d(4, 6, (3, 2), (2, 1), 1, 2, 2, bias=False),
        layers.Conv2d(1, 6, 5),
        layers.Linear(3, 2, bias=False),
        layers.Linear(3, 2),
        layers.ReLU(),
        layers.Flatten(),
    ],
    ids=repr,
)
def test_what_is_printed_makes_a_layer_of_that_kind(layer):
    assert repr(eval(repr(layer), vars(layers))) == repr(layer)


def test_a_net_prints_its_layers_with_their_places():
    net = layers.Sequential(layers.Linear(3, 2), layers.Dropout(0.5, rng=np.random.default_rng(0)))
    assert repr(net) == "Sequential(\n  (0) Linear(3, 2)\n  (1) Dropout(p=0.5)\n)"


# -- what is refused, and that nothing has changed then -------------------------------------------

SMALL = np.random.default_rng(2).standard_normal((2, 3, 4, 5))
EACH = {
    "Conv2d": (lambda: layers.Conv2d(3, 2, 3, dtype=np.float64), SMALL, (2, 2, 2, 3)),
    "Linear": (lambda: layers.Linear(5, 2, dtype=np.float64), SMALL[0, 0], (4, 2)),
    "ReLU": (layers.ReLU, SMALL, SMALL.shape),
    "Flatten": (layers.Flatten, SMALL, (2, 60)),
    "Dropout": (lambda: layers.Dropout(0.5, rng=np.random.default_rng(0)), SMALL, SMALL.shape),
    "Sequential": (
        lambda: layers.Sequential(
            layers.Conv2d(3, 2, 3, dtype=np.float64),
            layers.ReLU(),
            layers.Flatten(),
            layers.Linear(12, 2, dtype=np.float64),
        ),
        SMALL,
        (2, 2),
    ),
}


@pytest.mark.parametrize(("make", "x", "out_shape"), EACH.values(), ids=EACH)
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda good: good[:1], ShapeError),
        (lambda good: good[None], ShapeError),
        (lambda good: good.astype(int), TypeError),
    ],
    ids=["batch", "axes", "integers"],
)
def test_a_refused_gradient_leaves_the_last_ones(make, x, out_shape, wrong, error):
    layer = make()
    good = np.ones(out_shape)
    assert layer(x).shape == out_shape
    layer.backward(good)
    before = [grad.copy() for _, _, grad in layer.parameters()]
    with pytest.raises(error):
        layer.backward(wrong(2 * good))
    for (_, _, grad), old in zip(layer.parameters(), before, strict=True):
        np.testing.assert_array_equal(grad, old)


@pytest.mark.parametrize("name", sorted(EACH.keys() - {"Flatten"}))  # which takes everything
def test_a_refused_input_leaves_the_last_one(name):
    make, x, out_shape = EACH[name]
    layer = make()
    layer(x)
    expected = layer.backward(np.ones(out_shape))
    with pytest.raises(TypeError, match="must hold integers, floats or booleans"):
        layer(x.astype(str))
    np.testing.assert_array_equal(layer.backward(np.ones(out_shape)), expected)


def test_a_net_that_refuses_half_way_remembers_the_last_batch_everywhere():
    """The convolution would take the wider picture; the linear layer, later, does not."""
    net, outer = EACH["Sequential"][0](), layers.Linear(2, 2, dtype=np.float64)
    nested = layers.Sequential(net, outer)
    nested(SMALL)
    expected = nested.backward(np.ones((2, 2)))
    wide = np.concatenate([SMALL, SMALL], axis=3)
    with pytest.raises(ShapeError, match="has 32 features, weight of shape"):
        nested(wide)
    np.testing.assert_array_equal(nested.backward(np.ones((2, 2))), expected)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: layers.Conv2d(3, 4, 3, groups=2),
            ShapeError,
            "groups must divide in_channels and out_channels, got groups=2 with 3 and 4;\n"
            "use a divisor of both",
        ),
        (
            lambda: layers.Conv2d(3, 4, 3.0),
            TypeError,
            "kernel_size must be a whole number, got the float 3.0; use int(...) or // to make one",
        ),
        (
            lambda: layers.Linear(0, 4),
            ValueError,
            "in_features must be at least 1, got 0",
        ),
        (
            lambda: layers.Sequential([layers.ReLU()]),
            TypeError,
            "Sequential takes layers, got the list [ReLU()] as number 0; "
            "unpack a list with Sequential(*layers)",
        ),
        (
            lambda: layers.Sequential(layers.ReLU(), np.tanh),
            TypeError,
            "Sequential takes layers, got the ufunc <ufunc 'tanh'> as number 1; "
            "unpack a list with Sequential(*layers)",
        ),
    ],
)
def test_what_makes_no_layer_is_refused(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


def test_layers_are_out_of_reach_while_a_student_is_checked():
    with withholding(), pytest.raises(BorrowedAnswer):
        layers.ReLU()(IMAGE)
