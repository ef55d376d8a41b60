"""Messages between a kernel and its grader: a JSON object and, behind it, raw buffers.

A kernel belongs to the student, so the reader trusts nothing: not a length, not a nesting.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["BadMessage", "Reader", "pack"]

_LENGTHS = struct.Struct(">II")
_ONE = struct.Struct(">I")
MOST_BYTES = 64 * 2**20
"""What one message may hold; a kernel that sends more is stopped."""

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class BadMessage(Exception):
    """What arrived is not a message."""


def pack(message: dict[str, Any], buffers: Sequence[Any] = ()) -> bytes:
    r"""Turn a message into bytes.

    Examples
    --------
    >>> pack({"a": 1}, [b"xy"])
    b'\x00\x00\x00\x08\x00\x00\x00\x01\x00\x00\x00\x02{"a": 1}xy'
    """
    text = json.dumps(message, default=_plain).encode()
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    lengths = b"".join(_ONE.pack(len(view)) for view in views)
    return b"".join([_LENGTHS.pack(len(text), len(views)), lengths, text, *views])


class Reader:
    """Cuts a stream of bytes into messages.

    Examples
    --------
    >>> reader = Reader()
    >>> sent = pack({"a": 1}, [b"xy"])
    >>> list(reader.feed(sent[:9])), list(reader.feed(sent[9:]))
    ([], [({'a': 1}, [b'xy'])])
    """

    def __init__(self) -> None:
        self.held = bytearray()
        """What has arrived of the next message, and perhaps more."""
        self._wanted = _LENGTHS.size

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
        """Take some bytes; yield the messages that they complete."""
        self.held += data
        while len(self.held) >= self._wanted:
            text, count = _LENGTHS.unpack_from(self.held)
            head = _LENGTHS.size + count * _ONE.size
            if text + head > MOST_BYTES:
                raise BadMessage(f"a message of {text} bytes with {count} buffers")
            if len(self.held) < head:
                self._wanted = head
                return
            sizes = [_ONE.unpack_from(self.held, 8 + 4 * i)[0] for i in range(count)]
            whole = head + text + sum(sizes)
            if whole > MOST_BYTES:
                raise BadMessage(f"a message of {whole} bytes")
            if len(self.held) < whole:
                self._wanted = whole
                return
            frame = bytes(self.held[head:whole])
            self._wanted = _LENGTHS.size  # first: an exception may strike between the two
            del self.held[:whole]
            yield _message(frame[:text]), _cut(frame[text:], sizes)


def _message(text: bytes) -> dict[str, Any]:
    try:
        message = json.loads(text.decode())  # json itself takes UTF-16 and halves of pairs, too
        if _SURROGATE.search(text):
            message = _writable(message)
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"no JSON: {type(error).__name__}") from None
    if not isinstance(message, dict):
        raise BadMessage("no JSON object")
    return message


def _writable(value: Any) -> Any:
    """Replace what no file in UTF-8 can hold: halves of surrogate pairs."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_writable(item) for item in value]
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    return value


def _cut(data: bytes, sizes: list[int]) -> list[bytes]:
    parts, start = [], 0
    for size in sizes:
        parts.append(data[start : start + size])
        start += size
    return parts


def _plain(value: Any) -> Any:
    """Say in JSON what Jupyter's messages hold besides plain data: dates and bytes."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    raise TypeError(f"{type(value).__name__} is not JSON")
