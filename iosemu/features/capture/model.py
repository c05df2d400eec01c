"""Buffers, points and captures. They live in memory only: IOS keeps none of it in its configuration."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName
from iosemu.wire import ipv4


@dataclass(slots=True)
class Limits:
    """0: no limit."""

    every: int = 0  # keep one packet of so many
    duration: int = 0  # seconds
    packets: int = 0
    rate: int = 0  # packets per second


@dataclass(slots=True)
class Frame:
    """One packet as kept. `ip_at` is where its IPv4 header begins in `data`, None without one."""

    time: float  # virtual seconds
    data: bytes  # cut to the buffer's element size
    length: int  # on the wire
    iface: str  # short form
    outbound: bool
    packet: ipv4.IPv4 | None
    local: bool = False  # made or received by the router itself
    raw: bool = False  # no link layer (tunnels)


@dataclass(slots=True)
class Buffer:
    """`size` in bytes of memory; `element` bytes kept of each packet, 0: all."""

    name: str
    size: int
    element: int
    circular: bool = False
    sized: bool = False  # configured so, rather than by default
    trimmed: bool = False
    filter: str = ""  # access list
    limits: Limits = field(default_factory=Limits)
    base: int = 0  # memory address that hex dumps begin at
    frames: list[Frame] = field(default_factory=list)
    used: int = 0
    dropped: int = 0
    seen: int = 0
    second: int = 0  # the virtual second that `in_second` counts
    in_second: int = 0
    full: bool = False

    def clear(self) -> None:
        self.frames.clear()
        self.used = self.dropped = self.seen = self.in_second = 0
        self.full = False

    def add(self, frame: Frame) -> bool:
        """Keep a packet, by the limits. False when the capture must end."""
        limits = self.limits
        self.seen += 1
        if limits.every and (self.seen - 1) % limits.every:
            return True
        if limits.rate:
            second = int(frame.time)
            if second != self.second:
                self.second, self.in_second = second, 0
            if self.in_second >= limits.rate:
                self.dropped += 1
                return True
            self.in_second += 1
        if self.element:
            frame.data = frame.data[: self.element]
        size = len(frame.data)
        if self.used + size > self.size:
            if not self.circular:
                self.full = True
                self.dropped += 1
                return False
            while self.frames and self.used + size > self.size:
                self.used -= len(self.frames.pop(0).data)
        self.frames.append(frame)
        self.used += size
        return not limits.packets or len(self.frames) < limits.packets


@dataclass(slots=True)
class Point:
    """A classic capture point. `direction` is both, in, out, or from-us."""

    name: str
    path: str  # "cef" or "process-switched"
    interface: InterfaceName | None  # None: all of them
    direction: str
    buffer: str = ""
    active: bool = False


@dataclass(slots=True)
class Match:
    """The inline filter of IOS-XE; texts as they are shown."""

    protocol: int | None = None
    protocol_text: str = "any"
    source: tuple[int, int] = (0, 0)  # network, mask
    source_text: str = "any"
    destination: tuple[int, int] = (0, 0)
    destination_text: str = "any"
    everything: bool = False  # `match any`: not only IPv4


@dataclass(slots=True)
class Capture:
    """A capture of IOS-XE with its buffer. Interface -> both, in or out."""

    name: str
    buffer: Buffer
    interfaces: dict[InterfaceName, str] = field(default_factory=dict)
    match: Match | None = None
    access_list: str = ""
    active: bool = False
    started: float = 0.0
