"""IP SLA between two routers (RFC 6812): what asks a responder to open a port, and the datagrams that are measured.

Control, UDP port 1167, and 1967, which routers of Cisco's ask:
| version (1) | reserved (1) | status (2) | sequence number (4) | total length (4) | time (8) |
| command (2) | length (2) | address family (1) | reserved (3) | source (16) | destination (16) |
| control port (2) | reserved (2) | source port (2) | destination port (2) | duration, milliseconds (4) |

Measured:
| type (2) | reserved (2) | sent, received there, sent back, received (8 each) | clock offsets (8 each) |
| sequence number (4) | responder's sequence number (4) | data …

Times are those of NTP: seconds in the upper, fractions in the lower half.
"""

from __future__ import annotations

from struct import Struct
from typing import ClassVar

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import Malformed

PORTS = (1967, 1167)  # whoever asks uses the first
VERSION = 2
OPEN = 2  # command: measure datagrams
OK, FAIL = 0, 1  # status
MEASURED = 3  # type of what is measured
_IPV4 = 2  # address family
_CONTROL = Struct("!BxHIIQ")
_COMMAND = Struct("!HHB3x16s16sHxxHHI")
_PACKET = Struct("!HxxQQQQQQII")


@dataclass(slots=True)
class Control:
    """`duration` in milliseconds; `time` NTP's."""

    sequence: int
    source: IPv4
    destination: IPv4
    control_port: int
    source_port: int
    port: int
    duration: int
    status: int = OK
    time: int = 0

    SIZE: ClassVar[int] = _CONTROL.size + _COMMAND.size

    def encode(self) -> bytes:
        ends = (each.to_bytes(4, "big") + bytes(12) for each in (self.source, self.destination))
        ports = (self.control_port, self.source_port, self.port)
        command = _COMMAND.pack(OPEN, _COMMAND.size, _IPV4, *ends, *ports, self.duration)
        return _CONTROL.pack(VERSION, self.status, self.sequence, self.SIZE, self.time) + command

    @classmethod
    def decode(cls, data: bytes) -> Control:
        if len(data) < cls.SIZE:
            raise Malformed("short control message")
        version, status, sequence, length, time = _CONTROL.unpack_from(data)
        if version != VERSION or length != len(data):
            raise Malformed("another version or length")
        command, size, family, source, destination, control, source_port, port, duration = _COMMAND.unpack_from(
            data, _CONTROL.size
        )
        if command != OPEN or size != _COMMAND.size or family != _IPV4:
            raise Malformed("unknown command")
        here, there = (int.from_bytes(each[:4], "big") for each in (source, destination))
        return cls(sequence, here, there, control, source_port, port, duration, status, time)


@dataclass(slots=True)
class Measured:
    """Times are NTP's; 0: not yet."""

    sequence: int
    sent: int
    there: int = 0
    back: int = 0
    received: int = 0
    answered: int = 0  # the responder's sequence number
    data: bytes = b""

    SIZE: ClassVar[int] = _PACKET.size

    def encode(self) -> bytes:
        head = _PACKET.pack(
            MEASURED, self.sent, self.there, self.back, self.received, 0, 0, self.sequence, self.answered
        )
        return head + self.data

    @classmethod
    def decode(cls, data: bytes) -> Measured:
        if len(data) < cls.SIZE:
            raise Malformed("short packet")
        kind, sent, there, back, received, _, _, sequence, answered = _PACKET.unpack_from(data)
        if kind != MEASURED:
            raise Malformed("unknown type")
        return cls(sequence, sent, there, back, received, answered, data[cls.SIZE :])
