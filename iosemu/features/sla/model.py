"""`ip sla` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

ECHO, TCP, JITTER = "icmp-echo", "tcp-connect", "udp-jitter"
MODES = {ECHO: "config-ip-sla-echo", TCP: "config-ip-sla-tcp", JITTER: "config-ip-sla-jitter"}
SIZES = {ECHO: 28, TCP: 28, JITTER: 32}  # bytes of data in a request, by default


@dataclass(slots=True)
class Schedule:
    """Seconds; `life` None: for ever; `after` None: not yet (`pending`)."""

    life: int | None = 3600
    after: int | None = None
    ageout: int = 0


@dataclass(slots=True)
class Entry:
    """One operation. Times are in milliseconds but `frequency`, which is in seconds. `iface`: its address is the
    source. `packets`, `interval`: of a jitter operation."""

    number: int = 0
    kind: str = ""
    target: IPv4 = 0
    port: int = 0
    source: IPv4 | None = None
    iface: InterfaceName | None = None
    source_port: int = 0
    control: bool = True
    packets: int = 10
    interval: int = 20
    owner: str = ""
    tag: str = ""
    size: int | None = None
    tos: int = 0
    vrf: str = ""
    threshold: int | None = None
    timeout: int | None = None
    frequency: int = 60
    schedule: Schedule | None = None

    @property
    def cli_mode(self) -> str:
        return MODES.get(self.kind, "")

    @property
    def waits(self) -> int:
        """Milliseconds that it waits for an answer."""
        return self.timeout if self.timeout is not None else 60000 if self.kind == TCP else 5000

    @property
    def over(self) -> int:
        """Milliseconds that an answer may take."""
        return 5000 if self.threshold is None else self.threshold

    @property
    def bytes(self) -> int:
        return self.size if self.size is not None else SIZES.get(self.kind, 28)


@dataclass(slots=True)
class SlaConfig:
    """Slot of the device."""

    entries: dict[int, Entry] = field(default_factory=dict)
    responder: bool = False
