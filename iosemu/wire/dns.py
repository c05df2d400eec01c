"""DNS messages (RFC 1035 section 4).

    | id (2) | flags (2) | questions (2) | answers (2) | authority records (2) | additional records (2) |
    | question: name, type (2), class (2) | … |
    | record: name, type (2), class (2), time to live (4), length (2), data | …

A name is labels, each behind its length, up to an empty one; or a pointer (two bits set) to an earlier place.
"""

from __future__ import annotations

import re
from struct import Struct
from typing import Any

from iosemu.records import dataclass, field
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import Malformed

PORT = 53
A, NS, CNAME, SOA, PTR, MX, ANY = 1, 2, 5, 6, 12, 15, 255
IN = 1
NO_ERROR, FORMAT_ERROR, SERVER_FAILURE, NO_SUCH_NAME, NOT_IMPLEMENTED, REFUSED = range(6)
MAX_UDP = 512  # octets of a message in a datagram

_HEADER = Struct("!6H")
_QUESTION = Struct("!HH")
_RECORD = Struct("!HHIH")
_MAX_LABEL, _MAX_NAME = 63, 255
_MAX_POINTERS = 128  # in one name; it cannot have more labels
_RESPONSE, _AUTHORITATIVE, _TRUNCATED, _DESIRED, _AVAILABLE = 0x8000, 0x400, 0x200, 0x100, 0x80
_PLAIN = r"[!-\-/-\[\]-~]*"
_PIECES = r"(?s:(\\\d{3}|\\.)|(\.)|(.))"
_NAME_AT = {NS: 0, CNAME: 0, PTR: 0, MX: 2}  # where in the data of a record a name stands, which ends it


def pack_name(text: str) -> bytes:
    """``r1.example.com``, uncompressed, as `label_text` writes labels. Raises ValueError."""
    out = b""
    for label in split_name(text):
        data = label.encode("latin-1")
        if not 0 < len(data) <= _MAX_LABEL:
            raise ValueError(f"a label of {len(data)} octets: {text}")
        out += bytes((len(data),)) + data
    if len(out) >= _MAX_NAME:
        raise ValueError(f"a name of {len(out)} octets")
    return out + b"\0"


def split_name(text: str) -> list[str]:
    """The labels, a character for each octet; none of the root, which is ""."""
    if "\\" not in text:
        return text.split(".") if text else []
    labels = [""]
    for escaped, dot, other in re.findall(_PIECES, text):
        if dot:
            labels.append("")
        elif len(escaped) == 4:
            labels[-1] += chr(int(escaped[1:]))
        else:
            labels[-1] += other or escaped[1:]
    return labels


def label_text(label: bytes) -> str:
    """Fit for a terminal, whoever chose the label (section 5.1): `\\.` and `\\\\`, `\\007` of what is not printed."""
    text = label.decode("latin-1")
    if re.fullmatch(_PLAIN, text):
        return text
    return "".join(f"\\{c}" if c in "\\." else c if "!" <= c <= "~" else f"\\{ord(c):03}" for c in text)


def _read_name(data: bytes, at: int) -> tuple[str, int]:
    """The name at an offset, and where it ends. Pointers lead backwards only, so they come to an end."""
    labels: list[str] = []
    end, earliest, octets, pointers = 0, at, 1, 0
    while True:
        if at >= len(data):
            raise Malformed("DNS: a name is cut short")
        length = data[at]
        if length >= 0xC0:
            target = int.from_bytes(data[at : at + 2], "big") & 0x3FFF
            pointers += 1
            if at + 2 > len(data) or target >= earliest or pointers > _MAX_POINTERS:
                raise Malformed("DNS: bad pointer")
            end = end or at + 2
            at = earliest = target
            continue
        if length > _MAX_LABEL:
            raise Malformed("DNS: bad label")
        at += 1
        if not length:
            return ".".join(labels), end or at
        octets += 1 + length
        if octets > _MAX_NAME or at + length > len(data):
            raise Malformed("DNS: bad name")
        labels.append(label_text(data[at : at + length]))
        at += length


@dataclass(slots=True)
class Question:
    name: str
    type: int = A
    kind: int = IN  # the class


@dataclass(slots=True)
class Record:
    """`ttl` in seconds. `data` as on the wire, with its names uncompressed."""

    name: str
    type: int
    ttl: int
    data: bytes
    kind: int = IN

    @property
    def address(self) -> IPv4 | None:
        return int.from_bytes(self.data, "big") if self.type == A and len(self.data) == 4 else None

    @property
    def target(self) -> str:
        """The name that an alias, a pointer or a name server's record leads to."""
        return _read_name(self.data, 0)[0] if self.type in (NS, CNAME, PTR) else ""


