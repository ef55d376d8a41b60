"""A test cell that runs apart from the student's code comes out as it does in the notebook.

One notebook holds many test cells, each about one thing that crosses between the processes;
it is graded once. Others show how calls end that do not come back.
"""

from __future__ import annotations

import json
import re

import pytest
from nbformat.v4 import new_notebook

from cnnkit.grading.feedback import without_hidden_tests
from tests.grading.conftest import UNCHECKED, School, course_cell

GIVEN = """
import warnings
import numpy as np
def checked(x):
    '''Calls the student's function.'''
    return identity(x) == x
"""

ANSWERS = """
import sys, threading, time, warnings
import numpy as np

def identity(x): return x
def nans(): return [float("nan"), float("inf"), -0.0, np.float32("-inf"), np.array([np.nan, 1.0])]
def generated(n): yield from range(n)
def huge(): return np.zeros(20 * 2**20)
def endless(n): return endless(n + 1)
def filled_later(n):
    result = np.zeros(n)
    def fill():
        time.sleep(0.02)
        result[:] = 1
    threading.Thread(target=fill).start()
    return result
def double(x): x *= 2
def sort(values): values.sort()
def put(table, key, value): table[key] = value
def fill_inner(lists): lists[0].append(1)
def tail(x): return x[1:]
def copied(x): return x.copy()
def warn():
    warnings.warn("careful", DeprecationWarning)
    return 1
def divide(a, b): return np.divide(a, b)
def draw(n): return np.random.rand(n)
def slope(f, x, h=1e-6, *, order: int = 2):
    '''Estimate a slope.'''
    return (f(x + h) - f(x - h)) / (2 * h)
def square(x): return x * x
def tries(f):
    try: return f()
    except ValueError as error: return f"it said {error}"
def through(f, n): return f(n)
def say(x):
    print("said", x)
    print("to stderr", file=sys.stderr)
    return x
def kinds(*values): return [type(value).__name__ for value in values]
def several(): return 1, [2.0], {"a": (3, None)}, {4}, "5", b"6", True, np.int64(7), 8 + 9j
class Mine(np.ndarray):
    __eq__ = lambda self, other: np.zeros(2)
class Yes(float):
    __eq__ = lambda self, other: True
def mine(): return np.ones(2).view(Mine)
def says_yes(): return Yes(1)
def order(x): return x.dtype.str, x.flags.f_contiguous, x.shape
def inner_function(): return lambda: 1
def of_own_class(): return Layer(2)
class Odd(KeyError): pass
def hungry(): return bytearray(30 * 2**30)
def chatter():
    for _ in range(2**10): print("x" * 2**10)
def fail(kind):
    if kind == "odd": raise Odd("a", 1)
    if kind == "exit": sys.exit(3)
    if kind == "linalg": np.linalg.inv(np.zeros((2, 2)))
    raise ValueError(kind, 2)
scale = [7]
calls = 0
def count():
    global calls, scale
    calls += 1
    scale = [calls]
    return calls
def convolved(x, w):
    import torch
    return torch.nn.functional.conv2d(x, w, padding=1)
class Base:
    pass
class Layer(Base):
    '''A layer.'''
    def __init__(self, n):
        self.W = np.arange(2.0 * n).reshape(n, 2)
        self.size = n
    def __len__(self): return self.size
    def __getitem__(self, n): return self.W[n]
    def forward(self, x): return x @ self.W
    def copy(self): return Layer(self.size)
def learn(x):
    return (x ** 3).sum()
used = base + 1 if "base" in globals() else None
"""

