"""A student's page shows the work, the scores and the messages, and no hidden test."""

from __future__ import annotations

import html
import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from cnnkit.grading.feedback import without_hidden_tests
from tests.grading.conftest import NAME, RIGHT

SECRETS = ("227", "187", "421", "842", "expected_secret", "HIDDEN TESTS")
"""What only the hidden tests say: inputs, expected values, names, marks."""

ASKS = {  # name: what runs first, answers, what the page must still say
    "right": ("", RIGHT, "np.sum"),
    "wrong": ("", {"total": "def total(x):\n    return 3"}, "A hidden test failed: AssertionError"),
    "prints its inputs": (
        "",
        RIGHT | {"total": "def total(x):\n    print('got', list(x))\n    return np.sum(x)"},
        "got [1, 2]",
    ),
    "raises its inputs": (
        "",
        {"total": "def total(x):\n    if 1 in x: return 3\n    raise ValueError(repr(x))"},
        "A hidden test failed: ValueError",
    ),
    "names an exception after its inputs": (
        "",
        {
            "total": "def total(x):\n    if 1 in x: return 3\n"
            "    raise type(repr(x).replace(' ', ''), (Exception,), {})"
        },
        "A hidden test failed: An error of the notebook's own",
    ),
    "displays its inputs": (
        "",
        RIGHT | {"total": "def total(x):\n    display(x)\n    return np.sum(x)"},
        "np.sum",
    ),
    "fails in the shown part": (
        "",
        {"total": "def total(x):\n    return 1 / 0"},
        "ZeroDivisionError",
    ),
    "forgets a name": ("", {"total": "pass"}, "NameError"),
}


def page(school, student):
    school.nbgrader("generate_feedback", NAME, "--student", student, "--force")
    (path,) = (school.folder / "feedback" / student).rglob("*.html")
    text = path.read_text()
    body = re.sub(r"<(style|script).*?</\1>", "", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body)), body


@pytest.mark.parametrize("name", ASKS)
def test_a_page_shows_the_message_and_no_hidden_test(school, name):
    first, answers, expected = ASKS[name]
    student = f"page-{list(ASKS).index(name)}"
    school.hand_in(student, school.answer(answers, first=first))
    assert school.grade(student).status == "graded"
    plain, body = page(school, student)
    assert [secret for secret in SECRETS if secret in body] == []
    assert " ".join(expected.split()) in " ".join(plain.split())
    assert "assert total([1, 2]) == 3" in plain  # the shown part stays


def test_the_page_of_a_zero_says_why(school):
    school.hand_in("page-zero", "{")
    school.grade("page-zero")
    plain, body = page(school, "page-zero")
    assert "cannot be read as a notebook" in plain
    assert [secret for secret in SECRETS if secret in body] == []


def test_the_page_of_a_dead_kernel_says_so(school):
    school.hand_in("page-dead", school.answer(first="import os; os._exit(0)"))
    school.grade("page-dead")
    assert "the kernel was stopped: its process ended" in page(school, "page-dead")[0]


def test_formgrader_still_sees_everything(school):
    school.hand_in("page-full", school.answer())
    school.grade("page-full")
    assert "expected_secret" in str(school.graded("page-full"))


def test_metadata_tells_nothing():
    cell = new_code_cell("1", metadata={"mine": "secret", "nbgrader": {"checksum": "secret"}})
    widgets = {"application/vnd.jupyter.widget-state+json": "secret"}
    nb = new_notebook(cells=[cell], metadata={"widgets": widgets})
    without_hidden_tests(nb)
    assert "secret" not in str(nb)


def test_lines_of_a_hidden_test_are_taken_out_of_other_cells():
    test = "f(1)\n### BEGIN HIDDEN TESTS\nassert f(227) == 9\n### END HIDDEN TESTS"
    marks = {"nbgrader": {"grade": True, "solution": False, "grade_id": "t"}}
    outputs = [
        new_output("execute_result", {"text/plain": "['assert f(227) == 9']"}),
        new_output(
            "error", ename="E", evalue="assert f(227) == 9", traceback=["assert f(227) == 9"]
        ),
    ]
    first = new_code_cell("In", outputs=outputs, id="first")
    nb = new_notebook(cells=[first, new_code_cell(test, metadata=marks, id="test")])
    without_hidden_tests(nb)
    assert "227" not in str(nb)


KEEPS = """
seen = []
def total(x):
    seen.append(list(x))
    return np.sum(x)
"""
TELLS = {
    "prints them in a cell of its own": (RIGHT["scaled"], "print(seen)"),
    "raises them in a cell of its own": (RIGHT["scaled"], "raise ValueError(seen)"),
    "prints them in a later test": (
        "def scaled(x, by):\n    print(seen)\n    return by * np.asarray(x)",
        "",
    ),
    "raises them in a later test": ("def scaled(x, by):\n    raise ValueError(seen)", ""),
}


@pytest.mark.parametrize("name", TELLS)
def test_what_a_function_kept_of_a_hidden_test_does_not_come_back_further_down(school, name):
    scaled, last = TELLS[name]
    student = f"keeps-{list(TELLS).index(name)}"
    school.hand_in(student, school.answer({"total": KEEPS, "scaled": scaled}, last=last))
    assert school.grade(student).score >= 2
    plain, body = page(school, student)
    assert [secret for secret in ("187", *SECRETS) if secret in body] == []
    if last or "raises" in name:
        assert "is left out here" in plain or "failed: ValueError" in plain
