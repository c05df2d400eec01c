"""Targets 8 and 10: configuration read, tables and configuration printed; the floors are written by hand for this text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from iosemu.console.pace import SLICE, Pace
from iosemu.device.device import Device
from iosemu.device.interface import InterfaceConfig
from iosemu.device.shell import DeviceShell
from iosemu.features.static.model import StaticConfig, StaticRoute
from iosemu.lab.lab import Lab
from iosemu.lab.node import Node
from iosemu.lab.topology import NodeSpec, Topology
from iosemu.types import InterfaceName, Prefix, format_ipv4, mask_of, parse_ipv4
from tests.bench import dmvpn
from tests.bench.measure import Measure, Options, Variant, timed

SHOWS = (
    "show ip interface brief", "show version", "show running-config", "show arp", "show crypto isakmp sa",
    "show crypto ipsec sa", "show dmvpn", "show ip nhrp", "show ip eigrp neighbors", "show ip route",
    "show interfaces Tunnel0",
)  # fmt: skip
INTERFACES = 2000


# 8: configuration read


def large_configuration(interfaces: int, edition: int = 1) -> str:
    """Each edition has other texts, addresses and networks: nobody can have read them before."""
    lines = ["hostname Big"]
    for number in range(interfaces):
        lines += [
            f"interface Loopback{number}",
            f" description customer {number} of {edition}",
            f" ip address 10.{number >> 8}.{number & 255}.{edition & 255} 255.255.255.255",
            " no shutdown",
            f"ip route {128 + edition % 64}.{number >> 8}.{number & 255}.0 255.255.255.0 Null0",
        ]
    return "\n".join([*lines, "end", ""])


class ByHand:
    """Reads nothing but such a text, into the same records; words in any case, wrong values are refused."""

    def __init__(self) -> None:
        self.hostname = ""
        self.interfaces: dict[InterfaceName, InterfaceConfig] = {}
        self.routes: dict[object, StaticRoute] = {}
        self._here = InterfaceConfig()
        self._addresses: set[tuple[int, int]] = set()

    def read(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            words = line.lower().split()
            if words and not self._take(words, line):
                raise ValueError(f"line {number}: {line}")

    def _take(self, words: list[str], line: str) -> bool:
        if words[0] == "interface" and words[1].startswith("loopback"):
            number = int(words[1][8:])
            if number > 2147483647:
                raise ValueError(f"no such interface: {line}")
            self._here = self.interfaces[InterfaceName("Loopback", (number,))] = InterfaceConfig()
        elif words[0] == "description":
            self._here.description = line.strip()[len("description ") :]
        elif words[:2] == ["ip", "address"] and len(words) == 4:
            address, length = parse_ipv4(words[2]), _length(words[3])
            if not 0 < address >> 24 < 224 or (address, length) in self._addresses:
                raise ValueError(f"no address, or used already: {line}")
            self._addresses.add((address, length))
            self._here.address = (address, length)
        elif words == ["no", "shutdown"]:
            self._here.shutdown = False
        elif words[:2] == ["ip", "route"] and len(words) == 5 and words[4] == "null0":
            network, length = parse_ipv4(words[2]), _length(words[3])
            if network & ~mask_of(length):
                raise ValueError(f"bits of hosts: {line}")
            prefix = Prefix.of(network, length)
            self.routes["", prefix, InterfaceName("Null", (0,)), None] = StaticRoute()
        elif words[0] == "hostname":
            self.hostname = line.split()[1]
        else:
            return words == ["end"]
        return True


def _length(mask: str) -> int:
    bits = parse_ipv4(mask)
    length = bits.bit_count()
    if mask_of(length) != bits:
        raise ValueError(f"no mask: {mask}")
    return length


def by_hand(text: str) -> None:
    ByHand().read(text)


def booted(text: str) -> Node:
    lonely = Topology("lonely")
    lonely.nodes["R1"] = NodeSpec("R1", "generic", text)
    return Lab(lonely)["R1"]


class Reading:
    """Reads a text that is new each time, into a router that runs, or as what it starts with."""

    def __init__(self, at_start: bool) -> None:
        self.at_start = at_start
        self.edition = 0
        self.text = ""
        self.device = Device("Big", "generic")

    def ours(self) -> None:
        device = Device("Big", "generic")
        shell = DeviceShell(device)
        if self.at_start:
            device.startup_config = self.text
            shell.boot()
            refused = shell.boot_output
        else:
            shell.boot()
            refused = shell.configure(self.text)
        if refused:
            raise RuntimeError("a line was refused")
        self.device = device

    def check(self) -> None:
        hand = ByHand()
        hand.read(self.text)
        loopbacks = {name: iface.config for name, iface in self.device.interfaces.items() if iface.kind == "Loopback"}
        if loopbacks != hand.interfaces or self.device[StaticConfig].routes != hand.routes:
            raise RuntimeError("another model than by hand")

    def variant(self) -> Variant:
        count = large_configuration(INTERFACES).count("\n")
        read, floor = timed(self.ours, count), timed(lambda: by_hand(self.text), count)

        def anew() -> float:
            self.edition += 1
            self.text = large_configuration(INTERFACES, self.edition)
            return read()

        what = "at its start" if self.at_start else "while it runs"
        anew()
        return Variant("8", f"a line of configuration into a router {what} (of {count:,})", anew, checked(floor, self.check),
                       4, "µs", 1e6)  # fmt: skip


def configuration(options: Options) -> Iterator[Variant]:
    yield Reading(at_start=False).variant()
    yield Reading(at_start=True).variant()


def checked(floor: Measure, check: Callable[[], object]) -> Measure:
    """A floor that does the same as ours, which is looked at each time."""

    def measure() -> float:
        check()
        return floor()

    return measure


# 10: answers


def routes_by_hand(node: Node) -> str:
    """`show ip route` of a table that holds nothing but /24s to Null0, without the legend."""
    lines: list[str] = []
    major = None
    routes = list(node.device.vrfs.default.v4)
    sizes: dict[int, int] = {}
    for route in routes:
        sizes[route.prefix.network >> 16] = sizes.get(route.prefix.network >> 16, 0) + 1
    for route in routes:
        network = route.prefix.network
        if network >> 16 != major:
            major = network >> 16
            lines.append(f"      {format_ipv4(major << 16)}/24 is subnetted, {sizes[major]} subnets")
        out = route.paths[0].interface
        lines.append(f"S        {format_ipv4(network)} is directly connected, {out.text if out else ''}")
    return "\n".join([*lines, ""])


def config_by_hand(node: Node) -> str:
    """The blocks of interfaces and the static routes, from the same records."""
    lines: list[str] = []
    for iface in node.device.interfaces.values():
        config = iface.config
        if iface.kind == "Loopback":
            lines.append(f"interface {iface.text}")
            if config.description:
                lines.append(f" description {config.description}")
            if config.address is None:
                lines.append(" no ip address")
            else:
                address, length = config.address
                lines.append(f" ip address {format_ipv4(address)} {format_ipv4(mask_of(length))}")
            if config.shutdown:
                lines.append(" shutdown")
            lines.append("!")
    for (_, prefix, name, hop), route in sorted(node.device[StaticConfig].routes.items(), key=lambda item: item[0][1]):
        words = ["ip route", format_ipv4(prefix.network), format_ipv4(mask_of(prefix.length))]
        words += [str(name)] if name is not None else []
        words += [format_ipv4(hop)] if hop is not None else []
        words += [str(route.distance)] if route.distance != 1 else []
        lines.append(" ".join(words))
    return "\n".join([*lines, ""])


def answers(options: Options) -> Iterator[Variant]:
    routes = "".join(f"ip route 172.{16 + (n >> 8)}.{n & 255}.0 255.255.255.0 Null0\n" for n in range(1000))
    router = booted(f"hostname R1\n{routes}end\n")

    def same_routes() -> None:
        if routes_by_hand(router) not in router.cli("show ip route"):
            raise RuntimeError("printed otherwise by hand")

    yield Variant("10", "show ip route of 1,000 routes", _often(partial(router.cli, "show ip route"), 5),
                  checked(_often(partial(routes_by_hand, router), 5), same_routes), 3, rounds=9)  # fmt: skip

    big = booted(large_configuration(200))

    def same_lines() -> None:
        shown = big.cli("show running-config")
        if any(block not in shown for block in config_by_hand(big).split("!\n")):
            raise RuntimeError("printed otherwise by hand")

    yield Variant("10", "show running-config of 200 interfaces, 200 routes", _often(partial(big.cli, "show running-config"), 5),
                  checked(_often(partial(config_by_hand, big), 5), same_lines), 4, rounds=9)  # fmt: skip
    yield Variant("10", f"console while {options.size(500)} spokes converge, longest wait", partial(longest_wait, options.size(500)), None, 50, rounds=1)


def _often(action: Callable[[], object], times: int) -> Measure:
    def repeat() -> None:
        for _ in range(times):
            action()

    return timed(repeat, times)


def longest_wait(spokes: int) -> float:
    """Seconds until a key is looked at, at worst, with a show in between."""
    lab = Lab(dmvpn.topology(spokes))
    pace = Pace(lab.scheduler, clock=time.process_time)
    pace.settle(600.0)
    longest = 0.0
    while pace.ahead:
        start = time.process_time()
        pace.work(SLICE)
        lab["Hub"].cli("show dmvpn | count UP")
        longest = max(longest, time.process_time() - start)
    dmvpn.check(lab, spokes)
    lab.close()
    return longest


def shows_of_a_hub(options: Options) -> Iterator[Variant]:
    """Not in the usual run: takes minutes and a gigabyte with --spokes 10000."""
    spokes = options.size(1000)
    lab = dmvpn.converge(spokes, "eigrp")
    for command in SHOWS:
        yield Variant("10h", f"{command}, hub of {spokes:,}", timed(partial(lab["Hub"].cli, command)), None, 500, rounds=3)
    lab.close()


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {
    "8": configuration, "10": answers, "10h": shows_of_a_hub,
}  # fmt: skip
