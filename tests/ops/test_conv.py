"""Convolution climbs from windows done by hand to PyTorch, to laws and to where they end."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.ops import conv
from cnnkit.ops.pool import max_pool2d
from tests.arrays import FLOATS, WHOLE, agree, arrays, inner, tensor

each_version = pytest.mark.parametrize(
    "convolve", [conv.conv2d, conv.conv2d_loops], ids=lambda function: function.__name__
)


class Case(NamedTuple):
    """A batch, the kernels to slide over it, and how."""

    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    options: dict[str, Any]

    def by_torch(self) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """PyTorch's result, and the tensors that went in."""
        functions = {3: functional.conv1d, 4: functional.conv2d}
        given = [tensor(array) for array in (self.x, self.weight, self.bias) if array is not None]
        return functions[self.x.ndim](*given, **self.options), given


@st.composite
def convolutions(
    draw: st.DrawFn, axes: int = 2, dtypes: tuple[type, ...] = FLOATS, largest: int = 3
) -> Case:
    """Draw a convolution along one or two axes; nothing about it is square."""

    def sides(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(low, high)) for _ in range(axes))

    groups, batch, in_channels, out_channels = (draw(st.integers(1, largest)) for _ in range(4))
    kernel, stride, padding, dilation = sides(1, 4), sides(1, 3), sides(0, 2), sides(1, 3)
    size = tuple(
        max(1, d * (k - 1) + 1 - 2 * p) + extra
        for k, d, p, extra in zip(kernel, dilation, padding, sides(0, 5), strict=True)
    )
    dtype = draw(st.sampled_from(dtypes))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    return Case(
        draw(arrays((batch, groups * in_channels, *size), dtype)),
        draw(arrays((groups * out_channels, in_channels, *kernel), dtype)),
        draw(st.none() | arrays((groups * out_channels,), dtype)),
        {name: _short(pair) for name, pair in options.items()} | {"groups": groups},
    )


def _short(pair: tuple[int, ...]) -> int | tuple[int, ...]:
    """One number where both are the same, as most people write it."""
    return pair[0] if len(set(pair)) == 1 else pair


def one(picture: Any) -> np.ndarray:
    """Give a picture a batch and a channel axis."""
    return np.array(picture, dtype=float)[None, None]


# -- by hand ------------------------------------------------------------------------------------


