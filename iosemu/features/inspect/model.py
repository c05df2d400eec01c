"""`ip inspect` as configured."""

from __future__ import annotations

from iosemu.features.inspect.protocols import PROTOCOLS, Protocol
from iosemu.records import dataclass, field
from iosemu.wire import ipv4


@dataclass(slots=True)
class InspectionRule:
    """One protocol of one rule; None: as for all."""

    name: str = ""
    protocol: str = ""
    alert: str | None = None  # on, off
    audit: str | None = None  # on, off
    timeout: int | None = None  # seconds
    router_traffic: bool = False  # what the router itself sends and gets, too

    @property
    def kind(self) -> Protocol:
        return PROTOCOLS[self.protocol]


@dataclass(slots=True)
class InspectConfig:
    """Times in seconds; a limit of None is none."""

    rules: dict[tuple[str, str], InspectionRule] = field(default_factory=dict)
    audit_trail: bool = False
    alert_off: bool = False
    drop_log: bool = False
    max_incomplete_low: int | None = None  # half-open sessions
    max_incomplete_high: int | None = None
    one_minute_low: int | None = None  # new sessions in a minute
    one_minute_high: int | None = None
    host_limit: int | None = None  # half-open TCP sessions with one host
    host_block: int = 0  # minutes that it gets no new ones then
    synwait: int = 30
    finwait: int = 5
    tcp_idle: int = 3600
    udp_idle: int = 30
    dns_timeout: int = 5

    @property
    def sessions_maximum(self) -> int | None:
        return None

    def rule(self, name: str) -> list[InspectionRule]:
        return [rule for rule in self.rules.values() if rule.name == name]

    def timeout(self, rule: InspectionRule) -> int:
        """Seconds without traffic after which a session of this rule ends."""
        if rule.timeout is not None:
            return rule.timeout
        if rule.protocol == "dns":
            return self.dns_timeout
        if rule.protocol == "icmp":
            return 10
        return self.tcp_idle if ipv4.TCP in rule.kind.carriers else self.udp_idle

    def audits(self, rule: InspectionRule) -> bool:
        return self.audit_trail if rule.audit is None else rule.audit == "on"

    def alerts(self, rule: InspectionRule) -> bool:
        return not self.alert_off if rule.alert is None else rule.alert == "on"


@dataclass(slots=True)
class InspectInterface:
    """The rule for what comes in by an interface, and for what leaves; "" is none."""

    inbound: str = ""
    outbound: str = ""
