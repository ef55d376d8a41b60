"""What a student reads: passed, or which input, what is wrong with it, and which mistake it is."""

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from cnnkit.checks import Array, Case, CheckFailed, Exercise, Part, Real, Tuple, sentence
from cnnkit.withhold import BorrowedAnswer, withheld


@withheld
def doubled(x, times=1):
    if times < 0:
        raise ValueError("times")
    return x * 2.0**times


def forgets_times(x, times=1):
    """You double once, whatever `times` says."""
    return x * 2.0


def loses_the_sign(x, times=1):
    """Your result has lost the signs of `x`.

    Leave `abs` out.
    """
    return abs(x) * 2.0**times


def in_place(x, times=1):
    """You change `x` itself."""
    x *= 2.0**times
    return x.copy()


DOUBLED = Exercise(
    "T1",
    doubled,
    Array(),
    mistakes=(forgets_times, loses_the_sign, in_place),
    telling=(Case(np.array([-1.0, 5.0]), 2),),
    parts=(Part("values", 3, Array()), Part("negative times", 1)),
)
ONES = np.ones(2)


def right(x, times=1):
    if times < 0:
        raise ValueError(times)
    return x * 2.0**times


def complaint(function, *cases, exercise=DOUBLED, **options):
    with pytest.raises(CheckFailed) as caught:
        exercise.check(function, *cases, **options)
    return str(caught.value)


def test_a_right_answer_is_told_so_and_that_more_will_be_tried(capsys):
    DOUBLED.check(right, Case(ONES))
    assert capsys.readouterr().out == (
        "doubled: the shown check passed. Grading tries other inputs, too.\n"
    )
    DOUBLED.check(right, Case(ONES, 3), Case(ONES, -1, raises=True), hidden=True)
    assert capsys.readouterr().out == ""


def test_a_wrong_answer_is_told_which_input_and_what_is_wrong():
    said = complaint(lambda x, times: x * 3, Case(ONES, 1, says="ones"))
    assert said == (
        "doubled(array of shape (2,), 1): ones\n"
        "at [0] 2.0 is expected, yours is 3.0 (2 of 2 values differ)."
    )


def test_a_known_mistake_is_named():
    assert "You double once, whatever `times` says." in complaint(
        lambda x, times: 2 * x, Case(ONES, 2)
    )


def test_mistakes_that_agree_on_the_shown_input_are_told_apart_by_the_telling_ones():
    """On (1, 1) and (-1, 5) together only one of them fits."""
    negative = Case(np.array([-1.0]), 1)
    assert sentence(loses_the_sign) in complaint(lambda x, times: abs(2.0**times * x), negative)
    assert complaint(lambda x, times: -2 * x, negative).count("\n") == 1  # no guess


def test_a_mistake_is_named_in_whatever_number_type_it_comes():
    assert sentence(forgets_times) in complaint(
        lambda x, times: (x * 2).astype(int), Case(np.arange(3), 2)
    )


def test_a_changed_argument_is_named():
    said = complaint(in_place, Case(ONES))
    assert "your function changes its argument x; work on a copy: x.copy()." in said
    assert sentence(in_place) in said


def test_a_mistake_that_leaves_the_argument_alone_is_not_named_for_one_that_does_not():
    def in_place_and_once(x, times=1):
        x *= 2.0
        return x.copy()

    said = complaint(in_place_and_once, Case(ONES))
    assert "your function changes its argument x" in said
    assert sentence(forgets_times) not in said


def test_every_case_gets_fresh_arguments():
    case = Case(np.zeros(2))
    complaint(in_place, case, Case(ONES))
    assert (case.args[0] == 0).all()


def test_a_mistake_that_overwrites_its_earlier_results_is_named():
    def into(kept):
        def twice(x):
            """Every call returns the same array."""
            np.multiply(x, 2, out=kept)
            return kept

        return twice

    overwriting = Exercise(
        "T3", lambda x: 2 * x, Array(), name="twice", mistakes=(into(np.zeros(2)),)
    )
    said = complaint(into(np.zeros(2)), Case(ONES), Case(3 * ONES), exercise=overwriting)
    assert "Every call returns the same array." in said


