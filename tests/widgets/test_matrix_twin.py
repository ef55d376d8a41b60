"""The matrix twin as Python sees it: two products that agree, and what does not fit."""

import json

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from cnnkit.ops.conv_matrix import toeplitz
from cnnkit.widgets.matrix_twin import PRESETS, MatrixTwin

# -- results ------------------------------------------------------------------------------------


def test_deck_003_example_has_16_entries_for_9_values():
    twin = MatrixTwin()
    assert twin.window_matrix.tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    assert twin.weight_matrix.shape == (4, 9)
    assert np.count_nonzero(twin.weight_matrix) == 16
    assert twin.redundancy == pytest.approx(1.78, abs=0.005)


@given(
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99)
)
def test_both_products_are_the_correlation_and_the_transpose_is_its_adjoint(
    rows, columns, height, width, seed
):
    rng = np.random.default_rng(seed)
    kernel = rng.normal(size=(height, width))
    image = rng.normal(size=(rows + height - 1, columns + width - 1))
    twin = MatrixTwin(image, kernel)
    expected = correlate2d(image, kernel, "valid")
    np.testing.assert_allclose(twin.output, expected, atol=1e-12)
    by_windows = kernel.ravel() @ twin.window_matrix
    np.testing.assert_allclose(by_windows.reshape(rows, columns), expected, atol=1e-12)
    g = rng.normal(size=rows * columns)
    assert g @ twin.output.ravel() == pytest.approx(image.ravel() @ (twin.weight_matrix.T @ g))


def test_one_row_gives_the_toeplitz_matrix_of_one_dimension():
    twin = MatrixTwin.preset("one dimension")
    np.testing.assert_array_equal(twin.weight_matrix, toeplitz(np.array([1.0, -1]), 6))
    assert twin.output.tolist() == [[0, 0, 1, 0, 0]]


def test_results_follow_every_change():
    twin = MatrixTwin()
    heard = []
    twin.observe(lambda change: heard.append(twin.redundancy), "kernel")
    twin.kernel = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    assert heard == [1.0]
    assert twin.output.tolist() == [[45]]


@pytest.mark.parametrize(
    "name", ["output", "weight_matrix", "window_matrix", "redundancy", "opening", "presets"]
)
def test_results_cannot_be_assigned(name):
    twin = MatrixTwin()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(twin, name, getattr(twin, name))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a kernel that is too large": (
        {"kernel": np.ones((4, 2))},
        "a kernel of 4x2 does not fit into an image of 3x3; use a larger image",
    ),
    "too many windows": (
        {"image": np.ones((6, 6))},
        r"image of 6x6 has 25 windows of 2x2.*room for 16.*image\[:5, :5\]",
    ),
    "too long a row": ({"image": np.ones((1, 10))}, r"up to 9 rows and columns, got \(1, 10\)"),
    "too wide a kernel": ({"kernel": np.ones((1, 6))}, "kernel may have up to 5 rows"),
    "a row without an axis": ({"kernel": [1, 2]}, r"got an array of shape \(2,\).*kernel\[None\]"),
    "not a number": ({"image": [[1, np.nan]]}, "got nan in row 0, column 1"),
    "an output that is not there": ({"chosen": 4}, "below 4 here, got 4"),
    "an output before the first": ({"chosen": -1}, "chosen must be at least 0, got -1"),
    "an unknown view": ({"view": "front"}, "both.*weights.*windows.*back.*'front'"),
    "unknown entries": ({"entries": "letters"}, "names.*values.*'letters'"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    twin = MatrixTwin()
    before = twin.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(twin, name, value)
    assert twin.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        MatrixTwin(**state)


def test_the_choice_stays_among_the_outputs_when_they_become_fewer():
    twin = MatrixTwin(chosen=3)
    twin.image = np.ones((2, 3))
    assert twin.chosen == 1


def test_maps_that_fit_only_together_are_set_together():
    twin = MatrixTwin()
    with twin.hold_trait_notifications():
        twin.image = np.ones((1, 5))
        twin.kernel = [[1, 2]]
    assert twin.output.tolist() == [[3, 3, 3, 3]]


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="no 'kernels'; did you mean 'kernel'"):
        MatrixTwin(kernels=[[1]])


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'two dimensions'.*got 'three dimensions'"):
        MatrixTwin.preset("three dimensions")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    twin = MatrixTwin.preset(name)
    assert set(PRESETS[name]["state"]) == set(twin.opening)
    assert MatrixTwin.preset(name, view="back").view == "back"


def test_the_presets_tell_the_chapters_numbers():
    back = MatrixTwin.preset("and back")
    spread = (back.weight_matrix.T @ np.ones(4)).reshape(3, 3)
    assert spread.tolist() == [[1, 3, 2], [4, 10, 6], [3, 7, 4]]
    many = MatrixTwin.preset("many copies")
    assert (many.weight_matrix[:, 12] != 0).sum() <= 9
    assert np.count_nonzero(MatrixTwin(np.ones((5, 5)), np.ones((3, 3))).weight_matrix[:, 12]) == 9
    assert many.redundancy == 3.24
    assert MatrixTwin.preset("oblong").weight_matrix.shape == (6, 15)


def test_the_twin_without_arguments_is_the_first_preset():
    assert MatrixTwin().opening == MatrixTwin.preset("two dimensions").opening


def test_the_state_travels_as_json_and_comes_back():
    twin = MatrixTwin.preset("oblong", chosen=5)
    state = json.loads(json.dumps(twin.get_state([*twin.opening])))
    other = MatrixTwin()
    other.set_state(state)
    np.testing.assert_array_equal(other.output, twin.output)
    assert other.chosen == 5


def test_where_no_script_runs_both_matrices_stand_in_a_picture():
    stand_in = MatrixTwin().stand_in
    assert "weights, 4 × 9" in stand_in
    assert "input, 4 × 4" in stand_in
    assert "Both products give 37, 47, 67, 77." in stand_in
    assert len(MatrixTwin(np.ones((6, 6)), np.ones((3, 3))).stand_in) < 40_000
