"""The student notebooks come out of the instructor's, and nothing else comes with them."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.course.conftest import REPOSITORY

ASSIGNMENTS = sorted(folder.name for folder in (REPOSITORY / "solutions").iterdir())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Copy the course without anything generated, and run the command once."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(REPOSITORY / "solutions", course / "solutions")
    shutil.copy(REPOSITORY / "nbgrader_config.py", course)
    done = make(course)
    assert done.returncode == 0, done.stderr
    return course


def make(folder, *options):
    return subprocess.run(
        [sys.executable, "-m", "cnnkit.book.exercises", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def source(course, name):
    return course / "solutions" / name / f"{name}.ipynb"


def release(course, name):
    return course / "chapters" / "exercises" / name / f"{name}.ipynb"


def cells(notebook):
    return json.loads(notebook.read_text())["cells"]


def shown_lines(notebook):
    """Return the lines of an instructor notebook that students may see."""
    shown = set()
    for cell in cells(notebook):
        text = "".join(cell["source"])
        is_answer = cell["metadata"].get("nbgrader", {}).get("solution", False)
        hides = is_answer and "### BEGIN" not in text  # then the whole cell is the answer
        for line in map(str.strip, text.splitlines()):
            if line.startswith(("### BEGIN", "### END")):
                hides = line.startswith("### BEGIN")
            elif not hides:
                shown.add(line)
    return shown


def lines(notebook):
    return {
        line.strip() for cell in cells(notebook) for line in "".join(cell["source"]).split("\n")
    }


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_student_gets_the_shown_lines_and_stubs_and_nothing_else(course, name):
    student, shown = lines(release(course, name)), shown_lines(source(course, name))
    stubs = {"# YOUR CODE HERE", "raise NotImplementedError()", "YOUR ANSWER HERE"}
    assert student == shown | stubs
    assert lines(source(course, name)) - student  # there was something to withhold


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_student_notebook_holds_no_outputs(course, name):
    released = cells(release(course, name))
    assert [cell for cell in released if cell.get("outputs") or cell.get("execution_count")] == []


def test_nothing_is_made_twice_and_a_forced_run_gives_the_same_bytes(course):
    notebook = release(course, "pooling")
    first, made = notebook.read_bytes(), notebook.stat().st_mtime_ns
    again = make(course)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert notebook.stat().st_mtime_ns == made
    forced = make(course, "--force")
    assert "made chapters/exercises/pooling/pooling.ipynb" in forced.stdout.splitlines()
    assert notebook.read_bytes() == first


@pytest.mark.parametrize("change", ["solutions/pooling/pooling.ipynb", "nbgrader_config.py"])
def test_a_change_makes_the_notebook_anew(course, change):
    made = release(course, "pooling").stat().st_mtime_ns
    path = course / change
    path.write_text(path.read_text() + "\n")
    assert "made chapters/exercises/pooling/pooling.ipynb" in make(course).stdout.splitlines()
    assert release(course, "pooling").stat().st_mtime_ns > made


def test_the_gradebook_is_left_alone(course):
    assert not (course / "gradebook.db").exists()


def test_a_broken_notebook_fails_with_the_log_and_keeps_no_old_release(course, tmp_path):
    broken = tmp_path / "course"
    shutil.copytree(course, broken)
    path = source(broken, "pooling")
    path.write_text(path.read_text().replace("### END SOLUTION", "### END", 1))
    done = make(broken)
    assert done.returncode == 1
    assert "[GenerateAssignmentApp | ERROR]" in done.stderr
    assert done.stderr.splitlines()[-1].endswith("failed; repair solutions/pooling.")
    assert not release(broken, "pooling").exists()


def test_a_notebook_under_another_name_is_refused(course, tmp_path):
    shutil.copy(course / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions" / "pooling").mkdir(parents=True)
    shutil.copy(source(course, "pooling"), tmp_path / "solutions" / "pooling" / "draft.ipynb")
    done = make(tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "solutions/pooling must hold a notebook of its own name: pooling.ipynb\n"
    )


def test_outside_the_course_the_command_says_where_to_go(tmp_path):
    done = make(tmp_path)
    assert done.returncode == 1
    assert done.stderr == "nbgrader_config.py is not here; change to the course's folder first.\n"