def test_a_view_is_refused_where_a_fresh_array_is_asked_for():
    kept = Exercise("T2", lambda x: x.copy(), Array(), name="kept", fresh_result=True)
    kept.check(lambda x: x.copy(), Case(ONES))
    assert "a view of the argument" in complaint(lambda x: x[:], Case(ONES), exercise=kept)


def test_an_expected_error_is_a_value_error():
    case = Case(ONES, -1, raises=True)
    assert "a ValueError is expected, yours raised nothing." in complaint(lambda *args: None, case)
    assert "yours raised ZeroDivisionError" in complaint(lambda *args: 1 / 0, case)


def test_an_exception_is_shown_as_the_students_own():
    said = complaint(lambda x: x[7], Case(ONES))
    assert "your function stopped with IndexError: index 7 is out of bounds" in said
    assert "of its cell: said = complaint(lambda x: x[7], Case(ONES))" in said


def helper(x):
    raise NotImplementedError()


def test_a_function_that_is_not_written_is_named_though_another_called_it():
    said = complaint(lambda x: helper(x) + 1, Case(ONES))
    assert " ".join(said.split()) == (
        "Not written yet: replace the line `raise NotImplementedError()` in helper by your answer."
    )


def test_a_borrowed_answer_is_refused():
    assert complaint(doubled, Case(ONES)).startswith("cnnkit's own doubled() is switched off")


def test_what_is_no_function_is_refused():
    assert complaint(4, Case(ONES)) == "doubled must be a function, yours is an int (4)."


def test_a_hidden_check_prints_neither_expected_values_nor_what_the_function_prints(capsys):
    def chatters(x, times=1):
        print(x)
        return x

    said = complaint(chatters, Case(ONES * 388.5), hidden=True)
    assert "777" not in said
    assert capsys.readouterr().out == ""
    assert "777" in complaint(chatters, Case(ONES * 388.5))


def raises_its_input(x, times=1):
    raise KeyError(f"388.5 {x}")


def raises_a_class_named_after_its_input(x, times=1):
    raise type(f"Saw_{x[0]:g}", (KeyError,), {})


def returns_its_input_as_text(x, times=1):
    return f"388.5 {x}"


def borrows_under_a_false_name(x, times=1):
    raise BorrowedAnswer(f"388.5 {x}")


def leaves_it_unwritten_in_a_place_of_that_name(x, times=1):
    namespace = {}
    exec("def saw_388():\n    raise NotImplementedError", namespace)
    namespace["saw_388"]()


@pytest.mark.parametrize(
    "function",
    [
        raises_its_input,
        raises_a_class_named_after_its_input,
        returns_its_input_as_text,
        borrows_under_a_false_name,
        leaves_it_unwritten_in_a_place_of_that_name,
    ],
)
def test_no_text_of_the_students_tells_a_hidden_input(function):
    assert "388" not in complaint(function, Case(ONES * 388.5), hidden=True)


def test_a_hidden_check_tells_the_kind_of_an_error():
    said = complaint(raises_its_input, Case(ONES), hidden=True)
    assert "your function stopped with KeyError" in said


def test_expected_values_are_computed_before_the_function_is_called():
    def spoils(x, times=1):
        case.args[0][:] = 0  # a student cannot reach it; a test that passes it on could
        return x * 0

    case = Case(np.ones(2))
    assert complaint(spoils, case)


def test_a_broken_test_is_not_taken_for_a_students_mistake():
    with pytest.raises(TypeError):
        DOUBLED.check(right, Case("text"))


def test_lines_stay_short_and_code_stays_together():
    def long_way_round(x, times=1):
        """Read a sentence that goes on until it reaches a piece of code: `x[row : row + 2]`."""
        return x * 5

    exercise = Exercise("T3", doubled, Array(), mistakes=(long_way_round,))
    said = complaint(lambda x: x * 5, Case(ONES, says="many words " * 9), exercise=exercise)
    assert max(map(len, said.splitlines())) <= 75
    assert "`x[row : row + 2]`" in said


def score(function, *cases, hidden=()):
    total = DOUBLED.score(2)
    total.check(function, *cases)
    if hidden:
        total.check(function, *hidden, hidden=True)
    return total


SHOWN = Case(ONES, 1)
HIDDEN = (Case(np.array([-3.0]), 2), Case(ONES, -1, raises=True))


