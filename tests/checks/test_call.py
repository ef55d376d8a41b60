"""A student's function runs on copies, within a time, and what it says on the way is harmless."""

import contextlib
import ctypes
import logging
import os
import sys
import time
import warnings

import numpy as np
import pytest

from cnnkit.checks.call import TookTooLong, run, run_all, work_out
from cnnkit.ops.pool import max_pool2d
from cnnkit.withhold import BorrowedAnswer


def test_the_value_comes_back_as_it_is():
    assert run(lambda a, b: a - b, (7, 4)).value == 3


def sorts(values):
    values.sort()


def grows(values):
    values.append(4)


def renames(table):
    table["inner"][0] = -1


def retypes(x):
    x.dtype = np.int64


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        (sorts, np.array([3.0, 1.0])),
        (sorts, [3, 1]),
        (grows, [1, 2, 3]),
        (renames, {"inner": [1, 2]}),
        (retypes, np.ones(3)),
    ],
)
def test_a_changed_argument_is_found_and_ours_stays_as_it_was(function, argument):
    before = repr(argument)
    assert run(lambda one, two: function(two), (0, argument)).changed_argument == 1
    assert repr(argument) == before


def test_nan_in_an_argument_is_no_change():
    arguments = (np.array([np.nan, -0.0]), np.nan, [np.nan], max)
    assert run(lambda *args: None, arguments).changed_argument is None


def test_a_view_of_an_argument_is_noticed():
    assert run(lambda x: x[1:], [np.arange(3)]).shares_memory
    assert not run(lambda x: x[1:].copy(), [np.arange(3)]).shares_memory


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, RecursionError, TookTooLong])
def test_what_a_function_raises_is_kept(error):
    def fails():
        raise error("here")

    outcome = run(fails, ())
    assert type(outcome.error) is error
    assert (outcome.frame.name, outcome.frame.line) == ("fails", 'raise error("here")')


def test_the_place_of_an_error_is_the_students_own_line_not_numpys():
    outcome = run(lambda x: x.reshape(2, 2).mean(axis=7), [np.ones(4)])
    assert "mean(axis=7)" in outcome.frame.line


def test_stopping_the_kernel_stops_the_checks():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupted, ())


@pytest.mark.parametrize("caught", [(), Exception], ids=["uncaught", "caught"])
def test_an_endless_loop_ends(caught):
    def never_ends():
        while True:
            with contextlib.suppress(caught):
                time.sleep(0.001)

    outcome = run(never_ends, (), seconds=0.1)
    assert type(outcome.error) is TookTooLong


def test_one_slow_call_is_enough_to_wait_for(monkeypatch):
    monkeypatch.setattr("cnnkit.checks.call.run.__kwdefaults__", {"seconds": 0.1, "silent": False})
    outcomes = run_all(lambda n: time.sleep(n), [[0], [9], [9]])
    assert [type(outcome.error) for outcome in outcomes] == [type(None), TookTooLong]


def test_the_time_limit_ends_with_the_call():
    run(lambda: None, (), seconds=0.05)
    time.sleep(0.1)  # an alarm that was left on would end the tests here


def prints_to_stderr():
    print("noise", file=sys.stderr)


def writes_to_descriptor_2():
    os.write(2, b"noise")


def writes_from_c():
    ctypes.CDLL(None).write(2, b"noise", 5)


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("noise", [prints_to_stderr, writes_to_descriptor_2, writes_from_c])
def test_nothing_reaches_stderr(noise, silent, capfd):
    run(noise, (), silent=silent)
    shown = capfd.readouterr()
    assert shown.err == ""
    assert silent is False or shown.out == ""


def test_text_that_is_held_back_does_not_come_out_later(capfd, monkeypatch):
    with open(2, "w", closefd=False) as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        run(lambda: stream.write("noise"), ())
    assert capfd.readouterr().err == ""


def test_noise_is_shown_as_plain_output(capfd):
    run(prints_to_stderr, ())
    assert capfd.readouterr().out == "noise\n"


def test_a_logger_that_kept_stderr_is_diverted_too(capfd):
    logger, handler = logging.getLogger("kept"), logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    try:
        run(lambda: logger.warning("noise"), ())
    finally:
        logger.removeHandler(handler)
    shown = capfd.readouterr()
    assert (shown.err, shown.out) == ("", "noise\n")


def test_stderr_works_again_afterwards(capfd):
    def fails():
        raise ValueError

    run(fails, ())
    print("heard", file=sys.stderr)
    os.write(2, b"felt\n")
    assert capfd.readouterr().err == "heard\nfelt\n"


def test_silent_calls_print_nothing(capsys):
    run(lambda: print("a hidden input"), (), silent=True)
    assert capsys.readouterr().out == ""


def test_cnnkits_own_answers_are_switched_off_for_the_call_only():
    x = np.ones((2, 2))
    assert type(run(max_pool2d, (x, 2)).error) is BorrowedAnswer
    assert work_out(max_pool2d, (x, 2)).value == 1


def test_a_known_mistake_is_worked_out_without_a_sound(capfd):
    def mistake(x):
        print("noise")
        warnings.warn("noise", stacklevel=1)
        return x / 0.0

    outcome = work_out(mistake, [np.zeros(1)])
    assert np.isnan(outcome.value).all()
    assert capfd.readouterr() == ("", "")
