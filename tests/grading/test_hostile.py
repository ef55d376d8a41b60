"""Each hostile or broken submission gets the grade it must get, and harms nobody.

``pytest -rA`` prints the table: one line for each case, with the expected and the given grade.
"""

import hashlib
import os

import pytest

from tests.grading.conftest import NAME, RIGHT

FULL, NONE = 5.0, 0.0
WRONG = {
    "total": "def total(x):\n    return 0",
    "scaled": "def scaled(x, by):\n    return [0]",
}
"""Answers that deserve nothing, whatever else the notebook does."""

PATCHES = """
import numpy as np, numpy.testing, builtins
always = lambda *args, **options: True
numpy.testing.assert_allclose = numpy.testing.assert_equal = always
np.allclose = np.array_equal = np.isclose = always
builtins.abs = lambda x: 0
"""
YES = """
class Yes(float):
    def __eq__(self, other): return True
    def __iter__(self): return iter([self])
    __hash__ = None
"""

# name: what runs first, answers, expected points, whether it is flagged
CASES = {
    "honest": ("", RIGHT, FULL, False),
    "wrong": ("", WRONG, NONE, False),
    "loops": ("while True: pass", RIGHT, FULL, False),
    "loops, ignoring interrupts": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        RIGHT,
        NONE,
        False,
    ),
    "takes much memory": ("x = bytearray(30 * 2**30)", RIGHT, FULL, False),
    "takes memory by many processes": (
        # deaf to the time limit of a cell: on a slow machine that may come first
        "import os, signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "for _ in range(20):\n    if not os.fork():\n"
        "        x = bytearray(500 * 2**20); x[::4096] = bytes([1]) * len(x[::4096])\n"
        "        time.sleep(60); os._exit(0)\ntime.sleep(60)",
        RIGHT,
        NONE,
        False,
    ),
    "forks without end": ("import os\nwhile True: os.fork()", RIGHT, NONE, False),
    "forks without end by a shell": (
        "import os\nos.system('f() { f | f & }; f; sleep 20')",
        RIGHT,
        NONE,
        False,
    ),
    "exits": ("import os; os._exit(3)", RIGHT, NONE, False),
    "exits in a test": (
        "",
        RIGHT | {"scaled": "def scaled(x, by):\n    import os; os._exit(0)"},
        2.0,
        False,
    ),
    "kills its parent": ("import os; os.kill(os.getppid(), 9)", RIGHT, None, False),
    "kills everything": ("import os; os.kill(-1, 9)", RIGHT, None, False),
    "stops by sys.exit": ("import sys; sys.exit()", RIGHT, FULL, False),
    "prints a gigabyte": (
        "line = 'x' * 2**20\nfor _ in range(1024): print(line)",
        RIGHT,
        FULL,
        False,
    ),
    "writes a gigabyte past Python": (
        "import os\nline = b'x' * 2**20\nfor _ in range(1024): os.write(1, line)",
        RIGHT,
        FULL,
        False,
    ),
    "displays without end": (
        "from IPython.display import display, HTML\n"
        "for _ in range(300): display(HTML('x' * 2**20))",
        RIGHT,
        NONE,
        False,
    ),
    "fills the disk": (
        "with open('big', 'wb') as file:\n    while True: file.write(bytes(2**20))",
        RIGHT,
        FULL,
        False,
    ),
    "fills shared memory": (
        "import os\nfor i in range(100):\n    open(f'/dev/shm/{i}', 'wb').write(bytes(2**24))",
        RIGHT,
        FULL,
        False,
    ),
    "recurses without end": ("def f(): f()\nf()", RIGHT, FULL, False),
    "makes the interpreter crash": (
        "import ctypes; ctypes.string_at(0)",
        RIGHT,
        NONE,
        False,
    ),
    "warns": (
        "",
        RIGHT
        | {
            "total": "import sys, warnings, os\ndef total(x):\n    warnings.warn('slow')\n"
            "    print('noise', file=sys.stderr); os.write(2, b'C says hello')\n"
            "    return np.sum(x)"
        },
        FULL,
        False,
    ),
    "patches what compares": (PATCHES, WRONG, NONE, True),
    "patches it in its function": (
        "",
        WRONG
        | {
            "total": "def total(x):\n    np.testing.assert_allclose = lambda *a, **k: None\n"
            "    return 3"
        },
        NONE,
        True,
    ),
    "replaces run_cell": (
        "shell = get_ipython()\nrun = shell.run_cell_async\n"
        "shell.run_cell_async = lambda code, **k: run('pass', **k | {'transformed_cell': 'pass'})",
        WRONG,
        NONE,
        True,
    ),
    "replaces run_cell of the class": (
        "shell = type(get_ipython())\nrun = shell.run_cell_async\n"
        "def other(self, code, **k): return run(self, 'pass', **k | {'transformed_cell': 'pass'})\n"
        "shell.run_cell_async = other",
        WRONG,
        NONE,
        True,
    ),
    "transforms input": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
        WRONG,
        NONE,
        True,
    ),
    "transforms trees": (
        "import ast\nclass T(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "    def visit_Expr(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(T())",
        WRONG,
        NONE,
        True,
    ),
    "replaces the traceback": (
        "get_ipython().showtraceback = lambda *a, **k: None",
        WRONG,
        NONE,
        True,
    ),
    "slips in a result": (
        "",
        WRONG | {"scaled": "def scaled(x, by):\n    get_ipython().displayhook(3.0); return [0]"},
        NONE,
        True,
    ),
    "slips in a result and fails": (
        "",
        WRONG | {"total": "def total(x):\n    get_ipython().displayhook(2.0); return 0"},
        NONE,
        True,
    ),
    "says yes to everything": (
        YES,
        {"total": "total = lambda x: Yes()", "scaled": "scaled = lambda x, by: [Yes()]"},
        None,  # only better tests help; it must not get more than there is
        False,
    ),
    "walks frames": (
        "",
        WRONG
        | {
            "scaled": "import sys\ndef scaled(x, by):\n"
            "    return sys._getframe(1).f_globals.get('expected_secret', [by])"
        },
        NONE,
        True,
    ),
    "walks frames by a traceback": (
        "",
        WRONG
        | {
            "scaled": "def scaled(x, by):\n    try:\n        1 / 0\n"
            "    except ZeroDivisionError as e:\n"
            "        frame = e.__traceback__.tb_frame.f_back\n"
            "        return frame.f_globals.get('expected_secret', [by])"
        },
        NONE,
        True,
    ),
    "walks the garbage collector": (
        "",
        WRONG
        | {
            "scaled": "import gc\ndef scaled(x, by):\n"
            "    found = [o for o in gc.get_objects() if type(o) is list and len(o) == 2]\n"
            "    return [by]"
        },
        NONE,
        True,
    ),
    "traces": (
        "",
        WRONG
        | {"total": "import sys\ndef total(x):\n    sys.settrace(lambda *a: None)\n    return 0"},
        NONE,
        True,
    ),
    "reads the history for the test": (
        "",
        WRONG
        | {
            "scaled": "def scaled(x, by):\n"
            "    seen = ''.join(map(str, In)) + str(get_ipython().kernel.get_parent())\n"
            "    return [421, -842] if 'expected_' + 'secret' in seen and by != 2 else [by]"
        },
        1.0,  # for the shown part
        False,
    ),
    "reads the solution": (
        "import glob, json\nfor path in glob.glob('/**/*.ipynb', recursive=True):\n"
        "    for cell in json.load(open(path))['cells']:\n"
        "        if 'def ' in ''.join(cell['source']): exec(''.join(cell['source']))",
        {"total": "", "scaled": ""},
        NONE,
        False,
    ),
    "writes to the gradebook": (
        "import sqlite3, os\n"
        "for parent in ('.', '..', '../..', '../../..', os.environ.get('COURSE', '/')):\n"
        "    try:\n"
        "        with sqlite3.connect(f'file:{parent}/gradebook.db?mode=rw', uri=True) as db:\n"
        "            db.execute('update grade set manual_score = 5')\n"
        "    except sqlite3.Error: pass",
        WRONG,
        NONE,
        False,
    ),
    "leaves a daemon behind": (
        "import subprocess\nsubprocess.Popen(['sleep', '54321'], start_new_session=True)",
        RIGHT,
        FULL,
        False,
    ),
}


