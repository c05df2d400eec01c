"""EVE-NG and PNETLab: a `.unl`, with the configurations in it."""

from __future__ import annotations

import base64
import binascii
from xml.parsers import expat

from iosemu.lab.errors import LabError
from iosemu.lab.imports.foreign import DROPPED, SEGMENT, Box, Cable, Foreign, platform_named
from iosemu.records import dataclass, field

TEMPLATES = {
    "vios": "iosv", "viosl2": SEGMENT, "iol": "iol", "csr1000v*": "csr1000v", "c8000v": "c8000v", "cat8000v": "c8000v",
    "c7200": "c7200", "c3725": "c3725", "c3745": "c3725", "c2691": "c3725", "vpcs": "host", "linux": "host",
}  # fmt: skip
SHORT = {
    "fa": "FastEthernet", "gi": "GigabitEthernet", "g": "GigabitEthernet", "e": "Ethernet", "s": "Serial",
    "se": "Serial",
}  # fmt: skip
_DEEPEST = 50


@dataclass(slots=True)
class Element:
    tag: str
    line: int
    fields: dict[str, str]
    below: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, *path: str) -> list[Element]:
        """All elements beneath, by their tags."""
        found = [self]
        for tag in path:
            found = [each for element in found for each in element.below if each.tag == tag]
        return found


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.path: list[Element] = []
        self.root: Element | None = None

    def _doctype(self, *_: object) -> None:
        raise LabError("defines a document type, which a lab has no need of", self.file, self.parser.CurrentLineNumber)

    def _start(self, tag: str, fields: dict[str, str]) -> None:
        element = Element(tag, self.parser.CurrentLineNumber, fields)
        if len(self.path) >= _DEEPEST:
            raise LabError("is nested too deeply", self.file, element.line)
        if self.path:
            self.path[-1].below.append(element)
        elif self.root is None:
            self.root = element
        self.path.append(element)

    def _end(self, _: str) -> None:
        self.path.pop()

    def _text(self, text: str) -> None:
        if self.path:
            self.path[-1].text += text


def parse(text: str, file: str) -> Element:
    """Raises LabError."""
    builder = _Builder(file)
    try:
        builder.parser.Parse(text.encode("utf-8", "surrogateescape"), True)
    except expat.ExpatError as error:
        raise LabError(f"not valid XML: {expat.errors.messages[error.code]}", file, error.lineno) from None
    assert builder.root is not None
    return builder.root


def read(text: str, file: str) -> Foreign:
    root = parse(text, file)
    if root.tag != "lab":
        raise LabError(f"no lab of EVE-NG: its root is <{root.tag}>", file, root.line)
    found = Foreign(root.fields.get("name", ""), file)
    configs = {each.fields.get("id", ""): each for each in root.find("objects", "configs", "config")}
    for network in root.find("topology", "networks", "network"):
        kind = network.fields.get("type", "bridge")
        plain = kind in ("bridge", "ovs", "nat0") or kind.startswith("internal")
        key = f"network {network.fields.get('id', '')}"
        name = network.fields.get("name") or key
        _once(found, key, network)
        found.boxes[key] = Box(name, SEGMENT, network.line, what="network")
        if not plain:
            found.notes.append(f"{name} ({kind}) has no way to the host here")
    serial: dict[tuple[str, str], str] = {}
    nodes = root.find("topology", "nodes", "node")
    for node in nodes:
        key = _field(node, "id", file)
        template = node.fields.get("template", node.fields.get("type", ""))
        name = node.fields.get("name") or f"node {key}"
        box = Box(name, platform_named(template, TEMPLATES), node.line, what=template)
        if template == "iol" and "l2" in node.fields.get("image", "").lower():
            box.platform = SEGMENT
        _once(found, key, node)
        found.boxes[key] = box
        if node.fields.get("config", "0") != "0" and key in configs and box.platform not in (SEGMENT, DROPPED):
            box.config = _decoded(configs[key], file)
        for config in node.find("config"):  # as PNETLab may write it
            box.config = config.text if box.platform not in (SEGMENT, DROPPED) else ""
        for port in node.find("interface"):
            if "remote_id" in port.fields:
                serial[key, _field(port, "id", file)] = _port_name(_field(port, "name", file))
    for node in nodes:
        key = node.fields["id"]
        for port in node.find("interface"):
            name = _port_name(_field(port, "name", file))
            network_id = port.fields.get("network_id", "")
            if network_id not in ("", "0"):
                if f"network {network_id}" not in found.boxes:
                    raise LabError(f"{found.boxes[key].name}: there is no network {network_id}", file, port.line)
                found.cables.append(Cable([(key, name), (f"network {network_id}", "")], port.line))
            elif "remote_id" in port.fields:
                far = port.fields["remote_id"], port.fields.get("remote_if", "")
                if far not in serial:
                    raise LabError(f"{found.boxes[key].name} {name}: there is no such far end", file, port.line)
                if (key, port.fields["id"]) < far:
                    found.cables.append(Cable([(key, name), (far[0], serial[far])], port.line))
    return found


def _once(found: Foreign, key: str, element: Element) -> None:
    if key in found.boxes:
        first = found.boxes[key].line
        raise found.error(f'<{element.tag}> has the id of {found.boxes[key].name} in line {first}', element.line)


def _field(element: Element, name: str, file: str) -> str:
    value = element.fields.get(name)
    if value is None:
        raise LabError(f'<{element.tag}> lacks its "{name}"', file, element.line)
    return value


def _port_name(text: str) -> str:
    """``fa0/0``, ``Gi0/1``, ``e0/0``, ``eth0``"""
    kind = text.rstrip("0123456789/")
    return f"{SHORT.get(kind.lower(), kind)}{text[len(kind) :]}"


def _decoded(config: Element, file: str) -> str:
    try:
        data = base64.b64decode("".join(config.text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise LabError("a configuration is not in base 64", file, config.line) from None
    return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
