"""The connectivity explorer as Python sees it: what it counts, what it refuses, what it shows."""

import json

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.ledger import Conv, Dense, ledger
from cnnkit.ops.conv_matrix import toeplitz
from cnnkit.shapes import conv_parameters, dense_parameters
from cnnkit.widgets.connectivity_explorer import KINDS, PRESETS, ConnectivityExplorer

# -- results ------------------------------------------------------------------------------------


def test_sharing_saves_weights_and_no_work():
    """Nine inputs, seven outputs, width 3: the row of numbers that the chapter is about."""
    nets = [ConnectivityExplorer(kind=kind) for kind in KINDS]
    assert [net.weights for net in nets] == [63, 21, 6, 3]
    assert [net.biases for net in nets] == [7, 7, 2, 1]
    assert [net.multiply_adds for net in nets] == [63, 21, 21, 21]


def test_one_layer_counts_what_shapes_counts():
    conv, dense = ConnectivityExplorer(), ConnectivityExplorer(kind="dense")
    assert (conv.weights, conv.biases) == conv_parameters(1, 1, (1, 3))
    assert (dense.weights, dense.biases) == dense_parameters(9, 7)


sizes = {
    "inputs": st.integers(6, 24),
    "kernel": st.integers(1, 4),
    "stride": st.integers(1, 3),
    "depth": st.integers(1, 4),
}


@given(**sizes)
def test_a_deep_net_counts_what_the_ledger_counts(**now):
    layers = [Conv(1, (1, now["kernel"]), (1, now["stride"]))] * now["depth"]
    try:
        table = ledger((1, 1, now["inputs"]), layers)
    except ValueError:
        with pytest.raises(traitlets.TraitError, match="does not fit"):
            ConnectivityExplorer(**now)
        return
    net = ConnectivityExplorer(**now, chosen=(now["depth"], 0))
    assert net.sizes == (now["inputs"], *(row.shape[-1] for row in table))
    assert (net.weights, net.multiply_adds) == (table.weights, table.multiply_adds)
    assert net.sees[-1] - net.sees[0] + 1 == table[-1].receptive_field[1]
    dense = ConnectivityExplorer(**now, kind="dense")
    rows = ledger((1, 1, now["inputs"]), [Dense(units) for units in net.sizes[1:]])
    assert (dense.weights, dense.multiply_adds) == (rows.weights, rows.multiply_adds)


@given(**sizes)
def test_what_a_unit_sees_is_where_the_product_of_the_layers_matrices_is_not_zero(**now):
    try:
        net = ConnectivityExplorer(**now)
    except traitlets.TraitError:
        return
    product = np.eye(now["inputs"])
    for size in net.sizes[:-1]:
        product = toeplitz(np.ones(now["kernel"]), size)[:: now["stride"]] @ product
    for output, row in enumerate(product):
        net.chosen = (now["depth"], output)
        assert net.sees == tuple(np.flatnonzero(row))
    for place, column in enumerate(product.T):
        net.chosen = (0, place)
        assert net.reaches == tuple(np.flatnonzero(column))


def test_a_receptive_field_grows_by_2_with_every_layer_of_width_3():
    fields = [ConnectivityExplorer(inputs=13, depth=n, chosen=(n, 0)).sees for n in (1, 2, 3, 4)]
    assert [len(field) for field in fields] == [3, 5, 7, 9]


def test_an_input_feeds_three_outputs_in_the_middle_and_one_at_the_border():
    net = ConnectivityExplorer()
    counts = []
    for place in range(9):
        net.chosen = (0, place)
        counts.append(len(net.reaches))
    assert counts == [1, 2, 3, 3, 3, 3, 3, 2, 1]
    assert ConnectivityExplorer(kind="dense", chosen=(0, 0)).reaches == tuple(range(7))


def test_an_input_that_no_window_reaches_feeds_nothing():
    net = ConnectivityExplorer(inputs=10, stride=3, chosen=(0, 9))
    assert net.sizes == (10, 3)
    assert net.reaches == ()


def test_more_kernels_than_places_are_a_locally_connected_layer():
    tiled = ConnectivityExplorer(kind="tiled", period=24)
    local = ConnectivityExplorer(kind="local")
    assert (tiled.weights, tiled.biases) == (local.weights, local.biases) == (21, 7)
    assert ConnectivityExplorer(kind="tiled", period=1).weights == 3


