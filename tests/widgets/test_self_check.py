"""Questions as Python sees them; answering is tested by node, and in the browser."""

import pytest
import traitlets

from cnnkit.widgets.self_check import SelfCheck


def test_a_number_carries_its_hints():
    check = SelfCheck.number("How many?", 3, hints={4: "Too many."}, says="Yes.", unit="windows")
    assert check.hints == [[4.0, "Too many."]]
    assert check.correct is None


@pytest.mark.parametrize("answer", [float("nan"), float("inf")])
def test_an_answer_must_be_a_number_that_can_be_typed(answer):
    with pytest.raises(traitlets.TraitError, match="finite"):
        SelfCheck.number("How many?", answer)


def test_a_hint_for_the_right_answer_would_never_be_said():
    with pytest.raises(traitlets.TraitError, match=r"2\.95 counts as right"):
        SelfCheck.number("How many?", 3, tolerance=0.1, hints={2.95: "Nearly."})


@pytest.mark.parametrize(
    "options",
    [{"A": (True, "")}, {"A": (False, ""), "B": (False, "")}, {"A": (True, ""), "B": (True, "")}],
    ids=["one answer", "none right", "two right"],
)
def test_a_choice_has_several_answers_of_which_one_is_right(options):
    with pytest.raises(traitlets.TraitError, match="at least two answers of which exactly one"):
        SelfCheck.choice("Which?", options)


def test_where_no_script_runs_the_answer_is_folded_away():
    check = SelfCheck.choice("1 < 2?", {"Yes": (True, "Of course."), "No": (False, "Count.")})
    assert check.stand_in == (
        "<p>1 &lt; 2?</p><details><summary>Answer</summary><p>Yes. Of course.</p></details>"
    )
    assert "24 pixels" in SelfCheck.number("How many?", 24, unit="pixels").stand_in
    assert "37,752,832" in SelfCheck.number("How many?", 37_752_832).stand_in
