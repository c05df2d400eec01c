"""Configuration of logging and of the timestamps in front of its lines."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

LEVELS = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)
# RFC 3164 section 4.1.1
FACILITIES = {
    "auth": 4,
    "cron": 9,
    "daemon": 3,
    "kern": 0,
    "local0": 16,
    "local1": 17,
    "local2": 18,
    "local3": 19,
    "local4": 20,
    "local5": 21,
    "local6": 22,
    "local7": 23,
    "lpr": 6,
    "mail": 2,
    "news": 7,
    "syslog": 5,
    "sys9": 9,
    "sys10": 10,
    "sys11": 11,
    "sys12": 12,
    "sys13": 13,
    "sys14": 14,
    "user": 1,
    "uucp": 8,
}


@dataclass(slots=True)
class Stamp:
    """`service timestamps debug|log …`"""

    on: bool = True
    kind: str = "datetime"  # or "uptime"
    msec: bool = True
    localtime: bool = False
    zone: bool = False  # show-timezone
    year: bool = False


@dataclass(slots=True)
class StampConfig:
    debug: Stamp = field(default_factory=Stamp)
    log: Stamp = field(default_factory=Stamp)
    sequence: bool = False  # service sequence-numbers


@dataclass(slots=True)
class LogHost:
    """A syslog server."""

    port: int = 514  # UDP


Server = tuple[IPv4, str]  # address, VRF


@dataclass(slots=True)
class LoggingConfig:
    """Severities 0-7; None: this destination gets nothing."""

    on: bool = True
    console: int | None = 7
    monitor: int | None = 7
    buffered: int | None = 7
    buffer_size: int = 4096  # bytes
    trap: int | None = 6
    facility: str = "local7"
    source: InterfaceName | None = None
    origin_kind: str = ""  # "", hostname, ip, string
    origin_text: str = ""
    hosts: dict[IPv4, LogHost] = field(default_factory=dict)
    vrf_hosts: dict[tuple[IPv4, str], LogHost] = field(default_factory=dict)
    count: bool = False  # how often each message came, and when last
    userinfo: bool = False  # who became privileged is logged
    rate: int = 0  # messages per second that are let pass; 0: all
    rate_console: bool = False  # only the console is limited
    rate_all: bool = False  # debugging lines are counted, too
    rate_except: int | None = None  # this severity and graver ones pass always

    @property
    def servers(self) -> dict[Server, LogHost]:
        """All syslog servers."""
        return {(host, ""): server for host, server in self.hosts.items()} | self.vrf_hosts
