"""The instructor notebooks, as they lie in solutions/: nothing is run but the test cells."""

import ast
import contextlib
import importlib
import inspect
import io
import re
import time

import numpy as np
from jupyter_client import KernelManager

from cnnkit.checks import sentence
from cnnkit.images import digit_five, similarity
from tests.exercises.classroom import ASSIGNMENTS, Assignment


def graded_cells(assignment):
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in assignment.notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


def test_every_folder_of_solutions_is_an_assignment():
    assert ASSIGNMENTS
    for assignment in ASSIGNMENTS:
        assert assignment.source.is_file()
        assert list(assignment.source.parent.glob("[!.]*")) == [assignment.source]


def test_every_exercise_has_its_statement_its_answer_and_its_tests(assignment: Assignment):
    ids = [cell.id for cell in assignment.notebook.cells]
    for exercise in assignment.exercises:
        first = ids.index(f"{exercise.id}-statement")
        assert ids[first + 1 : first + 3] == [f"{exercise.id}-answer", f"{exercise.id}-tests"]


def test_cells_are_stripped_and_named_for_nbgrader(assignment):
    notebook = assignment.notebook
    assert notebook.metadata.kernelspec.name == "python3"
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if cell.metadata.get("nbgrader"):
            keys = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
            assert keys <= set(cell.metadata.nbgrader)
            assert cell.metadata.nbgrader.grade_id == cell.id


