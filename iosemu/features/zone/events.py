"""What happens between zones."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass


class Why(Enum):
    """Why nothing passes, in IOS's words."""

    ACTION = "DROP action found in policy-map"
    DEFAULT = "policy match failure"
    NO_ZONE = "One of the interfaces not being cfged for zoning"
    NO_PAIR = "No zone-pair between zones"
    NO_SESSION = "Invalid Segment"  # of TCP, and begins none
    UNKNOWN = "No session for it can be inspected"


@dataclass(slots=True)
class ZoneDropped:
    """A packet that the log tells of; `target`: pair of zones and class, None without a pair. Addresses of either
    family."""

    protocol: int
    src: int
    src_port: int
    dst: int
    dst_port: int
    ident: int
    target: tuple[str, str] | None
    why: Why


@dataclass(slots=True)
class ZonePassed:
    """One that a class with `pass log` let through."""

    protocol: int
    src: int
    src_port: int
    dst: int
    dst_port: int
    ident: int
    target: tuple[str, str]
