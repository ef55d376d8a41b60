"""A line on which two processes ask each other, strictly one question within the other.

The judge asks for a call, the notebook's process may ask back for a function that it was handed,
and so on. Both ends are the same; only what they answer to differs.
"""

from __future__ import annotations

import select
import signal
import socket
from collections.abc import Callable
from typing import Any

from cnnkit.grading import wire

__all__ = ["Broken", "Channel", "Message"]

DEEPEST = 40
"""Questions within questions."""

STALE = 100
"""Answers that may still come to questions that were given up."""

_STRIKES = {signal.SIGALRM, signal.SIGINT}

Message = tuple[dict[str, Any], list[bytes]]


class Broken(RuntimeError):
    """The other process is no more, or does not speak as it should."""


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
        self._arrived: list[Message] = []
        self._count = 0
        self._depth = 0
        self._unanswered = 0  # the number of a question that was given up
        self._broken = ""

    def ask(self, question: dict[str, Any], buffers: list[bytes] | None = None) -> Message:
        """Return the answer to a question; answer the other side's questions meanwhile.

        Raises
        ------
        Broken
            If there will be no answer, now or ever.
        """
        if self._depth >= DEEPEST:
            raise RecursionError(f"calls went forth and back {DEEPEST} times within each other")
        self._count += 1
        number = self._count
        self._depth += 1
        try:
            if self._unanswered:
                self._until(self._unanswered, too_late=True)
                self._unanswered = 0
            self._send({"ask": number, **question}, buffers or [])
            return self._until(number)
        except Broken:
            raise
        except BaseException:  # a time limit, or Ctrl+C
            if self._depth == 1:
                self._unanswered = self._unanswered or number
                self._give_up()
            raise
        finally:
            self._depth -= 1

    def serve(self) -> None:
        """Answer what has arrived, and wait for it if nothing has."""
        self._take()
        while self._arrived:
            message, buffers = self._arrived.pop(0)
            if "ask" in message:
                self._serve(message, buffers)

    def _until(self, number: int, *, too_late: bool = False) -> Message:
        stale = 0
        while True:
            while not self._arrived:
                self._take()
            message, buffers = self._arrived.pop(0)
            if message.get("reply") == number:
                del message["reply"]
                return message, buffers
            if "ask" in message and not too_late:
                self._serve(message, buffers)
            elif "ask" in message:
                self._send({"reply": message["ask"], "too late": True}, [])
            else:
                stale += 1
                if stale > STALE:
                    self._break("it sent answers to questions that nobody asked")

    def _serve(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        number = message.pop("ask")
        answer: dict[str, Any] = {"too late": True}
        data: list[bytes] = []
        try:
            answer, data = self._answer(message, buffers)
        finally:
            self._send({"reply": number, **answer}, data)

    def _send(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        if self._broken:
            raise Broken(self._broken)
        data = wire.pack(message, buffers)
        sent = False
        try:
            self._line.sendall(data)
            sent = True
        except OSError:
            self._break("it ended")
        finally:
            if not sent:  # what is on the line is half of a message
                self._broken = self._broken or "it did not listen"

    def _take(self) -> None:
        if self._broken:
            raise Broken(self._broken)
        select.select([self._line], [], [])  # a time limit may strike here, where nothing is lost
        try:
            signal.pthread_sigmask(signal.SIG_BLOCK, _STRIKES)
            if not (data := self._line.recv(2**20)):
                self._break("it ended")
            self._arrived += self._reader.feed(data)
        except OSError:
            self._break("it ended")
        except wire.BadMessage as error:
            self._break(f"it sent what is no message ({error})")
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STRIKES)

    def _break(self, reason: str) -> None:
        self._broken = f"the process that holds the notebook's functions is out of reach: {reason}"
        raise Broken(self._broken)
