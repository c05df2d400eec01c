"""containerlab: a `.clab.yml`, with the start-up configurations that it names."""

from __future__ import annotations

import os
import re

import yaml

from iosemu.lab.files import read_text
from iosemu.lab.imports.foreign import DROPPED, SEGMENT, Box, Cable, Foreign, platform_named
from iosemu.lab.imports.marked import Marked, line_of

KINDS = {
    "cisco_iol": "iol", "cisco_vios": "iosv", "vr-vios": "iosv", "cisco_csr1000v": "csr1000v", "cisco_csr": "csr1000v",
    "vr-csr": "csr1000v", "vr-cisco_csr1000v": "csr1000v", "cisco_c8000v": "c8000v", "vr-c8000v": "c8000v",
    "cisco_cat9kv": SEGMENT, "linux": "host", "bridge": SEGMENT, "ovs-bridge": SEGMENT,
}  # fmt: skip
_ETH = re.compile(r"eth(\d+)\Z")


class Reader(Marked):
    def lab(self, root: yaml.Node) -> Foreign:
        found = Foreign(self.word(root, "name"), self.file)
        topology = self.get(root, "topology")
        if topology is None:
            raise self.error(root, 'no lab of containerlab: the key "topology" is missing')
        nodes = self.get(topology, "nodes")
        if nodes is None:
            raise self.error(topology, 'the key "nodes" is missing')
        defaults, kinds, groups = (self.get(topology, word) for word in ("defaults", "kinds", "groups"))
        for key, name, value in self.mapping(nodes, "nodes"):
            member = self.word(value, "group") if groups is not None else ""
            group = self.get(groups, member) if groups is not None and member else None
            kind = self._first([value, group, defaults], "kind")
            if not kind:
                raise self.error(key, f'node {name}: the key "kind" is missing')
            places = [value, group, self.get(kinds, kind) if kinds is not None else None, defaults]
            box = Box(name, platform_named(kind, KINDS), line_of(key), what=kind)
            if kind == "cisco_iol" and self._first(places, "type").lower() == "l2":
                box.platform = SEGMENT
            if box.platform not in (SEGMENT, DROPPED, "host"):
                box.config = self._configuration(places)
            elif box.platform == "host":
                box.config = self._addresses(places, name, found)
            found.boxes[name] = box
        for link in self.items(self.get(topology, "links"), "links"):
            ends = [self._end(end, found) for end in self.items(self.get(link, "endpoints"), "endpoints")]
            if len(ends) != 2:
                raise self.error(link, "a link needs two endpoints")
            found.cables.append(Cable(ends, line_of(link)))
        return found

    def _first(self, places: list[yaml.Node | None], key: str) -> str:
        return next((self.word(each, key) for each in places if each is not None and self.get(each, key)), "")

    def _addresses(self, places: list[yaml.Node | None], name: str, found: Foreign) -> str:
        """What a host carries out at its start, as far as it is of addresses and routes."""
        lines = []
        for each in places:
            for command in self.items(self.get(each, "exec"), "exec") if each is not None else ():
                line = " ".join(self.text(command, "exec").split())
                if re.match(r"ip (addr|address|route) (add|replace) ", line):
                    lines.append(line.replace(" replace ", " add "))
                else:
                    found.notes.append(f'{name}: "{line}" is not carried out')
        return "".join(f"{line}\n" for line in lines)

    def _configuration(self, places: list[yaml.Node | None]) -> str:
        """Of a file beside the topology, or the lines themselves."""
        for each in places:
            value = self.get(each, "startup-config") if each is not None else None
            if value is None:
                continue
            text = self.raw(value, "startup-config")
            if "\n" in text:
                return text
            folder = os.path.dirname(self.file)
            path = os.path.join(folder, text)
            if not os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), "")):
                raise self.error(value, f"{text} is outside of the topology's folder")
            if not os.path.isfile(path):
                raise self.error(value, f"there is no {text}")
            return read_text(path)
        return ""

    def _end(self, end: yaml.Node, found: Foreign) -> tuple[str, str]:
        if isinstance(end, yaml.MappingNode):
            name, port = self.needed(end, "node", "endpoint"), self.needed(end, "interface", "endpoint")
        else:
            text = self.text(end, "endpoint")
            name, colon, port = text.partition(":")
            if not colon:
                raise self.error(end, f'endpoint "{text}" must be written NODE:INTERFACE')
        if name in ("host", "mgmt-net", "macvlan", "dummy") and name not in found.boxes:
            found.boxes[name] = Box(name, DROPPED, line_of(end), what="the host")
        box = found.boxes.get(name)
        if box is None:
            raise self.error(end, f'there is no node "{name}"')
        return name, _port(box.platform, port)


def _port(platform: str, name: str) -> str:
    """``eth1`` as the router calls it: its first port is the management's."""
    eth = _ETH.match(name)
    if eth is None:
        return name
    number = int(eth[1])
    if platform == "iol":
        return f"Ethernet{number // 4}/{number % 4}"
    if platform in ("csr1000v", "c8000v"):
        return f"GigabitEthernet{number + 1}"
    return f"GigabitEthernet0/{number}" if platform == "iosv" else name
