"""A ledger agrees with counting by hand, with PyTorch, and with what a gradient reaches."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.errors import ShapeError
from cnnkit.ledger import Activation, Conv, Dense, Pool, RadialBasis, Spec, ledger

# -- by hand ------------------------------------------------------------------------------------


def test_one_convolution_counted_by_hand():
    """Twenty kernels of 5x5 over 3 channels, on 32x32 pixels with two pixels of padding."""
    (row,) = ledger((3, 32, 32), [Conv(20, 5, padding=2)])
    assert row.count.weights == 20 * 3 * 5 * 5 == 1500
    assert row.count.parameters == 1520
    assert row.shape == (20, 32, 32)
    assert row.units == 20 * 32 * 32
    assert row.multiply_adds == 1500 * 32 * 32
    assert row.connections == 1520 * 32 * 32


def test_a_dense_layer_counted_by_hand():
    """Two hidden layers on a grey picture of 640x480: the count without and with biases."""
    sizes = [100, 100, 1]
    without, with_ = (
        ledger((1, 480, 640), [Dense(size, bias=bias) for size in sizes]) for bias in (False, True)
    )
    assert without.parameters == without.weights == without.multiply_adds == 30_730_100
    assert with_.parameters == with_.connections == 30_730_301
    assert with_.weights == 30_730_100


def test_a_table_of_links_replaces_all_to_all():
    """Two input maps, three output maps, four links; even a map without links has its bias."""
    links = ((True, True, False), (True, True, False))
    (row,) = ledger((2, 6, 6), [Conv(3, 5, links=links)])
    assert row.count.parameters == 4 * 25 + 3
    assert row.connections == (4 * 25 + 3) * 2 * 2


def test_subsampling_that_learns_has_two_parameters_for_each_map():
    """As LeNet-5's S2: four pixels and a bias are connected to each unit."""
    (row,) = ledger((6, 28, 28), [Pool(2, mode="trainable")])
    assert row.count.parameters == 12
    assert row.connections == 6 * 14 * 14 * 5 == 5880


def test_distances_to_fixed_patterns_are_connected_and_not_trained():
    (row,) = ledger((84, 1, 1), [RadialBasis(10)])
    assert (row.count.parameters, row.fixed_weights, row.connections) == (0, 840, 840)


def test_receptive_fields_of_three_by_three_kernels_grow_by_two():
    rows = ledger((1, 20, 20), [Conv(1, 3)] * 4)
    assert [row.receptive_field for row in rows] == [(3, 3), (5, 5), (7, 7), (9, 9)]
    assert {row.step for row in rows} == {(1, 1)}


def test_stride_makes_later_windows_wider():
    rows = ledger((1, 32, 32), [Conv(1, 5), Pool(2), Conv(1, 5), Pool(2), Conv(1, 5)])
    assert [row.receptive_field[0] for row in rows] == [5, 6, 14, 16, 32]
    assert [row.step[0] for row in rows] == [1, 2, 2, 4, 4]


def test_after_a_dense_layer_everything_is_seen():
    (_, dense) = ledger((1, 9, 7), [Conv(1, 3), Dense(2)])
    assert dense.receptive_field == (9, 7)


def test_activations_add_nothing():
    layers = [Conv(4, 3), Activation("relu"), Dense(2)]
    without = ledger((1, 8, 8), [layers[0], layers[2]])
    with_ = ledger((1, 8, 8), layers)
    assert with_[1].shape == with_[0].shape
    for name in ("parameters", "multiply_adds", "connections", "units"):
        assert getattr(with_, name) == getattr(without, name)


def test_the_table_prints_a_line_for_each_layer_and_the_sums():
    printed = str(ledger((1, 4, 4), [Conv(2, 3), Activation("relu"), Dense(3)], "abc"))
    assert printed.splitlines() == [
        "layer     shape  parameters  multiply-adds  sees",
        "a         2×2×2          20             72   3×3",
        "b         2×2×2           0              0   3×3",
        "c             3          27             24   4×4",
        "together                 47             96",
    ]


# -- independent judges -------------------------------------------------------------------------


