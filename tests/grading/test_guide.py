"""The instructors' guide, as it is written, leads from a mock class to feedback and a CSV."""

import os
import re
import shlex
import shutil
import subprocess

import pytest

from cnnkit.grading.cli import _parser
from tests.exercises.classroom import PATH, REPOSITORY

GUIDE = (REPOSITORY / "chapters" / "guide" / "instructors.md").read_text()


def commands(heading):
    """Return what stands in the shell blocks of a section."""
    section = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"```bash\n(.*?)```", section, re.DOTALL))


@pytest.fixture(scope="module")
def rehearsed(walls, tmp_path_factory):
    """Type the rehearsal, line by line, where nothing but the course is."""
    root = tmp_path_factory.mktemp("guide")
    course = root / "course"
    shutil.copytree(REPOSITORY / "solutions", course / "solutions")
    shutil.copy(REPOSITORY / "nbgrader_config.py", course)
    done = subprocess.run(
        ["bash", "-e", "-c", commands("Rehearse on a mock class")],
        cwd=course,
        env=os.environ | {"PATH": PATH, "HOME": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return root / "rehearsal", done.stdout


def test_every_grade_of_the_mock_class_is_the_expected_one(rehearsed):
    _, said = rehearsed
    assert "pooling: 40 graded now" in said
    assert "every grade is the expected one" in said.splitlines()


def test_everybody_who_handed_in_has_feedback_in_the_exchange(rehearsed):
    folder, _ = rehearsed
    assert len(list(folder.glob("feedback/*/pooling/pooling.html"))) == 40
    assert len(list(folder.glob("exchange/cnn/feedback/*.html"))) == 40


def test_the_grades_are_there_for_both_systems(rehearsed):
    folder, _ = rehearsed
    for system, header_rows in (("canvas", 2), ("moodle", 1)):
        lines = (folder / f"pooling-{system}.csv").read_text().splitlines()
        assert len(lines) == header_rows + 41


def test_the_report_is_a_page(rehearsed):
    folder, _ = rehearsed
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_every_command_of_the_guide_exists():
    """Names and options of `cnnkit` change with the code; the guide has to follow."""
    lines = re.findall(r"^cnnkit .*|(?<=`)cnnkit [^`]* pooling[^`]*", GUIDE, re.MULTILINE)
    assert len(lines) > 8
    for line in lines:
        _parser().parse_args(shlex.split(line, comments=True)[1:])
