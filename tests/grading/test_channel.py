"""Two processes ask each other, and no answer goes to another question, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import sys
import threading
import time

import pytest

from cnnkit.grading.channel import DEEPEST, STALE, Broken, Channel, NoAnswer, TooLarge
from cnnkit.grading.wire import MOST_BYTES, Reader, pack

SIGNALS = {signal.SIGINT, signal.SIGUSR1}


class Late(BaseException):
    """What a time limit raises."""


@contextlib.contextmanager
def time_limit(seconds):
    def strike(number, frame):
        raise Late

    before = signal.signal(signal.SIGALRM, strike)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def no_endless_wait():
    """Fail where a lost message would make a test wait for ever."""
    with time_limit(30):
        yield


@contextlib.contextmanager
def another(serve):
    """Run the other side in a process of its own; yield our end of the line, and its number."""
    here, there = socket.socketpair()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # till the other side is ready for them
    number = os.fork()
    if number == 0:
        with contextlib.suppress(BaseException):
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            here.close()
            serve(there)
        os._exit(0)
    there.close()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        yield here, number
    finally:
        here.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


def served(answer):
    """Make the other side: it answers, and Ctrl+C ends what it is about."""

    def serve(line):
        def safely(question, buffers):
            try:
                return answer(channel, question, buffers)
            except BaseException as error:
                return {"error": type(error).__name__}, []

        channel = Channel(line, safely)
        signal.signal(signal.SIGINT, channel.interrupt)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                channel.serve()

    return serve


def nothing(question, buffers):
    raise AssertionError("nothing was asked")


def echo(channel, question, buffers):
    return {"back": question}, [*buffers, b"end"]


def test_an_answer_and_its_buffers_come_back():
    with another(served(echo)) as (line, _):
        channel = Channel(line, nothing)
        for n in range(100):
            assert channel.ask({"n": n}, [b"x" * n]) == ({"back": {"n": n}}, [b"x" * n, b"end"])


def test_a_message_of_many_megabytes_crosses_both_ways():
    data = os.urandom(30 * 2**20)
    with another(served(echo)) as (line, _):
        _, (back, _) = Channel(line, nothing).ask({}, [data])
    assert back == data


def test_questions_stand_within_questions_both_ways():
    def factorial(channel, question, buffers):
        n = question["n"]
        return {"value": n * channel.ask({"n": n - 1})[0]["value"] if n else 1}, []

    with another(served(factorial)) as (line, _):
        channel = Channel(line, lambda *message: factorial(channel, *message))
        assert channel.ask({"n": 20})[0] == {"value": 2432902008176640000}
        assert channel.ask({"n": 3})[0] == {"value": 6}  # and it is at rest again


def test_calls_that_go_back_and_forth_for_ever_end_on_both_sides():
    def on(channel, question, buffers):
        return channel.ask({"depth": question["depth"] + 1})

    with another(served(on)) as (line, _):
        deepest = 0

        def answer(question, buffers):
            nonlocal deepest
            deepest = max(deepest, question["depth"])
            return on(channel, question, buffers)

        channel = Channel(line, answer)
        with pytest.raises(RecursionError, match=f"{DEEPEST} times within each other"):
            channel.ask({"depth": 1})
        assert deepest == 2 * DEEPEST
        # the question was given up, and the next one is answered all the same
        with pytest.raises(RecursionError):
            channel.ask({"depth": 1})


def test_an_exception_of_ones_own_answer_goes_up_and_the_other_side_hears_of_it():
    heard = []

    def fail(question, buffers):
        raise ZeroDivisionError

    def ask_back(channel, question, buffers):
        if "heard" in question:
            return {"heard": heard}, []
        try:
            return channel.ask({"n": 1})
        except NoAnswer as error:
            heard.append(str(error))
            raise

    interrupted = []
    with another(served(ask_back)) as (line, _):
        channel = Channel(line, fail, lambda: interrupted.append(True))
        with pytest.raises(ZeroDivisionError):
            channel.ask({})
        assert interrupted == [True]
        answer, _ = channel.ask({"heard": True})
    assert answer == {"heard": ["there is no answer: the question was given up"]}


def slow(channel, question, buffers):
    while question.get("slow"):
        time.sleep(0.01)
    return {"to": question["n"]}, []


def test_the_late_answer_to_a_question_that_was_given_up_is_not_that_to_the_next():
    with another(served(slow)) as (line, other):
        channel = Channel(line, nothing, lambda: os.kill(other, signal.SIGINT))
        for n in range(5):
            with pytest.raises(Late), time_limit(0.05):
                channel.ask({"n": n, "slow": True})
            assert channel.ask({"n": n + 10})[0] == {"to": n + 10}


def test_a_question_can_be_given_up_while_the_one_before_is_still_worked_on():
    with another(served(slow)) as (line, other):
        interrupts = []
        channel = Channel(line, nothing, lambda: interrupts.append(other))  # too weak to stop it
        for _ in range(3):
            with pytest.raises(Late), time_limit(0.05):
                channel.ask({"n": 1, "slow": True})
        assert len(interrupts) == 3
        os.kill(other, signal.SIGINT)
        assert channel.ask({"n": 2})[0] == {"to": 2}


def test_what_a_given_up_question_asks_for_is_no_longer_done():
    asked = []

    def greedy(channel, question, buffers):
        if question["n"]:
            return {"to": question["n"]}, []
        refused = 0
        while refused < 3:
            try:
                channel.ask({"of": "the judge"})
            except NoAnswer:
                refused += 1
        return {}, []

    def answer(question, buffers):
        asked.append(question)
        return {}, []

    with another(served(greedy)) as (line, _):
        channel = Channel(line, answer)
        with pytest.raises(Late), time_limit(0.05):
            channel.ask({"n": 0})
        before = len(asked)
        assert before > 0
        assert channel.ask({"n": 1})[0] == {"to": 1}
        assert len(asked) == before


@pytest.mark.parametrize("size", [0, 10**6])
def test_a_time_limit_may_strike_at_any_moment(size):
    def ask_back(channel, question, buffers):
        return {"to": question["n"] + channel.ask({})[0]["zero"]}, buffers

    interrupted = {"error": "KeyboardInterrupt"}  # by what was meant for the question before
    failed = "there is no answer: the question was given up"

    def ask_for_ever(n):
        while True:
            try:
                assert channel.ask({"n": n}, data) in (({"to": n}, data), (interrupted, []))
            except NoAnswer as error:
                if str(error) != failed:
                    raise

    with another(served(ask_back)) as (line, other):
        channel = Channel(line, lambda *_: ({"zero": 0}, []), lambda: os.kill(other, signal.SIGINT))
        data = [bytes(size)]
        for n in range(100):
            with pytest.raises(Late), time_limit(0.0005 + n * 0.00002):
                ask_for_ever(n)
        for _ in range(3):  # a Ctrl+C may still be on its way
            with contextlib.suppress(NoAnswer):
                answer = channel.ask({"n": 7})[0]
        assert answer == {"to": 7}


def test_a_side_that_gave_a_question_of_its_own_up_can_ask_again():
    """A callback is interrupted; its answer comes while that side waits for its next question."""

    def ask_back(channel, question, buffers):
        if question["n"] == 0:
            with contextlib.suppress(KeyboardInterrupt):
                channel.ask({"slow": True})
            return {"to": 0}, []
        return {"to": channel.ask({})[0]["n"]}, []

    with another(served(ask_back)) as (line, other):

        def answer(question, buffers):
            if question.get("slow"):
                os.kill(other, signal.SIGINT)
                time.sleep(0.05)
            return {"n": 5}, []

        channel = Channel(line, answer)
        assert channel.ask({"n": 0})[0] == {"to": 0}
        assert channel.ask({"n": 1})[0] == {"to": 5}


# ---- the other side is not what it should be ----


def hostile(*frames, hold=True):
    """Make another side that sends these bytes once it was asked, whatever it was asked."""

    def serve(line):
        line.recv(2**16)
        for frame in frames:
            line.sendall(frame)
        while hold and line.recv(2**16):
            pass

    return serve


def answers(*messages, hold=True):
    return hostile(*(pack(message) for message in messages), hold=hold)


def test_answers_to_other_questions_are_passed_over():
    others = [{"reply": n, "value": "wrong"} for n in (0, 2, -1, 10**30, "1", None, [1], 1.5)]
    with another(answers(*others, {}, {"value": "wrong"}, {"reply": 1, "value": 3})) as (line, _):
        assert Channel(line, nothing).ask({}) == ({"value": 3}, [])


def test_the_answer_to_the_next_question_cannot_be_given_ahead():
    ahead = [{"reply": 2, "value": "ahead"}, {"reply": 1, "value": 1}]
    with another(answers(*ahead, {"reply": 2, "value": "ahead"})) as (line, _):
        channel = Channel(line, nothing)
        assert channel.ask({})[0] == {"value": 1}
        channel.ask({})  # the number can be guessed, so this is no more than a return value


def test_a_flood_of_answers_ends_the_line():
    with another(answers(*[{"reply": 7}] * (STALE + 1))) as (line, _):
        channel = Channel(line, nothing, lambda: pytest.fail("there is nobody to interrupt"))
        with pytest.raises(Broken, match="answers to questions that nobody asked"):
            channel.ask({})
        with pytest.raises(Broken, match="answers to questions that nobody asked"):
            channel.ask({})


def test_an_endless_flood_of_questions_lasts_as_long_as_the_time_limit():
    def flood(line):
        threading.Thread(target=lambda: [None for _ in iter(lambda: line.recv(2**16), b"")]).start()
        while True:
            line.sendall(pack({"ask": 5, "within": 1}) * 1000)

    with another(flood) as (line, _):
        channel = Channel(line, lambda *_: ({}, []))
        for _ in range(2):  # and for the next question, too
            with pytest.raises(Late), time_limit(0.1):
                channel.ask({})
        assert len(channel._arrived) < 2**20


@pytest.mark.parametrize("number", [None, "1", [], {}, 1.5, True, "x" * 10**6])
def test_a_question_without_a_number_ends_the_line(number):
    with another(answers({"ask": number, "within": 1})) as (line, _):
        channel = Channel(line, nothing)
        with pytest.raises(Broken, match="asked without a number"):
            channel.ask({})


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">II", 2**32 - 1, 0),
        struct.pack(">II", 2, 2**32 - 1),
        struct.pack(">III", 2, 1, MOST_BYTES) + b"{}",
        struct.pack(">II", 2, 0) + b"[]",
        struct.pack(">II", 100_000, 0) + b"[" * 100_000,
        struct.pack(">II", 4, 0) + b"\xff\xfe\xff\xfe",
        b"GET / HTTP/1.0\r\n\r\n",
    ],
    ids=["long", "many buffers", "long buffer", "a list", "deep", "no text", "no frame"],
)
def test_what_is_no_message_ends_the_line(frame):
    with another(hostile(frame)) as (line, _):
        channel = Channel(line, nothing)
        for _ in range(2):
            with pytest.raises(Broken, match="it sent what is no message"):
                channel.ask({})


def test_half_a_message_is_waited_for_until_the_time_is_over():
    frame = pack({"reply": 1, "value": 5}, [b"abc"])
    with another(hostile(frame[:-2])) as (line, _):
        interrupts = []
        channel = Channel(line, nothing, lambda: interrupts.append(1))
        for times in (1, 2):
            with pytest.raises(Late), time_limit(0.05):
                channel.ask({})
            assert len(interrupts) == times


def test_a_message_in_pieces_is_put_together():
    frame = pack({"reply": 1, "value": 5}, [b"abc"])
    pieces = [frame[n : n + 1] for n in range(len(frame))]
    with another(hostile(*pieces)) as (line, _):
        assert Channel(line, nothing).ask({}) == ({"value": 5}, [b"abc"])


@pytest.mark.parametrize("frame", [b"", b"\x00\x00", pack({"reply": 1})[:-1]])
def test_a_process_that_ends_ends_the_line_at_once(frame):
    with another(hostile(frame, hold=False)) as (line, _):
        channel = Channel(line, nothing, lambda: pytest.fail("there is nobody to interrupt"))
        for _ in range(2):
            with pytest.raises(Broken, match="out of reach: it ended"):
                channel.ask({})


def test_a_process_that_ends_before_it_is_asked_ends_the_line():
    with another(lambda line: None) as (line, other):
        os.waitid(os.P_PID, other, os.WEXITED | os.WNOWAIT)
        with pytest.raises(Broken, match="it ended"):
            Channel(line, nothing).ask({}, [bytes(10**6)])


def test_a_process_that_does_not_listen_cannot_hold_a_large_question_up_for_ever():
    def listen_late(line):
        signal.sigwait([signal.SIGUSR1])
        served(echo)(line)

    with another(listen_late) as (line, other):
        channel = Channel(line, nothing)
        for _ in range(2):
            with pytest.raises(Late), time_limit(0.05):
                channel.ask({}, [bytes(10**7)])
        os.kill(other, signal.SIGUSR1)
        # the rest of the large question goes first, and its answer is not that of this one
        assert channel.ask({"n": 1}, [b"a"]) == ({"back": {"n": 1}}, [b"a", b"end"])


def test_a_question_that_is_too_large_is_not_sent_and_nothing_waits_for_it():
    with another(served(slow)) as (line, _):
        channel = Channel(line, nothing, lambda: pytest.fail("there is nothing to give up"))
        with pytest.raises(TooLarge, match="64 MB are too large"):
            channel.ask({"n": 1}, [bytes(MOST_BYTES)])
        with pytest.raises(TypeError, match="not JSON"):
            channel.ask({"n": object()})
        assert channel.ask({"n": 2})[0] == {"to": 2}


@pytest.mark.parametrize("way", ["too large", "no JSON"])
def test_an_answer_that_cannot_be_sent_is_replaced_by_the_reason(way):
    def odd(channel, question, buffers):
        if question["n"] == 2:
            return {"to": 2}, []
        return ({}, [bytes(MOST_BYTES)]) if way == "too large" else ({"value": object()}, [])

    with another(served(odd)) as (line, _):
        channel = Channel(line, nothing, lambda: pytest.fail("the question was answered"))
        with pytest.raises(NoAnswer, match="too large" if way == "too large" else "not JSON"):
            channel.ask({"n": 1})
        assert channel.ask({"n": 2})[0] == {"to": 2}


@pytest.mark.parametrize("reason", [None, 5, {"a": 1}, "x" * 10**6, [[[]]]])
def test_a_reason_can_be_anything(reason):
    with another(answers({"reply": 1, "failed": reason})) as (line, _):
        channel = Channel(line, nothing)
        with pytest.raises(NoAnswer, match="there is no answer") as info:
            channel.ask({})
    assert len(str(info.value)) < 300


def test_two_questions_that_came_at_once_are_both_answered():
    here, there = socket.socketpair()
    with here, there:
        here.sendall(
            pack({"ask": 1}) + pack({"reply": 9}) + pack({"ask": 2}) + pack({"ask": 3})[:5]
        )
        channel = Channel(there, lambda *_: ({"value": 0}, []))
        channel.serve()
        replies = [message for message, _ in Reader().feed(here.recv(2**16))]
    assert replies == [{"reply": 1, "value": 0}, {"reply": 2, "value": 0}]


def test_a_question_is_answered_though_the_answer_before_it_was_interrupted():
    def answer(question, buffers):
        if question["n"] == 1:
            signal.raise_signal(signal.SIGINT)
        return {"to": question["n"]}, []

    here, there = socket.socketpair()
    with here, there:
        here.sendall(b"".join(pack({"ask": n, "n": n}) for n in (1, 2)))
        channel = Channel(there, answer)
        before = signal.signal(signal.SIGINT, channel.interrupt)
        try:
            with pytest.raises(KeyboardInterrupt):
                channel.serve()
            signal.raise_signal(signal.SIGINT)  # there is nothing to end now
        finally:
            signal.signal(signal.SIGINT, before)
        channel.serve()
        replies = [message for message, _ in Reader().feed(here.recv(2**16))]
    assert replies == [{"reply": 1, "failed": "the question was given up"}, {"reply": 2, "to": 2}]


def test_serving_ends_when_the_asking_side_is_gone():
    here, there = socket.socketpair()
    here.close()
    with there, pytest.raises(Broken, match="it ended"):
        Channel(there, nothing).serve()


def test_a_side_without_room_on_its_stack_says_so():
    """Python's own limit strikes in the middle of anything; the next question works."""

    def down(n, channel):
        return down(n - 1, channel) if n else channel.ask({"n": 1})

    with another(served(slow)) as (line, _):
        channel = Channel(line, nothing)
        for left in range(1, 60):
            with contextlib.suppress(RecursionError):
                down(sys.getrecursionlimit() - len(_stack()) - left, channel)
        assert channel.ask({"n": 2})[0] == {"to": 2}


def _stack():
    frame, frames = sys._getframe(1), []
    while frame:
        frames.append(frame)
        frame = frame.f_back
    return frames