@each_version
def test_the_toy_picture_under_the_cross(convolve):
    picture = [
        [1, 1, 1, 0, 0],
        [0, 1, 1, 1, 0],
        [0, 0, 1, 1, 1],
        [0, 0, 1, 1, 0],
        [0, 1, 1, 0, 0],
    ]
    cross = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    assert convolve(one(picture), one(cross))[0, 0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


@each_version
def test_one_output_is_a_sum_of_nine_products(convolve):
    window = [[1, 1, 1], [0, 0, 0], [0, 0, 0]]
    kernel = [[0, 0, 1], [1, 0, 0], [0, 1, 1]]
    products = 1 * 0 + 1 * 0 + 1 * 1 + 0 * 1 + 0 * 0 + 0 * 0 + 0 * 0 + 0 * 1 + 0 * 1
    assert convolve(one(window), one(kernel)).item() == products == 1


@each_version
def test_a_corner_is_multiplied_by_the_kernels_own_corner(convolve):
    """A kernel that is not symmetric: turned by half a turn, it would give 8."""
    x, kernel = [[1, 0, 0], [0, 0, 0], [0, 0, 2]], [[1, 2], [3, 4]]
    assert convolve(one(x), one(kernel))[0, 0].tolist() == [[1, 0], [0, 8]]
    assert conv.convolve2d(one(x), one(kernel))[0, 0].tolist() == [[4, 0], [0, 2]]


@each_version
def test_channels_are_added_up_and_the_bias_comes_once(convolve):
    x = np.stack([np.full((2, 2), 1.0), np.full((2, 2), 10.0)])[None]
    weight = np.array([[1.0, 1], [2, 3]]).reshape(2, 2, 1, 1)
    out = convolve(x, weight, np.array([0.5, 100]))
    assert out[0, :, 0, 0].tolist() == [1 + 10 + 0.5, 2 + 30 + 100]


@each_version
def test_groups_do_not_see_each_other(convolve):
    x = np.array([1.0, 10, 100, 1000]).reshape(1, 4, 1, 1)
    weight = np.array([[1.0, 2], [3, 4]]).reshape(2, 2, 1, 1)
    assert convolve(x, weight, groups=2).ravel().tolist() == [1 + 20, 300 + 4000]


def test_padding_makes_up_for_the_kernel_and_stride_leaves_windows_out():
    x, kernel = np.ones((1, 1, 5)), np.ones((1, 1, 3))
    assert conv.conv1d(x, kernel).tolist() == [[[3, 3, 3]]]
    assert conv.conv1d(x, kernel, padding=1).tolist() == [[[2, 3, 3, 3, 2]]]
    assert conv.conv1d(x, kernel, padding=1, stride=2).tolist() == [[[2, 3, 2]]]
    assert conv.conv1d(np.arange(5.0)[None, None], kernel, dilation=2).item() == 0 + 2 + 4


def test_an_image_spark_prints_the_kernel_turned_and_a_convolved_one_prints_it_upright():
    spark = np.zeros((1, 1, 3, 3))
    spark[0, 0, 1, 1] = 1
    kernel = [[1, 2], [3, 4]]
    assert conv.conv2d(spark, one(kernel))[0, 0].tolist() == [[4, 3], [2, 1]]
    assert conv.convolve2d(spark, one(kernel))[0, 0].tolist() == kernel


def test_gradients_of_one_weight_and_one_pixel():
    x, weight = np.array([[[2.0, 3.0, 5.0]]]), np.array([[[7.0, 11.0]]])
    grad_x, grad_weight, grad_bias = conv.conv1d_backward(np.array([[[1.0, 10.0]]]), x, weight)
    assert grad_x.tolist() == [[[1 * 7, 1 * 11 + 10 * 7, 10 * 11]]]
    assert grad_weight.tolist() == [[[1 * 2 + 10 * 3, 1 * 3 + 10 * 5]]]
    assert grad_bias.tolist() == [11]


# -- independent judges -------------------------------------------------------------------------


@settings(max_examples=300)
@given(
    case=convolutions(), chunk=st.sampled_from([1, 2**12, 2**20]), narrow=st.sampled_from([0, 32])
)
def test_values_and_gradients_are_those_of_pytorch(case, chunk, narrow):
    """Whether all examples are lowered at a time, or a few, or one; by rows of either kind."""
    theirs, tensors = case.by_torch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conv, "CHUNK_BYTES", chunk)
        patch.setattr(conv, "NARROW", narrow)
        out = conv.conv2d(case.x, case.weight, case.bias, **case.options)
        agree(out, theirs)
        grad_out = np.random.default_rng(0).standard_normal(out.shape).astype(out.dtype)
        grads = conv.conv2d_backward(grad_out, case.x, case.weight, **case.options)
    theirs.backward(torch.tensor(grad_out))
    for ours, tensor_in in zip(grads, tensors, strict=False):  # no tensor for a bias of None
        agree(ours, tensor_in.grad)
    agree(grads[2], grad_out.sum(axis=(0, 2, 3)))


@pytest.mark.parametrize(
    ("x", "weight", "options"),
    [
        ((9, 6, 14, 14), (16, 6, 5, 5), {}),  # LeNet-5's C3
        ((2, 3, 67, 67), (96, 3, 11, 11), {"stride": 4}),  # AlexNet's first
        ((2, 96, 13, 13), (128, 48, 5, 5), {"padding": 2, "groups": 2}),  # and its second
        ((2, 64, 28, 28), (64, 1, 3, 3), {"padding": 2, "dilation": 2, "groups": 64}),
    ],
    ids=["lenet", "stride", "groups", "depthwise"],
)
def test_layers_of_real_nets_agree_with_pytorch_in_float32(x, weight, options):
    rng = np.random.default_rng(0)
    case = Case(
        *(rng.standard_normal(shape).astype(np.float32) for shape in (x, weight)), None, options
    )
    theirs, (x_tensor, weight_tensor) = case.by_torch()
    out = conv.conv2d(case.x, case.weight, **options)
    agree(out, theirs)
    grad_out = rng.standard_normal(out.shape).astype(np.float32)
    theirs.backward(torch.tensor(grad_out))
    grad_x, grad_weight, _ = conv.conv2d_backward(grad_out, case.x, case.weight, **options)
    agree(grad_x, x_tensor.grad)
    agree(grad_weight, weight_tensor.grad)


