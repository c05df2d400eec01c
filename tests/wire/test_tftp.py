"""Messages of TFTP, as scapy reads them, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.tftp import TFTP

from iosemu.wire import Malformed
from iosemu.wire.tftp import Ack, Data, Error, Message, OptionAck, Request, decode

u16 = st.integers(0, 65535)
words = st.text(st.characters(min_codepoint=1, max_codepoint=255), min_size=1, max_size=12)
opts = st.dictionaries(words.map(lambda text: text.lower()).filter(lambda text: text == text.lower() and max(text) < "\x80"), words, max_size=3)
messages = st.one_of(
    st.builds(Request, st.booleans(), words, words, opts), st.builds(Data, u16, st.binary(max_size=600)),
    st.builds(Ack, u16), st.builds(Error, u16, words), st.builds(OptionAck, opts),
)  # fmt: skip


@given(messages)
def test_read_back(message: Message) -> None:
    if isinstance(message, OptionAck) and not message.options:
        return
    assert decode(message.encode()) == message


def test_scapy_reads_the_same() -> None:
    read = TFTP(Request(True, "r1-confg", "octet", {"blksize": "1468"}).encode())
    assert read.op == 2 and read.filename == b"r1-confg" and read.mode == b"octet"
    assert read.options[0].oname == b"blksize" and read.options[0].value == b"1468"
    assert bytes(TFTP(Data(7, b"abc").encode()))[2:] == b"\0\7abc"
    error = TFTP(Error(1, "File not found").encode())
    assert error.errorcode == 1 and error.errormsg == b"File not found"


@pytest.mark.parametrize(
    "data", [b"", b"\0\1a", b"\0\1name\0octet", b"\0\1name\0", b"\0\1name\0octet\0blksize\0", b"\0\x09ab", b"\0\6blksize\0"]
)
def test_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)
