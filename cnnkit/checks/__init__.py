"""What the test cells of the exercises call: compare, recognise a known mistake, say it kindly.

Each assignment has a package here (``cnnkit.checks.pooling``) with one `Exercise` per exercise:
what its function returns, the right answer, and the known mistakes as small functions.
A test cell hands the student's function and every `Case` to an exercise::

    from cnnkit.checks import Case
    from cnnkit.checks.pooling import O1

    O1.check(max_pool2d, Case(x, 2, 2, gives=[[6, 8], [3, 4]]))
"""

from cnnkit.checks.exercise import Case, CheckFailed, Exercise, Part, Score, Trial, sentence
from cnnkit.checks.hunt import Hunt
from cnnkit.checks.returns import (
    Array,
    Dict,
    ListOf,
    Real,
    Returns,
    Text,
    Tuple,
    TupleOf,
    Whole,
)

__all__ = [
    "Array",
    "Case",
    "CheckFailed",
    "Dict",
    "Exercise",
    "Hunt",
    "ListOf",
    "Part",
    "Real",
    "Returns",
    "Score",
    "Text",
    "Trial",
    "Tuple",
    "TupleOf",
    "Whole",
    "sentence",
]