PASSES = {
    # numbers and containers
    "types arrive exactly": """
a, b, c, d, e, f, g, h, i = several()
assert (a, b, c, d, e, f, g, h, i) == (1, [2.0], {"a": (3, None)}, {4}, "5", b"6", True, 7, 8 + 9j)
assert type(h) is np.int64 and type(g) is bool and type(b[0]) is float
assert kinds(1, True, 1.0, np.float32(1), [1], (1,), np.ones(1), None) == [
    "int", "bool", "float", "float32", "list", "tuple", "ndarray", "NoneType"]
""",
    "arrays keep dtype, byte order, memory order and shape": """
for x in (np.ones((2, 3), ">i2"), np.ones((2, 3), order="F"), np.ones((0, 3)), np.array(1.5),
          np.array(["a", "bcd"]), np.array([True]), np.array(["2020-01-01"], "M8[D]")):
    assert order(x) == (x.dtype.str, x.flags.f_contiguous, x.shape)
    y = copied(x)
    assert (y.dtype, y.shape) == (x.dtype, x.shape) and (y == x).all()
""",
    "an array of a class of its own is its data, and no plain array": """
x = mine()
assert isinstance(x, np.ndarray) and type(x) is not np.ndarray
assert np.asarray(x).tolist() == [1, 1]
""",
    "NaN, infinities and minus zero": """
a, b, c, d, e = nans()
assert np.isnan(a) and b == np.inf and np.signbit(c) and d == -np.inf and type(d) is np.float32
np.testing.assert_equal(e, [np.nan, 1.0])
""",
    "the result is the argument": """
for x in (np.ones(2), [1], {}, set()):
    assert identity(x) is x
assert identity(np.ones(2)) is not identity(np.ones(2))
""",
    "a view is a view, and a copy is none": """
x = np.arange(4.0)
assert np.shares_memory(tail(x), x) and not np.shares_memory(copied(x), x)
tail(x)[0] = 9
assert x[1] == 9
""",
    "arguments change in place": """
x = np.ones((2, 3)); inner = x[0]
double(x)
assert (x == 2).all() and (inner == 2).all()
double(x[1, :2])
assert x.tolist() == [[2, 2, 2], [4, 4, 2]]
values = [3, 1, 2]; sort(values)
assert values == [1, 2, 3]
table = {}; put(table, "a", [1])
assert table == {"a": [1]}
lists = [[], []]; first = lists[0]; fill_inner(lists)
assert first == [1] and lists == [[1], []] and lists[0] is first
""",
    "a result stays as it was returned": """
import time
early = filled_later(3)
time.sleep(0.1)
assert (early == 0).all()
""",
    # names
    "a helper of a locked cell calls the student's function": "assert checked(2)",
    "plain data of an answer": "assert scale == [7]",
    "a function keeps its state": """
assert count() == 1
assert [count() for _ in range(2)] == [2, 3]
""",
    "plain data of an answer is what it became in the cell before": "assert scale == [3]",
    "a test cell keeps its variables for the next": "kept = base = 41",
    "a test cell has the variables of the one before": "assert kept + 1 == 42",
    "nested functions, lambdas, comprehensions and classes find the names": """
def nested():
    return [square(n) for n in range(3)] + [(lambda: square(3))()]
class Holder:
    value = square(2)
assert nested() == [0, 1, 4, 9] and Holder.value == 4
assert list(map(square, [2])) == [4] and np.vectorize(square)(np.arange(3)).tolist() == [0, 1, 4]
assert max([1, -3, 2], key=square) == -3
""",
    "signature, documentation and name": """
import inspect
assert list(inspect.signature(slope).parameters) == ["f", "x", "h", "order"]
assert inspect.signature(slope).parameters["h"].default == 1e-6
assert slope.__doc__ == "Estimate a slope." and slope.__name__ == "slope" and callable(slope)
""",
    # callbacks
    "a callback": "assert abs(slope(lambda x: x**3, 2.0) - 12) < 1e-6",
    "a callback that is the student's": "assert abs(slope(square, 3.0) - 6) < 1e-6",
    "a callback that calls the student's": """
assert abs(slope(lambda x: square(x) + 1, 3.0) - 6) < 1e-6
""",
    "a callback that raises": """
def refuse():
    raise ValueError("no")
def divides():
    return 1 / 0
assert tries(refuse) == "it said no"
try:
    tries(divides)
except ZeroDivisionError: pass
else: raise AssertionError("the exception was lost")
""",
    "recursion through callbacks ends": """
def back(n):
    return through(back, n + 1)
try:
    through(back, 0)
except RecursionError: pass
else: raise AssertionError("no RecursionError")
assert square(2) == 4
""",
    # exceptions, warnings, output
    "exceptions keep class and arguments": """
for kind, caught, args in (("v", ValueError, ("v", 2)), ("odd", KeyError, ("a", 1)),
                           ("linalg", np.linalg.LinAlgError, ("Singular matrix",)),
                           ("exit", RuntimeError, ("SystemExit: 3",))):
    try:
        fail(kind)
    except caught as error:
        assert error.args == args, error.args
    else: raise AssertionError(kind)
""",
    "recursion without end": """
try:
    endless(0)
except RecursionError: pass
else: raise AssertionError("no RecursionError")
assert square(2) == 4
""",
    "warnings arrive": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert warn() == 1
(warning,) = caught
assert warning.category is DeprecationWarning and str(warning.message) == "careful"
""",
    "np.errstate holds": """
with np.errstate(divide="raise"):
    try:
        divide(np.ones(1), np.zeros(1))
    except FloatingPointError: pass
    else: raise AssertionError("it did not hold")
with np.errstate(divide="ignore"):
    assert divide(np.ones(1), np.zeros(1)) == np.inf
""",
    "prints can be caught": """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as printed:
    assert say(3) == 3
assert "said 3" in printed.getvalue()
""",
    "prints are cut": """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as printed:
    chatter()
assert 60_000 < len(printed.getvalue()) < 70_000
""",
    "too little memory is an exception": """
try:
    hungry()
except MemoryError: pass
else: raise AssertionError("no MemoryError")
assert square(2) == 4
""",
    "random numbers are seeded across": """
np.random.seed(3); first, second = draw(2), draw(2)
np.random.seed(3); here = np.random.rand(4)
assert [*first, *second] == here.tolist()
np.random.seed(3)
assert (draw(2) == first).all()
""",
    "tensors": """
import torch
out = convolved(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3))
assert out.shape == (1, 1, 5, 5) and out[0, 0, 2, 2] == 9 and out.dtype is torch.float32
""",
}

OBJECTS = {
    "an object's attributes, methods and length": """