@pytest.mark.parametrize(
    ("function", "points"),
    [
        (right, 2.0),
        (lambda x, times: x * 2.0**times, 1.5),  # no error
        (lambda x, times: right(abs(x), times), 0.5),  # wrong in a hidden case
    ],
)
def test_parts_add_up_and_the_total_is_a_python_float(function, points):
    total = score(function, SHOWN, hidden=HIDDEN).total()
    assert type(total) is float
    assert total == points


def test_in_the_students_notebook_the_shown_parts_are_the_whole():
    assert score(lambda x, times: 2 * x, SHOWN).total() == 2.0


def test_nothing_right_is_an_error_with_every_sentence_once():
    with pytest.raises(CheckFailed) as caught:
        score(lambda x, times: 7, SHOWN, hidden=HIDDEN).total()
    assert str(caught.value).count("a NumPy array is expected") == 1
    assert "a ValueError is expected" in str(caught.value)


def test_refusing_everything_is_no_merit():
    def refuses(x, times):
        if x.min() < 0 or times < 0:
            raise ValueError
        return 2 * x

    with pytest.raises(CheckFailed, match="your function raises ValueError here, too"):
        score(refuses, SHOWN, hidden=HIDDEN).total()


PIECEWISE = Exercise(
    "T6",
    doubled,
    Array(),
    mistakes=(forgets_times,),
    parts=(Part("once", 1, Array()), Part("more than once", 3, Array())),
)


@pytest.mark.parametrize(
    ("function", "points"),
    [
        (right, 2.0),
        (forgets_times, 0.5),  # wrong where only the second part is concerned
        (lambda x, times: right(x, times) + (times == 1), 1.5),
    ],
)
def test_a_case_may_count_for_one_part_only(function, points):
    total = PIECEWISE.score(2)
    total.check(function, Case(ONES, 1, part="once"), Case(ONES, 3, part="more than once"))
    assert total.total() == points


def test_a_case_counts_for_every_part_unless_it_says_otherwise():
    total = PIECEWISE.score(2)
    total.check(forgets_times, Case(ONES, 1, part="once"), Case(ONES, 3))
    with pytest.raises(CheckFailed, match="You double once, whatever `times` says"):
        total.total()


def test_what_is_not_right_yet_is_listed(capsys):
    score(lambda x, times: x * 2.0**times, SHOWN, hidden=HIDDEN).total()
    said = capsys.readouterr().out
    assert "a ValueError is expected, yours raised nothing." in said
    assert said.splitlines()[-1] == "doubled: not yet right: negative times."


def swapped(x):
    """Your two numbers have changed places."""
    return x.max(), x.min()


def least_too_small(x):
    """Your least number is too small."""
    return x.min() - 1, x.max()


def most_too_large(x):
    """Your largest number is too large."""
    return x.min(), x.max() + 1


BOTH = Tuple((Real(), Real()), names=("least", "most"))
LIMITS = Exercise(
    "T4",
    lambda x: (x.min(), x.max()),
    BOTH,
    mistakes=(swapped, least_too_small, most_too_large),
    name="limits",
    parts=(Part("least", 1, BOTH.only("least")), Part("most", 1, BOTH.only("most"))),
)


def limits(function):
    total = LIMITS.score(2)
    total.check(function, Case(np.arange(3.0)), Case(np.array([5.0, -2.0])))
    with pytest.raises(CheckFailed) as caught:
        total.total()
    return str(caught.value)


def test_a_mistake_that_costs_two_parts_is_explained_once():
    assert limits(swapped).count(sentence(swapped)) == 1


def test_two_mistakes_in_two_parts_are_both_named():
    said = limits(lambda x: (x.min() - 1, x.max() + 1))
    assert sentence(least_too_small) in said
    assert sentence(most_too_large) in said


def test_where_only_errors_are_shown_partial_credit_is_one(monkeypatch):
    """Nbgrader's validate shows what a cell raises, but not what it prints."""
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(CheckFailed, match="a ValueError is expected"):
        score(lambda x, times: x * 2.0**times, SHOWN, hidden=HIDDEN).total()


def test_ipython_shows_the_sentence_without_a_traceback(capsys):
    shell = InteractiveShell()
    shell.run_cell("from cnnkit.checks import CheckFailed\nraise CheckFailed('one\\ntwo')")
    assert capsys.readouterr().out.strip() == "one\ntwo"
