"""Mangled notebooks: everything the student wrote counts, and every repair is reported."""

from __future__ import annotations

import copy
import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from cnnkit.grading.one import graded_before
from tests.grading.conftest import NAME, RIGHT

FULL = 5.0


def cell(notebook, grade_id):
    (found,) = (
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def deleted(*names):
    def mangle(notebook):
        notebook.cells = [c for c in notebook.cells if c.metadata.nbgrader.grade_id not in names]

    return mangle


def copied(name):
    def mangle(notebook):
        original = cell(notebook, name)
        notebook.cells.insert(notebook.cells.index(original), copy.deepcopy(original))

    return mangle


def split_answer(notebook):
    answer = cell(notebook, "scaled")
    place = notebook.cells.index(answer)
    part = copy.deepcopy(answer)
    part.source, answer.source = "factor = 1", RIGHT["scaled"].replace("by *", "factor * by *")
    notebook.cells.insert(place, part)


def copied_stub(notebook):
    stub = copy.deepcopy(cell(notebook, "total"))
    stub.source = "def total(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    notebook.cells.insert(0, stub)


def moved_up(notebook):
    test = cell(notebook, "scaled-tests")
    notebook.cells.remove(test)
    notebook.cells.insert(0, test)


def all_reversed(notebook):
    notebook.cells.reverse()


def without_roles(name):
    def mangle(notebook):
        cell(notebook, name).metadata = nbformat.from_dict({})

    return mangle


def marked(name, **marks):
    def mangle(notebook):
        cell(notebook, name).metadata.nbgrader.update(marks)

    return mangle


def tagged(*tags):
    def mangle(notebook):
        for each in notebook.cells:
            each.metadata["tags"] = list(tags)

    return mangle


def of_type(name, kind):
    def mangle(notebook):
        cell(notebook, name).cell_type = kind
        cell(notebook, name).pop("outputs", None)
        cell(notebook, name).pop("execution_count", None)

    return mangle


def bonus(notebook):
    extra = new_code_cell("100")
    marks = {"grade": True, "grade_id": "bonus", "points": 100, "schema_version": 3}
    extra.metadata["nbgrader"] = marks | {"solution": False, "locked": False, "task": False}
    notebook.cells.append(extra)


def edited(name, source):
    def mangle(notebook):
        cell(notebook, name).source = source

    return mangle


def own_cells(notebook):
    for place in range(len(notebook.cells), -1, -1):
        notebook.cells.insert(place, new_code_cell(f"mine_{place} = {place}"))
        notebook.cells.insert(place, new_markdown_cell("a thought"))


def garbage(notebook):
    for each, value in zip(notebook.cells, ("x", 3, [1], {"grade_id": 7}, {}, None), strict=False):
        each.metadata["nbgrader"] = value


def same_ids(notebook):
    for each in notebook.cells:
        each.id = "same"


def forged(notebook):
    for each in notebook.cells:
        if each.cell_type == "code":
            each.outputs = [
                nbformat.v4.new_output("execute_result", {"text/plain": "99"}, execution_count=1)
            ]


# name: how it is mangled, the expected points, words of a flag (none if it is no fault)
CASES = {
    "untouched": (lambda notebook: None, FULL, ""),
    "test deleted": (deleted("total-tests"), FULL, "deleted"),
    "all tests deleted": (deleted("total-tests", "scaled-tests"), FULL, "deleted"),
    "imports deleted": (deleted("imports"), FULL, "deleted"),
    "words deleted": (deleted("words", "title"), FULL, ""),
    "answer deleted": (deleted("scaled"), 2.0, "deleted"),
    "test copied": (copied("total-tests"), FULL, "2 times"),
    "answer copied": (copied("scaled"), FULL, "2 times"),
    "stub copied": (copied_stub, FULL, "2 times"),
    "words copied": (copied("words"), FULL, "2 times"),
    "answer split": (split_answer, FULL, "2 times"),
    "test moved up": (moved_up, FULL, "moved"),
    "all reversed": (all_reversed, FULL, "moved"),
    "answer without its role": (without_roles("total"), FULL, "deleted"),
    "test without its role": (without_roles("total-tests"), FULL, "deleted"),
    "no longer graded": (marked("total-tests", grade=False), FULL, ""),
    "worth more": (marked("total-tests", points=800), FULL, ""),
    "test as solution": (marked("total-tests", solution=True, locked=False), FULL, ""),
    "another version": (marked("total-tests", schema_version=99), FULL, ""),
    "tags that skip": (tagged("skip-execution"), FULL, ""),
    "other tags": (tagged("in-sandbox", "objects", "remove-cell"), FULL, ""),
    "test as raw": (of_type("total-tests", "raw"), FULL, ""),
    "answer as words": (of_type("scaled", "markdown"), FULL, "type was changed"),
    "bonus points": (bonus, FULL, "claimed points"),
    "test edited": (edited("total-tests", "pass"), FULL, "a locked cell was changed"),
    "own cells": (own_cells, FULL, ""),
    "garbage for roles": (garbage, FULL, ""),
    "one id for all": (same_ids, FULL, ""),
    "forged outputs": (forged, FULL, ""),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mangled_notebook_gets_what_its_answers_deserve(school, name):
    mangle, expected, words = CASES[name]
    notebook = school.answer()
    mangle(notebook)
    if name == "garbage for roles":
        notebook.cells.append(new_code_cell(RIGHT["total"]))
        notebook.cells.append(new_code_cell(RIGHT["scaled"]))
    student = f"mangled-{list(CASES).index(name)}"
    school.hand_in(student, notebook)
    outcome = school.grade(student)
    assert outcome.status == "graded", outcome.reason
    assert outcome.score == expected, (outcome, school.outputs(student, "total-tests"))
    assert any(words in flag for flag in outcome.flags) if words else True
    ids = [cell.id for cell in school.graded(student).cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", CASES)
def test_wrong_answers_get_nothing_however_they_are_mangled(school, name):
    notebook = school.answer({"total": "total = abs", "scaled": "scaled = lambda x, by: [0]"})
    mangle, _, _ = CASES[name]
    if mangle is split_answer:
        pytest.skip("it writes the right answer")
    mangle(notebook)
    student = f"mangled-wrong-{list(CASES).index(name)}"
    school.hand_in(student, notebook)
    assert school.grade(student).score == 0


UNREADABLE = {
    "empty": ("", "cannot be read"),
    "no JSON": ("{", "cannot be read"),
    "other JSON": ("[1, 2]", "cannot be read"),
    "no cells": ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "cannot be read"),
    "binary": ("\0" * 100, "cannot be read"),
    "deep": ("[" * 100_000, "cannot be read"),
    "cells of a new kind": (
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "x"}]}',
        "cannot be read",
    ),
    "version 99": ('{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', ""),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_notebook_gets_a_zero_with_its_reason(school, name):
    text, words = UNREADABLE[name]
    student = f"unreadable-{list(UNREADABLE).index(name)}"
    school.hand_in(student, text)
    outcome = school.grade(student)
    assert (outcome.status, outcome.score) == ("zero", 0), outcome
    assert words in outcome.reason
    assert outcome.reason in school.graded(student).cells[0].source