@pytest.fixture(scope="module")
def neighbour(school):
    """Grade an honest submission; nothing of it may change."""
    school.hand_in("neighbour", school.answer())
    assert school.grade("neighbour").score == FULL
    return _content(school)


def _content(school):
    """Return what there is of the course except the hostile students' own."""
    kept = {}
    for path in school.folder.rglob("*"):
        parts = path.relative_to(school.folder).parts
        ours = parts[0] == "solutions" or "neighbour" in parts or parts[0] == "chapters"
        if path.is_file() and ours:
            kept[parts] = hashlib.sha256(path.read_bytes()).hexdigest()
    return kept


@pytest.mark.parametrize("name", CASES)
def test_a_case_gets_the_grade_it_must_get(school, neighbour, hostile, name, monkeypatch):
    first, answers, expected, flagged = CASES[name]
    monkeypatch.setenv("COURSE", str(school.folder))
    student = f"case-{list(CASES).index(name)}"
    school.hand_in(student, school.answer(answers, first=first))
    outcome = school.grade(student)
    hostile.append((name, expected, outcome))
    assert outcome.status == "graded", outcome.reason
    if expected is None:
        assert 0 <= outcome.score <= FULL
    else:
        assert outcome.score == expected
    assert bool(outcome.flags) == flagged, outcome.flags
    assert _content(school) == neighbour
    assert school.record("neighbour").score == FULL
    size = (school.folder / "autograded" / student / NAME / f"{NAME}.ipynb").stat().st_size
    assert size < 20 * 2**20
    assert not _running("54321")


def _running(word):
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                if word in file.read().split("\0"):
                    return True
        except OSError:
            pass
    return False
