"""Sizes and counts agree with hand counts, with PyTorch, and with what the words promise."""

from __future__ import annotations

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.shapes import (
    BORDERS,
    ParameterCount,
    conv_parameters,
    dense_parameters,
    output_size,
    pooled_size,
    visits,
    window_spans,
)

sizes, windows, strides = st.integers(1, 40), st.integers(1, 12), st.integers(1, 12)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((5, 3), 3),  # windows start at 0, 1, 2
        ((6, 3, 2), 2),  # at 0 and 2; a third would need pixel 6
        ((7, 3, 2, 1), 4),  # at -1, 1, 3, 5
        ((3, 3), 1),
        ((1, 3, 1, 1), 1),
        ((32, 5, 1, 2), 32),
        ((227, 11, 4), 55),  # the first layer of AlexNet
    ],
)
def test_windows_counted_by_hand(arguments, expected):
    assert output_size(*arguments) == expected


@settings(max_examples=3000)  # the book says "more than 2,000"; some are refused
@given(size=sizes, kernel=windows, stride=strides, padding=st.integers(0, 6))
def test_output_sizes_are_those_of_pytorchs_convolution(size, kernel, stride, padding):
    if kernel > size + 2 * padding:
        with pytest.raises(ShapeError, match=f"does not fit into {size + 2 * padding} pixels"):
            output_size(size, kernel, stride, padding)
        return
    row, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
    theirs = functional.conv1d(row, weight, stride=stride, padding=padding)
    assert output_size(size, kernel, stride, padding) == theirs.shape[-1]
    # the gradient of a sum of windows counts the windows over each pixel
    ones = row.requires_grad_()
    functional.conv1d(ones, weight + 1, stride=stride, padding=padding).sum().backward()
    assert visits(size, kernel, stride, padding) == ones.grad[0, 0].tolist()


@given(
    size=sizes,
    kernel=windows,
    stride=strides,
    padding=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    dilation=st.integers(1, 4),
)
def test_uneven_padding_and_dilation_are_those_of_pytorch(size, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    assume(reach <= size + sum(padding))
    row = torch.zeros(1, 1, size, requires_grad=True)
    padded = functional.pad(row, padding)
    out = functional.conv1d(padded, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
    assert output_size(size, reach, stride, padding) == out.shape[-1]
    out.sum().backward()
    assert visits(size, kernel, stride, padding, dilation) == row.grad[0, 0].tolist()


def test_a_refused_window_names_both_ends_where_they_differ():
    with pytest.raises(ShapeError, match=r"into 6 pixels \(3 and a padding of 1 before and 2 aft"):
        output_size(3, 7, padding=(1, 2))
    with pytest.raises(ShapeError, match="a window of 7 does not fit into 6 pixels"):
        visits(3, 4, padding=(1, 2), dilation=2)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((6, 3, 2, "drop"), [(0, 3), (2, 5)]),
        ((6, 3, 2, "partial"), [(0, 3), (2, 5), (4, 6)]),
        ((6, 3, 3, "partial"), [(0, 3), (3, 6)]),  # an exact fit adds nothing
        ((5, 1, 3, "partial"), [(0, 1), (3, 4)]),  # no window starts off the map
        ((2, 5, 1, "partial"), [(0, 2)]),  # one window, larger than the map
        ((4, 3, 1, "centred"), [(0, 2), (0, 3), (1, 4), (2, 4)]),
        ((5, 3, 2, "centred"), [(0, 2), (1, 4), (3, 5)]),
        ((2, 7, 1, "centred"), [(0, 2), (0, 2)]),
    ],
)
def test_spans_written_out_by_hand(arguments, expected):
    assert window_spans(*arguments) == expected


@given(size=sizes, window=windows, stride=strides, borders=st.sampled_from(BORDERS))
def test_spans_are_those_of_pytorchs_pooling(size, window, stride, borders):
    """The largest of 0, 1, 2, ... under a window is its last pixel; of 0, -1, -2, ... its first."""
    assume(window % 2 if borders == "centred" else window <= size)
    options = {
        "kernel_size": window,
        "stride": stride,
        "padding": window // 2 if borders == "centred" else 0,
        "ceil_mode": borders == "partial",
    }
    pixels = torch.arange(size, dtype=torch.float64)[None]
    first = -functional.max_pool1d(-pixels, **options)[0].long()
    last = functional.max_pool1d(pixels, **options)[0].long()
    expected = list(zip(first.tolist(), (last + 1).tolist(), strict=True))
    assert window_spans(size, window, stride, borders) == expected


@given(size=sizes, window=windows, stride=strides)
def test_partial_windows_leave_no_pixel_out(size, window, stride):
    """And they stop with the first that reaches the end, if windows touch or overlap."""
    assume(stride <= window)
    spans = window_spans(size, window, stride, "partial")
    assert {pixel for span in spans for pixel in range(*span)} == set(range(size))
    assert [stop for _, stop in spans].count(size) == 1
    assert all(start < stop for start, stop in spans)


@given(size=sizes, window=windows, stride=strides, borders=st.sampled_from(BORDERS))
def test_pooled_sizes_count_the_spans(size, window, stride, borders):
    assume(window % 2 if borders == "centred" else window <= size)
    spans = window_spans(size, window, stride, borders)
    assert pooled_size(size, window, stride, borders=borders) == len(spans)
    assert pooled_size(size, window, borders=borders) == pooled_size(
        size, window, window, borders=borders
    )


@given(
    channels=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    kernel=st.integers(1, 7) | st.tuples(st.integers(1, 7), st.integers(1, 7)),
    bias=st.booleans(),
)
def test_counts_are_those_of_pytorchs_layers(channels, kernel, bias):
    for ours, theirs in (
        (
            conv_parameters(*channels, kernel, bias=bias),
            torch.nn.Conv2d(*channels, kernel, bias=bias),
        ),
        (dense_parameters(*channels, bias=bias), torch.nn.Linear(*channels, bias=bias)),
    ):
        assert ours.weights == theirs.weight.numel()
        assert ours.biases == (theirs.bias.numel() if bias else 0)
        assert ours.parameters == sum(part.numel() for part in theirs.parameters())


def test_weights_and_parameters_are_not_the_same_number():
    assert ParameterCount(weights=15360, biases=10).parameters == 15370


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: output_size(2, 5, padding=1),
            ShapeError,
            "a window of 5 does not fit into 4 pixels (2 and a padding of 1 at each end);\n"
            "use a window of at most 4, or more padding",
        ),
        (
            lambda: output_size(6, 3, 6 / 3),
            TypeError,
            "stride must be a whole number, got the float 2.0; use int(...) or // to make one",
        ),
        (lambda: output_size(6, 3, padding=-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: output_size(0, 1), ValueError, "size must be at least 1, got 0"),
        (
            lambda: window_spans(4, 4, 1, "centred"),
            ValueError,
            "a centred window must be odd, got 4: an even one has no middle pixel;\n"
            "use 3 or 5, or other borders",
        ),
        (
            lambda: pooled_size(2, 3),
            ShapeError,
            "a window of 3 is larger than the map, which has 2 pixels here;\n"
            "use a window of at most 2, or borders='partial'",
        ),
        (
            lambda: conv_parameters(3, 8, (5, 5, 5)),
            ValueError,
            "kernel must be one whole number or a pair (vertical, horizontal), "
            "got 3 values: (5, 5, 5)",
        ),
        (lambda: dense_parameters(0, 3), ValueError, "in_features must be at least 1, got 0"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
