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
        rate: 2M            # bit/s that each end sends at (k, M, G); default: all at once
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import yaml

from iosemu.device.platform import HOST
from iosemu.lab import wiring
from iosemu.lab.durations import seconds_of
from iosemu.lab.errors import LabError
from iosemu.lab.topology import FASTEST, SLOWEST, Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.lab.yaml_parts import YamlReader, compose

T = TypeVar("T")
_LONGEST_DELAY = 3600.0  # seconds
_LONGEST_NAME, _LONGEST_DESCRIPTION = 100, 1000  # characters


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
            self.checked(key, wiring.check_name, word, topology)
            topology.nodes[word] = self.node(word, value)
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

    def node(self, name: str, value: yaml.Node) -> NodeSpec:
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
            self.checked(found["platform"], wiring.check_platform, spec.platform)
        if "release" in found:
            spec.release = self.text(found["release"], "release")
            self.checked(found["release"], wiring.check_release, spec.platform, spec.release)
        if "config" in found:
            spec.config_name = self.text(found["config"], "config")
            spec.config_line = found["config"].start_mark.line + 1
        return spec

    def link(self, item: yaml.Node, topology: Topology, taken: dict[Endpoint, int]) -> LinkSpec:
        found = self.fields(item, "link", ("endpoints", "delay", "loss", "rate"))
        if "endpoints" not in found:
            raise self.error(item, 'link: the key "endpoints" is missing')
        spec = LinkSpec([])
        for node in self.sequence(found["endpoints"], "endpoints"):
            end = self.checked(node, wiring.endpoint, self.text(node, "endpoint"), topology)
            self.checked(node, wiring.check_free, end, taken, f", first in line {taken.get(end)}")
            taken[end] = node.start_mark.line + 1
            spec.endpoints.append(end)
        self.checked(found["endpoints"], wiring.check_ends, spec.endpoints)
        if "delay" in found:
            spec.delay = self.duration(found["delay"])
        if "loss" in found:
            spec.loss = self.probability(found["loss"])
        if "rate" in found:
            spec.rate = self.rate(found["rate"])
        return spec

    def checked(self, node: yaml.Node, check: Callable[..., T], *args: object) -> T:
        """Raises LabError, with the line, for a ValueError."""
        try:
            return check(*args)
        except ValueError as error:
            raise self.error(node, str(error)) from None

    def duration(self, node: yaml.Node) -> float:
        """Seconds of ``5ms``."""
        text = self.text(node, "delay")
        if text == "0":
            return 0.0
        try:
            seconds = seconds_of(text if text[-1:] == "s" else "", math.inf)
        except LabError:
            raise self.error(node, f'delay must be a time like 250us, 5ms or 0.1s, not "{text}"') from None
        if seconds > _LONGEST_DELAY:
            raise self.error(node, f"delay can be {_LONGEST_DELAY:.0f}s at most")
        return seconds

    def rate(self, node: yaml.Node) -> float:
        """bit/s of ``2M``."""
        text = self.text(node, "rate")
        factor = {"k": 1e3, "M": 1e6, "G": 1e9}.get(text[-1:], 1.0)
        try:
            value = float(text[:-1] if factor > 1 else text) * factor
        except ValueError:
            value = -1.0
        if value != 0 and not SLOWEST <= value <= FASTEST:
            raise self.error(node, f'rate must be bit/s from 1k to 100G, like 64k or 2M, not "{text}"')
        return value

    def probability(self, node: yaml.Node) -> float:
        text = self.text(node, "loss")
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise self.error(node, f'loss must be a probability from 0 to 1, or like 2%, not "{text}"')
        return value

