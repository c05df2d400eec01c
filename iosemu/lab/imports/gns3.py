"""GNS3: a project file, with the configurations in the folders beside it."""

from __future__ import annotations

import os
import re

import yaml

from iosemu.lab.files import read_text
from iosemu.lab.imports.foreign import DROPPED, SEGMENT, Box, Cable, Foreign, platform_named
from iosemu.lab.imports.marked import Marked, line_of

KINDS = {
    "ethernet_switch": SEGMENT, "ethernet_hub": SEGMENT, "vpcs": "host", "cloud": DROPPED, "nat": DROPPED,
    "frame_relay_switch": DROPPED, "atm_switch": DROPPED,
}  # fmt: skip
CHASSIS = {
    "c7200": "c7200", "c3725": "c3725", "c3745": "c3725", "c2691": "c3725", "c3600": "c3725", "c2600": "c3725",
}  # fmt: skip
IMAGES = {  # of what runs in qemu, by what its name holds
    "iosvl2": SEGMENT, "vios_l2": SEGMENT, "viosl2": SEGMENT, "iosv": "iosv", "vios": "iosv", "csr1000v": "csr1000v",
    "c8000v": "c8000v", "cat8k": "c8000v", "cat8000v": "c8000v",
}  # fmt: skip
# of a slot, by the beginning of the adapter's name: kind of its ports
ADAPTERS = (
    ("C7200-IO-GE", "GigabitEthernet"), ("C7200-IO", "FastEthernet"), ("IO-FE", "FastEthernet"),
    ("GT96100", "FastEthernet"),
    ("PA-GE", "GigabitEthernet"), ("PA-FE", "FastEthernet"), ("PA-2FE", "FastEthernet"), ("PA-4E", "Ethernet"),
    ("PA-8E", "Ethernet"), ("PA-4T", "Serial"), ("PA-8T", "Serial"), ("NM-1FE", "FastEthernet"),
    ("NM-16ESW", "FastEthernet"), ("NM-1E", "Ethernet"), ("NM-4E", "Ethernet"), ("NM-4T", "Serial"),
    ("C2600-MB", "FastEthernet"), ("CISCO2600-MB", "Ethernet"), ("Leopard-2FE", "FastEthernet"),
)  # fmt: skip
_WIC = 16  # ports of the first interface card begin there


