"""One assignment goes all the way: from the instructor's notebook to a CSV of grades.

Ada and Ben use the exchange, each as a user of the machine.
Three more hand in without one: Carla edited a test, Dora deleted one, and Emil's code warns.
"""

import csv
import html
import json
import re
import textwrap
from types import SimpleNamespace

import pytest

from cnnkit.checks.pooling import O1, O9

NOTEBOOK = "pooling.ipynb"
AUTOMATIC = 26.0 + 2.0
"""Points of the ten exercises and of the bonus; a person adds those of the written question."""

IN_WORDS = 2.0

BEN = {
    "max_pool2d": """
        import numpy as np
        def max_pool2d(x, window, stride):
            rows, columns = (1 + (size - window) // stride for size in x.shape)
            out = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    for value in x[i * stride:, j * stride:][:window, :window].flat:
                        if value > out[i, j]:
                            out[i, j] = value
            return out
    """,
    "small_cnn_table": """
        def small_cnn_table(size, in_channels, filters, kernel, pool, outputs):
            after = size // pool
            params = (after * after * filters + 1) * outputs
            return {
                "conv_shape": (size, size, filters),
                "conv_params": (kernel * kernel * in_channels + 1) * filters,
                "pool_shape": (after, after, filters),
                "pool_params": 0,
                "fc_weights": params,  # the biases are in
                "fc_params": params,
            }
    """,
}
"""Wrong on negative maps: no points. One entry of the table wrong: some."""

BEN_KNOWS = ("avg_pool2d", "l2_pool2d", "channel_max_pool")

NOISE = """

import os, sys, warnings

quiet_max_pool2d = max_pool2d

def max_pool2d(x, window, stride):
    warnings.warn("this one is slow")
    print("still at it", file=sys.stderr)
    os.write(2, b"a library written in C says hello")
    return quiet_max_pool2d(x, window, stride)
"""


def read(folder):
    return json.loads((folder / NOTEBOOK).read_text())


def hand_in(notebook, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NOTEBOOK).write_text(json.dumps(notebook))


def text(cell):
    return "".join(cell["source"])


def marks(cell):
    """Return what nbgrader keeps about a cell."""
    return cell["metadata"].get("nbgrader", {"solution": False, "grade": False})


def answer_cells(notebook):
    """Return the cells for answers, by the function they define, or by "words"."""
    answers = [cell for cell in notebook["cells"] if marks(cell)["solution"]]
    defined = [re.search(r"^def (\w+)", text(cell), re.MULTILINE) for cell in answers]
    return {
        match[1] if match else "words": cell for match, cell in zip(defined, answers, strict=True)
    }


def check_of(notebook, function):
    """Return the test cell of a function: the first one behind its answer."""
    cells = notebook["cells"]
    behind = cells[cells.index(answer_cells(notebook)[function]) :]
    return next(cell for cell in behind if marks(cell)["grade"])


def answer(notebook, answers):
    cells = answer_cells(notebook)
    for name, source in answers.items():
        cells[name]["source"] = textwrap.dedent(source)
    return notebook


def feedback_of(folder):
    """Return a fetched feedback page as plain text, and the points of each test cell."""
    (page,) = folder.glob("feedback/*/pooling.html")
    body = re.sub(r"<(script|style).*?</\1>", "", page.read_text(), flags=re.DOTALL)
    contents = re.findall(r'<a href="#([^"]+)">[^<]*</a> \(Score: (\S+) / (\S+)\)', body)
    points = {grade_id: (float(score), float(most)) for grade_id, score, most in contents}
    return html.unescape(re.sub(r"<[^>]+>", "", body)), points


