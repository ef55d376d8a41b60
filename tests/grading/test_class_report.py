"""What the class got wrong is what the mock class was made to get wrong."""

import re

import pytest

from cnnkit.checks import sentence
from cnnkit.checks.pooling import EXERCISES
from cnnkit.grading.class_page import as_page, as_text
from cnnkit.grading.class_report import CellReport, ClassReport, Mistake, diagnoses, report_on
from cnnkit.grading.cli import main
from tests.browser import chromium, visiting
from tests.grading.rehearsal import NAME


@pytest.fixture(scope="module")
def report(rehearsal):
    return report_on(rehearsal.course, NAME)


def cell(report, name):
    return next(cell for cell in report.cells if cell.cell == name)


def test_the_cells_stand_in_the_notebooks_order(report):
    titles = [cell.title for cell in report.cells]
    assert titles == [*(f"{e.id} {e.name}" for e in EXERCISES), "words", "bonus"]


def test_scores_are_those_that_the_class_had_to_get(report, rehearsal):
    for name, row in rehearsal.expected.items():
        assert report.totals[name] == float(row["total"])
        for one in report.cells:
            given = one.scores.get(name)
            assert given == (float(row[one.cell]) if row[one.cell] else None)


def test_every_planted_mistake_is_counted_under_its_name(report, rehearsal):
    planted = [row for row in rehearsal.expected.values() if row["kind"] == "mistake"]
    assert planted
    for row in planted:
        exercise, mistake = row["about"].split()[-2:]
        (found,) = [m for m in cell(report, f"{exercise}-tests").mistakes if m.name == mistake]
        assert row["student"] in found.students


def test_a_student_with_all_points_made_no_mistake(report, rehearsal):
    perfect = set(rehearsal.kind("perfect"))
    for one in report.cells:
        assert not perfect & {name for mistake in one.mistakes for name in mistake.students}


def test_whoever_lost_points_is_counted_somewhere(report):
    for one in report.cells:
        if one.cell in {f"{exercise.id}-tests" for exercise in EXERCISES}:
            lost = {name for name, score in one.scores.items() if score < one.most}
            assert {name for mistake in one.mistakes for name in mistake.students} == lost


def test_the_most_frequent_mistake_comes_first(report):
    for one in report.cells:
        counts = [len(mistake.students) for mistake in one.mistakes]
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_a_sentence_is_recognised_wherever_its_lines_are_broken(exercise):
    for mistake in exercise.mistakes:
        broken = "something else\n" + sentence(mistake).replace(" ", "\n    ")
        assert (mistake.__name__, sentence(mistake)) in diagnoses(exercise, broken)


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("", "The test did not run."),
        ("Not written yet: replace the line", "Not written yet."),
        ("no answer after 5 seconds: does", "No answer in time: a loop that never ends?"),
        ("your function stopped with KeyError: 3", "The function stopped with KeyError."),
        ("NameError: name 'f' is not defined", "The cell stopped with NameError."),
        ("2 is expected, yours is 3.", "No known mistake: see the notebook."),
    ],
)
def test_what_is_no_known_mistake_is_told_in_a_few_words(output, says):
    assert diagnoses(EXERCISES[0], output) == [("", says)]


SMALL = ClassReport(
    "sums",
    {"ada": 3.0, "ben": 0.5, "zoe": 0.0},
    3.0,
    [
        CellReport(
            "S1-tests",
            "S1 <total>",
            3.0,
            {"ada": 3.0, "ben": 0.5, "zoe": 0.0},
            [Mistake("too_small", "`x < 1` is lost & gone.", ("ben", "zoe"))],
        ),
        CellReport("words", "words", 2.0),
    ],
)


def test_the_terminal_shows_each_score_and_how_many_have_it():
    lines = as_text(SMALL, width=40).splitlines()
    assert lines[0] == (
        "3 students have 1.2 of 3 points on average; half of them have 0.5 or more."
    )
    assert "S1 <total>: 1.17 of 3 points on average; 1 of 3 have them all." in lines
    full = "█" * 20
    assert [f"       0 {full} 1", f"     0.5 {full} 1", f"       3 {full} 1"] == lines[3:6]
    assert "     2 × `x < 1` is lost & gone." in lines
    assert "words: 2 points, none given yet." in lines


@pytest.mark.parametrize("show", [as_text, as_page])
def test_nobody_is_named_unless_asked_for(show, report):
    assert "ben" not in show(SMALL)
    assert "ben, zoe" in show(SMALL, names=True)
    names = [name for name in report.totals if re.search(rf"\b{name}\b", show(report))]
    assert names == []


def test_the_page_shows_code_and_signs_as_they_are():
    page = as_page(SMALL)
    assert "<code>x &lt; 1</code> is lost &amp; gone." in page
    assert "S1 &lt;total&gt;" in page


def test_a_class_without_grades_yet_is_told_so():
    empty = ClassReport("sums", {}, 3.0, [CellReport("S1-tests", "S1", 3.0)])
    assert "nobody has been graded yet" in as_text(empty)
    assert "nobody has been graded yet" in as_page(empty)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1200])
def test_the_page_needs_no_other_file_and_fits_every_screen(report, tmp_path, theme, width):
    path = tmp_path / "report.html"
    path.write_text(as_page(report, names=True), encoding="utf-8")
    with chromium() as browser, visiting(browser, width=width, color_scheme=theme) as visit:
        visit.go(path.as_uri())
        assert visit.overflow() == 0
        assert visit.accessibility("main") == ""
        assert visit.page.locator("section").count() == len(report.cells)


def test_the_command_prints_the_table_and_writes_the_page(rehearsal, tmp_path, capsys):
    page = tmp_path / "report.html"
    words = ["report", NAME, "--course", str(rehearsal.folder), "--html", str(page)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "O1 max_pool2d: " in said
    assert "Your running maximum starts at 0" in said
    assert "O1 max_pool2d" in page.read_text()
