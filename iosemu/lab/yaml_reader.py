"""Reads lab.yaml. Whatever is wrong in it is told with its line.

    name: two-routers
    description: for `iosemu labs`
    seed: 7
    nodes:
      R1: {platform: c7200, config: R1.cfg}     # release: another one that the platform runs
      R2: {}
      PC1: {kind: host, config: PC1.txt}        # the end of a LAN; ports eth0 to eth7
    links:
      - endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"]
        delay: 5ms          # us, ms or s; default 0
        loss: 0             # a probability, or a percentage like 2%
"""

from __future__ import annotations

import re

import yaml

from iosemu.device.platform import HOST, PLATFORMS, Platform, platform_of
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.lab.yaml_parts import YamlReader, compose
from iosemu.types import InterfaceName

NODE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}\Z")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s)\Z")
_LONGEST_DELAY = 3600.0  # seconds
_LONGEST_NAME, _LONGEST_DESCRIPTION = 100, 1000  # characters
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


def parse_yaml(text: str, file: str) -> Topology:
    """The topology written in `text`, configurations not yet read; `file` names it in errors. Raises LabError."""
    return _Reader(file).topology(compose(text, file, "the keys name, nodes and links"))


class _Reader(YamlReader):
    def topology(self, root: yaml.Node) -> Topology:
        found = self.fields(root, "lab", ("name", "description", "seed", "nodes", "links"))
        for needed in ("name", "nodes"):
            if needed not in found:
                raise self.error(root, f'the key "{needed}" is missing')
        name = self.text(found["name"], "name")
        if not name:
            raise self.error(found["name"], "name is empty")
        self.shown(found["name"], name, "name", _LONGEST_NAME)
        topology = Topology(name)
        if "description" in found:
            topology.description = " ".join(self.text(found["description"], "description").split())
            self.shown(found["description"], topology.description, "description", _LONGEST_DESCRIPTION)
        if "seed" in found:
            topology.seed = self.integer(found["seed"], "seed")
        for key, word, value in self.mapping(found["nodes"], "nodes"):
            twin = next((name for name in topology.nodes if name.lower() == word.lower()), None)
            if twin is not None:
                raise self.error(key, f'node "{word}" and node "{twin}" differ by upper and lower case only')
            topology.nodes[word] = self.node(key, word, value)
        if not topology.nodes:
            raise self.error(found["nodes"], "a lab needs at least one node")
        if "links" in found and not self.is_null(found["links"]):
            taken: dict[Endpoint, int] = {}
            for item in self.sequence(found["links"], "links"):
                topology.links.append(self.link(item, topology, taken))
        return topology

    def shown(self, node: yaml.Node, text: str, what: str, longest: int) -> None:
        """Raises LabError for what would not do on a terminal."""
        if not text.isprintable():
            raise self.error(node, f"{what} holds a character that cannot be printed")
        if len(text) > longest:
            raise self.error(node, f"{what} is longer than {longest} characters")

    def node(self, key: yaml.Node, name: str, value: yaml.Node) -> NodeSpec:
        if not NODE_NAME.match(name):
            raise self.error(key, f'"{name}" is no name for a node; use letters, digits, "-", "_" and "."')
        spec = NodeSpec(name)
        if self.is_null(value):
            return spec
        found = self.fields(value, f"node {name}", ("kind", "platform", "release", "config"))
        if "kind" in found:
            kind = self.text(found["kind"], "kind")
            if kind not in ("router", "host"):
                raise self.error(found["kind"], f'unknown kind "{kind}"; known: router, host')
            if kind == "host":
                for word in ("platform", "release"):
                    if word in found:
                        raise self.error(found[word], f"a host has no {word}")
                spec.platform = HOST.name
        if "platform" in found:
            spec.platform = self.text(found["platform"], "platform")
            if spec.platform not in PLATFORMS:
                raise self.error(
                    found["platform"], f'unknown platform "{spec.platform}"; known: {", ".join(sorted(PLATFORMS))}'
                )
        if "release" in found:
            spec.release = self.text(found["release"], "release")
            releases = PLATFORMS[spec.platform].releases
            if spec.release not in releases:
                known = ", ".join(releases)
                raise self.error(found["release"], f'{spec.platform} has no release "{spec.release}"; it has: {known}')
        if "config" in found:
            spec.config_name = self.text(found["config"], "config")
            spec.config_line = found["config"].start_mark.line + 1
        return spec

    def link(self, item: yaml.Node, topology: Topology, taken: dict[Endpoint, int]) -> LinkSpec:
        found = self.fields(item, "link", ("endpoints", "delay", "loss"))
        if "endpoints" not in found:
            raise self.error(item, 'link: the key "endpoints" is missing')
        spec = LinkSpec([])
        for node in self.sequence(found["endpoints"], "endpoints"):
            endpoint = self.endpoint(node, topology)
            line = node.start_mark.line + 1
            if endpoint in taken:
                raise self.error(node, f"{endpoint} is in two links, first in line {taken[endpoint]}")
            taken[endpoint] = line
            spec.endpoints.append(endpoint)
        if len(spec.endpoints) < 2:
            raise self.error(found["endpoints"], "a link needs two endpoints, or more for a shared segment")
        serial = [endpoint.interface.kind == "Serial" for endpoint in spec.endpoints]
        if any(serial) and not all(serial):
            raise self.error(found["endpoints"], "a Serial interface cannot be wired to another kind of interface")
        if all(serial) and len(serial) > 2:
            raise self.error(found["endpoints"], "a shared segment needs Ethernet interfaces")
        if "delay" in found:
            spec.delay = self.duration(found["delay"])
        if "loss" in found:
            spec.loss = self.probability(found["loss"])
        return spec

    def endpoint(self, node: yaml.Node, topology: Topology) -> Endpoint:
        text = self.text(node, "endpoint")
        name, colon, port = text.partition(":")
        if not colon:
            raise self.error(node, f'endpoint "{text}" must be written NODE:INTERFACE, like R1:FastEthernet0/0')
        name = name.strip()
        spec = topology.nodes.get(name)
        if spec is None:
            raise self.error(node, f'endpoint "{text}": no node "{name}"; nodes: {", ".join(topology.nodes)}')
        platform = platform_of(spec.platform)
        try:
            interface = _port(port.strip(), platform)
        except ValueError:
            raise self.error(node, f'endpoint "{text}": "{port.strip()}" is no interface name') from None
        if interface.sub is not None:
            raise self.error(node, f'endpoint "{text}": wire the interface {interface.parent}, not a subinterface')
        if not platform.has_port(interface):
            ports = platform.ports_text() if platform is not HOST else "eth0-7"
            raise self.error(node, f'endpoint "{text}": {platform.name} has no such port; its ports: {ports}')
        return Endpoint(name, interface)

    def duration(self, node: yaml.Node) -> float:
        """Seconds of ``5ms``."""
        text = self.text(node, "delay")
        if text == "0":
            return 0.0
        match = _DURATION.match(text)
        if match is None:
            raise self.error(node, f'delay must be a time like 250us, 5ms or 0.1s, not "{text}"')
        seconds = float(match[1]) * _UNITS[match[2]]
        if seconds > _LONGEST_DELAY:
            raise self.error(node, f"delay can be {_LONGEST_DELAY:.0f}s at most")
        return seconds

    def probability(self, node: yaml.Node) -> float:
        text = self.text(node, "loss")
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise self.error(node, f'loss must be a probability from 0 to 1, or like 2%, not "{text}"')
        return value


def _port(text: str, platform: Platform) -> InterfaceName:
    """By the name that a lab file gives it. Raises ValueError."""
    if platform is HOST:
        text = re.sub(r"eth(?=\d+$)", "Ethernet", text)
    return InterfaceName.parse(text)
