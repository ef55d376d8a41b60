"""A table becomes the NumPy network that it describes, and back again."""

from __future__ import annotations

import numpy as np
import pytest

from cnnkit import layers
from cnnkit.errors import ShapeError, require_pair
from cnnkit.ledger import Activation, Conv, Dense, Pool, RadialBasis
from cnnkit.models import LENET5, LENET5_1998, SIGMOID_CNN, TABLES, Entry, Table, build
from cnnkit.withhold import BorrowedAnswer, withholding

SMALL = [table for table in TABLES if table.shape[1] < 200]


def toy(*specs, shape=(2, 8, 8), start="pytorch"):
    entries = tuple(Entry(f"layer{n}", spec, "made up") for n, spec in enumerate(specs, start=1))
    return Table("toy", "made up", shape, entries, start)


def plain(spec):
    """Write out what a row leaves to its defaults, so that two rows can be compared."""
    if isinstance(spec, Conv):
        pairs = {
            name: require_pair(getattr(spec, name), name, minimum=0)
            for name in ("kernel", "stride", "padding", "dilation")
        }
        return spec._replace(**pairs)
    if isinstance(spec, Pool):
        window = require_pair(spec.window, "window")
        stride = window if spec.stride is None else require_pair(spec.stride, "stride")
        return spec._replace(window=window, stride=stride)
    return spec


ODD = toy(
    Conv(4, (3, 1), stride=(2, 1), padding=(1, 0), groups=2, bias=False),
    Activation("tanh"),
    Pool((1, 3), (1, 2), mode="l2", partial=True),
    Conv(3, 2, dilation=(2, 1), links=((True, False, True),) * 4),
    Pool(2, 1, mode="trainable"),
    Dense(5, bias=False),
    Dense(2),
)


@pytest.mark.parametrize("table", [*TABLES, ODD], ids=lambda table: table.title)
def test_a_net_summarises_to_the_table_it_was_built_from(table):
    net = build(table)
    ours, theirs = table.ledger(), net.summary(table.shape)
    assert len(ours) == len(theirs)
    for mine, back in zip(ours, theirs, strict=True):
        assert type(back.spec) is type(mine.spec)
        assert plain(back.spec) == plain(mine.spec)
        assert back._replace(name=mine.name, spec=mine.spec) == mine


@pytest.mark.parametrize("table", [*SMALL, ODD], ids=lambda table: table.title)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_shapes_and_dtypes_that_run_are_those_of_the_ledger(table, dtype):
    net = build(table, dtype=dtype)
    x = np.random.default_rng(0).normal(size=(2, *table.shape)).astype(dtype)
    rows = iter(table.ledger())
    out = x
    for layer in net:
        out = layer(out)
        assert out.dtype == dtype
        if not isinstance(layer, layers.Flatten):
            assert out.shape == (2, *next(rows).shape)
    assert net.backward(np.ones_like(out)).shape == x.shape
    assert all(grad.shape == values.shape for _, values, grad in net.parameters())


@pytest.mark.parametrize("table", SMALL, ids=lambda table: table.title)
def test_the_parameters_that_exist_are_those_of_the_ledger(table):
    net = build(table)
    stored = sum(values.size for _, values, _ in net.parameters())
    absent = sum((~layer.links).sum() * 25 for layer in net if hasattr(layer, "links"))
    assert stored - absent == table.ledger().parameters


def test_layers_start_differently_and_a_seed_repeats_them():
    first, again = build(LENET5), build(LENET5)
    other = build(LENET5, rng=np.random.default_rng(1))
    for (_, ours, _), (_, same, _), (_, new, _) in zip(
        first.parameters(), again.parameters(), other.parameters(), strict=True
    ):
        np.testing.assert_array_equal(ours, same)
        assert (ours != new).any()
    starts = [values.flat[0] for _, values, _ in first.parameters()]
    assert len(set(starts)) == len(starts)


def test_weights_start_within_pytorchs_reach():
    net = build(SIGMOID_CNN, rng=np.random.default_rng(3))
    for layer, fan_in in ((net[0], 9), (net[4], 4), (net[6], 3)):
        assert np.abs(layer.weight).max() <= fan_in**-0.5
        assert np.abs(layer.weight).max() > 0.5 * fan_in**-0.5


def test_lenet5_of_1998_starts_within_24_tenths_of_its_fan_in():
    net = build(LENET5_1998)
    fan_ins = {0: 25, 2: 4, 6: 4, 8: 400, 11: 120}
    for place, fan_in in fan_ins.items():
        values = np.concatenate([net[place].weight.ravel(), net[place].bias])
        assert 0.75 * 2.4 / fan_in < np.abs(values).max() <= 2.4 / fan_in
    c3 = net[4]
    for out_map, inputs in enumerate([3] * 6 + [4] * 9 + [6]):
        largest = np.abs(c3.weight[out_map]).max()
        assert 0.9 * 2.4 / (25 * inputs) < largest <= 2.4 / (25 * inputs)
    assert not c3.weight[~c3.links.T].any()


def test_a_map_without_links_can_start_as_in_1998():
    net = build(toy(Conv(2, 3, links=((True, False),) * 2), start="lecun"))
    assert net[0].weight[0].all()
    assert not net[0].weight[1].any()


def test_stochastic_pooling_draws_from_the_same_generator():
    table = toy(Activation("relu"), Pool(2, mode="stochastic"))
    x = np.abs(np.random.default_rng(0).normal(size=(1, *table.shape)))
    once, twice = (build(table, rng=np.random.default_rng(5))(x) for _ in range(2))
    np.testing.assert_array_equal(once, twice)
    assert (build(table, rng=np.random.default_rng(6))(x) != once).any()


@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        (toy(Conv(4, 9)), ShapeError, "layer1: a window of 9 does not fit"),
        (toy(Dense(4), Conv(4, 3)), ShapeError, "layer2: maps are expected"),
        (toy(Activation("gelu")), ValueError, "layer1: activation must be 'relu', .* got 'gelu'"),
        (toy(Conv(2, 3), Pool(2, mode="median")), ValueError, "layer2: mode must be .*'median'"),
        (toy(Pool(3, mode="trainable", partial=True)), ValueError, "layer1: .*whole windows only"),
        (toy(Pool(3, mode="stochastic", partial=True)), ValueError, "layer1: .*whole windows only"),
        (
            toy(Conv(2, 3, groups=2, links=((True, False),) * 2)),
            ValueError,
            "layer1: links and groups exclude each other",
        ),
        (toy(Dense(84), RadialBasis(3)), ShapeError, "layer2: the fixed patterns are 10 digits"),
        (toy(RadialBasis(10)), ShapeError, "layer1: .* got 10 classes and 128 inputs"),
        (toy(Dense(4), start="he"), ValueError, "start must be 'pytorch' or 'lecun', got 'he'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_that_cannot_be_built_says_which_layer(table, error, message):
    with pytest.raises(error, match=message):
        build(table)


def test_building_is_withheld_while_a_student_is_checked():
    with withholding(), pytest.raises(BorrowedAnswer, match="build"):
        build(LENET5)
