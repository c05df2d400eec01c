"""Internet group management protocol: versions 1 and 2 (RFC 2236) and 3 (RFC 3376), IP protocol 2.

Versions 1 and 2, and a query of version 3 in its first eight octets:
| type (1) | maximum response time (1), tenths of a second | checksum (2) | group (4) |
a query of version 3 goes on:
| S, robustness (1) | query interval code (1) | sources (2) | source (4) … |
a report of version 3:
| type (1) | 0 (1) | checksum (2) | 0 (2) | records (2) | … |, each
| type (1) | 0 (1) | sources (2) | group (4) | source (4) … |
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

PROTOCOL = 2
ALL_ROUTERS = 0xE0000002  # 224.0.0.2: leaves of version 2
REPORTS = 0xE0000016  # 224.0.0.22: reports of version 3
_HEAD = Struct("!BBHI")
_QUERY = Struct("!BBH")
_REPORT = Struct("!BxHHH")
_RECORD = Struct("!BBHI")


class Type(IntEnum):
    QUERY = 0x11
    REPORT_1 = 0x12
    REPORT_2 = 0x16
    LEAVE = 0x17
    REPORT_3 = 0x22


class Mode(IntEnum):
    """Of a record of a report of version 3."""

    IS_INCLUDE = 1
    IS_EXCLUDE = 2
    TO_INCLUDE = 3
    TO_EXCLUDE = 4
    ALLOW = 5
    BLOCK = 6


def _code(value: int) -> int:
    """Times of 128 and more are written with a mantissa and an exponent (RFC 3376 section 4.1.1)."""
    if value < 128:
        return value
    exponent = 0
    while value >> (exponent + 3) > 31 and exponent < 7:
        exponent += 1
    return 0x80 | exponent << 4 | min(value >> (exponent + 3), 31) & 15


def _value(code: int) -> int:
    return code if code < 128 else (code & 15 | 16) << ((code >> 4 & 7) + 3)


@dataclass(slots=True)
class Record:
    mode: int
    group: IPv4
    sources: tuple[IPv4, ...] = ()


@dataclass(slots=True)
class Igmp:
    """`response` in tenths of a second. `version` 3 of a query has `interval` (seconds), `robustness` and sources; of a
    report its records."""

    type: int
    group: IPv4 = 0
    response: int = 0
    version: int = 2
    robustness: int = 2
    interval: int = 60
    sources: tuple[IPv4, ...] = ()
    records: list[Record] = field(default_factory=list)

    def encode(self) -> bytes:
        if self.type == Type.REPORT_3:
            data = _REPORT.pack(self.type, 0, 0, len(self.records))
            for record in self.records:
                data += _RECORD.pack(record.mode, 0, len(record.sources), record.group) + _many(record.sources)
        else:
            response = _code(self.response) if self.version == 3 else min(self.response, 255)
            data = _HEAD.pack(self.type, response, 0, self.group)
            if self.type == Type.QUERY and self.version == 3:
                data += _QUERY.pack(self.robustness & 7, _code(self.interval), len(self.sources)) + _many(self.sources)
        return data[:2] + checksum(data).to_bytes(2, "big") + data[4:]

    @classmethod
    def decode(cls, data: bytes) -> Igmp:
        """Raises Malformed."""
        if len(data) < _HEAD.size:
            raise Malformed("short message")
        if checksum(data):
            raise Malformed("checksum")
        kind, response, _, group = _HEAD.unpack_from(data)
        if kind == Type.REPORT_3:
            return cls(kind, version=3, records=_records(data))
        if kind == Type.QUERY and len(data) >= 12:
            flags, interval, count = _QUERY.unpack_from(data, 8)
            sources = _read(data, 12, count)
            return cls(kind, group, _value(response), 3, flags & 7, _value(interval), sources)
        version = 1 if kind == Type.REPORT_1 or (kind == Type.QUERY and not response) else 2
        return cls(kind, group, response, version)


def _many(addresses: tuple[IPv4, ...]) -> bytes:
    return b"".join(address.to_bytes(4, "big") for address in addresses)


def _read(data: bytes, at: int, count: int) -> tuple[IPv4, ...]:
    if at + 4 * count > len(data):
        raise Malformed("sources are cut off")
    return tuple(int.from_bytes(data[at + 4 * i : at + 4 * i + 4], "big") for i in range(count))


def _records(data: bytes) -> list[Record]:
    found: list[Record] = []
    at = 8
    for _ in range(int.from_bytes(data[6:8], "big")):
        if at + _RECORD.size > len(data):
            raise Malformed("a record is cut off")
        mode, extra, count, group = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        found.append(Record(mode, group, _read(data, at, count)))
        at += 4 * (count + extra)
    return found
