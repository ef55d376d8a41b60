"""In the notebook's process: answer what the judge asks of the student's functions.

This runs beside the student's code and could be replaced by it, so the judge takes whatever it
says for no more than a return value.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import operator
import signal
import socket
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnkit.grading.channel import Channel, Message
from cnnkit.grading.plain import decode, encode
from cnnkit.grading.raised import rebuilt, told
from cnnkit.withhold import withholding

__all__ = ["LATEST", "OPERATIONS", "Witness", "about", "random_states_differ"]

MOST_PRINTED = 64 * 2**10
"""Characters that one call may print."""

LATEST = 8
"""Results that are looked at again after later calls: a function may overwrite what it returned."""

OPERATIONS: dict[str, Callable[..., Any]] = {
    "attribute": getattr,
    "set": setattr,
    "length": len,
    "item": operator.getitem,
    "set item": operator.setitem,
    "contains": operator.contains,
    "iterate": iter,
    "next": next,
}


class Witness:
    """Holds what the student's cells defined, and calls it for the judge.

    Parameters
    ----------
    line : socket.socket
        To the judge.
    names : dict
        The notebook's namespace.
    """

    def __init__(self, line: socket.socket, names: dict[str, Any]) -> None:
        self._line = line
        self.channel = Channel(line, self._answer)
        self._names = names
        self._kept: list[Any] = []  # objects that the judge knows by their numbers
        self._shares_objects = False
        self._returned: deque[_Returned] = deque(maxlen=LATEST)
        self._calls = 0
        self._seeded: tuple | None = None  # as a test left the random numbers, till one is drawn

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Answer in a running loop, on the main thread, where Ctrl+C arrives."""

        def hear() -> None:
            before = signal.signal(signal.SIGINT, self.channel.interrupt)
            try:
                self.channel.serve()
            except KeyboardInterrupt:
                pass
            except Exception:  # the judge has gone, or is not to be understood
                loop.remove_reader(self._line)
            finally:
                signal.signal(signal.SIGINT, before)

        loop.add_reader(self._line, hear)

    def _answer(self, question: dict[str, Any], buffers: list[bytes]) -> Message:
        began = time.perf_counter()
        said = _Said()
        try:
            tree, data, more = self._done(question, buffers, said)
            answer = {"value": tree, **more}
        except BaseException as error:  # sys.exit() and Ctrl+C, too
            answer, data = {"error": told(error)}, []
        answer["seconds"] = time.perf_counter() - began
        return answer | said.so_far(), data

    def _done(
        self, question: dict[str, Any], buffers: list[bytes], said: _Said
    ) -> tuple[Any, list[bytes], dict[str, Any]]:
        if "names" in question:
            self._shares_objects = question["objects"]
            self._returned.clear()
            self._calls = 0
            found = {name: self._names[name] for name in question["names"] if name in self._names}
            return *encode([found, None], self._named), {}
        target = self._target(question["of"])
        args, options, random = decode(question["with"], buffers, self._received)
        blanked = bool(question.get("blank")) and _blank([args, options])
        with contextlib.ExitStack() as stack:
            stack.enter_context(said.listening())
            stack.enter_context(np.errstate(**question["floats"]))
            if question["withhold"]:
                stack.enter_context(withholding())
            if random is not None:
                np.random.set_state(random)  # noqa: NPY002  (a test seeded what the student draws)
                self._seeded = random
            do = OPERATIONS.get(question["do"])
            value = do(target, *args) if do else target(*args, **options)
        alias = _alias(value, args)
        tree, data = encode([value, alias], self._sent)
        more: dict[str, Any] = {"blanked": True} if blanked else {}
        if self._seeded and random_states_differ(self._seeded, np.random.get_state()):  # noqa: NPY002
            more["drew"] = True
            self._seeded = None
        overwritten = []
        for earlier in self._returned:
            if (now := _content(earlier.value)) != earlier.content:
                earlier.content = now
                new, more_data = encode(earlier.value, self._sent)
                overwritten.append([earlier.number, new, len(data)])
                data = data + more_data
        if overwritten:
            more["overwritten"] = overwritten
        self._calls += 1
        more["number"] = self._calls
        if type(value) in _CAN_CHANGE:
            self._returned.append(_Returned(self._calls, value, _content(value)))
        after, changed = encode([args, options, random], self._sent)
        if (after, changed) != (question["with"], buffers):
            more["changed"] = [after, len(data)]
            data = data + changed
        return tree, data, more

    def _target(self, of: Any) -> Any:
        return self._kept[of] if isinstance(of, int) else self._names[of]

    def _named(self, value: Any) -> Any:
        """Send by number what can be called, and everything else where that is agreed."""
        return self._by_number(value) if callable(value) else self._sent(value)

    def _sent(self, value: Any) -> Any:
        if isinstance(value, _Theirs):
            return ["other", "yours", value.number]
        return self._by_number(value) if self._shares_objects else None

    def _by_number(self, value: Any) -> list:
        number = next((n for n, kept in enumerate(self._kept) if kept is value), len(self._kept))
        if number == len(self._kept):
            self._kept.append(value)
        kinds = [n for n, kind in enumerate(self._kept) if _is_of(value, kind)]
        return ["other", "mine", number, about(value) | ({"classes": kinds} if kinds else {})]

    def _received(self, tree: list) -> Any:
        _, whose, number = tree
        return self._kept[number] if whose == "yours" else _Theirs(self.channel, number)


