"""Every shorter way to filter one picture leads to the same map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from cnnkit.errors import ShapeError
from cnnkit.ops.conv_single import correlate2d, correlate2d_fft, correlate2d_separable, separate
from tests.arrays import FLOATS, WHOLE, agree, arrays

each_way = pytest.mark.parametrize(
    "filtered", [correlate2d, correlate2d_fft], ids=lambda function: function.__name__
)


@st.composite
def pictures_and_kernels(
    draw: st.DrawFn, dtypes: tuple[type, ...] = FLOATS
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a picture and a kernel that fits, up to one of the picture's own size."""
    size = draw(st.tuples(st.integers(1, 20), st.integers(1, 20)))
    kernel = tuple(draw(st.integers(1, side)) for side in size)
    dtype = draw(st.sampled_from(dtypes))
    return draw(arrays(size, dtype)), draw(arrays(kernel, dtype))


# -- by hand ------------------------------------------------------------------------------------


@each_way
def test_the_kernel_is_not_flipped(filtered):
    picture = np.array([[1.0, 0, 0], [0, 0, 0], [0, 0, 2]])
    out = filtered(picture, np.array([[1.0, 2], [3, 4]]))
    np.testing.assert_allclose(out, [[1, 0], [0, 8]], atol=1e-12)


def test_a_column_times_a_row_is_a_thick_kernel():
    """[1, 2, 1] down and [1, 0, -1] across: Sobel's six numbers instead of nine."""
    picture = np.array([[0.0, 0, 9], [0, 0, 9], [0, 9, 9]])
    out = correlate2d_separable(picture, np.array([1.0, 2, 1]), np.array([1.0, 0, -1]))
    assert out.tolist() == [[1 * -9 + 2 * -9 + 1 * -9]]


# -- independent judges -------------------------------------------------------------------------


@each_way
@given(drawn=pictures_and_kernels(FLOATS + WHOLE))
def test_maps_are_those_of_scipy(filtered, drawn):
    picture, kernel = drawn
    dtype = picture.dtype if picture.dtype.kind == "f" else np.float64
    expected = signal.correlate2d(picture.astype(dtype), kernel.astype(dtype), mode="valid")
    agree(filtered(picture, kernel), expected)


@given(drawn=pictures_and_kernels())
def test_two_thin_passes_are_one_thick_one(drawn):
    picture, kernel = drawn
    down, across = kernel[:, 0], kernel[0]
    agree(
        correlate2d_separable(picture, down, across), correlate2d(picture, np.outer(down, across))
    )


@pytest.mark.parametrize(("side", "products"), [(3, 6), (5, 10), (11, 22)])
def test_separating_a_gaussian_saves_products_and_changes_nothing(side, products):
    down = np.exp(-(np.linspace(-2, 2, side) ** 2))
    kernel = np.outer(down, down)
    assert down.size + down.size == products < kernel.size == side * side
    picture = np.random.default_rng(0).standard_normal((30, 40))
    apart = correlate2d_separable(picture, *separate(kernel))
    np.testing.assert_allclose(apart, correlate2d(picture, kernel), atol=1e-12)


# -- laws ---------------------------------------------------------------------------------------


@given(drawn=pictures_and_kernels())
def test_a_kernel_of_rank_one_is_taken_apart_and_put_together(drawn):
    kernel = np.outer(drawn[1][:, 0], drawn[1][0])
    down, across = separate(kernel)
    assert (down.shape, across.shape) == (kernel.shape[:1], kernel.shape[1:])
    agree(np.outer(down, across), kernel)


@pytest.mark.parametrize(
    "kernel", [np.eye(2), [[0, 1, 0], [1, -4, 1], [0, 1, 0]], [[1, 1], [1, 1.001]]], ids=str
)
@pytest.mark.parametrize("dtype", FLOATS)
def test_a_kernel_of_higher_rank_is_not_separable(kernel, dtype):
    assert separate(np.array(kernel, dtype)) is None


def test_nothing_comes_apart_into_nothing():
    assert not np.outer(*separate(np.zeros((2, 3)))).any()


@each_way
@given(drawn=pictures_and_kernels())
def test_results_are_new_arrays_of_the_same_dtype(filtered, drawn):
    """The drawn arrays are read-only, so that a function that writes to them fails anywhere."""
    picture, kernel = drawn
    out = filtered(picture, kernel)
    assert out.dtype == picture.dtype
    assert not np.shares_memory(out, picture)
    assert not np.shares_memory(out, kernel)
    np.testing.assert_array_equal(out, filtered(picture, kernel))


# -- errors say what was expected, what came, and the way out -------------------------------------

PICTURE = np.ones((4, 5))


@pytest.mark.parametrize(
    ("picture", "kernel", "message"),
    [
        (
            PICTURE,
            np.ones((5, 2)),
            "a window of 5 does not fit into 4 pixels (4 and a padding of 0 at each end);\n"
            "use a window of at most 4, or more padding",
        ),
        (
            PICTURE[None],
            np.ones((2, 2)),
            "image must have the axes (height, width), got an array of shape (1, 4, 5);\n"
            "pick one map first, for example image[0]",
        ),
        (
            PICTURE,
            np.ones(2),
            "kernel must have the axes (kernel_height, kernel_width), got an array of shape "
            "(2,);\nadd the missing axis, for example kernel[None]",
        ),
        (
            PICTURE[:, :0],
            np.ones((2, 2)),
            "image must not be empty, got an array of shape (4, 0);\ncheck the slice that made it",
        ),
    ],
    ids=["too large", "three axes", "one axis", "empty"],
)
@each_way
def test_bad_input_is_refused_with_a_sentence(filtered, picture, kernel, message):
    with pytest.raises(ShapeError) as caught:
        filtered(picture, kernel)
    assert str(caught.value) == message
