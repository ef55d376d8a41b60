"""Print how many times faster submissions are graded than by plain nbgrader: both ratios.

``python -m benchmarks.grading [SUBMISSIONS]`` grades 20 submissions by ``nbgrader autograde`` with
nbgrader's own settings, then 100 (or as many as asked for) by ``cnnkit grade --jobs 2``, start-up
included, and compares the throughputs and the grades. On a machine that does other things besides,
look at the processor's time, too: it says what the clock would say if there were nothing else.

``python -m benchmarks.grading --growth [SUBMISSIONS]`` grades 500 (or as many as asked for) in one
run and prints what the run held of the machine in its first and in its last quarter.

``python -m benchmarks.grading --trusted [SUBMISSIONS]`` grades the same submissions with the test
cells apart from the students' code and beside it, and times single calls between the two processes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook

PLAIN = 20
PR_SET_CHILD_SUBREAPER = 36
REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

PLAIN_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "chapters/exercises"
"""

NUMPY = {
    "imports": "import numpy as np",
    "answer": "def smooth(x):\n    ### BEGIN SOLUTION\n"
    "    return (x[:-1] + x[1:]) / 2\n    ### END SOLUTION",
    "tests": "np.testing.assert_allclose(smooth(np.arange(4.0)), [0.5, 1.5, 2.5])\n"
    "### BEGIN HIDDEN TESTS\nassert smooth(np.ones(9)).shape == (8,)\n### END HIDDEN TESTS",
    "answer-2": "def largest(x):\n    ### BEGIN SOLUTION\n    return x.max()\n    ### END SOLUTION",
    "tests-2": "assert largest(np.array([-3.0, -1.0])) == -1",
}
TORCH = {
    "imports": "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch",
    "answer": "def conv(x, w):\n    ### BEGIN SOLUTION\n"
    "    return torch.nn.functional.conv2d(x, w, padding=1)\n    ### END SOLUTION",
    "tests": "x, w = torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3)\n"
    "assert conv(x, w)[0, 0, 2, 2] == 9\n"
    "### BEGIN HIDDEN TESTS\nassert conv(x, w).shape == (1, 1, 5, 5)\n### END HIDDEN TESTS",
    "answer-2": (
        "def total(x):\n    ### BEGIN SOLUTION\n    return float(x.sum())\n    ### END SOLUTION"
    ),
    "tests-2": "assert total(x) == 25",
}
WRONG = "def {}(*args):\n    return None"


