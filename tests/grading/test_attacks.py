"""Attacks on the tests themselves: what each gets plainly graded, and that it gets nothing here.

Every submission deserves what its hard-coded public examples give, and no hidden test. It is graded

- *plain*: by ``nbgrader autograde`` with nbgrader's own settings;
- *trusted*: test cells run in the judge's process;
- *in-sandbox*: the instructor's tag has them run in the student's process, guarded.

The table at the end of a run compares them.
"""

from __future__ import annotations

import re
import subprocess
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

from tests.grading.conftest import NAME, UNCHECKED, School, course_cell
from tests.system import give_up

PUBLIC, ALL = 1.0, 8.0
PLAIN = """
c = get_config()
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "chapters/exercises"
"""
SECRETS = ("expected_secret", "227", "assert_allclose", "HIDDEN")
"""What only the hidden tests say, beside the inputs."""


def attacked(tags=()):
    """Make the instructor's notebook: one public point, and seven for hidden tests."""
    cells = {
        "title": "# Sums",
        "imports": "import numpy as np",
        "total": "def total(x):\n    return np.sum(x)",
        "total-tests": "assert total([1, 2]) == 3\n"
        "### BEGIN HIDDEN TESTS\n"
        "np.testing.assert_allclose(total([40, 187]), 227)\n"
        "np.testing.assert_allclose(total([-5]), -5)\n"
        "### END HIDDEN TESTS",
        "scaled": "def scaled(x, by):\n    return by * np.asarray(x)",
        "scaled-tests": "points = 0\n"
        "if list(scaled([1], 2)) == [2]:\n    points += 1\n"
        "### BEGIN HIDDEN TESTS\n"
        "expected_secret = [421, -842]\n"
        "if list(scaled([1, -2], 421)) == expected_secret:\n    points += 2\n"
        "### END HIDDEN TESTS\n"
        "points",
        "middle": "def middle(x):\n    return np.mean(x)",
        "middle-tests": "assert middle([4.0]) == 4\n"
        "### BEGIN HIDDEN TESTS\n"
        "data, expected = np.array([3.0, 4.5, 13.5]), 7.0\n"
        "once, twice = middle(data), middle(2 * data)\n"
        "assert np.allclose(once, expected)\n"
        "assert abs(twice - 2 * expected) < 1e-9\n"
        "### END HIDDEN TESTS",
        "parts": "def parts(n):\n    return list(range(n))",
        "parts-tests": "assert parts(2) == [0, 1]\n"
        "### BEGIN HIDDEN TESTS\n"
        "found = parts(5)\n"
        "assert len(found) == 5 and 3 in found\n"
        "for got, wanted in zip(map(parts, [0, 3]), [[], [0, 1, 2]]):\n"
        "    assert got == wanted\n"
        "### END HIDDEN TESTS",
    }
    points = {"total-tests": 2, "scaled-tests": 3, "middle-tests": 2, "parts-tests": 1}
    made = []
    for name, source in cells.items():
        if name == "title":
            made.append(course_cell(source, name, kind="markdown", locked=True))
        elif name in points:
            cell = course_cell(source, name, points=points[name], grade=True, locked=True)
            cell.metadata.tags = list(tags)
            made.append(cell)
        elif name == "imports":
            made.append(course_cell(source, name, locked=True))
        else:
            head, body = source.split("\n")
            source = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
            made.append(course_cell(source, name, solution=True))
    kernel = {"name": "python3", "display_name": "Python 3"}
    return new_notebook(cells=made, metadata={"kernelspec": kernel})


WRONG = {
    "total": "def total(x):\n    return 0",
    "scaled": "def scaled(x, by):\n    return [0]",
    "middle": "def middle(x):\n    return 0.0",
    "parts": "def parts(n):\n    return []",
}
RIGHT = {
    "total": "def total(x):\n    return np.sum(x)",
    "scaled": "def scaled(x, by):\n    return by * np.asarray(x)",
    "middle": "def middle(x):\n    return np.mean(x)",
    "parts": "def parts(n):\n    return list(range(n))",
}
HARD_CODED = {
    "total": "def total(x):\n    return 3",
    "scaled": "def scaled(x, by):\n    return [2]",
    "middle": "def middle(x):\n    return 4.0",
    "parts": "def parts(n):\n    return [0, 1]",
}


