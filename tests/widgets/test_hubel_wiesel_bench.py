"""The bench of Hubel and Wiesel as Python sees it: what it takes, refuses, and gives back."""

import json

import numpy as np
import pytest
import traitlets

from cnnkit.models.cortex import bar, complex_cell, direction_cell, simple_cell
from cnnkit.widgets.hubel_wiesel_bench import PRESETS, HubelWieselBench

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_a_bar_that_is_turned_away():
    bench = HubelWieselBench()
    assert bench.opening == HubelWieselBench.preset("turned away").opening
    np.testing.assert_array_equal(bench.screen, bar(90))
    assert bench.response == simple_cell(bar(90), 60)
    assert 0.1 < bench.response < 0.2


def test_the_presets_tell_who_fires_and_who_is_silent():
    fires = {name: HubelWieselBench.preset(name).response for name in PRESETS}
    assert fires["complex cell"] == pytest.approx(1)
    assert fires["slid away"] == fires["one way only"] == 0
    assert fires["what does it like?"] < 0.1
    assert HubelWieselBench.preset("one way only", offset=2, moved=2).response == pytest.approx(1)
    assert HubelWieselBench.preset("complex cell", offset=4).response == pytest.approx(1)
    assert HubelWieselBench.preset("slid away", offset=0).response == pytest.approx(1)


def test_the_stories_name_the_angles_that_are_there():
    story = PRESETS["turned away"]
    state = story["state"]
    assert f"likes bars at {state['preferred']:g}°" in story["says"]
    assert f"stands {state['angle'] - state['preferred']:g}° away" in story["says"]


@pytest.mark.parametrize(("angle", "offset", "preferred"), [(33.5, -1.5, 40), (170, 1, 175.25)])
def test_each_cell_is_the_one_of_cnnkit(angle, offset, preferred):
    place = {"angle": angle, "offset": offset, "preferred": preferred}
    now = bar(angle, offset)
    assert HubelWieselBench(**place).response == simple_cell(now, preferred) > 0
    assert HubelWieselBench(cell="complex", **place).response == complex_cell(now, preferred) > 0
    for moved in (-2, 0, 2):
        bench = HubelWieselBench(cell="direction", moved=moved, **place)
        assert bench.response == direction_cell(bar(angle, offset - moved), now, preferred)


def test_a_seed_draws_a_cell_that_is_to_be_found():
    cells = [HubelWieselBench(seed=seed) for seed in range(12)]
    assert all(bench.hidden for bench in cells)
    assert len({bench.preferred for bench in cells}) > 8
    assert HubelWieselBench(seed=3).preferred == HubelWieselBench(seed=3).preferred
    shown = HubelWieselBench(seed=3, hidden=False, cell="complex")
    assert (shown.preferred, shown.hidden) == (cells[3].preferred, False)


@pytest.mark.parametrize(
    ("preferred", "guess", "found"),
    [(60, None, False), (60, 65, True), (60, 66, False), (178, 3, True), (2, 177, True)],
)
def test_a_guess_is_right_within_five_degrees_round_the_half_turn(preferred, guess, found):
    assert HubelWieselBench(preferred=preferred, hidden=True, guess=guess).found is found


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    bench = HubelWieselBench()
    heard = []
    bench.observe(lambda change: heard.append(bench.response), "angle")
    bench.angle = 60
    assert heard == [pytest.approx(1)]


@pytest.mark.parametrize("name", ["screen", "response", "found", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    bench = HubelWieselBench()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(bench, name, getattr(bench, name))
    with pytest.raises(ValueError, match="read-only"):
        bench.screen[0, 0] = 1


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a cell that is none": ({"cell": "ganglion"}, "simple.*complex.*direction.*'ganglion'"),
    "more than half a turn": ({"angle": 181}, "180"),
    "less than none": ({"angle": -1}, "0"),
    "no number": ({"angle": float("nan")}, "angle must be a finite number, got nan"),
    "a word": ({"angle": "upright"}, "float"),
    "off the screen": ({"offset": 8.5}, "8"),
    "half a step": ({"moved": 1}, "moved"),
    "a wish beyond": ({"preferred": 200}, "180"),
    "a word for hidden": ({"hidden": "yes"}, "boolean"),
    "a guess beyond": ({"guess": 181}, "180"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_and_changes_nothing(state, message):
    bench = HubelWieselBench()
    before = bench.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(bench, name, value)
    assert bench.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        HubelWieselBench(**state)


@pytest.mark.parametrize("seed", [-1, 1.5, "three", True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises((TypeError, ValueError), match="seed"):
        HubelWieselBench(seed=seed)


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="HubelWieselBench has no 'angel'; did you mean 'angle'"):
        HubelWieselBench(angel=30)


def test_a_preset_that_is_none_is_an_error_with_all_names():
    with pytest.raises(traitlets.TraitError, match=r"'turned away', 'slid away'.*got 'by foot'"):
        HubelWieselBench.preset("by foot")


# -- what travels to the page -------------------------------------------------------------------


def test_the_state_travels_as_json_and_comes_back():
    bench = HubelWieselBench.preset("one way only", offset=2, moved=2, guess=7.5)
    state = json.loads(json.dumps(bench.get_state([*bench.opening])))
    other = HubelWieselBench()
    other.set_state(state)
    assert other.response == bench.response == pytest.approx(1)
    assert other.guess == 7.5


def test_where_no_script_runs_pictures_and_words_stand_there():
    stand_in = HubelWieselBench().stand_in
    assert stand_in.count('<img src="data:image/png;base64,') == 2
    assert "A bar of light at 90 degrees, 0 pixels away" in stand_in
    assert "The simple cell answers 0.16; it likes bars at 60°." in stand_in


def test_a_secret_is_kept_where_no_script_runs():
    bench = HubelWieselBench(seed=3)
    assert bench.stand_in.count("<img") == 1
    assert f"{bench.preferred:g}" not in bench.stand_in.split("<p>")[1]
    assert "is to be found" in bench.stand_in
