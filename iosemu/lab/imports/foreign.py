"""What is found in the file of another program, and a lab.yaml made of it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from iosemu.device.platform import HOST, PLATFORMS, platform_of
from iosemu.lab import wiring
from iosemu.lab.catalog import FILE_NAME
from iosemu.lab.errors import LabError
from iosemu.lab.save import text_of
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName

SEGMENT = "segment"  # a switch, hub or bridge: its cables meet there
DROPPED = ""  # nothing that runs here


@dataclass(slots=True)
class Box:
    """A node of the other program. `platform`: one of ours, "host", SEGMENT or DROPPED; `line` where it stands."""

    name: str
    platform: str
    line: int | None
    config: str = ""
    what: str = ""  # the other program's word for it


@dataclass(slots=True)
class Cable:
    """Its ends: the key of a box, and the port as the other program names it."""

    ends: list[tuple[str, str]]
    line: int | None


@dataclass(slots=True)
class Foreign:
    """`boxes` by the other program's own names or numbers; `notes` tell what does not come along."""

    name: str
    file: str
    boxes: dict[str, Box] = field(default_factory=dict)
    cables: list[Cable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def error(self, message: str, line: int | None = None) -> LabError:
        return LabError(message, self.file, line)


def topology_of(found: Foreign) -> Topology:
    """Raises LabError for what is no lab."""
    names = _names(found)
    topology = Topology(_label(found.name) or "imported")
    ports = _ports(found)
    platforms = {key: _platform(found, key, ports.get(key, [])) for key in names}
    for key, name in names.items():
        box = found.boxes[key]
        config = box.config
        if "\0" in config:
            raise found.error(f"the configuration of {box.name} holds a NUL character; it is no text", box.line)
        if platforms[key] != HOST.name and not re.search(r"^hostname\s", config, re.MULTILINE):
            config = f"hostname {name}\n{config}"
        topology.nodes[name] = NodeSpec(name, platforms[key], config, f"{name}.cfg")
    if not topology.nodes:
        raise found.error("holds no node that runs here")
    taken: set[Endpoint] = set()
    for ends, line in _wires(found):
        wired: list[Endpoint] = []
        for key, port in ends:
            try:
                end = wiring.endpoint(f"{names[key]}:{port}", topology)
                wiring.check_free(end, taken)
            except ValueError as error:
                raise found.error(str(error), line) from None
            taken.add(end)
            wired.append(end)
        try:
            wiring.check_ends(wired)
        except ValueError as error:
            raise found.error(str(error), line) from None
        topology.links.append(LinkSpec(wired))
    return topology


def _label(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:100]


def _names(found: Foreign) -> dict[str, str]:
    """A name of ours for each box that runs here."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key, box in found.boxes.items():
        if box.platform in (SEGMENT, DROPPED):
            continue
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", box.name).strip("-.")
        name = (name if name[:1].isalpha() else f"N{name}")[:60]
        if name.lower() in taken:
            raise found.error(f'two nodes are called "{name}"', box.line)
        taken.add(name.lower())
        if name != box.name:
            found.notes.append(f"{box.name} is called {name} here")
        names[key] = name
    return names


def _ports(found: Foreign) -> dict[str, list[tuple[str, int | None]]]:
    """Of each box the ports that are wired, with the lines of their cables."""
    ports: dict[str, list[tuple[str, int | None]]] = {}
    for cable in found.cables:
        for key, port in cable.ends:
            ports.setdefault(key, []).append((port, cable.line))
    return ports


def _platform(found: Foreign, key: str, ports: list[tuple[str, int | None]]) -> str:
    """The box's own, or `generic` where that has not the ports that are wired."""
    box = found.boxes[key]
    if box.platform == HOST.name:
        return HOST.name
    platform = platform_of(box.platform)
    for port, line in ports:
        try:
            name = InterfaceName.parse(port)
        except ValueError:
            raise found.error(f'{box.name}: "{port}" is no interface name', line) from None
        if not platform.has_port(name):
            found.notes.append(f"{box.name} is generic, for {platform.name} has no {name}")
            return "generic"
    return platform.name


def _wires(found: Foreign) -> list[tuple[list[tuple[str, str]], int | None]]:
    """The cables, those that meet in a segment as one."""
    parent = {key: key for key, box in found.boxes.items() if box.platform == SEGMENT}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    for cable in found.cables:
        inside = [key for key, _ in cable.ends if key in parent]
        for key in inside[1:]:
            parent[root(key)] = root(inside[0])
    meeting: dict[str, tuple[list[tuple[str, str]], int | None]] = {}
    wires: list[tuple[list[tuple[str, str]], int | None]] = []
    for cable in found.cables:
        ends = [(key, port) for key, port in cable.ends if found.boxes[key].platform not in (SEGMENT, DROPPED)]
        inside = [key for key, _ in cable.ends if key in parent]
        if inside:
            meeting.setdefault(root(inside[0]), ([], cable.line))[0].extend(ends)
        elif len(ends) == len(cable.ends):
            wires.append((ends, cable.line))
        elif ends:
            gone = next(found.boxes[key] for key, _ in cable.ends if found.boxes[key].platform == DROPPED)
            where = ", ".join(f"{found.boxes[key].name} {port}" for key, port in ends)
            found.notes.append(f"{where} leads nowhere: {gone.name} ({gone.what}) does not run here")
    for ends, line in meeting.values():
        if len(ends) > 1:
            wires.append((ends, line))
        elif ends:
            alone = f"{found.boxes[ends[0][0]].name} {ends[0][1]}"
            found.notes.append(f"{alone} leads nowhere: nobody else is on its segment")
    return wires


def told(found: Foreign) -> list[str]:
    """What does not come along, besides wires."""
    notes = [f"{box.name} ({box.what}) does not run here" for box in found.boxes.values() if box.platform == DROPPED]
    notes += [
        f"{box.name} ({box.what}) is a plain segment here, without VLANs"
        for box in found.boxes.values()
        if box.platform == SEGMENT and box.what not in ("hub", "bridge", "network")
    ]
    return notes + found.notes


def write(topology: Topology, folder: str) -> list[str]:
    """lab.yaml and the configurations, into a folder that is new or empty; all of them or none. Raises LabError."""
    files = {spec.config_name: spec.config for spec in topology.nodes.values()} | {FILE_NAME: text_of(topology)}
    where = Path(folder)
    made: list[Path] = []  # in the order in which it came to be
    try:
        for part in (*reversed(where.parents), where):
            if not part.exists():
                part.mkdir()
                made.append(part)
        if not where.is_dir():
            raise LabError("is a file; name a new folder", folder)
        if any(where.iterdir()):
            raise LabError("is not empty; name a new folder", folder)
        for name, text in files.items():
            made.append(where / name)
            made[-1].write_text(text, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        _undo(made)
        raise LabError(error.strerror or "cannot be written", error.filename or folder) from None
    except ValueError:
        _undo(made)
        raise LabError("is no name of a folder", folder) from None
    return [FILE_NAME, *(name for name in files if name != FILE_NAME)]


def _undo(made: list[Path]) -> None:
    """As far as that is possible."""
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()


def platform_named(word: str, table: dict[str, str]) -> str:
    """By the other program's word, or the beginning of it; DROPPED for what is unknown."""
    low = word.lower()
    for lead, platform in table.items():
        if low == lead or (lead.endswith("*") and low.startswith(lead[:-1])):
            assert platform in (*PLATFORMS, HOST.name, SEGMENT, DROPPED)
            return platform
    return DROPPED
