"""A running lab as a folder that loads again: lab.yaml and the configurations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from iosemu.data import data_folder
from iosemu.device.platform import platform_of
from iosemu.lab.catalog import FILE_NAME
from iosemu.lab.errors import LabError
from iosemu.lab.files import tidy
from iosemu.lab.topology import Endpoint, Topology

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node


def home_of(lab: Lab) -> str:
    """The folder that a lab was loaded from; "" for a shipped one, and for one that came from no file."""
    path = lab.topology.path
    if path is None:
        return ""
    folder = os.path.realpath(os.path.dirname(path) or ".")
    ours = os.path.join(os.path.realpath(data_folder("labs")), "")
    return "" if os.path.join(folder, "").startswith(ours) else tidy(os.path.dirname(path) or ".")


def configuration(node: Node) -> str:
    """The running-config; of a router without power what it would start with."""
    if not node.device.running:
        return node.device.startup_config
    return "\n".join(node.running_config()) + "\n"


def changed(lab: Lab) -> list[tuple[str, Node | None]]:
    """What a lab.yaml and its configurations would now say otherwise than when it was loaded: names, and whose it is.

    A router whose running-config was changed and not written is none of them until it is (`write memory`).
    """
    found: list[tuple[str, Node | None]] = []
    for node in lab:
        if node.device.startup_config != lab.topology.nodes[node.name].config:
            found.append((f"configuration of {node.name}", node))
    for spec, link in zip(lab.topology.links, lab.links.values(), strict=True):
        if (spec.delay, spec.loss, spec.rate) != (link.delay, link.loss, link.rate):
            found.append((f"link {spec.name}", None))
    return found


def save(lab: Lab, folder: str) -> list[str]:
    """Write `lab.yaml` and a configuration for each router; returns the paths. Raises LabError.

    In the lab's own folder a lab.yaml that says the same is left as it is, with its comments; another one is kept as
    ``lab.yaml.old``. From now on this is what the lab was loaded from.
    """
    topology = lab.topology
    for spec, link in zip(topology.links, lab.links.values(), strict=True):
        spec.delay, spec.loss, spec.rate = link.delay, link.loss, link.rate
    names = _names(topology)
    path = os.path.join(folder, FILE_NAME)
    written = []
    try:
        os.makedirs(folder, exist_ok=True)
        for node in lab:
            text = configuration(node)
            file = os.path.join(folder, names[node.name])
            _write(file, text)
            spec_of = topology.nodes[node.name]
            spec_of.config, spec_of.config_name = text, names[node.name]
            written.append(file)
        if not _says_the_same(path, topology):
            if os.path.exists(path):
                os.replace(path, f"{path}.old")
            _write(path, text_of(topology))
            written.append(path)
    except OSError as error:
        raise LabError(error.strerror or "cannot be written", error.filename or folder) from None
    except ValueError:
        raise LabError("is no name of a folder", folder) from None
    topology.path = path
    return written


def _names(topology: Topology) -> dict[str, str]:
    """A file for each router: as lab.yaml names it if that is in its folder and nobody else's, else R1.cfg."""
    names: dict[str, str] = {}
    for spec in topology.nodes.values():
        name = spec.config_name
        if not name or os.path.basename(name) != name or name in names.values():
            name = f"{spec.name}.cfg"
        names[spec.name] = name
    if len(set(names.values())) < len(names):
        names = {name: f"{name}.cfg" for name in names}
    return names


def _write(path: str, text: str) -> None:
    """Whole or not at all."""
    new = f"{path}.new"
    with open(new, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    os.replace(new, path)


def _says_the_same(path: str, topology: Topology) -> bool:
    from iosemu.lab.topology import read

    try:
        there = read(path)
    except LabError:
        return False
    return _plain(there) == _plain(topology)


def _plain(topology: Topology) -> object:
    nodes = [(node.name, node.platform, node.release, node.config_name) for node in topology.nodes.values()]
    links = [(tuple(map(str, link.endpoints)), link.delay, link.loss, link.rate) for link in topology.links]
    return topology.name, topology.seed, topology.description, nodes, links


def text_of(topology: Topology) -> str:
    """A lab.yaml."""
    import yaml

    def flow(value: object) -> str:
        line: str = yaml.safe_dump(value, default_flow_style=True, width=1 << 20, allow_unicode=True, sort_keys=False)
        return line.removesuffix("...\n").strip()

    lines = [f"name: {flow(topology.name)}"]
    if topology.description:
        lines.append(f"description: {flow(topology.description)}")
    lines += [f"seed: {topology.seed}", "nodes:"]
    for node in topology.nodes.values():
        entry = {"platform": node.platform} if platform_of(node.platform).router else {"kind": "host"}
        entry |= {"release": node.release} if node.release else {}
        entry["config"] = node.config_name
        lines.append(f"  {node.name}: {flow(entry)}")
    lines += ["links:"] if topology.links else []
    for link in topology.links:
        ends = [_end(topology, end) for end in link.endpoints]
        lines.append(f"  - endpoints: {flow(ends)}")
        if link.delay:
            lines.append(f"    delay: {_time(link.delay)}")
        if link.loss:
            lines.append(f"    loss: {link.loss:.10g}")
        if link.rate:
            lines.append(f"    rate: {link.rate:.10g}")
    return "\n".join(lines) + "\n"


def _end(topology: Topology, end: Endpoint) -> str:
    """``R1:FastEthernet0/0``, ``PC1:eth0``"""
    router = platform_of(topology.nodes[end.node].platform).router
    return str(end) if router else f"{end.node}:eth{end.interface.unit[0]}"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.10g}{unit}"
    return f"{seconds / 1e-6:.10g}us"