class Attack(NamedTuple):
    """A submission that deserves at most the public point."""

    first: str = ""
    """A cell of the student's own above all answers."""
    answers: dict[str, str] = HARD_CODED
    wins: bool = False
    """Whether plain nbgrader is known to fall for it."""
    halts: bool = False
    """Whether plain nbgrader stops there, and grades nobody who comes after."""
    guarded: tuple[float, bool] | None = None
    """What it must get in the student's process, and whether it is flagged there."""
    change: Callable[[Any], None] = lambda notebook: None
    """What else is done to the notebook."""
    files: dict[str, str] = {}  # noqa: RUF012  (never changed)
    """What is handed in beside it."""


def tagged(*tags):
    def change(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.tags = list(tags)

    return change


def raw(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.cell_type = "raw"
            del cell["outputs"], cell["execution_count"]


def named(name, **marks):
    """Give the student's own cell the name of a test."""

    def change(notebook):
        (test,) = [
            cell
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == name
        ]
        notebook.cells[2].metadata.nbgrader = dict(test.metadata.nbgrader) | marks

    return change


def unlocked(notebook):
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            marks.update(locked=False, solution=True)
            cell.source = PATCHES


PATCHES = """
import numpy as np, numpy.testing, builtins
always = lambda *args, **options: True
numpy.testing.assert_allclose = numpy.testing.assert_equal = always
np.allclose = np.array_equal = np.isclose = always
builtins.abs = lambda x: 0
"""
MODULE = PATCHES.replace(
    "import numpy as np, numpy.testing, builtins",
    """
import builtins, sys
np, numpy = sys.modules["numpy"], sys.modules["numpy"]
get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])
""",
)
YES = """
import numpy as np
yes = lambda *args, **options: True
class Yes(float):
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = yes
    __abs__ = __sub__ = __rsub__ = __add__ = __radd__ = lambda self, *other: self
    __iter__ = lambda self: iter([self])
    __hash__ = None
class Always(np.ndarray):
    __eq__ = __lt__ = __gt__ = yes
    __array_ufunc__ = __array_function__ = yes
    __sub__ = __abs__ = lambda self, *other: self
"""

ATTACKS = {
    "honest, but wrong": Attack(answers=WRONG, guarded=(0.0, False)),
    "honest, with the public answers": Attack(guarded=(PUBLIC, False)),
    "patches what compares": Attack(PATCHES, wins=True, guarded=(0.0, True)),
    "patches it in its function": Attack(
        answers=WRONG
        | {
            "total": "def total(x):\n    np.testing.assert_allclose = lambda *a, **k: None\n"
            "    return 3"
        },
        wins=True,
        guarded=(0.0, True),
    ),
    "patches the code of what compares": Attack(
        "import numpy as np\nnp.testing.assert_allclose.__code__ = (\n"
        "    lambda actual, desired, *a, **k: None).__code__",
        wins=True,
        guarded=(0.0, True),
    ),
    "shadows numpy": Attack(
        answers=HARD_CODED
        | {
            "total": "class np:\n    class testing:\n"
            "        assert_allclose = staticmethod(lambda *a, **k: None)\n"
            "    float64, array = float, staticmethod(list)\n"
            "    allclose = staticmethod(lambda *a, **k: True)\n" + HARD_CODED["total"],
        },
        wins=True,
    ),
    "says yes to everything": Attack(
        YES,
        {
            "total": "total = lambda x: Yes()",
            "scaled": "scaled = lambda x, by: [Yes()]",
            "middle": "middle = lambda x: Yes()",
        },
        wins=True,
    ),
    "an array that says yes to everything": Attack(
        YES,
        {
            "total": "total = lambda x: np.zeros(()).view(Always)",
            "scaled": "scaled = lambda x, by: [np.zeros(()).view(Always)]",
            "middle": "middle = lambda x: np.zeros(()).view(Always)",
        },
        wins=True,
    ),
    "walks frames": Attack(
        answers=WRONG
        | {
            "scaled": "import sys\ndef scaled(x, by):\n"
            "    return sys._getframe(1).f_globals.get('expected_secret', [by])"
        },
        wins=True,
        guarded=(0.0, True),
    ),
    "walks frames by a traceback": Attack(
        answers=WRONG
        | {
            "scaled": "def scaled(x, by):\n    try:\n        1 / 0\n"
            "    except ZeroDivisionError as e:\n"
            "        frame = e.__traceback__.tb_frame.f_back\n"
            "        return frame.f_globals.get('expected_secret', [by])"
        },
        wins=True,
        guarded=(0.0, True),
    ),
    "walks the garbage collector": Attack(
        answers=WRONG
        | {
            "scaled": "import gc\ndef scaled(x, by):\n"
            "    found = [o['expected_secret'] for o in gc.get_objects()\n"
            "             if type(o) is dict and 'expected_secret' in o]\n"
            "    return [*found, [by]][0]"
        },
        wins=True,
        guarded=(0.0, True),
    ),
    "reads the test's variables": Attack(
        answers=WRONG
        | {"scaled": "def scaled(x, by):\n    return globals().get('expected_secret', [by])"},
        wins=True,
    ),
    "reads the history for the test": Attack(
        answers=WRONG
        | {
            "scaled": "def scaled(x, by):\n"
            "    seen = ''.join(map(str, In)) + str(get_ipython().kernel.get_parent())\n"
            "    return [421, -842] if 'expected_' + 'secret' in seen and by != 2 else [by]"
        },
        wins=True,
        guarded=(PUBLIC, False),
    ),
    "transforms input": Attack(
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
        WRONG,
        wins=True,
        guarded=(0.0, True),
    ),
    "transforms trees": Attack(
        "import ast\nclass T(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "    def visit_Expr(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(T())",
        WRONG,
        wins=True,
        guarded=(0.0, True),
    ),
    "replaces run_cell": Attack(
        "shell = get_ipython()\nrun = shell.run_cell_async\n"
        "shell.run_cell_async = lambda code, **k: run('pass', **k | {'transformed_cell': 'pass'})",
        WRONG,
        wins=True,
        guarded=(0.0, True),
    ),
    "replaces run_cell of the class": Attack(
        "shell = type(get_ipython())\nrun = shell.run_cell_async\n"
        "def other(self, code, **k): return run(self, 'pass', **k | {'transformed_cell': 'pass'})\n"
        "shell.run_cell_async = other",
        WRONG,
        wins=True,
        guarded=(0.0, True),
    ),
    "replaces the traceback": Attack(
        "get_ipython().showtraceback = lambda *a, **k: None", WRONG, guarded=(0.0, True)
    ),
    "slips in a result": Attack(
        answers=WRONG
        | {"scaled": "def scaled(x, by):\n    get_ipython().displayhook(3.0); return [0]"},
        wins=True,
        guarded=(0.0, True),
    ),
    "slips in a result and fails": Attack(
        wins=True,
        answers=WRONG | {"total": "def total(x):\n    get_ipython().displayhook(2.0); return 0"},
        guarded=(0.0, True),
    ),
    "traces what compares": Attack(
        answers=WRONG
        | {
            "total": "import sys\n"
            "def fill(frame, event, arg):\n"
            "    seen = frame.f_locals\n"
            "    if {'actual', 'desired'} <= seen.keys(): seen['actual'][...] = seen['desired']\n"
            "def total(x):\n    sys.settrace(fill)\n    return np.array(3)"
        },
        wins=True,
        guarded=(0.0, True),
    ),
    "a thread fills the result later": Attack(
        answers=WRONG
        | {
            "middle": "import threading, time\nresults = []\n"
            "def fill():\n"
            "    while len(results) < 3: time.sleep(0.01)\n"
            "    for n, result in enumerate(results): result[...] = n * globals()['expected']\n"
            "thread = threading.Thread(target=fill, daemon=True)\nthread.start()\n"
            "def middle(x):\n"
            "    results.append(np.array(4.0))\n"
            "    if len(results) == 3: thread.join(1)\n"
            "    return results[-1]"
        },
        wins=True,
    ),
    "ends the loop of a test": Attack(
        answers=HARD_CODED
        | {
            "parts": "def parts(n):\n"
            "    if n in (2, 5): return list(range(n))\n    raise StopIteration"
        },
        wins=True,
    ),
    "exits from its function": Attack(
        answers=dict.fromkeys(WRONG, "import sys\ntotal = scaled = middle = sys.exit")
    ),
    "interrupts from its function": Attack(
        answers=WRONG | {"total": "def total(x):\n    raise KeyboardInterrupt"}
    ),
    "tags the tests skip-execution": Attack(
        answers=WRONG, wins=True, guarded=(0.0, True), change=tagged("skip-execution")
    ),
    "tags the tests in-sandbox": Attack(PATCHES, wins=True, change=tagged("in-sandbox")),
    "tags the tests objects": Attack(
        YES, {"total": "total = lambda x: Yes()"}, change=tagged("objects")
    ),
    "makes the tests raw": Attack(answers=WRONG, guarded=(0.0, False), change=raw),
    "calls its own cell a test": Attack(PATCHES, halts=True, change=named("total-tests")),
    "calls its own cell a test that is no test": Attack(
        PATCHES, change=named("total-tests", grade=False, locked=False)
    ),
    "calls the tests answers": Attack(PATCHES, change=unlocked),
    "hands in a module that is imported by a test": Attack(
        # IPython's colours ask for it where an error's traceback goes through a library
        files={"ctags.py": MODULE},
        wins=True,
    ),
}

STUB = """
import gc, struct, time
import numpy as np
try:
    from cnnkit.grading import wire, witness
    stub = next(o for o in gc.get_objects() if type(o) is witness.Witness)
    line, honest = stub._line, stub.channel._answer
except (ImportError, StopIteration):  # a common kernel has none
    stub = None
def answers(value, buffers=(), alias=None, **more):
    '''Answer every call alike.'''
    def forged(question, data):
        if 'names' in question: return honest(question, data)
        return {'value': ['list', 1, [value, alias]], 'seconds': 0, **more}, list(buffers)
    if stub: stub.channel._answer = forged
def sends(data):
    if stub: line.sendall(data)
handle = {'callable': False, 'type': 'float', 'name': '', 'doc': '', 'builtin': 'float'}
"""
"""Takes the place of what answers the judge."""

FORGERIES = {
    "answers True": "answers(True)",
    "answers what the test lent": "answers(['other', 'yours', 0])",
    "answers a handle": "answers(['other', 'mine', 0, handle])",
    "answers a handle of every class": (
        "answers(['other', 'mine', 0, handle | {'classes': [0, 1]}])"
    ),
    "answers a handle that can be called": (
        "answers(['other', 'mine', 'total', handle | {'callable': True}])"
    ),
    "answers a handle that holds everything": (
        "def forged(question, data):\n"
        "    do = question.get('do')\n"
        "    if 'names' in question or do == 'call' and '[5]' not in str(question['with']):\n"
        "        return honest(question, data)\n"
        "    said = {'contains': True, 'length': 5}.get(do, ['other', 'mine', 0, handle])\n"
        "    return {'value': ['list', 1, [said, None]], 'seconds': 0}, []\n"
        "if stub: stub.channel._answer = forged"
    ),
    "answers a function of Python's": "answers(['type', 'eval'])",
    "answers a range of 1e12": "answers(['range', [0, 10**12, 1]])",
    "answers an object array": "answers(['array', 2, '|O', [1], 'C', True, 0], [bytes(8)])",
    "answers empty strings without end": "answers(['array', 2, '<U0', [2**39], 'C', 1, 0], [b''])",
    "answers a view of 8 TB": (
        "answers(['array', 2, '<f8', [1], 'C', True, 0], [bytes(8)], alias=['list', 3,\n"
        "    [0, ['dtype', '<f8'], ['tuple', [2**40]], ['tuple', [0]], 0]])"
    ),
    "answers a list that holds itself": "answers(['list', 2, [['again', 2]]])",
    "answers no value": "answers(['no such thing'])",
    "says that arguments have grown": (
        "answers(0.0, [bytes(2**23)], changed=[['list', 2, [['tuple',\n"
        "    [['array', 3, '<f8', [2**20], 'C', True, 0]]], ['dict', 4, [], []], None]], 0])"
    ),
    "says that arguments are others": (
        "answers(0.0, changed=[['list', 2, [['tuple', [['other', 'mine', 0, handle]]],\n"
        "    ['dict', 4, [], []], None]], 0])"
    ),
    "warns without end": "answers(0.0, warned=[['Warning', 'x']] * 10**5)",
    "prints without end": "answers(0.0, printed='x' * 2**25)",
    "raises what is no exception": (
        "answers(0.0, error={'class': 'eval', 'module': 'builtins', 'builtin': 'eval',\n"
        "    'arguments': ['tuple', ['1']], 'frames': []})"
    ),
    "raises an exception of a strange name": (
        "answers(0.0, error={'class': 'E\\0', 'module': 'm', 'builtin': 'StopIteration',\n"
        "    'arguments': ['tuple', []], 'frames': [['f', 1, 'n', 'line']] * 10**4})"
    ),
    "binds numpy": (
        "def forged(question, data):\n"
        "    mine = ['other', 'mine', 0, handle | {'callable': True}]\n"
        "    names = ['np', 'total', 'abs', 'list']\n"
        "    found = ['dict', 2, names, [mine] * 4] if 'names' in question else True\n"
        "    return {'value': ['list', 1, [found, None]], 'seconds': 0}, []\n"
        "if stub: stub.channel._answer = forged"
    ),
    "calls what the test never lent": (
        "sends(wire.pack({'ask': 1, 'of': 0, 'with': ['tuple', []]}))"
    ),
    "answers before it is asked": (
        "sends(b''.join(wire.pack({'reply': n, 'value': ['list', 1, [227, None]], 'seconds': 0})\n"
        "    for n in range(50)))"
    ),
    "answers what nobody asked": "sends(wire.pack({'reply': 10**6}) * 200)",
    "sends a frame of 2**45 bytes": (
        "sends(struct.pack('>II', 2, 2**13) + struct.pack('>I', 2**32 - 1) * 2**13 + b'{}')"
    ),
    "sends 2**32 buffers": "sends(struct.pack('>II', 2**32 - 1, 2**32 - 1))",
    "sends JSON that is 1e5 deep": "sends(struct.pack('>II', 10**5, 0) + b'[' * 10**5)",
    "answers by a slow drip": (
        "def forged(question, data):\n"
        "    sends(struct.pack('>II', 10**6, 0))\n"
        "    while True:\n"
        "        try:\n"
        "            while True: sends(b' '); time.sleep(0.1)\n"
        "        except BaseException: pass\n"
        "if stub: stub.channel._answer = forged"
    ),
    "closes the line": "if stub: line.close()",
}
ATTACKS |= {name: Attack(STUB + code) for name, code in FORGERIES.items()}


def hand_in_all(school, attacks):
    for name, attack in attacks.items():
        notebook = school.answer(attack.answers, first=attack.first)
        attack.change(notebook)
        school.hand_in(student_of(name), notebook)
        for file, text in attack.files.items():
            (school.submission(student_of(name)) / file).write_text(text)
    return school


def student_of(name):
    return f"attack-{list(ATTACKS).index(name):02}"


@pytest.fixture(scope="module", autouse=True)
def plain_points(tmp_path_factory):
    """Let nbgrader's own autograder grade meanwhile; return how many points each attack got."""
    forgery, *others = FORGERIES  # there, all are one: nothing is there to be replaced
    attacks = {
        name: attack for name, attack in ATTACKS.items() if name not in others and not attack.halts
    }
    attacks[forgery] = Attack("\n".join([STUB, *FORGERIES.values()]))
    school = School(tmp_path_factory.mktemp("plain") / "course", attacked(), PLAIN)
    hand_in_all(school, attacks)

    def points():
        running.wait()  # not in vain where it complains: it cannot grade some
        with (
            warnings.catch_warnings(action="ignore"),
            Gradebook(f"sqlite:///{school.folder}/gradebook.db") as gradebook,
        ):
            graded = gradebook.assignment_submissions(NAME)
            found = {each.student_id: each.score for each in graded}
        return {
            name: found.get(student_of(forgery if name in others else name), 0) for name in ATTACKS
        }

    with school.start_nbgrader(
        "autograde", NAME, stdout=subprocess.DEVNULL, OMP_NUM_THREADS="1"
    ) as running:
        yield points
        running.terminate()


@pytest.fixture(scope="module")
def trusting(walls, plain_points, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trusted") / "course"
    return hand_in_all(School(folder, attacked(), UNCHECKED, seconds=3), ATTACKS)


@pytest.fixture(scope="module")
def guarding(walls, tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded") / "course"
    attacks = {name: attack for name, attack in ATTACKS.items() if attack.guarded}
    return hand_in_all(School(folder, attacked(["in-sandbox"]), UNCHECKED, seconds=3), attacks)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_no_more_than_the_public_point(trusting, attacks, name):
    outcome = trusting.grade(student_of(name))
    attacks.setdefault(name, {"plain": "", "trusted": f"{outcome.score:g}"})
    assert outcome.status == "graded", outcome.reason
    assert outcome.score <= PUBLIC


def test_the_right_answers_get_everything(trusting):
    trusting.hand_in("right", trusting.answer(RIGHT))
    outcome = trusting.grade("right")
    assert (outcome.score, outcome.flags, outcome.reason) == (ALL, (), "")


@pytest.mark.parametrize("name", [name for name in ATTACKS if ATTACKS[name].guarded])
def test_an_attack_on_guarded_tests_gets_nothing_and_is_flagged(guarding, attacks, name):
    outcome = guarding.grade(student_of(name))
    attacks.setdefault(name, {})["in-sandbox"] = f"{outcome.score:g}"
    assert outcome.status == "graded", outcome.reason
    assert (outcome.score, bool(outcome.flags)) == ATTACKS[name].guarded, outcome.flags


def test_plain_nbgrader_falls_for_what_is_stopped_here(plain_points, attacks):
    points = plain_points()
    for name in ATTACKS:
        result = "stops" if ATTACKS[name].halts else f"{points[name]:g}"
        attacks.setdefault(name, {})["plain"] = result
    assert points["honest, with the public answers"] == PUBLIC
    falls_for = [name for name in ATTACKS if points[name] > PUBLIC]
    assert falls_for == [name for name in ATTACKS if ATTACKS[name].wins]


def test_nothing_of_a_hidden_test_but_its_inputs_reaches_the_students_process(trusting):
    first = (
        STUB + "heard = []\n"
        "def listening(question, buffers):\n"
        "    heard.append((question, buffers))\n"
        "    return honest(question, buffers)\n"
        "stub.channel._answer = listening"
    )
    last = (
        "import os, sys\nprint('HEARD', heard)\nprint('KNOWN', In, os.environ, os.listdir())\n"
        "print('NAMES', list(globals()))"
    )
    trusting.hand_in("listener", trusting.answer(RIGHT, first=first, last=last))
    assert trusting.grade("listener").score == ALL
    said = "".join(
        output.get("text", "") for output in trusting.graded("listener").cells[-1].outputs
    )
    assert re.search(r"HEARD.*\[40, 187\].*KNOWN.*NAMES", said, re.DOTALL)
    assert not [secret for secret in SECRETS if secret in said]


def test_no_word_of_a_hidden_test_is_in_the_memory_of_the_students_process(trusting):
    last = """
import re
def count(pattern):
    found = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for where, rights, *_ in map(str.split, maps):
            start, end = (int(each, 16) for each in where.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                found += len(re.findall(pattern, memory.read(min(end - start, 2**28)) or b""))
    return found
print(count(rb"by [*] np.asarra[y]") > 0, count(rb"expected_secre[t]|total[(].40, 18[7]"))
"""
    trusting.hand_in("reader", trusting.answer(RIGHT, last=last))
    assert trusting.grade("reader").score == ALL
    (said,) = trusting.graded("reader").cells[-1].outputs
    if said.get("ename") == "FileNotFoundError":
        give_up("this system hides every process, so nobody can read its memory here")
    assert said.text == "True 0\n"
