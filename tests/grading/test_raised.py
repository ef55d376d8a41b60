"""An exception arrives as what it was, never as more than the student's code could raise."""

from __future__ import annotations

import builtins
import json
import traceback

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.checks import CheckFailed
from cnnkit.grading.plain import encode
from cnnkit.grading.raised import OURS, rebuilt, told
from cnnkit.grading.wire import BadMessage, Reader, pack
from cnnkit.withhold import BorrowedAnswer


def carried(error):
    """Carry an exception over the wire."""
    ((account, _),) = Reader().feed(pack(told(error)))
    return rebuilt(account)


KEPT = [
    ValueError("stride", 0),
    KeyError("a"),
    IndexError(),
    ZeroDivisionError("division by zero"),
    TypeError("π \U0001f389", [1, (2.5, None)], {"a": {1}}),
    NotImplementedError("later"),
    RecursionError("too deep"),
    StopIteration(3),
    MemoryError(),
    AssertionError("expected 3"),
    FileNotFoundError(2, "No such file"),
    OverflowError(34, "Result too large"),
    UserWarning("careful"),
    np.linalg.LinAlgError("Singular matrix"),
    BorrowedAnswer("conv2d() is switched off"),
]


@pytest.mark.parametrize("error", KEPT, ids=lambda error: type(error).__name__)
def test_a_known_exception_keeps_its_class_and_its_arguments(error):
    arrived = carried(error)
    assert type(arrived) is type(error)
    assert arrived.args == error.args
    assert str(arrived) == str(error)


def test_an_axis_error_of_numpy_keeps_its_class():
    with pytest.raises(np.exceptions.AxisError) as info:
        np.sum(np.ones(3), axis=4)
    arrived = carried(info.value)
    assert type(arrived) is np.exceptions.AxisError
    assert str(arrived) == str(info.value)


def test_an_error_of_numpys_own_keeps_its_name_and_can_be_caught():
    whole = np.arange(3)
    with pytest.raises(TypeError) as info:
        whole -= 0.5
    arrived = carried(info.value)
    assert isinstance(arrived, TypeError)
    assert type(arrived).__name__ == type(info.value).__name__
    assert str(arrived) == str(info.value)


def test_every_builtin_exception_arrives_as_itself_or_as_a_runtime_error():
    for kind in vars(builtins).values():
        if isinstance(kind, type) and issubclass(kind, BaseException):
            account = told(ValueError("a")) | {"class": kind.__name__, "builtin": kind.__name__}
            arrived = rebuilt(account)
            plain = issubclass(kind, Exception) and not issubclass(
                kind, (UnicodeError, BaseExceptionGroup)
            )
            assert type(arrived) in ({kind} if plain else {kind, RuntimeError}), kind
            assert isinstance(arrived, Exception)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SystemExit(3), "SystemExit: 3"),
        (SystemExit(), "SystemExit"),
        (SystemExit(object()), "SystemExit: <a object of a class of its own of the notebook>"),
        (SystemExit(10**5000), "SystemExit"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (GeneratorExit("a"), "GeneratorExit: a"),
        (type("Leave", (BaseException,), {})("now"), "Leave: now"),
        (type("Leave", (SystemExit,), {})(0), "Leave: 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_would_end_the_judge_becomes_a_runtime_error(error, message):
    arrived = carried(error)
    assert type(arrived) is RuntimeError
    assert str(arrived) == message


def test_an_exception_of_an_own_class_is_caught_as_the_nearest_of_pythons_own():
    own = type("StrideError", (type("Base", (KeyError,), {}),), {})
    arrived = carried(own("stride", 3))
    assert isinstance(arrived, KeyError)
    assert type(arrived) is not KeyError
    assert type(arrived).__name__ == "StrideError"
    assert arrived.args == ("stride", 3)


@pytest.mark.parametrize("name", [*OURS, "AssertionError", "ValueError"])
@pytest.mark.parametrize("module", ["__main__", "builtins", "cnnkit.checks.exercise", "conftest"])
def test_no_exception_of_a_notebook_passes_for_one_that_grading_raises(name, module):
    own = type(name, (AssertionError,), {"__module__": module})
    arrived = carried(own("9 of 9 points"))
    assert isinstance(arrived, AssertionError)
    assert not isinstance(arrived, CheckFailed)
    if (name, module) == ("AssertionError", "builtins"):
        assert type(arrived) is AssertionError  # any code may raise that
    else:
        assert type(arrived).__name__ == f"{name} (the notebook's own)"
    assert type(arrived).__mro__[1:] == AssertionError.__mro__[type(arrived) is AssertionError :]


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "<b>", "a" * 10**6, "", "half \ud83d", "a (the"])
def test_the_name_of_a_class_brings_nothing_else_along(name):
    account = told(ValueError("x")) | {"class": name, "module": "__main__"}
    shown = type(rebuilt(account)).__name__
    assert shown.removesuffix(" (the notebook's own)") in ("Exception", "a" * 60)


def test_arguments_that_have_no_plain_form_arrive_as_words():
    arrived = carried(ValueError("bad", len, np.ones(2)))  # an array needs a buffer
    assert arrived.args == ("('bad', <built-in function len>, array([1., 1.]))",)
    arrived = carried(ValueError("bad", len))
    assert arrived.args == ("bad", "<a builtin_function_or_method of the notebook>")
    assert str(arrived)


