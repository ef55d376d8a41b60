"""The tables give the numbers that the papers and the course quote."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cnnkit.errors import ShapeError
from cnnkit.ledger import Activation, Conv, Dense, Pool
from cnnkit.models import (
    ALEXNET_GROUPED,
    ALEXNET_SINGLE,
    ALEXNET_TORCHVISION,
    CIFAR10_DEMO,
    LENET5,
    LENET5_1998,
    SIGMOID_CNN,
    TABLES,
    Entry,
    Table,
)

ALEXNETS = (ALEXNET_GROUPED, ALEXNET_SINGLE, ALEXNET_TORCHVISION)

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
each_alexnet = pytest.mark.parametrize("table", ALEXNETS, ids=lambda table: table.title)


def learning(table):
    """Rows with parameters, by name."""
    return {row.name: row for row in table.ledger() if row.count.parameters}


def parameters(table):
    return {name: row.count.parameters for name, row in learning(table).items()}


def maps(table):
    """Rows that are not activations, with their shapes and receptive fields."""
    return [row for row in table.ledger() if not isinstance(row.spec, Activation)]


@each_table
def test_every_row_and_every_table_says_where_it_comes_from(table):
    assert table.source
    assert all(entry.source for entry in table.entries)


# -- LeNet-5 ------------------------------------------------------------------------------------


def test_lenet5_of_1998_has_60000_parameters():
    expected = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164}
    assert parameters(LENET5_1998) == expected
    assert LENET5_1998.ledger().parameters == 60_000


def test_lenet5_of_1998_has_the_connections_of_the_paper():
    rows = learning(LENET5_1998)
    assert {name: row.connections for name, row in rows.items()} == {
        "C1": 122_304,
        "S2": 5_880,
        "C3": 151_600,
        "S4": 2_000,
        "C5": 48_120,
        "F6": 10_164,
    }
    assert sum(row.connections for row in rows.values()) == 340_068
    assert LENET5_1998.ledger()[-1].fixed_weights == 840
    assert LENET5_1998.ledger().connections == 340_908


def test_modern_lenet5_has_61706_parameters():
    expected = {"C1": 156, "C3": 2_416, "C5": 48_120, "F6": 10_164, "output": 850}
    assert parameters(LENET5) == expected
    assert LENET5.ledger().parameters == 61_706


@pytest.mark.parametrize("table", [LENET5_1998, LENET5], ids=["1998", "modern"])
def test_lenet5_shrinks_to_one_unit_that_sees_the_whole_picture(table):
    rows = maps(table)[:5]
    assert [row.shape for row in rows] == [
        (6, 28, 28),
        (6, 14, 14),
        (16, 10, 10),
        (16, 5, 5),
        (120, 1, 1),
    ]
    assert [row.receptive_field for row in rows] == [(n, n) for n in (5, 6, 14, 16, 32)]


def test_pooling_has_parameters_in_1998_and_none_today():
    def pooling(table):
        return [row.count.parameters for row in table.ledger() if isinstance(row.spec, Pool)]

    assert pooling(LENET5_1998) == [12, 32]
    assert pooling(LENET5) == [0, 0]


# -- AlexNet ------------------------------------------------------------------------------------


DENSE = {"fc6": 37_752_832, "fc7": 16_781_312, "fc8": 4_097_000}


@pytest.mark.parametrize(
    ("table", "convolutions", "total"),
    [
        (ALEXNET_GROUPED, (34_944, 307_456, 885_120, 663_936, 442_624), 60_965_224),
        (ALEXNET_SINGLE, (34_944, 614_656, 885_120, 1_327_488, 884_992), 62_378_344),
        (ALEXNET_TORCHVISION, (23_296, 307_392, 663_936, 884_992, 590_080), 61_100_840),
    ],
    ids=lambda value: getattr(value, "title", ""),
)
def test_alexnet_has_the_parameters_that_are_quoted_for_it(table, convolutions, total):
    names = [f"conv{number}" for number in range(1, 6)]
    assert parameters(table) == dict(zip(names, convolutions, strict=True)) | DENSE
    assert table.ledger().parameters == total


@each_alexnet
def test_alexnet_shrinks_to_6x6_and_its_last_maps_see_195_pixels(table):
    rows = maps(table)[:8]
    assert [row.name for row in rows] == [
        *("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5")
    ]
    assert [row.shape[1:] for row in rows] == [(n, n) for n in (55, 27, 27, 13, 13, 13, 13, 6)]
    fields = (11, 19, 51, 67, 99, 131, 163, 195)
    assert [row.receptive_field for row in rows] == [(n, n) for n in fields]
    assert rows[-1].step == (32, 32)
    assert rows[-1].units == 9_216


def test_alexnet_multiplies_and_adds_mostly_in_its_convolutions():
    grouped, single = ALEXNET_GROUPED.ledger(), ALEXNET_SINGLE.ledger()
    assert grouped.multiply_adds == 724_406_816
    assert single.multiply_adds == 1_135_256_096
    dense = [row for row in grouped if isinstance(row.spec, Dense)]
    assert sum(row.count.parameters for row in dense) == 58_631_144
    assert round(58_631_144 / grouped.parameters, 4) == 0.9617
    assert round(sum(row.multiply_adds for row in dense) / grouped.multiply_adds, 3) == 0.081


def test_alexnet_has_about_650000_neurons():
    table = ALEXNET_GROUPED.ledger()
    counted = {row.name: row.units for row in table if row.connections}
    assert counted == {
        "conv1": 290_400,
        "conv2": 186_624,
        "conv3": 64_896,
        "conv4": 64_896,
        "conv5": 43_264,
        "fc6": 4_096,
        "fc7": 4_096,
        "fc8": 1_000,
    }
    assert table.neurons == 659_272
    # with the paper's own figure for the first layer, 55 * 48 * 96
    assert table.neurons - 290_400 + 253_440 == 622_312


def test_alexnet_on_224_pixels_without_padding_ends_in_5x5():
    smaller = ALEXNET_GROUPED._replace(shape=(3, 224, 224)).ledger()
    assert {row.name: row.shape for row in smaller}["conv1"] == (96, 54, 54)
    assert {row.name: row.units for row in smaller}["pool5"] == 6_400


# -- the small ones -----------------------------------------------------------------------------


def test_the_cifar10_demo_counts_volume_by_volume():
    rows = maps(CIFAR10_DEMO)
    assert [row.count.parameters for row in rows] == [1_216, 0, 8_020, 0, 10_020, 0, 3_210]
    assert [row.shape for row in rows] == [
        (16, 32, 32),
        (16, 16, 16),
        (20, 16, 16),
        (20, 8, 8),
        (20, 8, 8),
        (20, 4, 4),
        (10,),
    ]
    assert rows[-2].units == 320
    fields = [row.receptive_field[0] for row in rows[:-1]]
    assert fields == [5, 6, 14, 16, 32, 36]
    work = [row.multiply_adds for row in rows if row.multiply_adds]
    assert work == [1_228_800, 2_048_000, 640_000, 3_200]
    table = CIFAR10_DEMO.ledger()
    assert (table.parameters, table.multiply_adds) == (22_466, 3_920_000)


def test_the_cifar10_demo_without_its_padding_shrinks_to_10():
    """The slides leave the padding of 2 out; the sizes that they print need it."""
    bare = [
        entry._replace(spec=entry.spec._replace(padding=0))
        if isinstance(entry.spec, Conv)
        else entry
        for entry in CIFAR10_DEMO.entries[:4]
    ]
    table = CIFAR10_DEMO._replace(entries=tuple(bare)).ledger()
    assert [row.shape for row in table if isinstance(row.spec, Conv)] == [
        (16, 28, 28),
        (20, 10, 10),
    ]


def test_the_sigmoid_net_has_27_weights_and_no_biases():
    table = SIGMOID_CNN.ledger()
    assert [row.count.weights for row in table if row.count.weights] == [9, 12, 6]
    assert table.weights == table.parameters == 27
    assert [row.shape for row in maps(SIGMOID_CNN)] == [(1, 4, 4), (1, 2, 2), (3,), (2,)]


# -- tables that do not fit ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        (Conv(6, 9), ShapeError, r"second: a window of 9 does not fit into 4 pixels"),
        (Conv(6, 3, groups=2), ShapeError, r"second: 2 groups must divide 3 and 6 channels"),
        (Conv(6, 0), ValueError, r"second: kernel must be at least 1, got 0"),
        (Dense(2.5), TypeError, r"second: out_features must be a whole number"),
    ],
    ids=["window", "groups", "kernel", "fraction"],
)
def test_a_table_that_does_not_fit_says_which_layer(spec, error, message):
    entries = (Entry("first", Conv(3, 3), "here"), Entry("second", spec, "here"))
    with pytest.raises(error, match=message):
        Table("toy", "here", (1, 6, 6), entries).ledger()


def test_two_layers_of_one_name_are_refused():
    entry = Entry("conv", Conv(3, 3), "here")
    with pytest.raises(ValueError, match="toy: two layers are called 'conv'"):
        Table("toy", "here", (1, 6, 6), (entry, entry)).ledger()


def test_importing_the_models_loads_no_pytorch():
    listing = "import sys, cnnkit.models; print('torch' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"
