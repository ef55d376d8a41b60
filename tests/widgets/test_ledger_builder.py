"""The ledger builder as Python sees it: what it counts, what it refuses, what it shows."""

import gzip
import json

import numpy as np
import pytest
import traitlets

from cnnkit.ledger import Activation, Ledger
from cnnkit.models import TABLES
from cnnkit.widgets.ledger_builder import MOST_LAYERS, PRESETS, LedgerBuilder

MODELS = {
    "CIFAR-10 demo": ("CIFAR-10 demo", 22_466),
    "LeNet-5, 1998": ("LeNet-5, 1998", 60_000),
    "LeNet-5, modern": ("LeNet-5, modern", 61_706),
    "AlexNet, grouped": ("AlexNet, two groups", 60_965_224),
    "AlexNet, single": ("AlexNet, single tower", 62_378_344),
    "AlexNet, torchvision": ("AlexNet, torchvision's sizes", 61_100_840),
}


# -- results ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title", "parameters"), [(n, *rest) for n, rest in MODELS.items()]
)
def test_a_model_costs_what_its_own_table_says(name, title, parameters):
    rows = LedgerBuilder.preset(name).ledger
    (table,) = [table for table in TABLES if table.title == title]
    theirs = [row for row in table.ledger() if not isinstance(row.spec, Activation)]
    costs = [(row.shape, row.count, row.fixed_weights, row.multiply_adds) for row in rows]
    assert costs == [(row.shape, row.count, row.fixed_weights, row.multiply_adds) for row in theirs]
    assert [row.receptive_field for row in rows] == [row.receptive_field for row in theirs]
    assert rows.parameters == parameters


def test_the_1998_net_keeps_its_table_its_trainable_pooling_and_its_fixed_output():
    rows = LedgerBuilder.preset("LeNet-5, 1998").ledger
    counts = {row.name: row.count.parameters for row in rows}
    assert counts["conv2"] == 1516
    assert (counts["pool1"], counts["pool2"]) == (12, 32)
    assert counts["rbf1"] == 0
    assert rows[-1].fixed_weights == 840


def test_without_biases_the_weights_are_left():
    with_them, without = LedgerBuilder(), LedgerBuilder(bias=False)
    assert with_them.ledger.parameters == 22_466
    assert without.ledger.parameters == with_them.ledger.weights == 22_400
    assert without.ledger.multiply_adds == with_them.ledger.multiply_adds


def test_224_pixels_do_not_break_alexnet_but_take_parameters_away():
    net = LedgerBuilder.preset("AlexNet, grouped")
    net.shape = (3, 224, 224)
    assert net.problem == ""
    assert net.ledger[0].shape == (96, 54, 54)
    assert (60_965_224 - net.ledger.parameters) // 1_000_000 == 11


def test_what_does_not_fit_stands_and_the_ledger_ends_above_it():
    net = LedgerBuilder.preset("no padding")
    assert [row.shape[1] for row in net.ledger] == [28, 24, 20, 16, 12, 8, 4]
    assert net.problem.startswith("conv8: a window of 5 does not fit into 4 pixels")
    layers = [dict(layer) for layer in net.layers]
    layers[0]["padding"] = 2
    net.layers = layers
    assert (len(net.ledger), net.problem) == (8, "")


def test_an_empty_net_is_an_empty_ledger():
    net = LedgerBuilder(layers=[])
    assert (net.ledger, net.problem) == (Ledger(), "")


def test_what_is_left_out_of_a_layer_is_added():
    net = LedgerBuilder(
        layers=[{"kind": "conv", "out_channels": np.int64(4)}, {"kind": "pool", "window": 3}]
    )
    assert net.layers == [
        {
            "kind": "conv",
            "out_channels": 4,
            "kernel": 3,
            "stride": 1,
            "padding": 0,
            "groups": 1,
            "links": None,
        },
        {"kind": "pool", "window": 3, "stride": 3, "mode": "max"},
    ]


@pytest.mark.parametrize("name", ["ledger", "problem", "opening", "presets", "limits", "tables"])
def test_results_cannot_be_assigned(name):
    net = LedgerBuilder()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(net, name, getattr(net, name))


# -- what is refused ----------------------------------------------------------------------------