def test_a_missing_notebook_gets_a_zero_and_names_what_was_handed_in(school):
    (school.submission("misnamed") / "sums (1).ipynb").write_text(json.dumps(school.answer()))
    outcome = school.grade("misnamed")
    assert outcome.status == "zero"
    assert outcome.reason == (
        "The notebook sums.ipynb is missing from the submission. "
        "What was handed in is sums (1).ipynb."
    )


def test_nothing_handed_in_is_a_zero_and_leaves_no_folder(school):
    assert school.grade("absent").status == "zero"
    assert not (school.folder / "submitted" / "absent").exists()


def test_links_are_not_followed(school):
    folder = school.submission("linker")
    os.symlink(school.folder / "solutions" / NAME / f"{NAME}.ipynb", folder / f"{NAME}.ipynb")
    assert school.grade("linker").status == "zero"


def test_links_beside_the_notebook_are_not_followed(school):
    school.hand_in("linker-2", school.answer(last="import os; print('see', os.listdir())"))
    folder = school.submission("linker-2")
    (school.folder / "private.txt").write_text("secret")
    os.symlink(school.folder / "private.txt", folder / "private.txt")
    os.symlink(school.folder, folder / "course")
    (folder / "mine.txt").write_text("mine")
    outcome = school.grade("linker-2")
    assert outcome.score == FULL
    assert "private.txt" in outcome.flags[0]
    assert "see ['mine.txt']" in str(school.graded("linker-2").cells[-1].outputs)
    assert not (school.folder / "autograded" / "linker-2" / NAME / "private.txt").exists()


def test_a_pipe_in_place_of_the_notebook_does_not_block(school):
    os.mkfifo(school.submission("piper") / f"{NAME}.ipynb")
    assert school.grade("piper").status == "zero"


def test_grading_twice_changes_nothing(school):
    school.hand_in("twice", school.answer())
    assert graded_before(school.folder, NAME, "twice") is None
    first = school.grade("twice")
    before = school.graded("twice")
    assert graded_before(school.folder, NAME, "twice") == first
    again = school.grade("twice")
    assert (again.score, again.flags) == (first.score, first.flags)
    now = school.graded("twice")
    assert [c.source for c in now.cells] == [c.source for c in before.cells]
    school.hand_in("twice", school.answer({}))
    assert graded_before(school.folder, NAME, "twice") is None


def test_plain_autograde_records_zeros_and_goes_on(school):
    school.submission("no-file")
    school.hand_in("broken", "{")
    school.hand_in("fine", school.answer())
    for student in ("no-file", "broken", "fine"):
        school.nbgrader("autograde", NAME, "--student", student)
    assert [school.record(s).score for s in ("no-file", "broken", "fine")] == [0, 0, FULL]
