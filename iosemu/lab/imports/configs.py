"""A folder of configurations as a lab: routers are wired where their ports have addresses of one subnet, or where their
descriptions name each other. What is not clear is told, and left unwired."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress

from iosemu.device.platform import platform_of
from iosemu.lab.catalog import FILE_NAME
from iosemu.lab.configurations import ENDINGS, named_so, router_of
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.lab.wiring import NODE_NAME, check_platform
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, Prefix, format_ipv4, length_of, parse_ipv4

_PORTS = ("Ethernet", "FastEthernet", "GigabitEthernet", "TenGigabitEthernet", "Serial")
_GUESSES = ("c7200", "iosv", "iol", "csr1000v", "c3725", "c2811")


@dataclass(slots=True)
class PortConfig:
    """What a configuration says of a port and of its subinterfaces."""

    node: str
    name: InterfaceName
    line: int
    description: str = ""
    shutdown: bool = False
    addresses: list[tuple[int, int, str, int | None]] = field(default_factory=list)  # address, length, VRF, VLAN

    def __str__(self) -> str:
        return f"{self.node}:{self.name}"


@dataclass(slots=True)
class Guess:
    topology: Topology
    told: list[str]  # what is wired, and why
    unclear: list[str]


def files_in(folder: str) -> list[str]:
    """Raises LabError for a folder without any."""
    try:
        names = sorted(name for name in os.listdir(folder) if named_so(name))
    except OSError as error:
        raise LabError(error.strerror or "cannot be read", folder) from None
    found = [name for name in names if os.path.isfile(os.path.join(folder, name))]
    if not found:
        raise LabError(f"holds no configuration (a file like R1.cfg; known: {', '.join(ENDINGS)})", folder)
    return found


def lab_of(folder: str, platform: str = "") -> Guess:
    """Raises LabError."""
    if platform:
        try:
            check_platform(platform)
        except ValueError as error:
            raise LabError(str(error)) from None
    topology = Topology(os.path.basename(os.path.abspath(folder)) or "lab")
    ports: list[PortConfig] = []
    for file in files_in(folder):
        text = read_text(os.path.join(folder, file))
        own, name = _ports(text, file)
        if not NODE_NAME.match(name):
            raise LabError(f'"{name}" is no name for a node', os.path.join(folder, file))
        if name.lower() in (each.lower() for each in topology.nodes):
            other = next(spec.config_name for spec in topology.nodes.values() if spec.name.lower() == name.lower())
            raise LabError(f"is {name}, and so is {other}", os.path.join(folder, file))
        for port in own:
            port.node = name
        ports += own
        topology.nodes[name] = NodeSpec(name, platform or _platform([port.name for port in own]), text, file)
    guess = Guess(topology, [], [])
    _wire(guess, ports)
    return guess


def _ports(text: str, file: str) -> tuple[list[PortConfig], str]:
    name = router_of(os.path.basename(file))
    found: dict[InterfaceName, PortConfig] = {}
    port: PortConfig | None = None
    sub = vlan = None
    vrf = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if line[:1] not in (" ", "\t") and words:
            port, sub, vlan, vrf = None, None, None, ""
            if words[0] == "hostname" and len(words) > 1:
                name = words[1].strip('"')
            if words[0].lower().startswith("int") and len(words) > 1:
                try:
                    whole = InterfaceName.parse("".join(words[1:]))
                except ValueError:
                    continue
                if whole.kind in _PORTS:
                    sub = whole.sub
                    port = found.setdefault(whole.parent or whole, PortConfig("", whole.parent or whole, number))
        elif port is not None and words:
            if words[0] == "description" and sub is None:
                port.description = " ".join(words[1:])
            elif words == ["shutdown"] and sub is None:
                port.shutdown = True
            elif words[0] == "encapsulation" and words[1:2] == ["dot1Q"] and words[2:3] and words[2].isdigit():
                vlan = int(words[2])
            elif words[:2] in (["vrf", "forwarding"], ["ip", "vrf"]):
                vrf = words[-1]
            elif words[:2] == ["ip", "address"] and len(words) >= 4:
                try:
                    address, length = parse_ipv4(words[2]), length_of(parse_ipv4(words[3]))
                except ValueError:
                    continue
                if length < 32:
                    port.addresses.append((address, length, vrf, vlan))
    return list(found.values()), name


def _platform(ports: Iterable[InterfaceName]) -> str:
    """The first that has all of these ports."""
    wanted = list(ports)
    fits = (name for name in _GUESSES if all(platform_of(name).has_port(each) for each in wanted))
    return next(fits, "generic")


def _wire(guess: Guess, ports: list[PortConfig]) -> None:
    taken: set[int] = set()
    named = _by_description(guess.topology, ports)
    live = [port for port in ports if not port.shutdown]
    subnets: dict[tuple[Prefix, int | None], list[tuple[PortConfig, int]]] = {}
    for port in live:
        for address, length, _, vlan in port.addresses:
            subnets.setdefault((Prefix.of(address, length), vlan), []).append((port, address))
    groups: list[tuple[list[PortConfig], str]] = []
    for (prefix, vlan), members in subnets.items():
        why = f"{prefix}" + (f" in VLAN {vlan}" if vlan is not None else "")
        here = _distinct(guess, why, members, named)
        if len(here) > 1:
            groups.append((here, why))
    for meeting, why in _joined(groups):
        nodes = [port.node for port in meeting]
        if len(set(nodes)) < len(nodes):
            guess.unclear.append(f"{_list(meeting)} share {why}: ports of one router at both ends")
            continue
        _link(guess, meeting, why, taken)
    for one, other in named:
        if id(one) not in taken and id(other) not in taken and not (one.shutdown or other.shutdown):
            if one.addresses and other.addresses and not _meet(one, other):
                guess.unclear.append(f"{one} and {other} name each other, and have no subnet in common")
            else:
                _link(guess, [one, other], "their descriptions", taken)
    for port in live:
        if port.addresses and id(port) not in taken and not any(str(port) in line for line in guess.unclear):
            prefixes = ", ".join(str(Prefix.of(address, length)) for address, length, _, _ in port.addresses)
            guess.unclear.append(f"{port}: nobody else is in {prefixes}")


def _distinct(
    guess: Guess, why: str, members: list[tuple[PortConfig, int]], named: list[tuple[PortConfig, PortConfig]]
) -> list[PortConfig]:
    """Of a subnet those who belong together: an address twice means two subnets, which descriptions may tell apart."""
    by_address: dict[int, list[PortConfig]] = {}
    for port, address in members:
        by_address.setdefault(address, []).append(port)
    twice = [address for address, owners in by_address.items() if len(owners) > 1]
    if not twice:
        return [port for port, _ in members]
    here = {id(port) for port, _ in members}
    pairs = [(one, other) for one, other in named if id(one) in here and id(other) in here]
    if pairs and len(pairs) * 2 == len(here):
        for one, other in pairs:
            guess.told.append(f"{one} and {other} belong together by their descriptions: {why} is there twice")
        return []  # wired as pairs, by their descriptions
    owners = "; ".join(f"{format_ipv4(address)} at {_list(by_address[address])}" for address in twice)
    guess.unclear.append(f"{why} is there twice ({owners}), and descriptions do not tell who belongs to whom")
    return []


def _joined(groups: list[tuple[list[PortConfig], str]]) -> list[tuple[list[PortConfig], str]]:
    """Subnets that have a port in common (VLANs, secondary addresses) are on one cable."""
    result: list[tuple[dict[int, PortConfig], list[str]]] = []
    for members, why in groups:
        mine = ({id(port): port for port in members}, [why])
        for each in [each for each in result if each[0].keys() & mine[0].keys()]:
            result.remove(each)
            mine = ({**each[0], **mine[0]}, [*each[1], *mine[1]])
        result.append(mine)
    return [(list(members.values()), ", ".join(whys)) for members, whys in result]


def _by_description(topology: Topology, ports: list[PortConfig]) -> list[tuple[PortConfig, PortConfig]]:
    """Ports that name each other's router, when that is said of one port of each only."""
    words = {name: re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE) for name in topology.nodes}
    meant: dict[tuple[str, str], list[PortConfig]] = {}
    for port in ports:
        others = [name for name, word in words.items() if name != port.node and word.search(port.description)]
        if len(others) == 1:
            meant.setdefault((port.node, others[0]), []).append(port)
    pairs = []
    for (node, other), own in meant.items():
        back = meant.get((other, node), [])
        if node < other and len(own) == len(back) == 1:
            pairs.append((own[0], back[0]))
    return pairs