CONV = {"kind": "conv", "out_channels": 4}
REFUSED = {
    "no dict": ({"layers": ["conv"]}, r"layers\[0\] must be a dict with a \"kind\".*got 'conv'"),
    "no kind": ({"layers": [{"window": 2}]}, r"layers\[0\] must be a dict"),
    "an unknown kind": ({"layers": [{"kind": "dropout"}]}, "'conv'.*'pool'.*'dropout'"),
    "a missing number": ({"layers": [{"kind": "fc"}]}, "a fc, needs 'out_features'"),
    "an unknown number": ({"layers": [CONV | {"window": 2}]}, "a conv, has no 'window', only"),
    "half a pixel": (
        {"layers": [CONV | {"kernel": 2.5}]},
        r"layers\[0\]\['kernel'\] must be a whole",
    ),
    "no pixel": ({"layers": [CONV | {"stride": 0}]}, "must be at least 1, got 0"),
    "too large a kernel": ({"layers": [CONV | {"kernel": 16}]}, "must be at most 15, got 16"),
    "an unknown table": ({"layers": [CONV | {"links": "C5"}]}, "must be None or 'C3', got 'C5'"),
    "an unknown mode": (
        {"layers": [{"kind": "pool", "mode": "min"}]},
        "'max' or 'avg' or .* 'min'",
    ),
    "the second layer": ({"layers": [CONV, {"kind": "fc", "out_features": 0}]}, r"layers\[1\]"),
    "too many layers": ({"layers": [CONV] * 17}, "layers may have up to 16 rows, got 17"),
    "no channel": ({"shape": (0, 32, 32)}, "must be at least 1, got 0"),
    "a large picture": ({"shape": (3, 257, 32)}, "must be at most 256, got 257"),
    "two sizes": ({"shape": (32, 32)}, "shape"),
    "a word for a bias": ({"bias": "yes"}, "bias"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_net_is_refused_with_the_way_out_and_changes_nothing(state, message):
    net = LedgerBuilder()
    before = net.get_state()
    for name, value in state.items():
        with pytest.raises(traitlets.TraitError, match=message):
            setattr(net, name, value)
    assert net.get_state() == before
    with pytest.raises(traitlets.TraitError, match=message):
        LedgerBuilder(**state)


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="no 'layer'; did you mean 'layers'"):
        LedgerBuilder(layer=[])


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'CIFAR-10 demo', 'no padding'.*got 'VGG'"):
        LedgerBuilder.preset("VGG")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    net = LedgerBuilder.preset(name)
    assert net.opening == PRESETS[name]["state"]
    assert len(net.layers) <= MOST_LAYERS
    assert "{" not in PRESETS[name]["says"]
    assert LedgerBuilder.preset(name, bias=False).ledger.parameters < net.ledger.parameters


def test_the_presets_tell_their_numbers():
    says = {name: preset["says"] for name, preset in PRESETS.items()}
    assert "22,466 parameters and 3,920,000 multiply-adds, 99.9 % of them" in says["CIFAR-10 demo"]
    assert "the last layer's 840 weights are fixed. 60,000" in says["LeNet-5, 1998"]
    assert "61,706" in says["LeNet-5, modern"]
    assert "60,965,224 parameters, 96 % of them" in says["AlexNet, grouped"]
    assert "convolutions do 92 % of the work" in says["AlexNet, grouped"]
    assert "62,378,344" in says["AlexNet, single"]
    assert "61,100,840" in says["AlexNet, torchvision"]


def test_two_builders_do_not_share_their_layers():
    one, other = LedgerBuilder(), LedgerBuilder()
    one.layers[0]["out_channels"] = 99
    assert other.layers[0]["out_channels"] == 16
    assert LedgerBuilder().layers[0]["out_channels"] == 16


def test_the_builder_without_arguments_is_its_first_preset():
    assert LedgerBuilder().opening == LedgerBuilder.preset("CIFAR-10 demo").opening


def test_the_state_travels_as_json_and_comes_back():
    net = LedgerBuilder.preset("LeNet-5, 1998", bias=False)
    state = json.loads(json.dumps(net.get_state([*net.opening])))
    other = LedgerBuilder()
    other.set_state(state)
    assert other.ledger == net.ledger


def test_the_script_is_light():
    assert len(gzip.compress(str(LedgerBuilder._esm).encode())) < 16_500  # with what is shared


def test_where_no_script_runs_the_ledger_stands_as_text():
    stand_in = LedgerBuilder().stand_in
    assert stand_in == f"<pre>{LedgerBuilder().ledger}</pre>"
    assert "22,466" in stand_in
    stopped = LedgerBuilder.preset("no padding").stand_in
    assert "<p>Then it stops: conv8: a window of 5 does not fit" in stopped