@given(case=convolutions(axes=1))
def test_signals_are_convolved_as_pytorch_does(case):
    theirs, tensors = case.by_torch()
    out = conv.conv1d(case.x, case.weight, case.bias, **case.options)
    agree(out, theirs)
    grad_out = np.random.default_rng(0).standard_normal(out.shape).astype(out.dtype)
    theirs.backward(torch.tensor(grad_out))
    grads = conv.conv1d_backward(grad_out, case.x, case.weight, **case.options)
    for ours, tensor_in in zip(grads, tensors, strict=False):
        agree(ours, tensor_in.grad)


@given(case=convolutions(dtypes=FLOATS + WHOLE, largest=2))
def test_the_loops_to_read_give_what_the_fast_version_gives(case):
    fast = conv.conv2d(case.x, case.weight, case.bias, **case.options)
    agree(conv.conv2d_loops(case.x, case.weight, case.bias, **case.options), fast)


@given(case=convolutions(dtypes=WHOLE))
def test_integers_give_float64_and_no_sum_wraps_around(case):
    theirs, _ = case.by_torch()
    agree(conv.conv2d(case.x, case.weight, case.bias, **case.options), theirs)


@given(signal=arrays((9,)), kernel=st.integers(1, 9).flatmap(lambda m: arrays((m,))))
def test_the_flipped_version_is_numpys_convolve(signal, kernel):
    x, weight = signal[None, None, None], kernel[None, None, None]
    agree(conv.convolve2d(x, weight)[0, 0, 0], np.convolve(signal, kernel, mode="valid"))


@given(case=convolutions())
def test_flipping_twice_is_not_flipping(case):
    agree(
        conv.convolve2d(case.x, case.weight[..., ::-1, ::-1], case.bias, **case.options),
        conv.conv2d(case.x, case.weight, case.bias, **case.options),
    )


@pytest.mark.parametrize(
    ("x", "weight", "expected"),
    [
        (np.float32, np.float32, np.float32),
        (np.float32, np.float64, np.float64),
        (np.uint8, np.float32, np.float32),
        (np.int64, np.int8, np.float64),
        (np.bool_, np.bool_, np.float64),
    ],
    ids=lambda dtype: np.dtype(dtype).name,
)
@each_version
def test_types_meet_as_numpy_lets_them(convolve, x, weight, expected):
    out = convolve(np.ones((1, 1, 3, 3), x), np.ones((1, 1, 2, 2), weight), np.ones(1))
    assert out.dtype == expected
    assert (out == 5).all()


# -- laws ---------------------------------------------------------------------------------------


@given(case=convolutions(dtypes=(np.float64,)))
def test_forward_and_backward_are_adjoint(case):
    """<conv(x), g> = <x, backward(g)>, and the same for the weights."""
    out = conv.conv2d(case.x, case.weight, **case.options)
    grad_out = np.random.default_rng(1).standard_normal(out.shape)
    grad_x, grad_weight, _ = conv.conv2d_backward(grad_out, case.x, case.weight, **case.options)
    expected = pytest.approx(inner(out, grad_out), rel=1e-10, abs=1e-10)
    assert inner(case.x, grad_x) == expected
    assert inner(case.weight, grad_weight) == expected


@given(case=convolutions())
def test_results_are_new_arrays_and_the_same_each_time(case):
    """The drawn arrays are read-only, so that a function that writes to them fails anywhere."""
    out = conv.conv2d(case.x, case.weight, case.bias, **case.options)
    grad_out = np.ones_like(out)
    grad_out.flags.writeable = False
    grads = conv.conv2d_backward(grad_out, case.x, case.weight, **case.options)
    again = conv.conv2d_backward(grad_out, case.x, case.weight, **case.options)
    np.testing.assert_array_equal(
        out, conv.conv2d(case.x, case.weight, case.bias, **case.options), strict=True
    )
    for result, repeated in zip((out, *grads), (out, *again), strict=True):
        assert result.dtype == case.x.dtype
        np.testing.assert_array_equal(result, repeated)
        for given_array in (case.x, case.weight, grad_out):
            assert not np.shares_memory(result, given_array)


@given(case=convolutions())
def test_leaving_the_inputs_gradient_out_changes_no_other(case):
    grad_out = np.ones_like(conv.conv2d(case.x, case.weight, **case.options))
    _, *expected = conv.conv2d_backward(grad_out, case.x, case.weight, **case.options)
    grad_x, *grads = conv.conv2d_backward(
        grad_out, case.x, case.weight, **case.options, input_gradient=False
    )
    assert grad_x is None
    for ours, same in zip(grads, expected, strict=True):
        np.testing.assert_array_equal(ours, same)


