"""What DUAL did last: `show ip eigrp events`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.metric import UNREACHABLE
from iosemu.types import Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.features.eigrp.process import Process
    from iosemu.features.eigrp.topology import TopologyPath

SIZE = 500  # entries, default of `eigrp event-log-size`
Value = int | str | Prefix


class EventLog:
    """The last entries, the newest at the end: (virtual time, what, values)."""

    __slots__ = ("entries", "process")

    def __init__(self, process: Process) -> None:
        self.process = process
        self.entries: deque[tuple[float, str, tuple[Value, ...]]] = deque(maxlen=process.instance.event_log_size)

    def resize(self) -> None:
        """Follow the configuration; the newest entries stay."""
        if self.entries.maxlen != self.process.instance.event_log_size:
            self.entries = deque(self.entries, self.process.instance.event_log_size)

    def note(self, what: str, *values: Value) -> None:
        if self.process.instance.event_logging:
            self.entries.append((self.process.host.now, what, values))

    def heard(self, what: str, prefix: Prefix, source: int, path: TopologyPath | None) -> None:
        """An update, query or reply: what it says, of which destination and by whom. The newest is listed first."""
        far = (UNREACHABLE, UNREACHABLE) if path is None else (path.distance, path.reported)
        self.note(f"Rcv {what} met/succ met", *far)
        self.note(f"Rcv {what} dest/nh", prefix, format_ipv4(source))

    def newest_first(self) -> Iterator[tuple[float, str]]:
        """Time and text."""
        for when, what, values in reversed(self.entries):
            yield when, f"{what}: {' '.join(_text(value) for value in values)}"


def _text(value: Value) -> str:
    return "4294967295" if isinstance(value, int) and value >= UNREACHABLE else str(value)