def _is_of(value: Any, kind: Any) -> bool:
    return isinstance(kind, type) and isinstance(value, kind)


@dataclass
class _Returned:
    """A result, and what it was when the judge last heard of it."""

    number: int
    value: Any
    content: Any


_CAN_CHANGE = (np.ndarray, list, dict, set, tuple)


def _content(value: Any) -> Any:
    """Return something that differs if a value was changed in place."""
    if type(value) is np.ndarray and not value.dtype.hasobject:
        return value.shape, value.tobytes()
    return encode(value)


class _Theirs:
    """A function of the judge's, as the student's code calls it."""

    def __init__(self, channel: Channel, number: int) -> None:
        self._channel = channel
        self.number = number

    def __call__(self, *args: Any) -> Any:
        tree, buffers = encode(args)
        answer, data = self._channel.ask({"of": self.number, "with": tree}, buffers)
        if "error" in answer:
            raise rebuilt(answer["error"])
        return decode(answer["value"], data)


class _Said:
    """What a call printed, and what it warned of."""

    def __init__(self) -> None:
        self._text = _Short()
        self._warnings: list[warnings.WarningMessage] = []

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        with (
            contextlib.redirect_stdout(self._text),
            contextlib.redirect_stderr(self._text),
            warnings.catch_warnings(record=True) as self._warnings,
        ):
            warnings.simplefilter("always")
            yield

    def so_far(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if text := self._text.getvalue():
            said["printed"] = text
        if self._warnings:
            said["warned"] = [
                [each.category.__name__, str(each.message)[:500]] for each in self._warnings[:50]
            ]
        return said


class _Short(io.StringIO):
    """Keeps the first of what is written."""

    def write(self, text: str) -> int:
        left = MOST_PRINTED - self.tell()
        super().write(text[: max(left, 0)])
        return len(text)


def about(value: Any) -> dict[str, Any]:
    """Describe an object that stays here.

    Examples
    --------
    >>> about(max)["name"], about(3 + 4j)["callable"]
    ('max', False)
    """
    kind = type(value)
    described: dict[str, Any] = {
        "type": kind.__name__,
        "callable": callable(value),
        "name": str(getattr(value, "__name__", ""))[:100],
        "doc": str(getattr(value, "__doc__", "") or "")[:5000],
    }
    if callable(value):
        with contextlib.suppress(Exception):
            parameters = inspect.signature(value).parameters.values()
            described["parameters"] = [
                [each.name, int(each.kind), *_default(each)] for each in parameters
            ]
    return described


def _default(parameter: inspect.Parameter) -> list:
    if parameter.default is inspect.Parameter.empty:
        return []
    tree, buffers = encode(parameter.default)
    return [["tuple", []] if buffers else tree]


def _alias(value: Any, args: tuple) -> list | None:
    """Say which argument a result is, or of which argument it is a view."""
    for place, arg in enumerate(args):
        if value is arg and isinstance(arg, (list, dict, set, bytearray, np.ndarray)):
            return [place]
        if type(value) is type(arg) is np.ndarray and np.may_share_memory(value, arg):
            offset = _address(value) - _address(arg)
            return [place, value.dtype, value.shape, value.strides, offset]
    return None


def _address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def random_states_differ(a: tuple, b: tuple) -> bool:
    """Compare two of what ``np.random.get_state`` returns."""
    return a[2:] != b[2:] or not np.array_equal(a[1], b[1])


def _blank(value: Any) -> bool:
    """Overwrite all numbers in arrays and lists by zeros; return whether there were any."""
    if isinstance(value, np.ndarray) and value.flags.writeable and value.dtype.kind in "biuf":
        value[...] = 0
        return bool(value.size)
    if isinstance(value, list):
        blanked = any([_blank(item) for item in value])  # noqa: C419  (each of them)
        numbers = [place for place, item in enumerate(value) if type(item) in (int, float)]
        for place in numbers:
            value[place] = 0
        return blanked or bool(numbers)
    if isinstance(value, (tuple, dict)):
        values = list(value.values() if isinstance(value, dict) else value)
        return any([_blank(item) for item in values])  # noqa: C419  (each of them)
    return False