@pytest.mark.parametrize(
    "name", ["sizes", "weights", "biases", "multiply_adds", "sees", "reaches", "opening", "presets"]
)
def test_results_cannot_be_assigned(name):
    net = ConnectivityExplorer()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(net, name, getattr(net, name))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "an unknown kind": ({"kind": "sparse"}, "dense.*local.*tiled.*conv.*'sparse'"),
    "one input": ({"inputs": 1}, "inputs must be at least 2, got 1"),
    "too many inputs": ({"inputs": 25}, "inputs must be at most 24, got 25"),
    "half a unit": ({"kernel": 2.5}, "kernel must be a whole number, got the float 2.5"),
    "a boolean": ({"stride": True}, "stride must be a whole number, got the boolean True"),
    "no layer": ({"depth": 0}, "depth must be at least 1, got 0"),
    "too many layers": ({"depth": 5}, "depth must be at most 4, got 5"),
    "no kernels": ({"period": 0}, "period must be at least 1, got 0"),
    "a kernel that is too wide": (
        {"inputs": 2},
        "kernel of 3 does not fit into the 2 units that layer 1 .*use at most kernel=2, or more",
    ),
    "a net that is too deep": (
        {"inputs": 7, "depth": 4},
        "kernel of 3 does not fit into the 1 units that layer 4 .*use depth=3",
    ),
    "a unit that is not there": ({"chosen": (1, 7)}, r"got \(1, 7\); the rows have 9, 7 units"),
    "a layer that is not there": ({"chosen": (2, 0)}, r"chosen must be the layer.*got \(2, 0\)"),
    "a unit before the first": ({"chosen": (0, -1)}, "must be at least 0, got -1"),
    "a weight that is not there": ({"tie": 3}, "tie must be a place.*below 3 here.*got 3; use No"),
    "a shared weight of a dense layer": ({"kind": "dense", "tie": 1}, "not dense, got 1"),
    "a weight into an input": ({"chosen": (0, 1), "tie": 0}, "not an input"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    net = ConnectivityExplorer()
    before = net.get_state()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        assign(net, state)
    assert net.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        ConnectivityExplorer(**state)


def assign(net, state):
    """Set several traits that may fit only together."""
    with net.hold_trait_notifications():
        for name, value in state.items():
            setattr(net, name, value)


def test_the_choice_stays_in_the_net_when_that_shrinks():
    net = ConnectivityExplorer(inputs=13, depth=4, chosen=(4, 4), tie=1)
    net.depth = 1
    assert (net.chosen, net.tie) == ((1, 4), 1)
    net.kernel = 1
    assert net.tie is None
    net.inputs = 3
    assert net.chosen == (1, 2)


def test_a_small_net_is_made_without_saying_which_unit():
    assert ConnectivityExplorer(inputs=3, kernel=2).chosen == (1, 1)
    assert ConnectivityExplorer(inputs=np.int64(5)).inputs == 5


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="no 'kernels'; did you mean 'kernel'"):
        ConnectivityExplorer(kernels=3)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'dense', 'local'.*got 'sparse'"):
        ConnectivityExplorer.preset("sparse")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    net = ConnectivityExplorer.preset(name)
    assert set(PRESETS[name]["state"]) == set(net.opening)
    assert "{" not in PRESETS[name]["says"]
    assert ConnectivityExplorer.preset(name, inputs=24).inputs == 24


def test_the_presets_tell_the_chapters_numbers():
    says = {name: preset["says"] for name, preset in PRESETS.items()}
    assert "63 weights for 63 multiply-adds" in says["dense"]
    assert "at 3 neighbours only. 21 weights" in says["local"]
    assert "9 weights, and 21" in says["tiled"]
    assert "3 weights do the same 21" in says["convolution"]
    assert "lies on 7 edges" in says["one weight"]
    assert "input 4 feeds 3 outputs" in says["from an input"]
    assert "sees 9 of 13" in says["deep"]
    assert "two layers see 7 inputs" in says["with a stride"]
    stride = ConnectivityExplorer.preset("with a stride", depth=3, chosen=(3, 0))
    assert len(stride.sees) == 15  # what its question asks for


def test_the_explorer_without_arguments_is_the_preset_that_the_script_takes_for_it():
    assert ConnectivityExplorer().opening == ConnectivityExplorer.preset("convolution").opening


def test_the_state_travels_as_json_and_comes_back():
    net = ConnectivityExplorer.preset("deep", tie=2)
    state = json.loads(json.dumps(net.get_state([*net.opening])))
    other = ConnectivityExplorer()
    other.set_state(state)
    assert (other.sees, other.tie) == (net.sees, 2)


def test_where_no_script_runs_the_net_stands_in_a_picture():
    stand_in = ConnectivityExplorer().stand_in
    assert "A conv net of 9 to 7 units, with 3 weights and 21 multiply-adds." in stand_in
    assert stand_in.count("<circle") == 16
    assert stand_in.count("M") == 21
    assert len(ConnectivityExplorer(kind="dense", inputs=24, depth=4).stand_in) < 40_000
