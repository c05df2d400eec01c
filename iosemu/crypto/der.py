"""DER (X.690), as much of it as keys, certificates and signed messages need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

from iosemu.records import dataclass

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8, PRINTABLE, T61, IA5, UTC, GENERALIZED, UNIVERSAL, BMP = 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1C, 0x1E
SEQUENCE, SET = 0x30, 0x31
_TEXTS = {
    UTF8: "utf-8", PRINTABLE: "ascii", T61: "latin-1", IA5: "ascii", UNIVERSAL: "utf-32-be", BMP: "utf-16-be",
    0x12: "ascii", 0x1A: "ascii",
}  # fmt: skip
_PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
MOST = 1 << 20  # octets of one element that is read


class BadDer(ValueError):
    """Octets that are no such element."""


# writing


def length(size: int) -> bytes:
    """The octets that say how long something is."""
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def element(tag: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return bytes([tag]) + length(len(data)) + data


def sequence(*parts: bytes) -> bytes:
    return element(SEQUENCE, *parts)


def set_of(parts: Iterable[bytes]) -> bytes:
    """Its members are sorted."""
    return element(SET, *sorted(parts))


def context(number: int, *parts: bytes) -> bytes:
    """[number], constructed."""
    return element(0xA0 | number, *parts)


def magnitude(number: int) -> bytes:
    """Big-endian two's complement of a number that is not negative."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def integer(number: int) -> bytes:
    """Of a number that is not negative."""
    return element(INTEGER, magnitude(number))


def boolean(value: bool) -> bytes:
    return element(BOOLEAN, b"\xff" if value else b"\0")


def octets(data: bytes) -> bytes:
    return element(OCTETS, data)


def bits(data: bytes, unused: int = 0) -> bytes:
    """A bit string whose last octet has so many bits that do not count."""
    return element(BITS, bytes([unused]), data)


def named_bits(value: int, size: int) -> bytes:
    """A bit string of flags: `value` has the first of `size` bits on top; zeros at its end are left out."""
    if not value:
        return bits(b"")
    zeros = (value & -value).bit_length() - 1
    kept = size - zeros
    unused = -kept % 8
    return bits(((value >> zeros) << unused).to_bytes((kept + 7) // 8, "big"), unused)


NULL_ELEMENT = element(NULL)


@cache
def oid(text: str) -> bytes:
    """``2.5.4.3``"""
    first, second, *rest = map(int, text.split("."))
    body = bytearray()
    for number in (40 * first + second, *rest):
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(0x80 | number & 0x7F)
        body += bytes(reversed(septets))
    return element(OID, bytes(body))


def text(value: str, tag: int | None = None) -> bytes:
    """A PrintableString where the characters allow it, else UTF-8."""
    if tag is None:
        tag = PRINTABLE if _PRINTABLE.issuperset(value) else UTF8
    return element(tag, value.encode(_TEXTS[tag], "replace"))


def time(moment: datetime) -> bytes:
    """UTC; from 2050 on with four digits of the year (RFC 5280, 4.1.2.5)."""
    if 1950 <= moment.year < 2050:
        return element(UTC, moment.strftime("%y%m%d%H%M%SZ").encode())
    return element(GENERALIZED, f"{moment.year:04d}{moment:%m%d%H%M%S}Z".encode())


# reading


@dataclass(slots=True, frozen=True)
class Element:
    """One of them: `whole` has its header, too. What reads it raises BadDer where it is of another kind."""

    tag: int
    body: bytes
    whole: bytes

    def must(self, tag: int) -> Element:
        if self.tag != tag:
            raise BadDer(f"{self.tag:#x} where {tag:#x} must be")
        return self

    def parts(self, tag: int = SEQUENCE) -> list[Element]:
        """Those in it."""
        return list(read_all(self.must(tag).body))

    @property
    def number(self) -> int:
        body = self.must(INTEGER).body
        if not body:
            raise BadDer("no octet of a number")
        return int.from_bytes(body, "big", signed=True)

    @property
    def name(self) -> str:
        """Of an object identifier, in dots."""
        body = self.must(OID).body
        if not body or body[-1] & 0x80 or len(body) > 64:
            raise BadDer("no object identifier")
        numbers, number = [], 0
        for octet in body:
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                numbers.append(number)
                number = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))

    @property
    def text(self) -> str:
        """Of a string, whatever its alphabet; what makes no sense is replaced."""
        if self.tag not in _TEXTS:
            raise BadDer("no string")
        return self.body.decode(_TEXTS[self.tag], "replace")

    @property
    def time(self) -> datetime:
        """Of UTCTime or GeneralizedTime, to the second."""
        said = self.body.decode("ascii", "replace")
        if self.tag == UTC and len(said) == 13:
            said = ("19" if said >= "50" else "20") + said
        elif self.tag != GENERALIZED:
            raise BadDer("no time")
        try:
            if len(said) != 15 or not said[:14].isdecimal() or said[14] != "Z":
                raise ValueError
            return datetime.strptime(said, "%Y%m%d%H%M%SZ")
        except ValueError:
            raise BadDer("no time") from None

    @property
    def bit_octets(self) -> bytes:
        """Of a bit string of whole octets."""
        body = self.must(BITS).body
        if not body or body[0]:
            raise BadDer("not whole octets")
        return body[1:]

    def flags(self, size: int) -> int:
        """Of a bit string: the first of `size` bits on top."""
        body = self.must(BITS).body
        if not body or body[0] > 7 or len(body) > 5:
            raise BadDer("no flags")
        value, count = int.from_bytes(body[1:], "big"), 8 * (len(body) - 1)
        return value << (size - count) if count <= size else value >> (count - size)


def read(data: bytes) -> Element:
    """The one element that the octets are. Raises BadDer."""
    found, end = _at(data, 0)
    if end != len(data):
        raise BadDer("more than one")
    return found


def read_first(data: bytes) -> Element:
    """The first; what follows (padding) does not matter. Raises BadDer."""
    return _at(data, 0)[0]


def read_all(data: bytes) -> Iterator[Element]:
    at = 0
    while at < len(data):
        found, at = _at(data, at)
        yield found


def _at(data: bytes, at: int) -> tuple[Element, int]:
    if len(data) < at + 2:
        raise BadDer("cut off")
    tag, size, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise BadDer("a tag of several octets")
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or len(data) < start + count:
            raise BadDer("no length")
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    end = start + size
    if size > MOST or end > len(data):
        raise BadDer("cut off")
    return Element(tag, data[start:end], data[at:end]), end
