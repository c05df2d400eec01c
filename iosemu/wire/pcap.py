"""Capture files (draft-ietf-opsawg-pcap): the format that every packet analyser reads.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Magic Number 0xA1B23C4D (times in nanoseconds)       |
    |          Major Version        |         Minor Version         |
    |                     Reserved (twice 32 bits)                  |
    |                            SnapLen                            |
    | FCS |f|0 0 0 0 0 0 0 0 0 0 0 0|         LinkType              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    then, per packet: seconds, nanoseconds, captured length, original length, data
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from struct import Struct, error
from typing import BinaryIO, NamedTuple

from iosemu.wire import Malformed

MAGIC_NANOSECONDS = 0xA1B23C4D
MAGIC_MICROSECONDS = 0xA1B2C3D4
SNAPLEN = 262144

_HEADER = Struct("<IHHIIII")
_RECORD = Struct("<IIII")


class LinkType(IntEnum):
    """LINKTYPE_ values of the registry."""

    ETHERNET = 1
    C_HDLC = 104


class Packet(NamedTuple):
    """`time` in seconds, exact to a nanosecond in the file."""

    time: float
    data: bytes


def header(link_type: int) -> bytes:
    """The file header."""
    return _HEADER.pack(MAGIC_NANOSECONDS, 2, 4, 0, 0, SNAPLEN, link_type)


def record(time: float, data: bytes) -> bytes:
    """One packet as it stands in the file. `time` must not be negative."""
    seconds, nanoseconds = divmod(round(time * 1_000_000_000), 1_000_000_000)
    return _RECORD.pack(seconds, nanoseconds, min(len(data), SNAPLEN), len(data)) + data[:SNAPLEN]


def encode(packets: Iterable[Packet], link_type: int) -> bytes:
    """A whole file."""
    return header(link_type) + b"".join(record(time, data) for time, data in packets)


class Writer:
    """Writes packets to an open binary file as they come."""

    def __init__(self, file: BinaryIO, link_type: int) -> None:
        self.file = file
        file.write(header(link_type))

    def write(self, time: float, data: bytes) -> None:
        self.file.write(record(time, data))


def decode(data: bytes) -> tuple[int, list[Packet]]:
    """Link type and packets of a file, any byte order and resolution. Raises Malformed, also when it is cut off."""
    for order in "<>":
        head = Struct(order + "IHHIIII")
        if len(data) < head.size:
            raise Malformed("too short for a capture file")
        magic, major, _, _, _, _, link_type = head.unpack_from(data)
        if magic in (MAGIC_NANOSECONDS, MAGIC_MICROSECONDS) and major == 2:
            unit = 1_000_000_000 if magic == MAGIC_NANOSECONDS else 1_000_000
            return link_type & 0xFFFF, list(_records(data, head.size, Struct(order + "IIII"), unit))
    raise Malformed("not a capture file")


def _records(data: bytes, offset: int, layout: Struct, unit: int) -> Iterator[Packet]:
    while offset < len(data):
        try:
            seconds, fraction, captured, _ = layout.unpack_from(data, offset)
        except error:
            raise Malformed(f"packet header cut off at byte {offset}") from None
        offset += layout.size
        if offset + captured > len(data):
            raise Malformed(f"packet cut off at byte {offset}")
        yield Packet(seconds + fraction / unit, data[offset : offset + captured])
        offset += captured
