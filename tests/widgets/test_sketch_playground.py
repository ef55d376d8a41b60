"""The sketch playground as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets

from cnnkit.layers import ReLU
from cnnkit.models.sketch_net import sketch_net
from cnnkit.ops.activation import softmax
from cnnkit.sketches import KINDS, sketch
from cnnkit.widgets.sketch_playground import PRESETS, SketchPlayground

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_a_house_that_the_net_knows():
    playground = SketchPlayground()
    drawn = sketch("house", np.random.default_rng(3))
    np.testing.assert_allclose(playground.image, drawn, atol=0.00501)
    logits = sketch_net()(playground.image[None, None])[0]
    np.testing.assert_array_equal(playground.logits, logits)
    assert playground.logits.dtype == np.float64
    np.testing.assert_array_equal(playground.probabilities, softmax(logits))
    assert playground.kind == playground.answer == "house"


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_an_example_of_each_kind_and_the_net_is_sure_of_it(kind):
    playground = SketchPlayground.preset(kind)
    assert playground.answer == kind
    assert playground.probabilities.max() > 0.99


def test_the_other_examples_show_what_their_sentences_say():
    tip = SketchPlayground.preset("arrow").occlusion()
    assert np.unravel_index(tip.argmax(), tip.shape) == (4, 6)
    assert SketchPlayground.preset("arrow").image[8:12, 12:].any(), "the tip is there"
    nothing = SketchPlayground.preset("nothing")
    assert not nothing.image.any()
    assert nothing.answer is None
    both = SketchPlayground.preset("two at once")
    assert both.kind not in {"cross", "triangle"}
    assert both.answer is None
    shifted = SketchPlayground.preset("shifted")
    back = np.roll(shifted.image, (1, 3), (0, 1))
    assert back.sum() == shifted.image.sum()
    assert SketchPlayground(back).answer == "square"
    assert shifted.answer != "square"
    border = [back[0], back[:, :3].T, shifted.image[-1:], shifted.image[:, -3:].T]
    assert not any(side.any() for side in border), "all of it stays on the paper"
    without = SketchPlayground.preset("without ReLU")
    assert without.kind != "triangle"
    assert without.probabilities.max() > 0.9
    assert SketchPlayground.preset("without ReLU", relu=True).kind == "triangle"


def test_the_examples_of_softmax_show_what_their_sentences_say():
    shares = {
        name: SketchPlayground.preset(name).shares
        for name, preset in PRESETS.items()
        if preset["state"]["tab"] == "softmax"
    }
    np.testing.assert_array_equal(shares["tie"], [0.25] * 4)
    assert shares["one large"][0] / shares["one large"][1] == pytest.approx(np.exp(5))
    np.testing.assert_array_equal(shares["1000 and 1001"], softmax(np.array([0.0, 1.0])))
    assert shares["temperature 0.1"][0] > 0.9999
    assert 0.2 < shares["temperature 10"].min() < shares["temperature 10"].max() < 0.3
    assert (np.diff(shares["temperature 10"]) < 0).all()


def test_the_answer_is_withheld_below_the_threshold():
    playground = SketchPlayground(temperature=10.0)
    most = float(playground.probabilities.max())
    playground.threshold = most
    assert playground.answer == "house"
    playground.threshold = most + 1e-9
    assert (playground.answer, playground.kind) == (None, "house")


@pytest.mark.parametrize("relu", [True, False])
def test_the_occlusion_map_is_what_covering_does(relu):
    """Covered by hand at two places, with the temperature of the widget."""
    playground = SketchPlayground.preset("triangle", temperature=2.0, relu=relu)
    drops = playground.occlusion()
    assert drops.shape == (7, 7)
    which = KINDS.index(playground.kind)
    for row, column in ((3, 3), (6, 5)):
        covered = playground.image.copy()
        covered[2 * row : 2 * row + 4, 2 * column : 2 * column + 4] = 0
        left = SketchPlayground(covered, temperature=2.0, relu=relu).probabilities[which]
        assert drops[row, column] == pytest.approx(playground.probabilities[which] - left)
    assert np.ptp(drops) > 0.1


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    playground = SketchPlayground()
    heard = []
    playground.observe(lambda change: heard.append((playground.kind, playground.answer)), "kind")
    playground.image = np.zeros((16, 16))
    assert heard[-1][0] == "triangle"
    assert playground.answer is None


RESULTS = ["logits", "probabilities", "kind", "answer", "shares", "opening", "presets", "weights"]


@pytest.mark.parametrize("name", RESULTS)
def test_results_cannot_be_assigned(name):
    playground = SketchPlayground()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(playground, name, getattr(playground, name))


def test_every_unit_of_both_layers_can_be_looked_at():
    playground, values = SketchPlayground(), SketchPlayground().image[None, None]
    layers = [layer for layer in sketch_net() if not isinstance(layer, ReLU)]
    for number in (0, 1):
        conv, pool = layers[2 * number : 2 * number + 2]
        values = conv(values)
        last = tuple(size - 1 for size in values.shape[1:])
        playground.unit = (number, *last)
        assert playground.unit == (number, *last)
        values = pool(values)


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a small sketch": ({"image": np.zeros((8, 8))}, r"shape \(16, 16\), got \(8, 8\)"),
    "a stack": ({"image": np.zeros((1, 16, 16))}, r"\(height, width\).*\(1, 16, 16\)"),
    "a photograph": ({"image": np.full((16, 16), 255)}, r"0 to 1, got 255; .*image\.max\(\)"),
    "negative ink": ({"image": np.full((16, 16), -0.5)}, r"0 to 1, got -0.5"),
    "freezing": ({"temperature": 0.0}, "temperature.*0.1"),
    "boiling": ({"temperature": 10.5}, "temperature.*10"),
    "no temperature": ({"temperature": np.nan}, "temperature must be a number, got nan"),
    "more than sure": ({"threshold": 1.5}, "threshold.*1"),
    "no threshold": ({"threshold": np.nan}, "threshold must be a number, got nan"),
    "a word for ReLU": ({"relu": "on"}, "boolean"),
    "a third tab": ({"tab": "paint"}, "sketch.*softmax.*'paint'"),
    "a patch outside": ({"patch": (0, 7)}, "at most 6, got 7"),
    "a third layer": ({"unit": (2, 0, 0, 0)}, r"layer 0 or 1.*got \(2, 0, 0, 0\)"),
    "a ninth map": ({"unit": (0, 8, 0, 0)}, r"8 maps of 16 x 16.*got \(0, 8, 0, 0\)"),
    "a place outside": ({"unit": (1, 0, 0, 8)}, r"12 maps of 8 x 8.*got \(1, 0, 0, 8\)"),
    "a place without a map": ({"unit": (3, 9)}, "unit.*requires 4 elements"),
    "one logit": ({"scores": [1.0]}, "length 2 <= L <= 8"),
    "nine logits": ({"scores": [1.0] * 9}, "length 2 <= L <= 8"),
    "a huge logit": ({"scores": [0.0, 1e5]}, r"-10,000 to 10,000, got 100000\.0"),
    "no logit": ({"scores": [0.0, np.nan]}, "got nan"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    playground = SketchPlayground()
    before = playground.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(playground, name, value)
    assert playground.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        SketchPlayground(**state)


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="has no 'treshold'; did you mean 'threshold'"):
        SketchPlayground(treshold=0.3)


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'house', 'circle'.*got 'cat'"):
        SketchPlayground.preset("cat")


# -- what travels to the page -------------------------------------------------------------------


def test_all_of_it_is_small_and_plain_json():
    playground = SketchPlayground()
    names = [name for name in playground.keys if not name.startswith("_")]
    size = {name: len(json.dumps(value)) for name, value in playground.get_state(names).items()}
    assert size.pop("weights") < 25_000
    assert size.pop("presets") < 25_000
    assert sum(size.values()) < 12_000


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_changes_nothing_that_is_not_in_it(name):
    made = SketchPlayground.preset(name)
    ((_, state),) = [
        (preset["name"], preset["state"]) for preset in made.presets if preset["name"] == name
    ]
    assert {trait: made.opening[trait] for trait in state} == state


def test_where_no_script_runs_the_sketch_and_the_top_three_stand_there():
    stand_in = SketchPlayground.preset("square").stand_in
    assert stand_in.count('<img src="data:image/png;base64,') == 1
    assert "the net says square 99.6 %, then circle 0.4 %, then plus 0.0 %." in stand_in
    assert len(stand_in) < 4_000
    shares = SketchPlayground.preset("1000 and 1001").stand_in
    assert "of the logits 1000, 1001 the probabilities 26.9 %, 73.1 %" in shares