def notebook(cells: dict[str, str]) -> nbformat.NotebookNode:
    """Make an instructor's notebook."""
    made = []
    for name, source in cells.items():
        marks = {
            "grade_id": name,
            "schema_version": 3,
            "task": False,
            "grade": name.startswith("tests"),
            "locked": not name.startswith("answer"),
            "solution": name.startswith("answer"),
        }
        if marks["grade"]:
            marks["points"] = 5
        made.append(new_code_cell(source, id=name, metadata={"nbgrader": marks}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=made, metadata={"kernelspec": kernel})


def course(folder: Path, config: str, source: nbformat.NotebookNode, students: int) -> Path:
    """Make a course whose students hand in the solution, every fifth with a mistake."""
    (folder / "solutions" / "a").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(config)
    nbformat.write(source, folder / "solutions" / "a" / "a.ipynb")
    run(folder, "generate_assignment", "a")
    for number in range(students):
        handed_in = nbformat.from_dict(source)
        if number % 5 == 0:
            answer = next(c for c in handed_in.cells if c.metadata.nbgrader.solution)
            answer.source = WRONG.format(answer.source.split("(")[0].removeprefix("def "))
        path = folder / "submitted" / f"s{number:03}" / "a" / "a.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(handed_in, path)
        source = nbformat.read(folder / "solutions" / "a" / "a.ipynb", as_version=4)
    return folder


class Spent(NamedTuple):
    """Milliseconds for one submission: by the clock, and of all processors together."""

    clock: float
    processor: float


def run(folder: Path, *words: str, module: str = "nbgrader", each: int = 1) -> Spent:
    """Type a command; return what it took for `each` submission of so many."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "HOME": str(folder), "OMP_NUM_THREADS": "1"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    clock = time.perf_counter() - began
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()  # for what the command left behind: `main` made it ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr.decode())
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(1000 * clock / each, 1000 * processor / each)


def scores(folder: Path) -> dict[str, float]:
    """Read the grades out of the gradebook."""
    import warnings

    from nbgrader.api import Gradebook

    with (
        warnings.catch_warnings(action="ignore"),
        Gradebook(f"sqlite:///{folder}/gradebook.db") as g,
    ):
        return {each.student_id: each.score for each in g.assignment_submissions("a")}


def measure(name: str, source: nbformat.NotebookNode, students: int, least: float) -> bool:
    """Print one line; return whether the ratio and the grades are what they must be."""
    ours = (REPOSITORY / "nbgrader_config.py").read_text()
    with tempfile.TemporaryDirectory() as place:
        plain = course(Path(place, "plain"), PLAIN_CONFIG, source, PLAIN)
        fast = course(Path(place, "fast"), ours, source, students)
        slow = run(plain, "autograde", "a", each=PLAIN)
        quick = run(fast, "grade", "a", "--jobs", "2", module="cnnkit.grading.cli", each=students)
        expected, given = scores(plain), scores(fast)
    same = len(given) == students and all(given[name] == expected[name] for name in expected)
    ratio = slow.clock / quick.clock
    print(
        f"{name:8} plain {slow.clock:6.0f} ms ({slow.processor:5.0f} ms of processor)   "
        f"cnnkit {quick.clock:5.0f} ms ({quick.processor:4.0f})   "
        f"{ratio:5.1f} times (at least {least:g})   grades {'same' if same else 'DIFFER'}",
        flush=True,
    )
    return same and ratio >= least


CALLS = """
import time
def a_call(count, call, *args):
    call(*args)
    began = time.perf_counter()
    for _ in range(count):
        call(*args)
    return 1000 * (time.perf_counter() - began) / count
small, large = np.arange(16.0), np.arange(2.0**17)
print("128 bytes", a_call(2000, double, small))
print("1 megabyte", a_call(200, double, large))
print("128 bytes, with a call back", a_call(1000, apply, np.sum, small))
assert list(double(np.ones(2))) == [2, 2]
"""
REMOTE = {
    "imports": "import numpy as np",
    "answer": "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
    "answer-2": "def apply(f, x):\n    ### BEGIN SOLUTION\n    return f(x)\n    ### END SOLUTION",
    "tests": CALLS,
}


def trust(name: str, source: nbformat.NotebookNode, students: int, least: float) -> bool:
    """Print what it costs to run the tests apart; return whether enough of the speed is left."""
    ours = (REPOSITORY / "nbgrader_config.py").read_text()
    spent = []
    with tempfile.TemporaryDirectory() as place:
        for kind in ("True", "False"):
            config = f"{ours}\nc.SandboxedExecute.trusted = {kind}\n"
            folder = course(Path(place, kind), config, source, students)
            words = ("grade", "a", "--jobs", "2")
            spent.append(run(folder, *words, module="cnnkit.grading.cli", each=students))
        given, expected = scores(Path(place, "True")), scores(Path(place, "False"))
    apart, beside = spent
    left = beside.clock / apart.clock
    print(
        f"{name:8} beside {beside.clock:5.0f} ms ({beside.processor:4.0f} ms of processor)   "
        f"apart {apart.clock:5.0f} ms ({apart.processor:4.0f})   "
        f"{100 * left:4.0f} % of the throughput (at least {100 * least:g})   "
        f"grades {'same' if given == expected else 'DIFFER'}",
        flush=True,
    )
    return given == expected and left >= least


def calls() -> bool:
    """Print how long a call takes between the two processes; return whether it is short enough."""
    ours = (REPOSITORY / "nbgrader_config.py").read_text()
    with tempfile.TemporaryDirectory() as place:
        folder = course(Path(place, "course"), ours, notebook(REMOTE), 2)
        run(folder, "grade", "a", "--students", "s001", module="cnnkit.grading.cli")
        path = folder / "autograded" / "s001" / "a" / "a.ipynb"
        cells = nbformat.read(path, as_version=4).cells
    said = "".join(output.get("text", "") for cell in cells for output in cell.get("outputs", []))
    times = dict(line.rsplit(" ", 1) for line in said.strip().splitlines())
    for what, time_of_one in times.items():
        print(f"a call with {what}: {float(time_of_one):.2f} ms", flush=True)
    return float(times["128 bytes"]) <= 1


class Held(NamedTuple):
    """What a run holds: its processes, their open files and sockets, megabytes, temporary files."""

    processes: float
    files: float
    sockets: float
    memory: float
    temporary: float


def held(driver: psutil.Process) -> Held:
    """Look at a driver and everything below it; what ends meanwhile does not count."""
    processes, files, sockets, memory = 0, 0, 0, 0
    for process in [driver, *driver.children(recursive=True)]:
        with contextlib.suppress(psutil.Error, OSError):
            links = [os.readlink(fd) for fd in Path(f"/proc/{process.pid}/fd").iterdir()]
            memory += process.memory_full_info().pss / 2**20
            processes, files = processes + 1, files + len(links)
            sockets += sum(link.startswith("socket:") for link in links)
    temporary = [*Path(tempfile.gettempdir()).iterdir(), *Path("/dev/shm").iterdir()]
    return Held(processes, files, sockets, memory, len(temporary))


def growth(source: nbformat.NotebookNode, students: int) -> None:
    """Print what a long run holds at its beginning and at its end."""
    ours = (REPOSITORY / "nbgrader_config.py").read_text()
    with tempfile.TemporaryDirectory() as place:
        folder = course(Path(place, "course"), ours, source, students)
        command = [sys.executable, "-m", "cnnkit.grading.cli", "grade", "a", "--jobs", "2"]
        seen: list[tuple[int, Held]] = []
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as driver:
            while driver.poll() is None:
                done = len(list((folder / ".cnnkit" / "grading" / "a").glob("*.json")))
                with contextlib.suppress(psutil.Error):
                    seen.append((done, held(psutil.Process(driver.pid))))
                time.sleep(0.3)
        print(f"{len(scores(folder))} graded; medians of a quarter of the run:")
        for name, low, high in (("first", 20, students / 4), ("last", students * 3 / 4, students)):
            quarter = [each for done, each in seen if low <= done < high]
            middle = Held(*map(statistics.median, zip(*quarter, strict=True)))
            print(
                f"{name:6} {middle.processes:3.0f} processes, {middle.files:4.0f} files open, "
                f"{middle.sockets:3.0f} of them sockets, {middle.memory:5.0f} MB, "
                f"{middle.temporary:3.0f} temporary files   ({len(quarter)} samples)"
            )


def main() -> int:
    """Measure a torch and a NumPy assignment; and the pooling exercises, which are larger."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    if "--growth" in sys.argv:
        growth(notebook(TORCH), *(numbers or [500]))
        return 0
    students = numbers[0] if numbers else 100
    pooling = nbformat.read(REPOSITORY / "solutions" / "pooling" / "pooling.ipynb", as_version=4)
    if "--trusted" in sys.argv:
        good = [
            calls(),
            trust("torch", notebook(TORCH), students, 0.8),
            trust("NumPy", notebook(NUMPY), students, 0.8),
            trust("pooling", pooling, students, 0.8),
        ]
        return 0 if all(good) else 1
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    good = [
        measure("torch", notebook(TORCH), students, 20),
        measure("NumPy", notebook(NUMPY), students, 7),
    ]
    measure("pooling", pooling, students, 0)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
