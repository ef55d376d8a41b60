"""Each hostile or broken submission gets the grade it must get, and harms nobody.

What attacks the machine, the course or other students is here; what attacks the tests themselves is
in ``test_attacks.py``. Each run ends with a table: the expected and the given grade of each case.
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

# name: what runs first, answers, expected points (None: any, if nobody else is harmed)
CASES = {
    "honest": ("", RIGHT, FULL),
    "wrong": ("", WRONG, NONE),
    "loops": ("while True: pass", RIGHT, FULL),
    "loops, ignoring interrupts": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        RIGHT,
        NONE,
    ),
    "takes much memory": ("x = bytearray(30 * 2**30)", RIGHT, FULL),
    "takes memory by many processes": (
        # deaf to the time limit of a cell: on a slow machine that may come first
        "import os, signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "for _ in range(20):\n    if not os.fork():\n"
        "        x = bytearray(500 * 2**20); x[::4096] = bytes([1]) * len(x[::4096])\n"
        "        time.sleep(60); os._exit(0)\ntime.sleep(60)",
        RIGHT,
        NONE,
    ),
    "forks without end": ("import os\nwhile True: os.fork()", RIGHT, NONE),
    "forks without end by a shell": (
        "import os\nos.system('f() { f | f & }; f; sleep 20')",
        RIGHT,
        NONE,
    ),
    "exits": ("import os; os._exit(3)", RIGHT, NONE),
    "exits in a test": (
        "",
        RIGHT | {"scaled": "def scaled(x, by):\n    import os; os._exit(0)"},
        2.0,
    ),
    "kills its parent": ("import os; os.kill(os.getppid(), 9)", RIGHT, None),
    "kills everything": ("import os; os.kill(-1, 9)", RIGHT, None),
    "stops by sys.exit": ("import sys; sys.exit()", RIGHT, FULL),
    "prints a gigabyte": ("line = 'x' * 2**20\nfor _ in range(1024): print(line)", RIGHT, FULL),
    "writes a gigabyte past Python": (
        "import os\nline = b'x' * 2**20\nfor _ in range(1024): os.write(1, line)",
        RIGHT,
        FULL,
    ),
    "displays without end": (
        "from IPython.display import display, HTML\n"
        "for _ in range(300): display(HTML('x' * 2**20))",
        RIGHT,
        NONE,
    ),
    "fills the disk": (
        "with open('big', 'wb') as file:\n    while True: file.write(bytes(2**20))",
        RIGHT,
        FULL,
    ),
    "fills shared memory": (
        "import os\nfor i in range(100):\n    open(f'/dev/shm/{i}', 'wb').write(bytes(2**24))",
        RIGHT,
        FULL,
    ),
    "recurses without end": ("def f(): f()\nf()", RIGHT, FULL),
    "makes the interpreter crash": ("import ctypes; ctypes.string_at(0)", RIGHT, NONE),
    "warns": (
        "",
        RIGHT
        | {
            "total": "import sys, warnings, os\ndef total(x):\n    warnings.warn('slow')\n"
            "    print('noise', file=sys.stderr); os.write(2, b'C says hello')\n"
            "    return np.sum(x)"
        },
        FULL,
    ),
    "reads the solution": (
        "import glob, json\nfor path in glob.glob('/**/*.ipynb', recursive=True):\n"
        "    for cell in json.load(open(path))['cells']:\n"
        "        if 'def ' in ''.join(cell['source']): exec(''.join(cell['source']))",
        {"total": "", "scaled": ""},
        NONE,
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
    ),
    "leaves a daemon behind": (
        "import subprocess\nsubprocess.Popen(['sleep', '54321'], start_new_session=True)",
        RIGHT,
        FULL,
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
    first, answers, expected = CASES[name]
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
    assert outcome.flags == ()
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