@dataclass(slots=True)
class Message:
    id: int
    questions: list[Question] = field(default_factory=list)
    answers: list[Record] = field(default_factory=list)
    authority: list[Record] = field(default_factory=list)
    additional: list[Record] = field(default_factory=list)
    response: bool = False
    opcode: int = 0
    authoritative: bool = False
    truncated: bool = False
    recursion_desired: bool = True
    recursion_available: bool = False
    reserved: int = 0  # three bits
    rcode: int = NO_ERROR

    def encode(self, limit: int = 0xFFFF) -> bytes:
        """Names of owners compressed. What is longer than `limit` goes without records, truncated (section 4.1.1)."""
        out = bytearray(self._header(self.truncated, self.answers, self.authority, self.additional))
        known: dict[str, int] = {}
        for question in self.questions:
            _put_name(out, question.name, known)
            out += _QUESTION.pack(question.type, question.kind)
        whole = len(out)
        for record in (*self.answers, *self.authority, *self.additional):
            _put_name(out, record.name, known)
            out += _RECORD.pack(record.type, record.kind, record.ttl, len(record.data)) + record.data
        if len(out) > limit:
            return self._header(True, [], [], []) + bytes(out[_HEADER.size : whole])
        return bytes(out)

    def _header(self, truncated: bool, *sections: list[Record]) -> bytes:
        flags = self.opcode << 11 | self.reserved << 4 | self.rcode
        flags |= _RESPONSE * self.response | _AUTHORITATIVE * self.authoritative | _TRUNCATED * truncated
        flags |= _DESIRED * self.recursion_desired | _AVAILABLE * self.recursion_available
        return _HEADER.pack(self.id, flags, len(self.questions), *map(len, sections))

    @classmethod
    def decode(cls, data: bytes) -> Message:
        """Raises Malformed."""
        found, counts = cls._head(data)
        at = _HEADER.size
        for _ in range(counts[0]):
            name, at = _read_name(data, at)
            if at + _QUESTION.size > len(data):
                raise Malformed("DNS: a question is cut short")
            found.questions.append(Question(name, *_QUESTION.unpack_from(data, at)))
            at += _QUESTION.size
        for section, count in zip((found.answers, found.authority, found.additional), counts[1:], strict=True):
            for _ in range(count):
                record, at = _read_record(data, at)
                section.append(record)
        return found

    @classmethod
    def decode_head(cls, data: bytes) -> Message:
        """Without questions and records: what an answer to something unreadable needs. Raises Malformed."""
        return cls._head(data)[0]

    @classmethod
    def _head(cls, data: bytes) -> tuple[Message, list[int]]:
        if len(data) < _HEADER.size:
            raise Malformed("DNS: shorter than a header")
        number, flags, *counts = _HEADER.unpack_from(data)
        bits: dict[str, Any] = {
            "response": bool(flags & _RESPONSE),
            "authoritative": bool(flags & _AUTHORITATIVE),
            "truncated": bool(flags & _TRUNCATED),
            "recursion_desired": bool(flags & _DESIRED),
            "recursion_available": bool(flags & _AVAILABLE),
        }
        return cls(number, opcode=flags >> 11 & 15, reserved=flags >> 4 & 7, rcode=flags & 15, **bits), counts


def places(data: bytes) -> list[int]:
    """Where the addresses of a response stand, those of its A records. Raises Malformed."""
    found, counts = Message._head(data)
    at = _HEADER.size
    for _ in range(counts[0] if found.response else 0):
        at = _read_name(data, at)[1] + _QUESTION.size
    places = []
    for _ in range(sum(counts[1:]) if found.response else 0):
        at = _read_name(data, at)[1]
        if at + _RECORD.size > len(data):
            raise Malformed("DNS: a record is cut short")
        kind, group, _, length = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if at + length > len(data):
            raise Malformed("DNS: the data of a record is cut short")
        if (kind, group, length) == (A, IN, 4):
            places.append(at)
        at += length
    return places


def _put_name(out: bytearray, text: str, known: dict[str, int]) -> None:
    """As far as it stands in the message already, by a pointer."""
    data = pack_name(text)
    at = 0
    while data[at]:
        rest = data[at:].decode("latin-1")  # the bytes of the name from this label on
        if rest in known:
            out += (0xC000 | known[rest]).to_bytes(2, "big")
            return
        if len(out) < 0x4000:
            known[rest] = len(out)
        length = 1 + data[at]
        out += data[at : at + length]
        at += length
    out.append(0)


def _read_record(data: bytes, at: int) -> tuple[Record, int]:
    name, at = _read_name(data, at)
    if at + _RECORD.size > len(data):
        raise Malformed("DNS: a record is cut short")
    kind, group, ttl, length = _RECORD.unpack_from(data, at)
    at += _RECORD.size
    end = at + length
    if end > len(data):
        raise Malformed("DNS: the data of a record is cut short")
    return Record(name, kind, ttl, _expanded(data, kind, at, end), group), end


def _expanded(data: bytes, kind: int, at: int, end: int) -> bytes:
    """The data of a record, names in it uncompressed."""
    if kind == SOA:
        first, at = _read_name(data, at)
        second, at = _read_name(data, at)
        if end - at != 20:
            raise Malformed("DNS: bad SOA")
        return pack_name(first) + pack_name(second) + data[at:end]
    if kind not in _NAME_AT:
        return data[at:end]
    name, stop = _read_name(data, at + _NAME_AT[kind])
    if stop != end:
        raise Malformed("DNS: bad name in a record")
    return data[at : at + _NAME_AT[kind]] + pack_name(name)


def reverse_name(address: IPv4) -> str:
    """Where the name of an address is asked for (section 3.5)."""
    return ".".join(reversed(format_ipv4(address).split("."))) + ".in-addr.arpa"