def test_headings_are_one_title_and_its_sections(assignment):
    texts = [cell.source for cell in assignment.notebook.cells if cell.cell_type == "markdown"]
    visible = [re.sub(r"### BEGIN.*### END[^\n]*", "", text, flags=re.DOTALL) for text in texts]
    levels = [len(mark) for mark in re.findall(r"^(#+) ", "\n".join(visible), flags=re.MULTILINE)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


def test_the_table_of_points_agrees_with_the_cells(assignment):
    opening = assignment.notebook.cells[0].source
    cells = graded_cells(assignment)
    for exercise in assignment.exercises:
        points = cells[f"{exercise.id}-tests"].metadata.nbgrader.points
        assert f"| {exercise.id} | `{exercise.name}` | {points:g} |" in opening
    told = [float(points) for points in re.findall(r"\| ([\d.]+) \|$", opening, re.MULTILINE)]
    assert sum(told) == sum(cell.metadata.nbgrader.points for cell in cells.values())


def test_parameters_have_the_names_of_the_right_answer(assignment):
    cells = {cell.id: cell.source for cell in assignment.notebook.cells}
    for exercise in assignment.exercises:
        (function,) = [
            node
            for node in ast.parse(cells[f"{exercise.id}-answer"]).body
            if isinstance(node, ast.FunctionDef) and node.name == exercise.name
        ]
        names = [argument.arg for argument in function.args.args]
        assert list(inspect.signature(exercise.reference).parameters)[: len(names)] == names
        assert ast.get_docstring(function)


def test_test_cells_say_what_they_check_and_hide_a_part(assignment):
    for exercise in assignment.exercises:
        source = graded_cells(assignment)[f"{exercise.id}-tests"].source
        assert ast.get_docstring(ast.parse(source))
        shown, begins, hidden = source.partition("### BEGIN HIDDEN TESTS\n")
        assert begins
        assert ".check(" in shown
        assert "hidden=True" in hidden.partition("### END HIDDEN TESTS")[0]
        if exercise.parts:
            assert source.splitlines()[-1] == "score.total()"


def test_test_cells_need_nothing_but_the_function(assignment, seconds):
    cells = graded_cells(assignment)
    seconds[assignment.name] = 0.0
    for exercise in assignment.exercises:
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            exec(
                cells[f"{exercise.id}-tests"].source,
                {exercise.name: assignment.written_functions[exercise.name]},
            )
        seconds[assignment.name] += time.perf_counter() - start


def test_cells_to_play_with_wait_for_an_answer_and_stay_quiet_while_grading(assignment, classroom):
    """One kernel: nothing is written yet, then everything is, while grading and afterwards."""
    stubs = [cell.source for cell in classroom.released.cells if "answer" in _kinds(cell)]
    answers = [cell.source for cell in assignment.notebook.cells if "answer" in _kinds(cell)]
    play = [cell.source for cell in assignment.notebook.cells if "play" in _kinds(cell)]
    with kernel(classroom.folder) as shown:
        for source in (assignment.cell("imports"), *stubs, *play):
            assert shown(source) == []
        for source in (*answers, "import os; os.environ['NBGRADER_EXECUTION'] = 'x'", *play):
            assert shown(source) == []
        assert shown("del os.environ['NBGRADER_EXECUTION']") == []
        for source in play:
            picture, controls = shown(source)
            assert "image/png" in picture
            assert "application/vnd.jupyter.widget-view+json" in controls


@contextlib.contextmanager
def kernel(folder):
    """Start a kernel; yield a function that runs a cell in it and lists what is shown.

    Not nbclient: where a widget captures output, it may wait for an answer that has come.
    """
    # A port that was free when it was chosen may be taken when the kernel opens it; a file is not.
    manager = KernelManager(kernel_name="python3", transport="ipc", ip=str(folder / "kernel"))
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()

    def shown(source):
        messages = []
        client.execute_interactive(source, output_hook=messages.append, timeout=60)
        return [
            message["content"].get("data", message["content"])
            for message in messages
            if message["msg_type"] in ("stream", "display_data", "execute_result", "error")
        ]

    try:
        client.wait_for_ready(timeout=60)
        yield shown
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_bonus_tells_what_every_bug_does(assignment):
    """And its example exposes the one bug that it says."""
    hunt = importlib.import_module(f"cnnkit.checks.{assignment.name}").BREAKING_CALL
    statement = assignment.cell("bonus-statement")
    for bug in hunt.bugs:
        assert f"| `{bug.__name__}` | {sentence(bug).removesuffix('.')}" in statement
    ((call, bug),) = re.findall(r"`(\(.*\))` exposes one bug: `(\w+)`", statement)
    exposed = hunt.exposed(eval(call, {"np": np}))
    assert [bug.__name__ for bug in exposed] == [bug]


def test_the_turned_fives_are_those_of_the_book():
    """The table of O10 holds the similarities that the pages compute."""
    statement = Assignment("pooling").cell("O10-statement")
    for detector in (-20, 0, 20):
        row = [
            similarity(digit_five(angle), digit_five(detector)) for angle in (-20, -10, 0, 10, 20)
        ]
        assert f"| {' | '.join(f'{value:.2f}' for value in row)} |" in statement


def test_the_scores_of_c9_are_those_of_its_picture():
    statement = Assignment("convolution").cell("C9-statement")
    image = np.array([[9, 9, 0, 0], [0, 1, 2, 0], [0, 0, 0, 4]])
    assert "\n".join(" ".join(map(str, row)) for row in image) in statement
    rows = re.findall(r"\| \((\d), (\d)\) \| (\d) (\d) \| (\d+) \|.*\| \**([\d.]+|none)", statement)
    assert len(rows) == 5
    for row, column, left, right, product, score in rows:
        window = image[int(row), int(column) : int(column) + 2]
        assert window.tolist() == [int(left), int(right)]
        assert window @ [1, 2] == int(product)
        length = np.linalg.norm(window) * np.linalg.norm([1, 2])
        assert score == (f"{window @ [1, 2] / length:.3f}" if length else "none")


def _kinds(cell):
    """Say what a cell is for: grade, answer, play."""
    kinds = set(cell.metadata.get("tags", []))
    nbgrader = cell.metadata.get("nbgrader", {})
    if cell.cell_type == "code":
        kinds |= {"grade"} if nbgrader.get("grade") else set()
        kinds |= {"answer"} if nbgrader.get("solution") else set()
    return kinds
