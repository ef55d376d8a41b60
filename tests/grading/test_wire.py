"""What a kernel sends is read whole or refused; nothing that it sends can harm the reader."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.grading.wire import MOST_BYTES, BadMessage, Reader, pack

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), plain), st.lists(st.binary()), st.integers(1, 50))
def test_a_message_arrives_as_it_was_sent_however_it_is_cut(message, buffers, piece):
    data, reader, arrived = pack(message, buffers) * 2, Reader(), []
    for start in range(0, len(data), piece):
        arrived += reader.feed(data[start : start + piece])
    assert arrived == [(message, buffers)] * 2


@given(st.binary(max_size=200))
def test_noise_is_refused_or_waited_for(noise):
    try:
        for message, _ in Reader().feed(noise):
            assert isinstance(message, dict)
    except BadMessage:
        pass


def framed(text):
    return struct.pack(">II", len(text), 0) + text


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">II", 2**32 - 1, 0),
        struct.pack(">II", 2, 2**32 - 1),
        struct.pack(">II", MOST_BYTES, 1),
        struct.pack(">III", 2, 1, 2**32 - 1) + b"{}",
        framed(b"[" * 200_000),
        framed(b"[]"),
        framed(b"\xff\xfe\xff\xfe"),
        framed(b'{"a": "\xed\xa0\x80"}'),
        framed('{"a": "\\ud800"}'.encode("utf-16-le")),
        framed(b'{"a": ' + b"[" * 600 + b'"\\ud800"' + b"]" * 600 + b"}"),
    ],
    ids=[
        *("long", "many buffers", "just too long", "long buffer", "deep", "a list", "no text"),
        *("half a pair as it is", "UTF-16", "half a pair in the deep"),
    ],
)
def test_a_bad_frame_is_refused(frame):
    with pytest.raises(BadMessage):
        list(Reader().feed(frame))


def test_half_a_surrogate_pair_becomes_a_question_mark():
    ((message, _),) = Reader().feed(pack({"text": ["half \ud83d", "\U0001f389"]}))
    assert message == {"text": ["half ?", "\U0001f389"]}
