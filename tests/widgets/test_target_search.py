"""The target search as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets

from cnnkit.images import crowd, digit_five
from cnnkit.ops.matching import SCORES, find_template, match_template
from cnnkit.widgets.target_search import PRESETS, TargetSearch

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_the_striped_one_in_the_crowd():
    search = TargetSearch()
    picture, place = crowd()
    np.testing.assert_array_equal(search.image, picture)
    assert search.cut == (*place, 9, 8)
    assert (search.found, search.hit) == (place, True)


def test_the_presets_tell_who_is_fooled_by_what():
    hits = {name: TargetSearch.preset(name).hit for name in PRESETS}
    assert hits == {
        "plain": True,
        "a bright patch": False,
        "zero mean": True,
        "in the shade": False,
        "normalised": True,
    }
    patch = TargetSearch.preset("a bright patch")
    assert patch.found == patch.lamp_at
    assert TargetSearch.preset("normalised").scores.max() == pytest.approx(1)
    assert not TargetSearch.preset("in the shade", score="dot").hit


@pytest.mark.parametrize("score", SCORES)
def test_a_picture_of_ones_own_goes_in_and_the_place_comes_out(score):
    """Three fives, one of them upright; the lamp lies over the second."""
    image = np.hstack([digit_five(angle, size=16) for angle in (90, 180, 0)])
    search = TargetSearch(
        image, cut=(0, 32, 16, 16), score=score, lamp=True, lamp_at=(3, 19), light=0.5
    )
    np.testing.assert_array_equal(search.template, image[:, 32:])
    searched = image.copy()
    searched[:, 32:] *= 0.5
    searched[3:13, 19:29] = image.max()
    expected = match_template(searched, image[:, 32:], score)
    np.testing.assert_array_equal(search.scores, expected)
    assert search.found == find_template(searched, image[:, 32:], score)
    assert search.hit == (score == "cosine")
    assert search.presets == []


def test_a_picture_alone_gets_a_frame_in_its_middle():
    search = TargetSearch(np.arange(200.0).reshape(10, 20))
    assert search.cut == (0, 5, 9, 9)
    assert TargetSearch(np.eye(4)).cut == (0, 0, 4, 4)


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    search = TargetSearch(lamp=True)
    heard = []
    search.observe(lambda change: heard.append((search.found, search.hit)), "score")
    search.observe(lambda change: heard.append(change.new), "found")
    search.score = "cosine"
    assert heard == [(20, 32), ((20, 32), True)]


def test_the_selection_stays_on_the_map_when_that_shrinks():
    search = TargetSearch(cut=(0, 0, 3, 3), selected=(45, 45))
    search.cut = (0, 0, 24, 20)
    assert search.selected == (24, 28)


@pytest.mark.parametrize("name", ["template", "scores", "found", "hit", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    search = TargetSearch()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(search, name, getattr(search, name))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a stack": ({"image": np.zeros((3, 48, 48))}, r"\(height, width\).*\(3, 48, 48\)"),
    "a large picture": ({"image": np.zeros((65, 48))}, r"up to 64.*\(65, 48\).*image\[:64, :64\]"),
    "a frame over the rim": (
        {"cut": (40, 0, 9, 8)},
        r"cut must be \(row, column, height, width\).*48 × 48.*got \(40, 0, 9, 8\)",
    ),
    "a narrow frame": ({"cut": (0, 0, 9, 2)}, "at least 3, got 2"),
    "a wide frame": ({"cut": (0, 0, 9, 25)}, r"3 to 24 pixels.*got \(0, 0, 9, 25\)"),
    "half a pixel": ({"cut": (0.5, 0, 9, 9)}, "whole number, got the float 0.5"),
    "a score that is none": ({"score": "ncc"}, "dot.*zero-mean.*cosine.*'ncc'"),
    "a lamp outside": ({"lamp_at": (0, 48)}, r"at most \(47, 47\), got \(0, 48\)"),
    "too dark": ({"light": 0.05}, "0.1"),
    "too bright": ({"light": 1.5}, "1.0"),
    "a word for a lamp": ({"lamp": "on"}, "boolean"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    search = TargetSearch()
    before = search.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(search, name, value)
    assert search.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        TargetSearch(**state)


def test_a_picture_and_a_frame_that_fit_only_together_are_set_together():
    search = TargetSearch()
    with pytest.raises(traitlets.TraitError, match=r"picture of 5 × 5.*got \(20, 32, 9, 8\)"):
        search.image = np.eye(5)
    with search.hold_trait_notifications():
        search.image = np.eye(5)
        search.cut = (1, 1, 3, 3)
        search.lamp_at = (0, 0)
    assert search.scores.shape == (3, 3)
    assert search.found == (0, 0)


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="TargetSearch has no 'lampp'; did you mean 'lamp'"):
        TargetSearch(lampp=True)


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'plain', 'a bright patch'.*got 'by foot'"):
        TargetSearch.preset("by foot")


# -- what travels to the page -------------------------------------------------------------------


def test_the_state_travels_as_json_and_comes_back():
    search = TargetSearch.preset("in the shade", cut=(1, 2, 10, 12), selected=(3, 4))
    state = json.loads(json.dumps(search.get_state([*search.opening])))
    other = TargetSearch()
    other.set_state(state)
    np.testing.assert_array_equal(other.scores, search.scores)
    assert other.selected == (3, 4)


def test_the_page_carries_the_picture_once():
    search = TargetSearch()
    names = [name for name in search.keys if not name.startswith("_")]
    size = {name: len(json.dumps(value)) for name, value in search.get_state(names).items()}
    assert size.pop("image") < 20_000
    assert sum(size.values()) < 20_000


def test_where_no_script_runs_three_pictures_stand_there():
    stand_in = TargetSearch.preset("a bright patch").stand_in
    assert stand_in.count('<img src="data:image/png;base64,') == 3
    assert "cut out of it at row 20, column 32" in stand_in
    assert "by dot: the best is at row 34, column 4, not where the template was cut" in stand_in
    assert len(stand_in) < 12_000