layer = Layer(3)
assert layer.size == 3 and len(layer) == 3 and layer.W.shape == (3, 2)
assert layer.forward(np.ones((1, 3))).tolist() == [[6.0, 9.0]]
assert layer[1].tolist() == [2.0, 3.0] and layer.copy().W.tolist() == layer.W.tolist()
""",
    "an object's class": """
layer = Layer(1)
assert isinstance(layer, Layer) and isinstance(layer, Base) and not isinstance(3, Layer)
assert Layer.__doc__ == "A layer."
""",
    "an object's attribute is written into before a call": """
layer = Layer(2)
before = layer.forward(np.ones(2)).copy()
layer.W[0, 0] += 1
assert (layer.forward(np.ones(2)) - before).tolist() == [1, 0]
layer.W = np.zeros((2, 2))
assert layer.forward(np.ones(2)).tolist() == [0, 0]
""",
    "a function that a function returned": "assert inner_function()() == 1",
    "a generator": "assert list(generated(4)) == [0, 1, 2, 3]",
}

IN_SANDBOX = {
    "autograd through the student's function": """
import torch
x = torch.ones(3, requires_grad=True)
learn(x).backward()
assert x.grad.tolist() == [3, 3, 3]
""",
}

REFUSED = {  # what the cell's error says
    "a result of 160 MB": ("huge()", "NotPlain.*too large to cross"),
    "a generator without the tag": ("sum(generated(3))", "the generator stays in the notebook's"),
    "an object without the tag": ("of_own_class().W", "stays in the notebook's own process"),
    "a function without the tag": ("inner_function()()", "function"),
    "an object judges nothing": ("assert identity(Layer(1)) == 1", "NotPlain|judges nothing"),
    "a number that says yes": ("assert says_yes() == 2", "AssertionError"),
    "a lock as an argument": (
        "import threading; identity(threading.Lock())",
        "argument cannot be handed.*in-sandbox",
    ),
}

AFTER = "assert base == 41"


def notebook():
    """Make the instructor's: every test cell is worth one point."""
    made = [course_cell(GIVEN, "given", locked=True)]
    answer = "### BEGIN SOLUTION\n" + ANSWERS + "### END SOLUTION"
    made.append(course_cell(answer, "answers", solution=True))
    tagged = [(PASSES, []), (OBJECTS, ["objects"]), (IN_SANDBOX, ["in-sandbox"])]
    tagged.append(({name: code for name, (code, _) in REFUSED.items()}, []))
    for cells, tags in tagged:
        for name, code in cells.items():
            cell = course_cell(code.strip(), name_of(name), grade=True, locked=True, points=1)
            cell.metadata.tags = tags
            made.append(cell)
    made.append(
        course_cell("### BEGIN SOLUTION\n" + AFTER + "\n### END SOLUTION", "after", solution=True)
    )
    return new_notebook(
        cells=made, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def name_of(sentence):
    return re.sub(r"\W+", "-", sentence)[:60]


@pytest.fixture(scope="module")
def course(walls, tmp_path_factory):
    return School(tmp_path_factory.mktemp("trusted") / "course", notebook(), UNCHECKED)


@pytest.fixture(scope="module")
def right(course):
    """Grade the solution; return the outcome."""
    course.hand_in("right", course.answer({"answers": ANSWERS, "after": AFTER}))
    outcome = course.grade("right")
    assert outcome.status == "graded", outcome.reason
    return outcome


def error_of(course, student, grade_id):
    said = course.outputs(student, name_of(grade_id))
    return re.sub(r"\x1b\[[0-9;]*m", "", said)


@pytest.mark.parametrize("name", [*PASSES, *OBJECTS, *IN_SANDBOX])
def test_what_a_right_answer_does_is_seen_as_it_is(course, right, name):
    assert error_of(course, "right", name) == ""


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_cross_is_named(course, right, name):
    assert re.search(REFUSED[name][1], error_of(course, "right", name), re.DOTALL)


def test_the_points_are_those_of_the_cells_that_pass(right):
    assert right.score == right.max_score - len(REFUSED)
    assert (right.flags, right.reason) == ((), "")


def test_a_later_cell_of_the_student_may_use_what_a_shown_test_defined(course, right):
    (cell,) = [cell for cell in course.graded("right").cells if cell.source == AFTER]
    assert cell.outputs == []


ENDS = {  # what replaces a function, where it is called, what is said there; what of the rest runs
    "a loop is interrupted": (
        "def warn():\n    while True: np.dot(np.ones(100), np.ones(100))",
        "warnings arrive",
        "CellTimeoutError",
        True,
    ),
    "a loop that catches the interrupt is ended or interrupted": (
        "def warn():\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "warnings arrive",
        "CellTimeoutError",
        None,
    ),
    "a loop that is deaf to interrupts is ended": (
        "import signal\ndef warn():\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "    while True: pass",
        "warnings arrive",
        "CellTimeoutError",
        False,
    ),
    "an exit in a call": (
        "import os\ndef warn(): os._exit(3)",
        "warnings arrive",
        "the process that holds the notebook's functions is out of reach",
        False,
    ),
    "a crash in a call": (
        "import ctypes\ndef warn(): ctypes.string_at(0)",
        "warnings arrive",
        "the process that holds the notebook's functions is out of reach",
        False,
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_call_that_does_not_come_back_costs_its_cell_and_says_why(course, right, name):
    replaced, place, sentence, goes_on = ENDS[name]
    student = name_of(name)
    course.hand_in(student, course.answer({"answers": f"{ANSWERS}\n{replaced}", "after": AFTER}))
    outcome = course.grade(student)
    assert outcome.status == "graded", outcome.reason
    assert sentence in error_of(course, student, place)
    went_on = outcome.reason == "" if goes_on is None else goes_on
    assert outcome.score == (right.score - 1 if went_on else list(PASSES).index(place))
    assert bool(outcome.reason) != went_on
    assert ("the kernel was stopped" in error_of(course, student, "tensors")) != went_on


LEAKS = {
    "prints": "print(x)",
    "prints to stderr": "print(x, file=sys.stderr)",
    "writes past Python": "os.write(1, repr(x).encode())",
    "displays": "display(x)",
    "warns": "warnings.warn(repr(x))",
    "raises a message": "raise ValueError(repr(x))",
    "raises a number": "raise KeyError(x[0, 0])",
    "raises an assertion": "assert x is None, repr(x)",
    "names an exception": "raise type(f'E{x[0, 0]:.0f}', (Exception,), {})",
    "names an exception as the checks do": "raise type('CheckFailed', (Exception,), {})(repr(x))",
    "names an exception as the grader does": "raise type('Points', (Exception,), {})(repr(x))",
    "raises an exception of the checks": "raise CheckFailed(repr(x))",
    "raises in a line of its own making": "text = f'raise ValueError  # {x[0, 0]:.0f}\\n'; "
    "linecache.cache['<mine>'] = (len(text), None, [text], '<mine>'); "
    "exec(compile(text, '<mine>', 'exec'))",
    "raises in a function of that name": "exec(f'def f{x[0, 0]:.0f}(): raise ValueError'); "
    "locals()[f'f{x[0, 0]:.0f}']()",
    "returns text": "return repr(x)",
    "returns a list": "return x.tolist()",
    "returns an object of that name": "return type(f'T{x[0, 0]:.0f}', (), {})()",
    "returns a function of that name": "f = lambda: 1; f.__name__ = repr(x); return f",
}
"""How functions tell of the inputs of hidden tests, which are 90210."""

OPEN = {
    "names an exception as the checks do",
    "names an exception as the grader does",
    "raises an exception of the checks",
    "returns an object of that name",
}
"""In the student's own process nothing tells these from what the checks and the grader say."""

LEAKING = "import linecache, os, sys, warnings\nfrom cnnkit.checks import CheckFailed\n"
LEAKING += "def right(x, window, stride): return x[::2, ::2] + 0\n"
for number, code in enumerate(LEAKS.values()):
    LEAKING += f"def leak_{number}(x, window, stride):\n    if x[0, 0] > 99: {code}\n"
    LEAKING += "    return right(x, window, stride)\n"

LEAK_TESTS = (
    """
O1.check({0}, Case(np.zeros((4, 4)), 2, 2))
### BEGIN HIDDEN TESTS
O1.check({0}, Case(np.full((4, 4), 90210.0), 2, 2), hidden=True)
### END HIDDEN TESTS
""",
    """
assert {0}(np.zeros((4, 4)), 2, 2).shape == (2, 2)
### BEGIN HIDDEN TESTS
np.testing.assert_allclose({0}(np.full((4, 4), 90210.0), 2, 2), np.full((2, 2), 90210.0))
### END HIDDEN TESTS
""",
)


@pytest.fixture(scope="module")
def page(walls, tmp_path_factory):
    """Grade answers that tell of hidden inputs; return the notebook that becomes the page."""
    given = (
        "import numpy as np\nfrom cnnkit.checks import Case\nfrom cnnkit.checks.pooling import O1"
    )
    answer = f"### BEGIN SOLUTION\n{LEAKING}### END SOLUTION"
    cells = [course_cell(given, "given", locked=True)]
    cells.append(course_cell(answer, "answers", solution=True))
    for number in range(len(LEAKS)):
        for kind, test in enumerate(LEAK_TESTS):
            for tag in ("apart", "in-sandbox"):
                source, name = test.strip().format(f"leak_{number}"), f"{tag}-{kind}-{number}"
                cell = course_cell(source, name, grade=True, locked=True, points=1)
                cell.metadata.tags = [tag]
                cells.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3"}
    folder = tmp_path_factory.mktemp("leaks") / "course"
    school = School(folder, new_notebook(cells=cells, metadata={"kernelspec": kernel}), UNCHECKED)
    school.hand_in("leaks", school.answer({"answers": LEAKING}))
    assert school.grade("leaks").status == "graded"
    graded = school.graded("leaks")
    without_hidden_tests(graded)
    return {cell.metadata.nbgrader.grade_id: json.dumps(cell) for cell in graded.cells}


@pytest.mark.parametrize("kind", [0, 1], ids=["exercise", "assertion"])
@pytest.mark.parametrize(
    ("tag", "name"),
    [("apart", name) for name in LEAKS]
    + [("in-sandbox", name) for name in LEAKS if name not in OPEN],
)
def test_the_inputs_of_a_hidden_test_do_not_come_back(page, name, kind, tag):
    text = page[f"{tag}-{kind}-{list(LEAKS).index(name)}"]
    assert "90210" not in text
