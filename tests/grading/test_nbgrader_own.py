"""nbgrader's own tests of grading, which ship with it, run with our configuration.

What must differ is listed with its reason, and has to differ.
"""

import os
import subprocess
import sys

import pytest

from tests.exercises.classroom import PATH, REPOSITORY

DIFFERENT = {
    "test_showtraceback_exploit": "who patches the traceback gets nothing for that check, not 1",
    "test_side_effects": "files that a notebook writes stay within the walls",
    "test_handle_failure": "cells that are not the assignment's are dropped: no failure",
    "test_handle_failure_single_notebook": "the same, with --notebook",
    "test_missing_source_kernelspec": "there is one kernel, Python; a notebook's choice is ignored",
    "test_incorrect_source_kernelspec": "the same, for a kernel that is not installed",
    "test_missing_files": "who hands in an empty folder gets a zero with its reason",
    "test_grade_missing_notebook": "a missing notebook gets a zero with its reason",
    **dict.fromkeys(
        (
            "test_grade",
            "test_hidden_tests_single_notebook",
            "test_late_submission_penalty_none",
            "test_late_submission_penalty_zero",
            "test_late_submission_penalty_plugin",
        ),
        "its source notebook has no answer, so none of its names are the student's to define",
    ),
}
"""What nbgrader's tests expect otherwise, and why it is otherwise here."""


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="takes 3 minutes: set CI=true to run it")
def test_nbgraders_own_tests_pass_but_for_what_is_meant_to_differ(walls, tmp_path):
    words = ["-p", "tests.grading.own_tests", "-p", "no:cacheprovider", "-W", "ignore", "-q", "-rA"]
    tests = ["--pyargs", "nbgrader.tests.apps.test_nbgrader_autograde"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *tests],
        cwd=tmp_path,
        env=os.environ | {"PATH": PATH, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = {"PASSED": set(), "FAILED": set()}
    for line in ran.stdout.splitlines():
        outcome, _, where = line.partition(" ")
        if outcome in outcomes and "::" in where:
            outcomes[outcome].add(where.split(" - ")[0].rpartition("::")[2])
    assert outcomes["FAILED"] == set(DIFFERENT), ran.stdout
    assert len(outcomes["PASSED"] | outcomes["FAILED"]) == 40  # all of them ran
