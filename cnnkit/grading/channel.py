"""A line on which two processes ask each other, strictly one question within the other.

The judge asks for a call, the notebook's process may ask back for a function that it was handed,
and so on. Both ends are the same; only what they answer to differs. A time limit may strike
anywhere: then a question is given up, and may be lost, but no answer goes to another question.
"""

from __future__ import annotations

import functools
import operator
import select
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

from cnnkit.grading import wire

__all__ = ["Broken", "Channel", "Message", "NoAnswer", "TooLarge"]

DEEPEST = 40
"""Questions within questions."""

STALE = 100
"""Answers that may still come to questions that were given up."""

CHUNK = 2**16
"""Bytes that are read at a time: for more, memory would be mapped and unmapped each time."""

Message = tuple[dict[str, Any], list[bytes]]


class Broken(RuntimeError):
    """The other process is no more, or does not speak as it should."""


class NoAnswer(RuntimeError):
    """The other process will not answer this question, but perhaps the next."""


class TooLarge(ValueError):
    """A message is larger than the other side would read."""


class Channel:
    """One end.

    Parameters
    ----------
    line : socket.socket
        Blocking.
    answer : callable
        Takes a question and its buffers, and returns the answer and its buffers.
    give_up : callable, optional
        Called when an exception ends the wait for an answer: it stops the other side.

    Examples
    --------
    >>> import threading
    >>> here, there = socket.socketpair()
    >>> other = Channel(there, lambda question, _: ({"twice": 2 * question["n"]}, []))
    >>> thread = threading.Thread(target=other.serve)
    >>> thread.start()
    >>> Channel(here, lambda question, _: ({}, [])).ask({"n": 21})
    ({'twice': 42}, [])
    >>> thread.join(), here.close(), there.close()
    (None, None, None)
    """

    def __init__(
        self,
        line: socket.socket,
        answer: Callable[[dict[str, Any], list[bytes]], Message],
        give_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._line = line
        self._answer = answer
        self._give_up = give_up
        self._reader = wire.Reader()
        self._arrived: deque[Message] = deque()
        self._count = 0
        self._depth = 0
        self._serving = 0  # the question that is being answered; 0 is none
        self._answering = False  # whether Ctrl+C has anything to end
        self._in_doubt = False  # whether an answer of ours may still be worked on
        self._going = b""  # the last message that was sent,
        self._gone: list[int] = []  # and how much of it went at a time
        self._broken = ""

    def ask(self, question: dict[str, Any], buffers: list[bytes] | None = None) -> Message:
        """Return the answer to a question; answer the other side's questions meanwhile.

        Raises
        ------
        NoAnswer
            If the other side gave the question up, or its answer cannot be sent.
        Broken
            If there will be no answer, now or ever.
        """
        if self._depth >= DEEPEST:
            raise RecursionError(f"calls went forth and back {DEEPEST} times within each other")
        _make_sure_of_room(30)
        number, data = self._numbered(question, buffers or [])
        outermost = self._depth == 0
        self._depth += 1
        try:
            if outermost:
                if self._in_doubt:  # wait until the other side has done with what was given up
                    rest, ping = self._numbered({"ping": True}, [])
                    self._send(ping)
                    self._until(rest)
                self._in_doubt = True
            self._send(data)
            answer, buffers = self._until(number)
            if outermost:
                self._in_doubt = False
        except BaseException:  # a time limit, or Ctrl+C
            if outermost and self._in_doubt and not self._broken:
                self._give_up()
            raise
        finally:
            self._depth -= 1
        if "failed" in answer:
            raise NoAnswer(_in_words(answer["failed"]))
        return answer, buffers

    def serve(self) -> None:
        """Answer what has arrived, and wait for it if nothing has."""
        if not self._arrived:
            self._take()
        while self._arrived:
            message, buffers = self._arrived.popleft()
            if "ask" in message:
                self._serve(message, buffers)

    def interrupt(self, *_: Any) -> None:
        """Handle the signal for Ctrl+C: end the answer that is worked on, if any is."""
        if self._answering:
            raise KeyboardInterrupt

    def _numbered(self, question: dict[str, Any], buffers: list[bytes]) -> tuple[int, bytes]:
        self._count += 1
        about = {"ask": self._count, "within": self._serving}
        return self._count, _packed(about | question, buffers)

    def _until(self, number: int) -> Message:
        stale = 0
        while True:
            while not self._arrived:
                self._take()
            message, buffers = self._arrived.popleft()
            if message.pop("reply", None) == number:
                return message, buffers
            if "ask" not in message:
                stale += 1
                if stale > STALE:
                    self._break("it sent answers to questions that nobody asked")
            elif message.get("within") == number:
                self._serve(message, buffers)
            elif message.get("within") == 0 and self._serving:
                self._arrived.appendleft((message, buffers))
                return {"failed": "the call that it belongs to was given up"}, []
            else:
                self._serve(message, buffers, too_late=True)

    def _serve(
        self, message: dict[str, Any], buffers: list[bytes], *, too_late: bool = False
    ) -> None:
        number, _ = message.pop("ask"), message.pop("within", None)
        if type(number) is not int:
            self._break("it asked without a number")
        data = _packed({"reply": number, "failed": "the question was given up"}, [])
        if "ping" in message:
            data = _packed({"reply": number}, [])
        before = self._serving, self._answering
        try:
            if not (too_late or "ping" in message):
                self._serving, self._answering = number, True
                data = _answered(number, *self._answer(message, buffers))
        finally:
            self._serving, self._answering = before
            self._send(data)

    def _send(self, data: bytes) -> None:
        self._check()
        try:
            if self._gone:  # the rest of what a time limit held up, or it would be no message
                self._push()
            self._going, self._gone = data, []
            self._push()
        except OSError:
            self._break("it ended")

    def _push(self) -> None:
        while (gone := sum(self._gone)) < len(self._going):
            # in one go, so that no time limit strikes between sending and noting it down
            self._gone.extend(map(self._line.send, [memoryview(self._going)[gone:]]))

    def _take(self) -> None:
        self._check()
        select.select([self._line], [], [])
        held = self._reader.held
        before = len(held)
        try:
            # in one go, so that no time limit strikes between taking it and putting it down
            functools.reduce(operator.iadd, map(self._line.recv, [CHUNK]), held)
            if len(held) == before:
                self._break("it ended")
            self._arrived.extend(self._reader.feed(b""))
        except OSError:
            self._break("it ended")
        except wire.BadMessage as error:
            self._break(f"it sent what is no message ({error})")

    def _break(self, reason: str) -> None:
        self._broken = reason
        self._check()

    def _check(self) -> None:
        if self._broken:
            raise Broken(
                f"the process that holds the notebook's functions is out of reach: {self._broken}"
            )


def _make_sure_of_room(frames: int) -> None:
    """Raise RecursionError now, not in the middle of reading an answer."""
    if frames:
        _make_sure_of_room(frames - 1)


def _answered(number: int, answer: dict[str, Any], buffers: list[bytes]) -> bytes:
    try:
        return _packed({"reply": number, **answer}, buffers)
    except Exception as error:  # too large, or no JSON
        return _packed({"reply": number, "failed": str(error)}, [])


def _packed(message: dict[str, Any], buffers: list[bytes]) -> bytes:
    data = wire.pack(message, buffers)
    if len(data) > wire.MOST_BYTES:
        raise TooLarge(f"{len(data) // 2**20} MB are too large to cross")
    return data


def _in_words(reason: Any) -> str:
    return f"there is no answer: {reason[:200]}" if type(reason) is str else "there is no answer"