@pytest.fixture(scope="module")
def journey(instructor, enrol):
    """Go the whole way once; the tests below look at what came of it."""
    course, said = instructor.course, {}
    solution = read(course / "solutions" / "pooling")
    right = {name: text(cell) for name, cell in answer_cells(solution).items()}
    instructor.run("generate_assignment", "pooling")
    instructor.run("release_assignment", "pooling")

    ada, ben = enrol("ada", 2001), enrol("ben", 2002)
    said["list"] = ada.run("list")
    answers = {ada: right, ben: {function: right[function] for function in BEN_KNOWS} | BEN}
    for student in (ada, ben):
        student.run("fetch_assignment", "pooling")
        folder = student.home / "pooling"
        hand_in(answer(read(folder), answers[student]), folder)
        said["validate", student.name] = student.run("validate", f"pooling/{NOTEBOOK}")
        student.run("submit", "pooling")
    # The sandbox only renames the user: to the outside, all files belong to whoever runs the tests.
    instructor.run("collect", "pooling", "--ExchangeCollect.check_owner=False")

    released, submitted = course / "chapters" / "exercises" / "pooling", course / "submitted"
    carla = answer(read(released), right)
    check_of(carla, "max_pool2d")["source"] = "pass"
    hand_in(carla, submitted / "carla" / "pooling")
    dora = answer(read(released), right)
    dora["cells"].remove(check_of(dora, "max_pool2d"))
    hand_in(dora, submitted / "dora" / "pooling")
    emil = answer(read(released), right | {"max_pool2d": right["max_pool2d"] + NOISE})
    hand_in(emil, submitted / "emil" / "pooling")

    said["autograde"] = instructor.run("autograde", "pooling")
    instructor.run("generate_feedback", "pooling")
    # nbgrader cannot send feedback to those who did not use the exchange, and fails if it has to.
    by_hand = "--CourseDirectory.student_id_exclude=carla,dora,emil"
    instructor.run("release_feedback", "pooling", by_hand)
    for student in (ada, ben):
        student.run("fetch_feedback", "pooling")
    instructor.run("export", "--to", "grades.csv")
    with (course / "grades.csv").open() as table:
        grades = {row["student_id"]: row for row in csv.DictReader(table)}
    return SimpleNamespace(
        course=course, solution=solution, ada=ada, ben=ben, said=said, grades=grades
    )


def test_students_see_what_is_released_and_fetch_it(journey):
    assert "cnn pooling" in journey.said["list"]
    fetched = {path.name for path in (journey.ada.home / "pooling").iterdir()}
    assert fetched == {NOTEBOOK, "feedback"}


def test_submissions_arrive_under_the_names_of_their_users(journey):
    for name in ("ada", "ben"):
        assert (journey.course / "submitted" / name / "pooling" / "timestamp.txt").is_file()


def test_validate_tells_right_from_wrong_in_words(journey):
    """It exits with 0 either way."""
    assert "Success! Your notebook passes all the tests." in journey.said["validate", "ada"]
    # Five functions, the hunt and the words are not written; a part of the table is wrong.
    # The maximum passes here: no map of the shown check is negative.
    assert "VALIDATION FAILED ON 8 CELL(S)!" in journey.said["validate", "ben"]


def test_the_csv_shows_the_totals(journey):
    totals = {name: float(row["score"]) for name, row in journey.grades.items()}
    assert totals == {
        "ada": AUTOMATIC,
        "ben": 2.0 + 2.0 + 2.0 + 2.0,
        "carla": AUTOMATIC,
        "dora": AUTOMATIC,
        "emil": AUTOMATIC,
    }
    assert {row["max_score"] for row in journey.grades.values()} == {str(AUTOMATIC + IN_WORDS)}


def test_feedback_shows_ada_full_points_for_every_function(journey):
    _, points = feedback_of(journey.ada.home / "pooling")
    for function in answer_cells(journey.solution).keys() - {"words"}:
        scored, most = points[marks(check_of(journey.solution, function))["grade_id"]]
        assert scored == most > 0


def test_feedback_tells_ben_his_mistake_in_a_sentence_without_a_traceback(journey):
    page, points = feedback_of(journey.ben.home / "pooling")
    tests = {f: marks(check_of(journey.solution, f))["grade_id"] for f in BEN}
    assert points[tests["max_pool2d"]] == (0.0, 3.0)
    assert points[tests["small_cnn_table"]] == (2.0, 3.0)
    sentences = {mistake.__name__: mistake.__doc__ for mistake in O1.mistakes + O9.mistakes}
    for mistake in ("starts_at_zero", "weights_with_biases"):
        assert " ".join(sentences[mistake].split()) in " ".join(page.split())
    assert "Traceback" not in page


def test_an_edited_test_comes_back_from_the_source(journey):
    graded = read(journey.course / "autograded" / "carla" / "pooling")
    expected = text(check_of(journey.solution, "max_pool2d"))
    assert text(check_of(graded, "max_pool2d")) == expected


def test_a_deleted_test_comes_back_and_is_graded(journey):
    graded = read(journey.course / "autograded" / "dora" / "pooling")
    expected = text(check_of(journey.solution, "max_pool2d"))
    assert text(check_of(graded, "max_pool2d")).endswith(expected)


def test_the_log_of_grading_holds_no_warning_of_other_libraries(journey):
    """A kernel would warn of its TCP port, a library by a Python warning."""
    log = journey.said["autograde"]
    assert [line for line in log.splitlines() if "Warning: " in line or "TCP" in line] == []
