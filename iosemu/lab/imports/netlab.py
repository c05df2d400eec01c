"""netlab: a topology. It has no configurations: addresses are given as netlab gives them from its own pools, and OSPF
where the topology asks for it; other modules are told, not configured."""

from __future__ import annotations

import yaml

from iosemu.lab.imports.foreign import DROPPED, Box, Cable, Foreign, platform_named
from iosemu.lab.imports.marked import Marked, line_of
from iosemu.types import format_ipv4, mask_of, parse_ipv4

DEVICES = {
    "iosv": "iosv", "ios": "iosv", "csr": "csr1000v", "cat8000v": "c8000v", "iol": "iol", "linux": "host",
}  # fmt: skip
_LOOPBACKS, _LANS, _CABLES = parse_ipv4("10.0.0.0"), parse_ipv4("172.16.0.0"), parse_ipv4("10.1.0.0")
_BUILT = ("ospf",)


class Reader(Marked):
    def lab(self, root: yaml.Node) -> Foreign:
        found = Foreign(self.word(root, "name", "netlab"), self.file)
        device = self.word(root, "defaults.device")
        defaults = self.get(root, "defaults")
        if not device and defaults is not None:
            device = self.word(defaults, "device")
        modules = self._words(root, "module")
        found.notes += [f"the module {each} is not configured" for each in modules if each not in _BUILT]
        nodes = self.get(root, "nodes")
        if nodes is None:
            raise self.error(root, 'no topology of netlab: the key "nodes" is missing')
        own: dict[str, list[str]] = {}
        for name, place, value in self._nodes(nodes):
            kind = self.word(value, "device", device) if isinstance(value, yaml.MappingNode) else device
            if not kind:
                raise self.error(place, f'node {name}: no device; name one with "defaults.device" or "device"')
            found.boxes[name] = Box(name, platform_named(kind, DEVICES), line_of(place), what=kind)
            more = self._words(value, "module") if isinstance(value, yaml.MappingNode) else []
            own[name] = more or modules
            lacking = [each for each in more if each not in (*_BUILT, *modules)]
            found.notes += [f"{name}: the module {each} is not configured" for each in lacking]
        lines: dict[str, list[str]] = {name: [] for name in found.boxes}
        numbers = {name: number for number, name in enumerate(found.boxes, 1)}
        used = dict.fromkeys(found.boxes, 0)
        lans = cables = 0
        for link in self.items(self.get(root, "links"), "links"):
            ends = self._ends(link, found)
            wired = []
            if len(ends) == 2 and all(found.boxes[name].platform != "host" for name, _ in ends):
                network, length = _CABLES + 4 * cables, 30
                cables += 1
            else:
                network, length = _LANS + 256 * lans, 24
                lans += 1
            router = next((name for name, _ in ends if found.boxes[name].platform not in ("host", DROPPED)), "")
            for at, (name, asked) in enumerate(ends, 1):
                used[name] += 1
                port = asked or _port(found.boxes[name].platform, used[name])
                address = network + (at if length == 30 else numbers[name])
                lines[name] += _interface(found.boxes[name].platform, port, address, length)
                if found.boxes[name].platform == "host" and router and used[name] == 1:
                    lines[name].append(f"ip route add default via {format_ipv4(network + numbers[router])}")
                wired.append((name, port))
            if len(wired) > 1:
                found.cables.append(Cable(wired, line_of(link)))
        for name, box in found.boxes.items():
            if box.platform not in ("host", DROPPED):
                own_address = format_ipv4(_LOOPBACKS + numbers[name])
                loopback = ["interface Loopback0", f" ip address {own_address} 255.255.255.255"]
                ospf = ["router ospf 1", " network 0.0.0.0 255.255.255.255 area 0"] if "ospf" in own[name] else []
                lines[name] = [f"hostname {name}", *loopback, *lines[name], *ospf]
            box.config = "".join(f"{line}\n" for line in lines[name])
        return found

    def _words(self, node: yaml.Node, key: str) -> list[str]:
        value = self.get(node, key)
        if value is None:
            return []
        many = value.value if isinstance(value, yaml.SequenceNode) else [value]
        return [self.text(each, key) for each in many]

    def _nodes(self, nodes: yaml.Node) -> list[tuple[str, yaml.Node, yaml.Node]]:
        """A list of names, a list of mappings with names, or a mapping."""
        if isinstance(nodes, yaml.MappingNode):
            return [(name, key, value) for key, name, value in self.mapping(nodes, "nodes")]
        found = []
        for node in self.sequence(nodes, "nodes"):
            name = self.needed(node, "name", "node") if isinstance(node, yaml.MappingNode) else self.text(node, "node")
            found.append((name, node, node))
        return found

    def _ends(self, link: yaml.Node, found: Foreign) -> list[tuple[str, str]]:
        """Nodes, each with the port that the topology asks for, or ""."""
        ends: list[tuple[str, str]] = []
        if isinstance(link, yaml.ScalarNode):
            ends = [(name.strip(), "") for name in self._split(self.text(link, "link"), found)]
        elif isinstance(link, yaml.SequenceNode):
            ends = [(self.text(each, "link"), "") for each in link.value]
        elif self.get(link, "interfaces") is not None:
            for each in self.items(self.get(link, "interfaces"), "interfaces"):
                one = isinstance(each, yaml.ScalarNode)
                name = self.text(each, "interface") if one else self.needed(each, "node", "interface")
                ends.append((name, "" if one else self.word(each, "ifname")))
        else:
            for _, name, value in self.mapping(link, "link"):
                if name in found.boxes:
                    ends.append((name, self.word(value, "ifname") if isinstance(value, yaml.MappingNode) else ""))
        for name, _ in ends:
            if name not in found.boxes:
                raise self.error(link, f'link: there is no node "{name}"')
        if not ends:
            raise self.error(link, "link: it names no node")
        return ends

    @staticmethod
    def _split(text: str, found: Foreign) -> list[str]:
        """``r1-r2``; names may hold a `-` themselves."""
        parts = text.split("-")
        if text in found.boxes or len(parts) == 2:
            return [text] if text in found.boxes else parts
        for at in range(1, len(parts)):
            one, other = "-".join(parts[:at]), "-".join(parts[at:])
            if one in found.boxes and other in found.boxes:
                return [one, other]
        return parts


def _port(platform: str, number: int) -> str:
    """Its first port is the management's."""
    if platform == "iol":
        return f"Ethernet{number // 4}/{number % 4}"
    if platform in ("csr1000v", "c8000v"):
        return f"GigabitEthernet{number + 1}"
    return f"GigabitEthernet0/{number}" if platform == "iosv" else f"eth{number}"


def _interface(platform: str, port: str, address: int, length: int) -> list[str]:
    if platform == "host":
        return [f"ip addr add {format_ipv4(address)}/{length} dev {port}"]
    return [f"interface {port}", f" ip address {format_ipv4(address)} {format_ipv4(mask_of(length))}", " no shutdown"]
