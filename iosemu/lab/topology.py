"""What a lab is made of: routers and links, as lab.yaml says it (`yaml_reader` reads and checks the file).

A file that was read before and has not changed is taken from a cache: importing the YAML library alone would take as
long as a small lab takes to start.
"""

from __future__ import annotations

import marshal
import os
import re
from typing import Any, NamedTuple
from zlib import crc32

from iosemu.cli.source import cached, keep
from iosemu.device.platform import Platform
from iosemu.lab.catalog import FILE_NAME
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text, tidy
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName

DEFAULT_PLATFORM = "c7200"
SLOWEST, FASTEST = 1e3, 1e11  # bit/s that a link may send at
_FORMAT = 4  # raise when what is cached changes its meaning
_KEPT = 32  # labs in the cache


@dataclass(slots=True)
class NodeSpec:
    """A router. `config` is the text of its start-up configuration, `config_name` the file as lab.yaml names it."""

    name: str
    platform: str = DEFAULT_PLATFORM
    config: str = ""
    config_name: str = ""
    config_line: int = 0
    release: str = ""  # of the software, "" for the platform's own


class Endpoint(NamedTuple):
    node: str
    interface: InterfaceName

    def __str__(self) -> str:
        return f"{self.node}:{self.interface}"


@dataclass(slots=True)
class LinkSpec:
    """A cable, or with three or more endpoints a shared segment. `delay` in seconds, `loss` a probability, `rate` bit/s
    (0: any)."""

    endpoints: list[Endpoint]
    delay: float = 0.0
    loss: float = 0.0
    rate: float = 0.0

    @property
    def name(self) -> str:
        """``R1:FastEthernet0/0--ISP:FastEthernet0/0``"""
        return "--".join(map(str, self.endpoints))


@dataclass(slots=True)
class Topology:
    name: str
    seed: int = 0
    nodes: dict[str, NodeSpec] = field(default_factory=dict)
    links: list[LinkSpec] = field(default_factory=list)
    description: str = ""
    path: str | None = None  # of the lab.yaml


def read(path: str | os.PathLike[str], trust: bool = False) -> Topology:
    """The topology of a lab.yaml or of the folder that holds one. Raises LabError.

    Configurations are read from inside its folder only, unless `trust`: a lab of a stranger shows no other files.
    """
    file = tidy(path)
    if os.path.isdir(file):
        file = os.path.join(file, FILE_NAME)
    if not os.path.exists(file):
        raise LabError(f"no such file; a lab is a folder with a {FILE_NAME}", file)
    text = read_text(file, strict=True)
    name = f"lab-{crc32(text.encode()):08x}.bin"
    topology = _cached(name, text)
    if topology is None:
        topology = _parsed(text, file)
        keep(name, marshal.dumps((_FORMAT, text, _plain(topology))), _KEPT)
    topology.path = file
    _read_configurations(topology, file, trust)
    return topology


def parse(text: str, file: str, trust: bool = False) -> Topology:
    """The topology written in `text`; `file` names it in errors and is where configurations are looked for."""
    topology = _parsed(text, file)
    topology.path = file
    _read_configurations(topology, file, trust)
    return topology


def _parsed(text: str, file: str) -> Topology:
    from iosemu.lab.yaml_reader import parse_yaml

    return parse_yaml(text, file)


def _read_configurations(topology: Topology, file: str, trust: bool) -> None:
    for node in topology.nodes.values():
        if node.config_name:
            node.config = _configuration(node, file, trust)


def _configuration(node: NodeSpec, file: str, trust: bool) -> str:
    folder = os.path.dirname(file)
    path = tidy(os.path.join(folder, node.config_name))
    try:
        inside = os.path.join(os.path.realpath(folder), "")
        if not trust and not os.path.join(os.path.realpath(path), "").startswith(inside):
            raise LabError("is outside of the lab's folder (--trust lets a lab read there)", path)
        return read_text(path)
    except LabError as error:
        where = "" if error.line is None else f":{error.line}"
        problem = f"{error.message}: {path}{where}"
    except (OSError, RuntimeError, ValueError):  # links in a circle, a NUL in the name
        problem = f"is no name of a file: {path}"
    raise LabError(f"configuration of {node.name}: {problem}", file, node.config_line)


# the cache


def _plain(topology: Topology) -> Any:
    nodes = [
        (node.name, node.platform, node.config_name, node.config_line, node.release)
        for node in topology.nodes.values()
    ]
    links = [
        ([(end.node, *end.interface) for end in link.endpoints], link.delay, link.loss, link.rate)
        for link in topology.links
    ]
    return topology.name, topology.seed, topology.description, nodes, links


def _cached(cache: str, text: str) -> Topology | None:
    try:
        kind, whole, plain = marshal.loads(cached(cache))
        if kind != _FORMAT or whole != text:
            return None
        name, seed, description, nodes, links = plain
        topology = Topology(name, seed, description=description)
        for node, platform, config, line, release in nodes:
            topology.nodes[node] = NodeSpec(node, platform, "", config, line, release)
        for ends, delay, loss, rate in links:
            endpoints = [Endpoint(node, InterfaceName(kind, unit, sub)) for node, kind, unit, sub in ends]
            topology.links.append(LinkSpec(endpoints, delay, loss, rate))
        return topology
    except (OSError, ValueError, EOFError, TypeError):
        return None  # none yet, or a broken one


_INTERFACE_LINE = re.compile(r"int(?:e(?:r(?:f(?:a(?:ce?)?)?)?)?)?\s+([A-Za-z-]+\s*\d+(?:/\d+)*)", re.IGNORECASE)


def ports_named(config: str, platform: Platform) -> list[InterfaceName]:
    """Physical ports that a configuration speaks of and this platform can have: the chassis has them, wired or not."""
    found: dict[InterfaceName, None] = {}
    for line in config.splitlines():
        match = _INTERFACE_LINE.match(line)
        if match is not None:
            try:
                name = InterfaceName.parse(match[1])
            except ValueError:
                continue
            if platform.has_port(name):
                found.setdefault(name)
    return list(found)
