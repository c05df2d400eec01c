"""A router's, or a PC's, `ping` and `traceroute` as a script asks for them, and what they say as records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.lab.errors import LabError
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.lab.node import Node

_CISCO = re.compile(r"Success rate is \d+ percent \((\d+)/(\d+)\)(?:, round-trip min/avg/max = (\d+)/(\d+)/(\d+) ms)?")
_LINUX = re.compile(r"(\d+) packets transmitted, (\d+) received")
_ANSWER, _PROBE = re.compile(r"^\d+ bytes from ", re.M), re.compile(r"icmp_seq=\d+|not reachable")
_HOP = re.compile(r"\s*(?:\d+)?\s+(?:\S+ \()?(?P<address>\d+\.\d+\.\d+\.\d+|(?:[\dA-Fa-f]*:){2,}[\dA-Fa-f]*)")


@dataclass(slots=True)
class Ping:
    """True where something was answered. `times` are the shortest, mean and longest round trip in seconds, as far as
    they are told; `shown` is what the router said."""

    sent: int
    received: int
    times: tuple[float, ...] = ()
    shown: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.received // self.sent

    def __bool__(self) -> bool:
        return self.received > 0


@dataclass(slots=True)
class Traceroute:
    """True where it came to its end; `hops` are the addresses of those that answered, from here to there."""

    hops: list[str]
    reached: bool
    shown: str = ""

    def __bool__(self) -> bool:
        return self.reached


def ping(node: Node, target: str, source: str, vrf: str, count: int, options: str) -> Ping:
    """Raises LabError where nothing was sent."""
    if node.device.platform.name == "host":
        typed = f"ping -c {count} {target} {options}"
    else:
        repeat = "" if count == 5 else f"repeat {count}"
        typed = " ".join(_words("ping", vrf, target, source, repeat, options))
    shown = node.cli(typed.strip())
    found = _CISCO.findall(shown)
    if found:
        received, sent, *times = found[-1]
        return Ping(int(sent), int(received), tuple(int(each) / 1000 for each in times if each), shown)
    linux = _LINUX.search(shown)
    if linux:
        return Ping(int(linux[1]), int(linux[2]), (), shown)
    probes = len(_PROBE.findall(shown))
    if not probes:
        raise _silent(node, typed, shown)
    return Ping(probes, len(_ANSWER.findall(shown)), (), shown)


def traceroute(node: Node, target: str, source: str, vrf: str) -> Traceroute:
    """Raises LabError where nothing was sent."""
    host = node.device.platform.name == "host"
    typed = f"traceroute {target}" if host else " ".join(_words("traceroute", vrf, target, source))
    shown = node.cli(typed)
    if re.search(r"^% ?[A-Z]", shown, re.M):
        raise _silent(node, typed, shown)
    rows = [row for row in shown.splitlines() if row.strip()]
    hops = [found["address"] for found in map(_HOP.match, rows) if found]
    reached = bool(rows) and _HOP.match(rows[-1]) is not None and "!" not in rows[-1]  # else * * *, or !H
    return Traceroute(hops, reached, shown)


def _words(command: str, vrf: str, target: str, source: str, *others: str) -> list[str]:
    words = [command, f"vrf {vrf}" if vrf else "", target, f"source {source}" if source else "", *others]
    return [word for word in words if word]


def _silent(node: Node, typed: str, shown: str) -> LabError:
    said = next((row.strip() for row in reversed(shown.splitlines()) if row.strip()), "nothing")
    return LabError(f'{node.name}: "{typed.strip()}" sent nothing: {said}')