def _pair(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def networks(
    draw: st.DrawFn, *, padded: bool = True
) -> tuple[tuple[int, int, int], list[Spec], list[torch.nn.Module]]:
    """Draw an example's shape, a table of layers, and the same layers in PyTorch."""
    channels = first = draw(st.integers(1, 4))
    size = draw(_pair(80, 90))  # three layers of what is drawn below leave at least 3 pixels
    specs, modules = [], []
    for _ in range(draw(st.integers(1, 3))):
        kernel, stride = draw(_pair(1, 4)), draw(_pair(1, 2))
        if draw(st.booleans()):
            partial = padded and draw(st.booleans())
            specs.append(Pool(kernel, stride, mode="avg", partial=partial))
            modules.append(torch.nn.AvgPool2d(kernel, stride, ceil_mode=partial))
            continue
        groups = draw(st.sampled_from([n for n in (1, 2, 3) if channels % n == 0]))
        out_channels = groups * draw(st.integers(1, 2))
        options = {"stride": stride, "dilation": draw(_pair(1, 3)), "groups": groups}
        options["padding"] = draw(_pair(0, 2)) if padded else (0, 0)
        options["bias"] = draw(st.booleans())
        specs.append(Conv(out_channels, kernel, **options))
        modules.append(torch.nn.Conv2d(channels, out_channels, kernel, **options))
        channels = out_channels
    return (first, *size), specs, modules


@given(drawn=networks(), outputs=st.integers(1, 5), bias=st.booleans())
def test_shapes_parameters_and_work_are_those_of_pytorch(drawn, outputs, bias):
    shape, specs, modules = drawn
    book = ledger(shape, [*specs, Dense(outputs, bias=bias)])
    with FlopCounterMode(display=False) as counter:
        x = torch.zeros(1, *shape)
        for row, module in zip(book[:-1], modules, strict=True):
            x = module(x)
            assert row.shape == tuple(x.shape[1:])
        dense = torch.nn.Linear(x.numel(), outputs, bias=bias)
        dense(x.flatten(1))
    parameters = [p for module in (*modules, dense) for p in module.parameters()]
    assert book.parameters == sum(p.numel() for p in parameters)
    assert book.weights == sum(p.numel() for p in parameters if p.ndim > 1)
    assert book.multiply_adds == counter.get_total_flops() / 2  # a product and a sum


@given(drawn=networks(padded=False))
def test_a_receptive_field_is_what_a_gradient_reaches(drawn):
    """All weights are 1, so that no two paths cancel; windows with holes still reach as far."""
    shape, specs, modules = drawn
    last = ledger(shape, specs)[-1]
    for module in modules:
        for parameter in module.parameters():
            torch.nn.init.ones_(parameter)

    def reached(row: int, column: int) -> list[tuple[int, int]]:
        """First pixel and one past the last, down and across."""
        x = torch.zeros(1, *shape, requires_grad=True)
        torch.nn.Sequential(*modules)(x)[0, :, row, column].sum().backward()
        return [
            (int(places.min()), int(places.max()) + 1)
            for places in np.nonzero(x.grad[0].sum(0).numpy())
        ]

    first, second = reached(0, 0), reached(1, 1)
    assert tuple(end - start for start, end in first) == last.receptive_field
    steps = (after[0] - before[0] for before, after in zip(first, second, strict=True))
    assert tuple(steps) == last.step


# -- errors say which layer, what was expected, and what came -------------------------------------


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [Conv(2, 3), Pool(9)],
            "pool1: a window of 9 is larger than the map, which has 6 pixels here;\n"
            "use a window of at most 6, or borders='partial'",
        ),
        ([Conv(4, 3), Conv(4, 3, groups=3)], "conv2: 3 groups must divide 4 and 4 channels"),
        (
            [Dense(3), Conv(1, 1)],
            "conv1: maps are expected, (channels, height, width), got a shape of (3,)",
        ),
        (
            [Conv(2, 3, links=((True, False),))],
            "conv1: links must have a row for each input map and a column for each output map, "
            "(4, 2), got rows of [2] columns",
        ),
        (
            [Conv(2, 3, links=((True, True), (True,), (True, True), (True, True)))],
            "conv1: links must have a row for each input map and a column for each output map, "
            "(4, 2), got rows of [2, 1, 2, 2] columns",
        ),
    ],
    ids=["window", "groups", "maps", "links", "ragged links"],
)
def test_what_does_not_fit_is_refused_by_name(layers, message):
    with pytest.raises(ShapeError) as caught:
        ledger((4, 8, 8), layers)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (Pool(2, mode="median"), "pool1: mode must be .* or 'trainable', got 'median'"),
        (Activation("swish"), "swish: activation must be .* or 'tanh', got 'swish'"),
    ],
    ids=["pooling", "activation"],
)
def test_a_word_that_no_layer_answers_to_is_refused(layer, message):
    with pytest.raises(ValueError, match=message):
        ledger((4, 8, 8), [layer])


def test_shape_and_names_are_checked_first():
    with pytest.raises(ShapeError, match=r"one example, \(channels, height, width\), got \(8, 8\)"):
        ledger((8, 8), [Conv(1, 3)])
    with pytest.raises(ValueError, match=r"1 layers need as many names, got 2: \['a', 'b'\]"):
        ledger((1, 8, 8), [Conv(1, 3)], ["a", "b"])
