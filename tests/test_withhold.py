"""While a student's function is being checked, cnnkit's own answers refuse to run."""

from __future__ import annotations

import functools
import inspect
import threading

import numpy as np
import pytest

from cnnkit import layers, shapes
from cnnkit.images import POOLING_EXAMPLE
from cnnkit.ops import pool
from cnnkit.ops.pool import max_pool2d
from cnnkit.withhold import BorrowedAnswer, withheld, withholding

ANSWERS = [
    function
    for module in (pool, shapes)
    for name in module.__all__
    if inspect.isfunction(function := getattr(module, name))
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_every_operation_and_count_is_withheld(answer):
    with withholding(), pytest.raises(BorrowedAnswer, match=rf"cnnkit's own {answer.__name__}\(\)"):
        answer()


@pytest.mark.parametrize(
    "borrow",
    [
        lambda x: max_pool2d(x, 2),
        lambda x: pool.max_pool2d(x, 2),
        lambda x: layers.MaxPool2d(2)(x[None, None]),
        lambda x: list(map(functools.partial(max_pool2d, window=2), [x])),
        lambda x: np.vectorize(max_pool2d, signature="(h,w),()->(r,c)")(x, 2),
        lambda x: eval("f(x, 2)", {"f": max_pool2d, "x": x}),
    ],
    ids=["imported", "through the module", "a layer", "map", "vectorize", "eval"],
)
def test_an_indirect_call_is_refused_too(borrow):
    borrow(POOLING_EXAMPLE)
    with withholding(), pytest.raises(BorrowedAnswer, match="Write this step yourself"):
        borrow(POOLING_EXAMPLE)


def test_a_layers_backward_pass_is_withheld_too():
    layer = layers.MaxPool2d(2)
    layer(POOLING_EXAMPLE[None, None])
    with withholding(), pytest.raises(BorrowedAnswer):
        layer.backward(np.ones((1, 1, 2, 2)))


def test_another_thread_gets_no_answer_either():
    caught = []

    def borrow():
        try:
            max_pool2d(POOLING_EXAMPLE, 2)
        except BorrowedAnswer as error:
            caught.append(error)

    with withholding():
        thread = threading.Thread(target=borrow)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_answers_come_back_when_the_last_check_ends():
    with withholding():
        with withholding():
            pass
        with pytest.raises(BorrowedAnswer):
            max_pool2d(POOLING_EXAMPLE, 2)
    assert max_pool2d(POOLING_EXAMPLE, 2).tolist() == [[6, 8], [3, 4]]


def test_answers_come_back_after_an_error():
    with pytest.raises(ZeroDivisionError), withholding():
        _ = 1 / 0
    assert max_pool2d(POOLING_EXAMPLE, 4).tolist() == [[8]]


def test_a_withheld_function_keeps_its_name_and_signature():
    @withheld
    def double(x: int, *, times: int = 2) -> int:
        """Multiply."""
        return x * times

    assert double(3, times=3) == 9
    assert double.__name__ == "double"
    assert double.__doc__ == "Multiply."
    assert str(inspect.signature(double)) == "(x: 'int', *, times: 'int' = 2) -> 'int'"
