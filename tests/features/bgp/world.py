"""Routers that speak BGP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from iosemu.features.bgp.member import Member
from iosemu.features.bgp.paths import Destination
from iosemu.features.bgp.peer import Peer
from iosemu.features.bgp.process import Process
from iosemu.features.bgp.table import Table
from iosemu.lab.lab import Lab
from iosemu.types import Prefix, Prefix6, parse_ipv4, parse_ipv6
from iosemu.wire.bgp_attributes import Attributes, as_path_text
from tests.features.wired import network

E = TypeVar("E")


def iface(name: str, address: str, length: int = 24) -> str:
    mask = Prefix.of(parse_ipv4(address), length).mask
    dotted = ".".join(str(mask >> shift & 255) for shift in (24, 16, 8, 0))
    return f"interface {name}\n ip address {address} {dotted}\n no shutdown\n"


def loopback(address: str) -> str:
    return f"interface Loopback0\n ip address {address} 255.255.255.255\n"


def pair(one: str, two: str, asns: tuple[int, int] = (65001, 65002), seed: int = 1, **more: Any) -> Lab:
    """R1 10.0.12.1 – R2 10.0.12.2 with Loopback0 1.1.1.1, 2.2.2.2; `one` and `two` are lines of `router bgp`."""
    configs = {
        f"R{n}": loopback(f"{n}.{n}.{n}.{n}") + iface("Fa0/0", f"10.0.12.{n}")
        + f"router bgp {asns[n - 1]}\n neighbor 10.0.12.{3 - n} remote-as {asns[2 - n]}\n{lines}"
        for n, lines in ((1, one), (2, two))
    }  # fmt: skip
    return network(configs, "R1:Fa0/0 R2:Fa0/0", seed=seed, **more)


def process(lab: Lab, name: str) -> Process:
    found: Process = lab[name].device.engine("bgp").process
    return found


def peer(lab: Lab, name: str, address: str, vrf: str = "") -> Peer:
    return process(lab, name).peers[vrf, parse_address(address)]


def parse_address(text: str) -> int:
    return parse_ipv6(text) if ":" in text else parse_ipv4(text)


def member(lab: Lab, name: str, address: str, vrf: str = "", wide: bool = False) -> Member:
    """A neighbour in a family."""
    return peer(lab, name, address, vrf).members[wide]


def table(lab: Lab, name: str, vrf: str = "", wide: bool = False) -> Table:
    return process(lab, name).tables[vrf, wide]


def parse_prefix(text: str) -> Prefix:
    return Prefix6.parse(text) if ":" in text else Prefix.parse(text)


def destination(lab: Lab, name: str, prefix: str, vrf: str = "") -> Destination:
    return table(lab, name, vrf, ":" in prefix).destinations[parse_prefix(prefix)]


def best(lab: Lab, name: str, prefix: str, vrf: str = "") -> Attributes | None:
    """Attributes of the best path, None without one."""
    found = table(lab, name, vrf, ":" in prefix).destinations.get(parse_prefix(prefix))
    return found.best.attributes if found is not None and found.best is not None else None


def path_of(lab: Lab, name: str, prefix: str) -> str:
    """AS path of the best path, "none" without one."""
    found = best(lab, name, prefix)
    return as_path_text(found.as_path) if found is not None else "none"


def heard(lab: Lab, name: str, kind: type[E]) -> list[E]:
    """Events of this kind from now on."""
    events: list[E] = []
    lab[name].device.bus.listen(kind, events.append)
    return events


def until(lab: Lab, wanted: Callable[[], object], seconds: int = 120) -> float:
    """Run until it is true; the time that it took."""
    start = lab.now
    lab.run(0)
    while not wanted():
        assert lab.now - start < seconds, "it did not come"
        lab.run(1)
    return lab.now - start


def up(lab: Lab, name: str, *addresses: str) -> None:
    until(lab, lambda: all(peer(lab, name, address).up for address in addresses))
    lab.run(1)