class Reader(Marked):
    def lab(self, root: yaml.Node) -> Foreign:
        found = Foreign(self.word(root, "name"), self.file)
        topology = self.get(root, "topology")
        if topology is None:
            raise self.error(root, 'no GNS3 project: the key "topology" is missing')
        nodes: dict[str, yaml.Node] = {}
        for node in self.items(self.get(topology, "nodes"), "nodes"):
            key = self.needed(node, "node_id", "node")
            if key in nodes:
                raise self.error(node, f'two nodes have the node_id "{key}"')
            nodes[key] = node
            found.boxes[key] = self._box(node, key, found)
        for link in self.items(self.get(topology, "links"), "links"):
            ends = []
            for end in self.items(self.get(link, "nodes"), "nodes of a link"):
                key = self.needed(end, "node_id", "link")
                if key not in nodes:
                    raise self.error(end, f'link: there is no node "{key}"')
                ends.append((key, self._port(nodes[key], found.boxes[key], end)))
            if len(ends) != 2:
                raise self.error(link, "a link needs two ends")
            found.cables.append(Cable(ends, line_of(link)))
        return found

    def _box(self, node: yaml.Node, key: str, found: Foreign) -> Box:
        kind = self.needed(node, "node_type", "node")
        box = Box(self.word(node, "name", key), DROPPED, line_of(node), what=kind)
        properties = self.get(node, "properties") or node
        if kind == "dynamips":
            chassis = self.word(properties, "platform")
            box.platform, box.what = platform_named(chassis, CHASSIS), chassis
            if box.platform != DROPPED and box.platform != chassis:
                found.notes.append(f"{box.name} is a {box.platform}, in the place of a {chassis}")
            number = self.word(properties, "dynamips_id")
            names = [self.word(properties, "startup_config"), f"configs/i{number}_startup-config.cfg"]
            box.config = self._text("dynamips", key, names)
        elif kind == "iou":
            image = os.path.basename(self.word(properties, "path")).lower()
            box.what, box.platform = image or kind, SEGMENT if re.search(r"l2|layer2|switch", image) else "iol"
            box.config = self._text("iou", key, ["startup-config.cfg"])
        elif kind == "qemu":
            image = self.word(properties, "hda_disk_image").lower()
            box.what = image or kind
            box.platform = next((platform for sign, platform in IMAGES.items() if sign in image), DROPPED)
            if box.platform not in (SEGMENT, DROPPED):
                found.notes.append(f"{box.name} comes without its configuration: that is in a virtual disk")
        else:
            box.platform = platform_named(kind, KINDS)
            if box.platform == "host":
                box.config = _pc_lines(self._text("vpcs", key, ["startup.vpc"]))
        if box.platform in (SEGMENT, DROPPED):
            box.config = ""
        return box

    def _text(self, program: str, key: str, names: list[str]) -> str:
        """Of the first of these files that is there."""
        folder = os.path.join(os.path.dirname(self.file), "project-files", program, key)
        for name in filter(None, names):
            path = os.path.join(folder, name)
            inside = os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))
            if inside and os.path.isfile(path):
                return read_text(path)
        return ""

    def _port(self, node: yaml.Node, box: Box, end: yaml.Node) -> str:
        adapter, port = self.number(end, "adapter_number"), self.number(end, "port_number")
        properties = self.get(node, "properties") or node
        kind = self.word(node, "node_type")
        if box.platform == "host":
            return f"eth{port if kind == 'vpcs' else adapter}"
        if kind == "dynamips" and box.platform not in (SEGMENT, DROPPED):
            if port >= _WIC:
                return f"Serial{adapter}/{port % _WIC}"
            card = self.word(properties, f"slot{adapter}")
            ports = next((ports for lead, ports in ADAPTERS if card.upper().startswith(lead.upper())), "")
            if not ports and adapter == 0:
                ports = "FastEthernet"
            if not ports:
                raise self.error(end, f'{box.name}: what ports has "{card}" in slot {adapter}?')
            return f"{ports}{adapter}/{port}"
        if kind == "iou":
            told = self.get(properties, "ethernet_adapters") is not None
            ethernets = self.number(properties, "ethernet_adapters") if told else 2
            return f"{'Ethernet' if adapter < ethernets else 'Serial'}{adapter}/{port}"
        if kind == "qemu":
            return self._machine_port(node, properties, adapter, box, end)
        return f"eth{adapter}"

    def _machine_port(self, node: yaml.Node, properties: yaml.Node, adapter: int, box: Box, end: yaml.Node) -> str:
        """By its pattern, which newer projects have at the node, older ones among its properties."""
        place = node if self.get(node, "port_name_format") is not None else properties
        first = self.word(place, "first_port_name")
        pattern = self.word(place, "port_name_format", "Ethernet{0}")
        size = self.number(place, "port_segment_size") if self.get(place, "port_segment_size") is not None else 0
        number = adapter
        if first:
            if adapter == 0:
                return first
            number -= 1
        segment, within = divmod(number, size) if size else (0, number)
        values = {
            "0": number if not size else within, "1": segment, "adapter": adapter, "port0": within, "port1": within + 1,
            "segment0": segment, "segment1": segment + 1,
        }  # fmt: skip
        parts = re.split(r"\{(\w+)\}", pattern)  # in turn: text, word, text, …
        if "{" in "".join(parts[::2]) or not values.keys() >= set(parts[1::2]):
            raise self.error(end, f'{box.name}: "{pattern}" is no name of ports: write it like Gi0/{{0}}')
        return "".join(str(values[part]) if at % 2 else part for at, part in enumerate(parts))


def _pc_lines(text: str) -> str:
    """Of a VPCS start-up file, what our PCs know."""
    return "".join(f"{line}\n" for line in text.splitlines() if line.split()[:1] == ["ip"])