def _meet(one: PortConfig, other: PortConfig) -> bool:
    """Have they a subnet in common?"""
    mine = {(Prefix.of(address, length), vlan) for address, length, _, vlan in one.addresses}
    return any((Prefix.of(address, length), vlan) in mine for address, length, _, vlan in other.addresses)


def _link(guess: Guess, members: list[PortConfig], why: str, taken: set[int]) -> None:
    serial = [port.name.kind == "Serial" for port in members]
    if any(serial) and not all(serial):
        guess.unclear.append(f"{_list(members)} ({why}): a Serial port and one of another kind")
        return
    if all(serial) and len(members) > 2:
        guess.unclear.append(f"{_list(members)} ({why}): more than two Serial ports; there is no frame relay here")
        return
    again = [port for port in members if id(port) in taken]
    if again:
        guess.unclear.append(f"{_list(members)} ({why}): {_list(again)} has a cable already")
        return
    taken.update(id(port) for port in members)
    for port in members:
        spec = guess.topology.nodes[port.node]
        if not platform_of(spec.platform).has_port(port.name):
            spec.platform = "generic"
    guess.topology.links.append(LinkSpec([Endpoint(port.node, port.name) for port in members]))
    guess.told.append(f"{' -- '.join(map(str, members))}  {why}")


def _list(ports: Iterable[PortConfig]) -> str:
    return ", ".join(map(str, ports))


def save(guess: Guess, folder: str) -> str:
    """lab.yaml beside the configurations. Raises LabError where there is one."""
    from iosemu.lab.save import text_of

    path = os.path.join(folder, FILE_NAME)
    ours = False
    try:
        with open(path, "x", encoding="utf-8") as file:
            ours = True
            file.write(text_of(guess.topology))
    except FileExistsError:
        raise LabError("is there already", path) from None
    except OSError as error:
        if ours:  # a part of it may be there
            with suppress(OSError):
                os.unlink(path)
        raise LabError(error.strerror or "cannot be written", path) from None
    return path
