"""The event log of a process: what happened last, kept whether somebody listens or not."""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.ospf.process import Process

class What(Enum):
    """Of an event; its facts in order. The value is the kind that `show ip ospf events` may be asked for."""

    NEIGHBOR = "neighbor", 1  # router ID, interface, old state, new state
    INTERFACE = "interface", 1  # interface, new state
    RECEIVED = "lsa", 1  # LSA, age, area or None, is it a new one?
    GENERATED = "lsa", 2  # the same
    FLUSHED = "lsa", 3  # LSA, area or None
    DELETED = "lsa", 4  # LSA
    SCHEDULED = "spf", 1  # area, letter of the type, link state ID, router
    BEGINS = "spf", 2  # seconds that it has waited
    INTRA = "spf", 3  # area
    INTER = "spf", 4  # area
    EXTERNAL = "spf", 5
    ENDS = "spf", 6  # seconds that the next one waits
    INSTALLED = "rib", 1  # prefix, next hop, interface, router, type
    WITHDRAWN = "rib", 2  # prefix


Event = tuple[Any, ...]  # virtual time, What, facts


class History:
    """`events`, oldest first."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.events: deque[Event] = deque(maxlen=process.config.event_log)

    def add(self, what: What, *facts: Any) -> None:
        self.events.append((self.process.host.now, what, *facts))

    def agree(self) -> None:
        """Its size may be another one."""
        size = self.process.config.event_log
        if size != self.events.maxlen:
            self.events = deque(self.events, size)
