"""LZS as IPComp carries it (RFC 2395 section 2.2; ANSI X3.241-1994): each datagram by itself, no history before it.

    literal        0 bbbbbbbb
    string         1 1 ooooooo     LENGTH     offset 1 to 127
                   1 0 ooooooooooo LENGTH     offset 1 to 2047
    end            1 1 0000000                then zeros up to the octet
    LENGTH         00 01 10                   2 to 4
                   1100 1101 1110             5 to 7
                   1111 … 1111 xxxx           8 + 15 for each 1111 but the first + x, x from 0 to 14
"""

from __future__ import annotations

from iosemu.wire import Malformed

WINDOW = 2047  # octets that an offset reaches back
_END = "110000000"
_LITERAL = tuple(f"0{octet:08b}" for octet in range(256))
_SHORT = ("", "", "00", "01", "10", "1100", "1101", "1110")


def encode(data: bytes) -> bytes:
    """The longest string at each place, of those the nearest. May be longer than what went in, by an eighth."""
    bits: list[str] = []
    at, size = 0, len(data)
    while at < size:
        offset, length = _longest(data, at)
        if length < 2:
            bits.append(_LITERAL[data[at]])
            at += 1
            continue
        bits.append(f"11{offset:07b}" if offset < 128 else f"10{offset:011b}")
        bits.append(_length(length))
        at += length
    bits.append(_END)
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def _longest(data: bytes, at: int) -> tuple[int, int]:
    """(offset, length) of the longest string that stands before; length 0: none of two octets."""
    low, size = max(at - WINDOW, 0), len(data)
    offset, length = 0, 1
    while at + length < size:
        found = data.rfind(data[at : at + length + 1], low, at + length)
        if found < 0:
            break
        offset, length = at - found, length + 1
        while at + length < size and data[found + length] == data[at + length]:
            length += 1
    return offset, length if offset else 0


def _length(length: int) -> str:
    if length < 8:
        return _SHORT[length]
    more, rest = divmod(length - 8, 15)
    return "1111" * (more + 1) + f"{rest:04b}"


def decode(data: bytes, most: int = 0xFFFF) -> bytes:
    """What was compressed. Raises Malformed: it does not end, a string begins before the data, or it is longer than
    `most` octets."""
    bits = int.from_bytes(b"\x01" + data, "big")  # with a one before it, so that no zeros are lost
    text = f"{bits:b}"[1:]
    out = bytearray()
    at = 0
    try:
        while len(out) <= most:
            if text[at] == "0":
                out.append(int(text[at + 1 : at + 9], 2))
                at += 9
                if at > len(text):
                    break
                continue
            near = text[at + 1] == "1"
            end = at + (9 if near else 13)
            offset = int(text[at + 2 : end], 2)
            if end > len(text):
                break
            if near and not offset:
                return bytes(out)
            length, at = _read_length(text, end)
            if not 0 < offset <= len(out) or len(out) + length > most:
                break
            for _ in range(length):
                out.append(out[-offset])
    except (IndexError, ValueError) as error:  # no bits left
        raise Malformed("LZS: it does not end") from error
    raise Malformed("LZS: no such string, or it does not end")


def _read_length(text: str, at: int) -> tuple[int, int]:
    """(length, where the next begins)."""
    if text[at : at + 2] != "11":
        return 2 + int(text[at : at + 2], 2), at + 2
    value = int(text[at + 2 : at + 4], 2)
    at += 4
    if value < 3:
        return 5 + value, at
    length = 8
    while (more := int(text[at : at + 4], 2)) == 15:
        length += 15
        at += 4
    return length + more, at + 4
