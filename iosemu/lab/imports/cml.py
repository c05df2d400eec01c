"""Cisco Modeling Labs: a lab as its YAML, with the configurations in it."""

from __future__ import annotations

import yaml

from iosemu.lab.imports.foreign import DROPPED, SEGMENT, Box, Cable, Foreign, platform_named
from iosemu.lab.imports.marked import Marked, line_of

PLATFORMS = {
    "iosv": "iosv", "iosvl2": SEGMENT, "iol-xe": "iol", "ioll2-xe": SEGMENT, "iol": "iol", "csr1000v": "csr1000v",
    "cat8000v": "c8000v", "unmanaged_switch": SEGMENT, "alpine": "host", "desktop": "host", "ubuntu": "host",
    "server": "host", "net-tools": "host",
}  # fmt: skip


class Reader(Marked):
    def lab(self, root: yaml.Node) -> Foreign:
        about = self.get(root, "lab")
        title = self.word(about, "title") if about is not None else ""
        found = Foreign(title, self.file)
        if self.get(root, "nodes") is None and about is not None:
            root = about  # as some generators nest it
        ports: dict[tuple[str, str], str] = {}
        for node in self.items(self.get(root, "nodes"), "nodes"):
            key = self.needed(node, "id", "node")
            kind = self.needed(node, "node_definition", f"node {key}")
            box = Box(self.word(node, "label", key), platform_named(kind, PLATFORMS), line_of(node), what=kind)
            if key in found.boxes:
                raise self.error(node, f'two nodes have the id "{key}"')
            found.boxes[key] = box
            if box.platform not in ("host", SEGMENT, DROPPED):
                box.config = self._configuration(node)
            for port in self.items(self.get(node, "interfaces"), "interfaces"):
                label = self.needed(port, "label", "interface")
                ports[key, self.needed(port, "id", "interface")] = ports[key, label] = label
        for link in self.items(self.get(root, "links"), "links"):
            ends = []
            for number in ("1", "2"):
                key = self.needed(link, f"n{number}", "link")
                end = self.needed(link, f"i{number}", "link")
                if key not in found.boxes:
                    raise self.error(link, f'link: there is no node "{key}"')
                if (key, end) not in ports:
                    raise self.error(link, f'link: node {found.boxes[key].name} has no interface "{end}"')
                ends.append((key, ports[key, end]))
            found.cables.append(Cable(ends, line_of(link)))
        return found

    def _configuration(self, node: yaml.Node) -> str:
        """A text, or in newer files a list of named ones."""
        value = self.get(node, "configuration")
        if value is None:
            return ""
        if isinstance(value, yaml.ScalarNode):
            return self.raw(value, "configuration")
        for each in self.sequence(value, "configuration"):
            content = self.get(each, "content")
            if content is not None:
                return self.raw(content, "content")
        return ""