def test_an_exception_that_cannot_be_told_of_arrives_all_the_same():
    def fail(self, *_):
        raise RuntimeError("no")

    own = type("Odd", (ValueError,), {"__str__": fail, "__repr__": fail})
    arrived = carried(own(memoryview(b"a"), np.ones(2)))
    assert isinstance(arrived, ValueError)
    assert arrived.args == ("",)
    picky = type("Picky", (UnicodeDecodeError,), {})("utf-8", b"a", 0, 1, "bad start")
    assert "bad start" in str(carried(picky))


def test_a_long_message_is_cut():
    assert len(str(carried(ValueError("a" * 10**6)))) == 2000
    assert len(str(carried(ValueError(list(range(10**5)))))) == 2000
    forged = told(ValueError()) | {"arguments": ["tuple", ["a" * 10**6]]}
    assert len(str(rebuilt(forged))) == 2000


def test_half_a_surrogate_pair_in_a_message_becomes_a_question_mark():
    assert str(carried(ValueError("half \ud83d"))) == "half ?"


def test_a_syntax_error_names_no_file_so_that_no_line_of_one_is_shown(tmp_path):
    hidden = tmp_path / "hidden.py"
    hidden.write_text("the_answer = 42\n")
    arrived = carried(SyntaxError("bad", (str(hidden), 1, 1, "", 1, 2)))
    assert type(arrived) is SyntaxError
    assert (arrived.args, arrived.filename) == (("bad",), None)
    assert "42" not in "".join(traceback.format_exception(arrived))
    assert carried(IndentationError("bad", (str(hidden), 1, 1, ""))).filename is None


def test_it_comes_with_the_places_it_went_through_in_the_notebook():
    def inner():
        raise ValueError("here")

    try:
        inner()
    except ValueError as error:
        places = carried(error).student_frames
    assert [place.name for place in places] == [
        "test_it_comes_with_the_places_it_went_through_in_the_notebook",
        "inner",
    ]
    assert places[-1].line == 'raise ValueError("here")'
    assert places[-1].filename == __file__


def test_of_very_many_places_the_last_come_along():
    def down(n):
        return down(n - 1) if n else 1 / 0

    try:
        down(100)
    except ZeroDivisionError as error:
        places = carried(error).student_frames
    assert len(places) == 20
    assert {place.name for place in places} == {"down"}


HONEST = told(ValueError("a", 1)) | {"frames": [["a.py", 1, "f", "x = 1"]]}
DEEP: list = []
for _ in range(5000):
    DEEP = [DEEP]
WRONG = {
    "class": [None, 1, [], {}, DEEP],
    "module": [None, 1, [], {}, DEEP],
    "builtin": [None, 1, [], DEEP, "int", "len", "", "__name__", "Own", "half \ud83d", "a\0"],
    "arguments": [None, 1, "a", {}, DEEP, ["list", 1, []], ["tuple", 1], ["bytes", 0], ["other"]],
    "frames": [
        *(None, 1, {}, "ab", DEEP, [1], [[]], [["a", "1", "f", "x"]], [["a", 10**99, "f", ""]]),
        *([["a", True, "f", ""]], [["a", 1, None, ""]], [["a", 1, "f", "", 1]], [[{}, 1, "", ""]]),
    ],
}


@pytest.mark.parametrize("key", WRONG)
def test_an_account_that_no_honest_process_gives_is_refused(key):
    assert rebuilt(HONEST).args == ("a", 1)
    for wrong in WRONG[key]:
        with pytest.raises(BadMessage):
            rebuilt(HONEST | {key: wrong})
    without = {name: part for name, part in HONEST.items() if name != key}
    with pytest.raises(BadMessage):
        rebuilt(without)


@pytest.mark.parametrize("account", [None, 1, "class", [], [["class", "a"]], {}, True])
def test_what_is_no_account_is_refused(account):
    with pytest.raises(BadMessage):
        rebuilt(account)


names = st.sampled_from(
    [name for name, kind in vars(builtins).items() if isinstance(kind, type)]
) | st.text(max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
arguments = st.lists(st.none() | st.integers() | st.text(max_size=9), max_size=5).map(
    lambda args: encode(tuple(args))[0]
)
frames = st.lists(st.tuples(st.text(), st.integers(), st.text(), st.text()).map(list), max_size=3)


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {
            "class": names | json_values,
            "module": st.sampled_from(["builtins", "__main__", "numpy.linalg"]) | json_values,
            "builtin": names | json_values,
            "arguments": arguments | json_values,
            "frames": frames | json_values,
        }
    )
)
def test_any_account_is_rebuilt_or_refused(account):
    account = json.loads(json.dumps(account))
    try:
        error = rebuilt(account)
    except BadMessage:
        return
    assert isinstance(error, Exception)
    str(error)
    traceback.StackSummary.from_list(error.student_frames).format()
    assert type(error).__module__ in (
        *("builtins", "cnnkit.grading.raised", "numpy.linalg", "numpy.exceptions"),
        "cnnkit.withhold",
    )
