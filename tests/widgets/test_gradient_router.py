"""The gradient router as Python sees it: results, steps, and what is refused."""

import json

import numpy as np
import pytest
import torch
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.gradients import numerical_gradient, relative_error
from cnnkit.models import SIGMOID_EXAMPLE
from cnnkit.widgets.gradient_router import NUMBERS, PRESETS, SETTING, WEIGHTS, GradientRouter


def setting(router):
    return {name: getattr(router, name) for name in SETTING}


def drawn(seed):
    """Make numbers for a router."""
    rng = np.random.default_rng(seed)
    return {name: rng.normal(size=shape) for name, shape in NUMBERS.items()}


# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_the_decks_example():
    router = GradientRouter()
    for name, values in zip(NUMBERS, ("image", *WEIGHTS, "target"), strict=True):
        np.testing.assert_array_equal(getattr(router, name), getattr(SIGMOID_EXAMPLE, values))
    assert sum(getattr(router, name).size for name in WEIGHTS) == 27
    assert router.values["output"].round(2).tolist() == [0.46, 0.79]
    assert router.costs == [router.cost]


@given(st.integers(0, 999), st.sampled_from(["avg", "max"]))
def test_gradients_are_those_of_torch(seed, pooling):
    router = GradientRouter(**drawn(seed), pooling=pooling)
    leaves = [torch.tensor(getattr(router, name), requires_grad=True) for name in NUMBERS]
    x, conv, fc1, fc2, target = leaves
    maps = torch.sigmoid(torch.nn.functional.conv2d(x[None, None], conv[None, None]))
    pool = torch.nn.functional.avg_pool2d if pooling == "avg" else torch.nn.functional.max_pool2d
    out = torch.sigmoid(torch.sigmoid(pool(maps, 2).reshape(1, 4) @ fc1) @ fc2)
    cost = ((out - target) ** 2).sum() / 2
    cost.backward()
    assert router.cost == pytest.approx(cost.item(), abs=1e-12)
    for name, leaf in zip(("x", *WEIGHTS), leaves, strict=False):
        np.testing.assert_allclose(router.gradients[name], leaf.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("name", ["x", *WEIGHTS])
def test_gradients_are_those_of_central_differences(name):
    numbers = drawn(3)
    router = GradientRouter(**numbers)
    by_trial = numerical_gradient(
        lambda values: GradientRouter(**numbers | {name: values}).cost, numbers[name]
    )
    assert relative_error(router.gradients[name], by_trial) < 1e-8


def test_average_pooling_keeps_the_sum_of_delta_and_spreads_a_quarter():
    router = GradientRouter()
    a = router.values["map"]
    spread = router.deltas["map"] / (a * (1 - a))
    np.testing.assert_allclose(spread, np.kron(router.deltas["pooled"] / 4, np.ones((2, 2))))


def test_of_equal_maxima_the_first_in_row_major_order_takes_the_delta():
    router = GradientRouter(np.zeros((6, 6)), pooling="max")
    assert np.argwhere(router.deltas["map"]).tolist() == [[0, 0], [0, 2], [2, 0], [2, 2]]


def test_results_follow_every_change():
    router = GradientRouter()
    heard = []
    router.observe(lambda change: heard.append(router.cost), "pooling")
    router.pooling = "max"
    assert heard == [GradientRouter(pooling="max").cost]
    assert router.costs == heard


@pytest.mark.parametrize("name", ["cost", "values", "deltas", "gradients", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    router = GradientRouter()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(router, name, getattr(router, name))


# -- steps --------------------------------------------------------------------------------------


def test_a_step_goes_down_the_gradient_and_is_recorded():
    router = GradientRouter(learning_rate=0.5)
    before, gradients = setting(router), router.gradients
    start = router.cost
    router.step()
    for name in WEIGHTS:
        np.testing.assert_array_equal(
            getattr(router, name), before[name] - 0.5 * gradients[name], strict=True
        )
    np.testing.assert_array_equal(router.x, before["x"])
    assert router.costs == [start, router.cost]
    assert router.cost < start
    router.step()
    assert len(router.costs) == 3


def test_what_a_page_sends_after_a_step_is_taken_as_a_step():
    router, page = GradientRouter(), GradientRouter()
    page.step()
    router.set_state(page.get_state([*WEIGHTS, "costs"]))
    assert router.costs == page.costs
    assert router.cost == page.cost


@pytest.mark.parametrize(
    "change", [{"conv": np.ones((3, 3))}, {"pooling": "max"}, {"target": [0, 1]}]
)
def test_an_edited_number_starts_the_costs_anew_and_a_glance_does_not(change):
    router = GradientRouter()
    router.step()
    router.chosen = ("x", 3)
    router.learning_rate = 3
    assert len(router.costs) == 2
    for name, value in change.items():
        setattr(router, name, value)
    assert router.costs == [router.cost]


def test_a_step_beyond_the_bounds_is_refused_and_nothing_changes():
    wild = {"x": np.full((6, 6), 100), "target": [-100, 100], "learning_rate": 1000}
    router = GradientRouter(conv=np.zeros((3, 3)), **wild)
    before = router.get_state()
    with pytest.raises(traitlets.TraitError, match=r"must hold numbers from -100 to 100"):
        router.step()
    assert router.get_state() == before


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a picture of another size": (
        {"x": np.ones((5, 6))},
        r"x must have the shape \(6, 6\), got \(5, 6\)",
    ),
    "a transposed matrix": ({"fc1": np.ones((3, 4))}, r"fc1 must have the shape \(4, 3\)"),
    "one target": ({"target": [1]}, r"target must have the shape \(2,\), got \(1,\)"),
    "a ragged list": ({"fc2": [[1, 2], [3, 4], [5]]}, "fc2"),
    "not a number": ({"target": [0, np.nan]}, "got nan"),
    "text": ({"conv": [["a"] * 3] * 3}, "conv"),
    "too large a number": ({"conv": np.full((3, 3), 101)}, r"got 101; use np\.clip\(conv"),
    "an unknown pooling": ({"pooling": "l2"}, "pooling"),
    "no rate": ({"learning_rate": 0}, "above 0 and be 1000 at most, got 0"),
    "too large a rate": ({"learning_rate": 1001}, "got 1001"),
    "not a rate": ({"learning_rate": np.nan}, "got nan"),
    "an unknown part": ({"chosen": ("pool", 0)}, "chosen"),
    "a unit that is not there": ({"chosen": ("hidden", 3)}, "the 3 numbers of 'hidden', below 3"),
    "half a number": ({"chosen": ("map", 1.5)}, "1.5"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_words_and_the_old_state_stays(state, message):
    router = GradientRouter()
    before = router.get_state()
    [(name, value)] = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(router, name, value)
    assert router.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        GradientRouter(**state)


def test_what_is_passed_in_is_copied():
    picture = np.ones((6, 6))
    router = GradientRouter(picture)
    picture[:] = 0
    assert router.x.sum() == 36
    with pytest.raises(ValueError, match="read-only"):
        router.x[0, 0] = 2


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="no 'learning_rates'; did you mean 'learning_rate'"):
        GradientRouter(learning_rates=1)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'a tie'.*got 'ties'"):
        GradientRouter.preset("ties")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    router = GradientRouter.preset(name)
    assert list(PRESETS[name]["state"]) == list(router.opening)
    assert GradientRouter.preset(name, chosen=("x", 2)).chosen == ("x", 2)


def ties(router):
    windows = router.values["map"].reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
    return [int((window == window.max()).sum()) for window in windows]


def test_the_presets_say_what_is_so():
    example = GradientRouter()
    assert example.values["output"].argmax() != example.target.argmax()
    routes = GradientRouter.preset("max routes")
    assert ties(routes) == [1, 1, 1, 1]
    assert np.count_nonzero(routes.deltas["map"]) == 4
    tie = GradientRouter.preset("a tie")
    assert sum(count > 1 for count in ties(tie)) == 3
    part, index = tie.chosen
    row, column = divmod(index, 4)
    assert (part, tie.deltas["map"][row, column]) == ("map", 0)
    assert tie.values["map"][row, column] == tie.values["map"][row - 1, column]
    assert tie.deltas["map"][row - 1, column] != 0


def test_saturated_sigmoids_let_next_to_nothing_through():
    example, saturated = GradientRouter(), GradientRouter.preset("saturated")
    for name in WEIGHTS:
        np.testing.assert_array_equal(getattr(saturated, name), 6 * getattr(example, name))
    shares = [
        np.abs(router.deltas["map"]).max() / np.abs(router.deltas["output"]).max()
        for router in (example, saturated)
    ]
    assert shares[0] > 0.03
    assert shares[1] < 1e-5
    cost = saturated.cost
    saturated.step()
    assert 0.95 * cost < saturated.cost < cost


def test_too_large_a_step_raises_the_cost_and_a_smaller_one_lowers_it():
    large = GradientRouter.preset("too large a step")
    large.step()
    assert large.costs[1] > 1.5 * large.costs[0]
    small = GradientRouter.preset("too large a step", learning_rate=15)
    small.step()
    assert small.costs[1] < small.costs[0] / 10


def test_the_router_without_arguments_is_the_first_preset():
    assert GradientRouter().opening == GradientRouter.preset("the deck's example").opening


def test_the_state_travels_as_json_and_comes_back():
    router = GradientRouter.preset("a tie", chosen=("fc2", 5))
    router.step()
    state = json.loads(json.dumps(router.get_state([*SETTING, "costs"])))
    other = GradientRouter()
    other.set_state(state)
    assert other.cost == router.cost
    assert other.chosen == ("fc2", 5)
    assert other.costs == router.costs


def test_where_no_script_runs_the_layers_stand_in_a_picture():
    stand_in = GradientRouter().stand_in
    for name in ("picture", "map", "pooled", "hidden", "output"):
        assert f">{name}</text>" in stand_in
    assert "the outputs 0.461 and 0.787 for the target 1 and 0. The cost is 0.4545" in stand_in
    assert "deltas of the outputs are -0.134 and 0.132" in stand_in
