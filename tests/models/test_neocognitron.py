"""The Neocognitron learns without a teacher and recognises what it learned wherever it stands."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import signal

from cnnkit.errors import ShapeError
from cnnkit.images import shift
from cnnkit.models.neocognitron import (
    TOY,
    CLayer,
    Neocognitron,
    SLayer,
    complex_cell_plane,
    digit_patterns,
    neocognitron_toy,
    simple_cell_plane,
)
from cnnkit.withhold import BorrowedAnswer, withholding

# -- simple and complex cells, as exercises H3 and H4 define them -------------------------------

CORNER = np.array([[1.0, 2.0, 0.0], [-1.0, 0.0, 0.5]])  # asymmetric, and not square


def test_simple_cells_fire_by_the_amount_above_the_threshold():
    image = np.zeros((3, 4))
    image[1, 1] = 2.0  # scores: the template, turned by half a turn, times 2
    scores = np.array([[0.0, -2.0], [4.0, 2.0]])
    np.testing.assert_array_equal(simple_cell_plane(image, CORNER, 0), np.maximum(scores, 0))
    np.testing.assert_array_equal(simple_cell_plane(image, CORNER, 1.5), [[0, 0], [2.5, 0.5]])
    np.testing.assert_array_equal(simple_cell_plane(image, CORNER, -1), [[1, 0], [5, 3]])


@given(
    image=arrays.arrays(np.float64, (5, 7), elements=st.integers(-9, 9)),
    template=arrays.arrays(
        np.float64, st.tuples(st.integers(1, 5), st.integers(1, 7)), elements=st.integers(-9, 9)
    ),
    threshold=st.integers(-20, 20),
)
def test_simple_cells_agree_with_scipy(image, template, threshold):
    before = image.copy(), template.copy()
    scores = signal.correlate2d(image, template, mode="valid")
    np.testing.assert_allclose(
        simple_cell_plane(image, template, threshold), np.maximum(scores - threshold, 0), atol=1e-9
    )
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(template, before[1])


def test_bytes_do_not_wrap_around():
    image = np.full((2, 2), 250, dtype=np.uint8)
    template = np.full((2, 2), 200, dtype=np.uint8)
    assert simple_cell_plane(image, template, 1).tolist() == [[4 * 250 * 200 - 1]]
    assert simple_cell_plane(image, np.array([[-1]]), 0).tolist() == [[0, 0], [0, 0]]


def test_a_complex_cell_is_an_or_over_its_block_also_over_the_left_over_strips():
    plane = np.zeros((3, 5))
    plane[0, 1] = 1e-12
    plane[1, 2] = -7.0
    plane[2, 4] = 3.0
    fires = complex_cell_plane(plane, 2)
    assert fires.dtype == bool
    assert fires.tolist() == [[True, False, False], [False, False, True]]


@given(
    plane=arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 9), st.integers(1, 9)),
        elements=st.sampled_from([-2.0, 0.0, 0.0, 0.0, 0.25, 3.0]),
    ),
    block=st.integers(1, 10),
)
def test_complex_cells_are_pytorchs_max_pooling_of_active_cells(plane, block):
    """Windows tile the plane, and the last ones may hang over (``ceil_mode``)."""
    before = plane.copy()
    active = torch.tensor(plane > 0, dtype=torch.float32)[None]
    block_inside = tuple(min(block, side) for side in plane.shape)
    pooled = torch.nn.functional.max_pool2d(active, block_inside, ceil_mode=True)[0]
    np.testing.assert_array_equal(complex_cell_plane(plane, block), pooled.numpy() > 0)
    np.testing.assert_array_equal(plane, before)


def test_a_shift_inside_a_block_changes_the_simple_cells_and_not_the_complex_ones():
    bar = np.zeros((6, 9))
    bar[:, 4] = 1
    template = np.array([[-1.0, 2.0, -1.0]] * 3)

    def cells(columns):
        simple = simple_cell_plane(shift(bar, columns=columns), template, 3.0)
        return simple, complex_cell_plane(simple, 3)

    simple, complex_ = cells(0)
    for inside in (1, 2):
        moved, still = cells(inside)
        assert (moved != simple).sum() == 8  # four rows, two columns
        np.testing.assert_array_equal(still, complex_)
    assert (cells(3)[1] != complex_).any()  # the next block


def test_the_exercises_answers_are_withheld():
    for answer in (
        lambda: simple_cell_plane(np.ones((3, 3)), np.ones((2, 2)), 0.0),
        lambda: complex_cell_plane(np.ones((3, 3)), 2),
    ):
        with withholding(), pytest.raises(BorrowedAnswer):
            answer()


# -- S-cells ------------------------------------------------------------------------------------


def one_cell(selectivity: float, gain: float) -> SLayer:
    """Make a layer of cells that look at a single pixel and know nothing yet."""
    layer = SLayer(1, 1, 1, selectivity, gain, rng=np.random.default_rng(0))
    layer.excitatory[...] = 0
    return layer


def test_one_s_cell_by_hand():
    layer = one_cell(selectivity=4.0, gain=10.0)
    layer.excitatory[...], layer.inhibitory[...] = 3.0, 0.5
    # excitation 3 * 2, inhibition 2 * 4 / (1 + 4) * 0.5 * 2 = 1.6
    assert layer(np.full((1, 1, 1, 1), 2.0)).item() == pytest.approx(4 * (7 / 2.6 - 1))
    layer.inhibitory[...] = 50.0
    assert layer(np.full((1, 1, 1, 1), 2.0)).item() == 0.0


def test_one_reinforcement_by_hand():
    layer = one_cell(selectivity=4.0, gain=10.0)
    layer.excitatory[...] = 0.25
    before = layer.reinforce(np.array([[[[1.0, 3.0]]]]))
    np.testing.assert_allclose(before, [[[[1.0, 3.0]]]])  # 4 * 0.25 times what is seen
    # the second cell answers most; both cells of its plane take over what it learned
    assert layer.excitatory.item() == 0.25 + 10 * 3
    assert layer.inhibitory.item() == 10 / 2 * 3


def test_only_the_representatives_plane_learns():
    layer = SLayer(1, 3, 3, 4.0, 16.0, rng=np.random.default_rng(3))
    first = layer.excitatory.copy()
    layer.reinforce(digit_patterns()[:1, None])
    changed = (layer.excitatory != first).any(axis=(1, 2, 3))
    assert changed.sum() == 1  # no column was given, so that all cells compete
    np.testing.assert_array_equal(layer.inhibitory > 0, changed)


@given(seen=arrays.arrays(np.float64, (2, 3, 3), elements=st.integers(0, 5)))
def test_a_cell_compares_what_it_sees_with_what_it_learned(seen):
    """The response is ``(r + 1) s - r`` for a weighted cosine s, whatever the contrast."""
    learned = np.array([[[0, 2, 0], [0, 2, 1], [0, 2, 0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]])
    layer = SLayer(2, 1, 3, 2.0, 1e8, rng=np.random.default_rng(0))
    layer.excitatory[0] = 1e-6 * learned  # only so that the cell in the middle wins
    alone = np.pad(learned, ((0, 0), (3, 3), (3, 3))).astype(float)[None]
    layer.reinforce(alone)
    weights = layer.closeness[0]

    def product(a, b):
        return (weights * a * b).sum()

    length = np.sqrt(product(seen, seen) * product(learned, learned))
    cosine = product(seen, learned) / length if length else 0.0
    expected = max(3 * cosine - 2, 0)
    for contrast in (1.0, 100.0):
        assert layer(contrast * seen[None])[0, 0, 1, 1] == pytest.approx(expected, abs=1e-4)


def test_closeness_falls_off_from_the_middle_and_adds_up_to_one():
    layer = SLayer(4, 1, 5, 2.0, 16.0, rng=np.random.default_rng(0))
    assert layer.closeness.sum() == pytest.approx(1)
    np.testing.assert_allclose(layer.activity(np.full((1, 4, 9, 9), 3.0))[0, 0, 2:-2, 2:-2], 3.0)
    middle = layer.closeness[0, 0, 2]
    assert middle[0] < middle[1] < middle[2] > middle[3] > middle[4]


def test_representatives_are_the_strongest_of_their_column_and_of_their_plane():
    layer = SLayer(1, 4, 1, 2.0, 16.0, column=2, rng=np.random.default_rng(0))
    responses = np.zeros((4, 3, 6))
    responses[0, 0, 0] = 0.9  # strongest of its column and of its plane
    responses[0, 2, 5] = 0.8  # strongest of its column, but plane 0 has a stronger one
    responses[1, 0, 1] = 0.7  # loses one of its columns to (0, 0), and wins the next one
    responses[2, 2, 4] = 0.6  # likewise, beside (2, 5)
    responses[2, 0, 3] = 0.6  # a tie in plane 2: the first one counts
    responses[3, 0, 0] = 0.5  # its only column has a stronger cell: no candidate
    assert layer.representatives(responses) == {0: (0, 0), 1: (0, 1), 2: (0, 3)}
    layer.column = None
    assert layer.representatives(responses) == {0: (0, 0)}
    assert layer.representatives(np.zeros((4, 3, 6))) == {}


# -- C-cells ------------------------------------------------------------------------------------


def test_one_c_cell_by_hand():
    responses = np.zeros((1, 2, 1, 3))
    responses[0, 0, 0] = [0.0, 2.0, 0.0]
    responses[0, 1, 0] = [1.0, 0.0, 0.0]
    # the whole plane: excitations 2 and 1, mean 1.5; the first is (3 / 2.5 - 1) = 0.2
    answers = CLayer(saturation=0.5)(responses)
    assert answers.shape == (1, 2, 1, 1)
    np.testing.assert_allclose(answers.ravel(), [0.2 / 0.7, 0.0])


def test_c_cells_answer_less_the_further_away_and_are_placed_at_every_step():
    responses = np.zeros((1, 3, 9, 9))
    responses[0, 0, 4, 4] = 1.0
    row = CLayer(5)(responses)[0, 0, 4]
    assert row[4] > row[5] > row[6] > 0 == row[7]
    np.testing.assert_allclose(row, row[::-1])
    np.testing.assert_allclose(
        CLayer(5, step=2)(responses)[0], CLayer(5)(responses)[0, :, ::2, ::2], atol=1e-15
    )
    assert not CLayer(5)(responses)[0, 1:].any()


# -- the cascade --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def toy() -> Neocognitron:
    return neocognitron_toy()


def right(net: Neocognitron, size: int, shifts: list[tuple[int, int]]) -> float:
    """Return the share of shifted digits that the cell of the unshifted one answers to most."""
    learned = net(digit_patterns()).argmax(axis=1)
    pictures = digit_patterns(size)
    answers = [net(shift(pictures, *place)).argmax(axis=1) for place in shifts]
    return float(np.mean(answers == learned))


def within(reach: int) -> list[tuple[int, int]]:
    places = range(-reach, reach + 1)
    return [(rows, columns) for rows in places for columns in places]


def test_each_digit_gets_a_last_cell_of_its_own_and_the_others_stay_silent(toy):
    answers = toy(digit_patterns())
    assert len(set(answers.argmax(axis=1))) == 5
    assert ((answers > 0).sum(axis=1) == 1).all()
    assert answers.max(axis=1).min() > 0.4
    assert not toy(np.zeros((1, 16, 16))).any()


def test_every_digit_is_recognised_wherever_it_fits_though_it_was_learned_at_one_place(toy):
    """81 places in the frame of training, 289 in a larger one: the weights fit any frame."""
    assert right(toy, 16, within(4)) == 1.0
    assert right(toy, 24, within(8)) == 1.0


def test_contrast_does_not_matter(toy):
    digits = digit_patterns()
    for ink in (0.01, 100.0):
        np.testing.assert_allclose(toy(ink * digits).max(1), toy(digits).max(1), atol=0.03)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_first_weights_do_nearly_as_well(seed):
    net = neocognitron_toy(seed)
    assert len(set(net(digit_patterns()).argmax(axis=1))) == 5
    assert right(net, 16, within(4)) >= 0.95


def test_recognition_breaks_where_the_frame_cuts_the_digit(toy):
    """One pixel of eight outside costs a third of the answers, half a digit nearly all."""

    def at_distance(pixels):
        places = [place for place in within(8) if max(map(abs, place)) == pixels]
        return right(toy, 16, places)

    assert at_distance(4) == 1.0
    assert 0.5 < at_distance(5) < 0.8
    assert at_distance(8) < 0.2


def test_recognition_breaks_under_rotation(toy):
    """Only the 0 looks the same after a quarter turn; no other finds its cell."""
    learned = toy(digit_patterns()).argmax(axis=1)
    turned = toy(np.rot90(digit_patterns(), axes=(1, 2))).argmax(axis=1)
    assert (turned == learned).tolist() == [True, False, False, False, False]


def test_s_cells_feel_a_shift_that_the_last_c_cells_do_not(toy):
    def change(level, kind):
        still, moved = (
            getattr(list(toy.cascade(pictures))[level], kind)
            for pictures in (digit_patterns(), shift(digit_patterns(), columns=1))
        )
        return np.abs(moved - still).sum() / still.sum()

    assert change(0, "simple") > 1.5  # nearly all of it moved: 2 would be all
    assert change(0, "complex") < 0.7
    assert change(2, "complex") < 0.1


def test_s_cells_learn_and_c_cells_do_not():
    net = Neocognitron(TOY, rng=np.random.default_rng(0))
    before = [(s.excitatory.copy(), vars(c).copy()) for s, c in net.levels]
    net.self_organize(digit_patterns(), times=1)
    for (weights, settings), (s_layer, c_layer) in zip(before, net.levels, strict=True):
        assert (s_layer.excitatory != weights).any()
        assert vars(c_layer) == settings


def test_levels_that_learn_together_need_varied_places():
    """At one place the top level sees no features yet, so that one cell takes all digits."""

    def cells(reach):
        net = Neocognitron(TOY, rng=np.random.default_rng(0))
        rng = np.random.default_rng(0)
        net.self_organize(digit_patterns(), reach=reach, together=True, rng=rng)
        return len(set(net(digit_patterns()).argmax(axis=1))), right(net, 16, within(4))

    assert cells(reach=0)[0] == 1
    different, share = cells(reach=4)
    assert different == 5
    assert share > 0.9


def test_the_same_seed_makes_the_same_net_and_patterns_are_left_alone():
    patterns = digit_patterns()
    nets = [
        Neocognitron(TOY, rng=np.random.default_rng(5)).self_organize(patterns, 2, reach=2)
        for _ in range(2)
    ]
    for (one, _), (other, _) in zip(nets[0].levels, nets[1].levels, strict=True):
        np.testing.assert_array_equal(one.excitatory, other.excitatory)
    np.testing.assert_array_equal(patterns, digit_patterns())


def test_the_cascade_has_the_sizes_of_its_table(toy):
    shapes = [(level.simple.shape, level.complex.shape) for level in toy.cascade(digit_patterns())]
    assert shapes == [
        ((5, 16, 16, 16), (5, 16, 8, 8)),
        ((5, 24, 8, 8), (5, 24, 8, 8)),
        ((5, 8, 8, 8), (5, 8, 1, 1)),
    ]


# -- bad input ----------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused(toy):
    with pytest.raises(ValueError, match=r"pictures must not be negative, got values from -1\.0"):
        toy(-digit_patterns())
    with pytest.raises(ShapeError, match="pictures must have the axes"):
        toy(digit_patterns()[0])
    with pytest.raises(ValueError, match="last level must have area=None"):
        Neocognitron(TOY[:2], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="window must be odd, to have a middle, got 4"):
        SLayer(1, 1, 4, 1.0, 1.0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="area must be odd, to have a middle, got 2"):
        CLayer(2)
    with pytest.raises(ValueError, match="size must be at least 8"):
        digit_patterns(7)