def test_a_one_by_one_kernel_of_1_copies_the_picture():
    x = one([[1.5, 2.0]])
    out = conv.conv2d(x, np.ones((1, 1, 1, 1)))
    np.testing.assert_array_equal(out, x)
    assert not np.shares_memory(out, x)


# -- equivariance, and where it ends --------------------------------------------------------------

whole_pictures = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(-9, 10, (1, 1, 7, 8)).astype(float)
)
KERNEL = one([[1, 2, 0], [-1, 3, 1], [0, -4, 5]])  # turned or mirrored, it is another one
LAPLACIAN = one([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def wrapped(x: np.ndarray) -> np.ndarray:
    """Convolve a picture whose left end meets its right end, and its top its bottom."""
    return conv.conv2d(np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap"), KERNEL)


@given(x=whole_pictures, down=st.integers(-9, 9), right=st.integers(-9, 9))
def test_on_a_ring_a_shifted_picture_gives_the_shifted_map(x, down, right):
    """Exactly: the entries are whole numbers, so nothing is rounded."""
    moved = np.roll(x, (down, right), axis=(2, 3))
    expected = np.roll(wrapped(x), (down, right), axis=(2, 3))
    np.testing.assert_array_equal(wrapped(moved), expected)
    assert wrapped(moved).max() == wrapped(x).max()  # the maximum is invariant, the map is not


def test_with_zeros_around_only_the_interior_moves_along():
    x = np.random.default_rng(0).integers(1, 9, (1, 1, 6, 6)).astype(float)
    moved = conv.conv2d(np.roll(x, 1, axis=3), KERNEL, padding=1)
    expected = np.roll(conv.conv2d(x, KERNEL, padding=1), 1, axis=3)
    same = (moved == expected).all(axis=(0, 1, 2))
    assert same.tolist() == [False, False, True, True, True, False]


def test_a_stride_of_two_misses_an_edge_that_moved_by_one():
    edge = np.array([[[1.0, -1.0]]])
    step = np.array([[[1.0, 1, 1, 0, 0, 0]]])
    assert conv.conv1d(step, edge, stride=2).tolist() == [[[0, 1, 0]]]
    assert conv.conv1d(np.array([[[1.0, 1, 0, 0, 0, 0]]]), edge, stride=2).tolist() == [[[0, 0, 0]]]


@given(x=whole_pictures, stride=st.integers(2, 3))
def test_with_a_stride_shifts_by_the_stride_move_the_map_by_one(x, stride):
    out = conv.conv2d(x[..., stride:], KERNEL, stride=stride)
    kept = conv.conv2d(x, KERNEL, stride=stride)[..., 1:]
    np.testing.assert_array_equal(out, kept)
    full = conv.conv2d(x, KERNEL)
    np.testing.assert_array_equal(
        conv.conv2d(x, KERNEL, stride=stride), full[..., ::stride, ::stride]
    )


def turn(x: np.ndarray) -> np.ndarray:
    """Turn a picture by a quarter, against the clock."""
    return np.rot90(x, axes=(2, 3))


@given(x=whole_pictures)
def test_a_turned_picture_needs_a_turned_kernel(x):
    np.testing.assert_array_equal(conv.conv2d(turn(x), turn(KERNEL)), turn(conv.conv2d(x, KERNEL)))
    np.testing.assert_array_equal(conv.conv2d(turn(x), LAPLACIAN), turn(conv.conv2d(x, LAPLACIAN)))


def test_a_turned_picture_under_the_same_kernel_gives_another_map():
    x, kernel = one([[1, 0], [0, 0]]), one([[1, 2], [3, 4]])
    assert turn(conv.conv2d(x, kernel)).item() == 1
    assert conv.conv2d(turn(x), kernel).item() == 3


def test_a_picture_of_twice_the_size_gives_another_map():
    peak = np.array([[[-1.0, 2.0, -1.0]]])
    assert conv.conv1d(np.array([[[0.0, 1, 0]]]), peak).tolist() == [[[2]]]
    assert conv.conv1d(np.array([[[0.0, 0, 1, 1, 0, 0]]]), peak).tolist() == [[[-1, 1, 1, -1]]]


@given(x=whole_pictures)
def test_invariance_comes_with_the_maximum_over_the_whole_map(x):
    moved = np.roll(x, 3, axis=3)
    size = wrapped(x).shape[2:]
    np.testing.assert_array_equal(max_pool2d(wrapped(x), size), max_pool2d(wrapped(moved), size))


# -- errors say what was expected, what came, and the way out -------------------------------------

X, W = np.ones((2, 3, 5, 6)), np.ones((4, 3, 2, 3))
OUT = np.ones((2, 4, 4, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda convolve: convolve(X[0], W),
            ShapeError,
            "x must have the axes (batch, in_channels, height, width), got an array of shape "
            "(3, 5, 6);\nadd the missing axis, for example x[None]",
        ),
        (
            lambda convolve: convolve(X, W[0, 0]),
            ShapeError,
            "weight must have the axes (out_channels, in_channels, kernel_height, kernel_width), "
            "got an array of shape (2, 3);\nadd the missing axis, for example weight[None]",
        ),
        (
            lambda convolve: convolve(X[:0], W),
            ShapeError,
            "x must not be empty, got an array of shape (0, 3, 5, 6);\n"
            "check the slice that made it",
        ),
        (
            lambda convolve: convolve(X[:, :2], W),
            ShapeError,
            "weight of shape (4, 3, 2, 3) expects 3 input channels (groups=1), x of shape "
            "(2, 2, 5, 6) has 2;\n"
            "weight must be (out_channels, in_channels // groups, kernel_height, kernel_width)",
        ),
        (
            lambda convolve: convolve(X, W, groups=2),
            ShapeError,
            "groups must divide in_channels and out_channels, got groups=2 with 3 and 4;\n"
            "use a divisor of both",
        ),
        (
            lambda convolve: convolve(X, np.ones((4, 3, 8, 1)), padding=(1, 0)),
            ShapeError,
            "a window of 8 does not fit into 7 pixels (5 and a padding of 1 at each end);\n"
            "use a window of at most 7, or more padding",
        ),
        (
            lambda convolve: convolve(X, W, dilation=(5, 1)),
            ShapeError,
            "a window of 6 does not fit into 5 pixels (5 and a padding of 0 at each end);\n"
            "use a window of at most 5, or more padding",
        ),
        (
            lambda convolve: convolve(X, W, np.ones(3)),
            ShapeError,
            "bias must have one value for each output channel, (4,), got (3,)",
        ),
        (
            lambda convolve: convolve(X, W, stride=0),
            ValueError,
            "stride must be at least 1, got 0",
        ),
        (
            lambda convolve: convolve(X, W, padding=-1),
            ValueError,
            "padding must be at least 0, got -1",
        ),
        (
            lambda convolve: convolve(X, W, stride=1.5),
            TypeError,
            "stride must be a whole number, got the float 1.5; use int(...) or // to make one",
        ),
        (
            lambda convolve: convolve(X.astype(complex), W),
            TypeError,
            "x must hold integers, floats or booleans, got an array of dtype complex128; "
            "convert it first, for example np.asarray(x, dtype=float)",
        ),
    ],
)
@each_version
def test_bad_input_is_refused_with_a_sentence(convolve, call, error, message):
    with pytest.raises(error) as caught:
        call(convolve)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("grad_out", "error", "message"),
    [
        (
            OUT[:, :3],
            ShapeError,
            "grad_out must have the shape of the output, (2, 4, 4, 4), got (2, 3, 4, 4)",
        ),
        (
            OUT[0],
            ShapeError,
            "grad_out must have the axes (batch, out_channels, out_height, out_width), got an "
            "array of shape (4, 4, 4);\nadd the missing axis, for example grad_out[None]",
        ),
        (
            OUT.astype(int),
            TypeError,
            "grad_out must be a floating array, got dtype int64; integers would cut off "
            "fractions, so pass grad_out.astype(float)",
        ),
    ],
    ids=["channels", "axes", "integers"],
)
def test_a_gradient_that_does_not_fit_is_refused(grad_out, error, message):
    with pytest.raises(error) as caught:
        conv.conv2d_backward(grad_out, X, W)
    assert str(caught.value) == message


def test_signals_have_one_axis_less():
    with pytest.raises(ShapeError, match=r"x must have the axes \(batch, in_channels, width\)"):
        conv.conv1d(X, W)
    with pytest.raises(TypeError, match="stride must be a whole number, got the tuple"):
        conv.conv1d(X[0], W[0], stride=(1, 2))
