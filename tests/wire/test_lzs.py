"""LZS and the header of IPComp: the words of the standard, a decoder that was written apart, damaged data."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.wire import Malformed, lzs
from iosemu.wire.ipcomp import IpComp

# RFC 2395 section 2.2, as one pattern over bits: a literal, a string, the end
_TOKEN = re.compile(
    r"0(?P<literal>[01]{8})"
    r"|11(?P<end>0{7})"
    r"|1(?:1(?P<near>[01]{7})|0(?P<far>[01]{11}))"
    r"(?:(?P<two>00|01|10)|11(?P<five>00|01|10)|1111(?P<more>(?:1111)*)(?P<rest>(?!1111)[01]{4}))"
)


def apart(data: bytes) -> bytes:
    """Another decoder: by a pattern and slices, without the module's bits and loops. What is behind the end must be
    less than an octet of zeros."""
    bits = "".join(format(octet, "08b") for octet in data)
    history, at = b"", 0
    while True:
        token = _TOKEN.match(bits, at)
        assert token is not None, bits[at : at + 32]
        at = token.end()
        found = token.groupdict()
        if found["end"] is not None:
            assert len(bits) - at < 8 and "1" not in bits[at:]
            return history
        if found["literal"] is not None:
            history += bytes((int(found["literal"], 2),))
            continue
        offset = int(found["near"] or found["far"], 2)
        if found["two"] is not None:
            length = 2 + int(found["two"], 2)
        elif found["five"] is not None:
            length = 5 + int(found["five"], 2)
        else:
            length = 8 + 15 * (len(found["more"]) // 4) + int(found["rest"], 2)
        assert 1 <= offset <= len(history)
        piece = history[-offset:]
        history += (piece * (length // offset + 1))[:length]


def texts() -> list[bytes]:
    chance = random.Random(7)
    words = [b"permit ", b"deny ", b"10.1.1.0 ", b"0.0.0.255 ", b"any\n"]
    prose = b"".join(chance.choice(words) for _ in range(400))
    lengths = [b"".join(bytes((65 + n % 26,)) * (1 + n % 47) for n in range(60)), bytes(5000), b"ab" * 1000]
    far = chance.randbytes(1990) + b"needle in the hay" + chance.randbytes(25) + b"needle in the hay"
    edge = b"xy" + bytes(2045) + b"xy" + bytes(2046) + b"xy"  # 2047 back can be said, 2048 cannot
    return [b"", b"a", b"aa", b"aaa", prose, chance.randbytes(1500), *lengths, far, edge]


@pytest.mark.parametrize("number", range(len(texts())))
def test_another_decoder_reads_it(number: int) -> None:
    text = texts()[number]
    squeezed = lzs.encode(text)
    assert apart(squeezed) == lzs.decode(squeezed) == text
    assert len(squeezed) <= len(text) * 9 // 8 + 3  # RFC 2395 section 2.2: an eighth longer at most


@given(st.lists(st.sampled_from([b"a", b"ab", b"abcab", b"\0", bytes(9), b"xyzzy" * 8]) | st.binary(max_size=8)))
def test_any_text(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    assert apart(lzs.encode(text)) == lzs.decode(lzs.encode(text)) == text


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        (b"", "110000000"),
        (b"A", "001000001 110000000"),
        (b"AAAA", "001000001 110000001 01 110000000"),  # a string may reach into itself
        (b"ABAB", "001000001 001000010 110000010 00 110000000"),
        (b"A" * 9, "001000001 110000001 11110000 110000000"),
        (b"A" * 24, "001000001 110000001 111111110000 110000000"),
        (bytes(range(128, 256)) + b"\x80\x81", "".join(f"0{n:08b}" for n in range(128, 256)) + "1000010000000 00 110000000"),
    ],
)  # fmt: skip
def test_words_of_the_standard(text: bytes, bits: str) -> None:
    plain = bits.replace(" ", "")
    plain += "0" * (-len(plain) % 8)
    assert lzs.encode(text) == int(plain, 2).to_bytes(len(plain) // 8, "big")


def test_it_is_worth_something() -> None:
    prose = texts()[4]
    assert len(lzs.encode(prose)) < len(prose) // 3
    assert len(lzs.encode(bytes(1500))) < 60


@pytest.mark.parametrize(
    "bits",
    [
        "", "0", "0100", "1", "11000000", "001000001", "10", "100000000001", "1100000010",  # ends before its end
        "110000001 00 110000000", "001000001 110000010 00 110000000", "001000001 1000000000 00 110000000",  # before the data
        "001000001 110000001" + "1111" * 40,
    ],
)  # fmt: skip
def test_what_is_none(bits: str) -> None:
    plain = bits.replace(" ", "")
    plain += "0" * (-len(plain) % 8)
    data = int(plain or "0", 2).to_bytes(len(plain) // 8, "big")
    if data.endswith(b"\xc0\x00"):
        data = data[:-1]
    with pytest.raises(Malformed):
        lzs.decode(data)


def test_no_more_than_a_datagram_comes_out() -> None:
    assert len(lzs.decode(lzs.encode(bytes(0xFFFF)))) == 0xFFFF
    for text, most in ((bytes(0x10000), 0xFFFF), (b"abcd", 3), (b"aaaaaaaa", 7)):
        with pytest.raises(Malformed):
            lzs.decode(lzs.encode(text), most)


@given(st.integers(0, 255), st.integers(0, 0xFFFF), st.binary())
def test_the_header(next_header: int, cpi: int, payload: bytes) -> None:
    header = IpComp(next_header, cpi, payload)
    assert IpComp.decode(header.encode()) == header
    assert header.encode()[1] == 0
    with pytest.raises(Malformed):
        IpComp.decode(header.encode()[:3])
