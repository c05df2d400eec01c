"""Topologies built in code, checked as lab.yaml is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from iosemu.device.platform import HOST
from iosemu.lab import wiring
from iosemu.lab.errors import LabError
from iosemu.lab.topology import DEFAULT_PLATFORM, FASTEST, SLOWEST, Endpoint, LinkSpec, NodeSpec, Topology

if TYPE_CHECKING:
    from typing import Self

    from iosemu.lab.lab import Lab

T = TypeVar("T")


class Builder:
    """Says step by step what a lab is made of; `lab` switches it on. Each step raises LabError for what cannot be.

    One builder makes as many labs as you like: they share nothing.
    """

    def __init__(self, name: str = "lab", seed: int = 0) -> None:
        self.topology = Topology(name, seed)

    def router(self, name: str, config: str = "", platform: str = DEFAULT_PLATFORM, release: str = "") -> Self:
        """`config` is the text of its start-up configuration; without a `hostname` there it is called by its name."""
        self._check(wiring.check_platform, platform)
        if release:
            self._check(wiring.check_release, platform, release)
        named = any(line.startswith("hostname ") for line in config.splitlines())
        return self._node(NodeSpec(name, platform, config if named else f"hostname {name}\n{config}", release=release))

    def host(self, name: str, config: str = "") -> Self:
        """A PC; `config` are lines of its shell (``ip 10.1.1.10/24 10.1.1.1``)."""
        return self._node(NodeSpec(name, HOST.name, config))

    def link(self, *ends: str, delay: float = 0.0, loss: float = 0.0, rate: float = 0.0) -> Self:
        """``link("R1:FastEthernet0/0", "R2:Fa0/0", delay=0.005)``; three or more ends are a shared segment;
        `rate` in bit/s (0: any)."""
        taken = {end for link in self.topology.links for end in link.endpoints}
        found: list[Endpoint] = []
        for text in ends:
            end = self._check(wiring.endpoint, text, self.topology)
            self._check(wiring.check_free, end, taken)
            taken.add(end)
            found.append(end)
        self._check(wiring.check_ends, found)
        from iosemu.lab.lab import LONGEST_DELAY

        if not 0 <= delay <= LONGEST_DELAY or not 0 <= loss <= 1:
            raise LabError(f"a delay is from 0 to {LONGEST_DELAY:.0f} seconds, a loss from 0 to 1")
        if rate and not SLOWEST <= rate <= FASTEST:
            raise LabError(f"a rate is from {SLOWEST:.0f} to {FASTEST:.0f} bit/s")
        self.topology.links.append(LinkSpec(found, delay, loss, rate))
        return self

    def lab(self, seed: int | None = None) -> Lab:
        """The lab, just switched on."""
        from copy import deepcopy

        from iosemu.lab.lab import Lab

        if not self.topology.nodes:
            raise LabError("a lab needs at least one node")
        return Lab(deepcopy(self.topology), seed)

    def _node(self, spec: NodeSpec) -> Self:
        self._check(wiring.check_name, spec.name, self.topology)
        self.topology.nodes[spec.name] = spec
        return self

    @staticmethod
    def _check(check: Callable[..., T], *args: object) -> T:
        try:
            return check(*args)
        except ValueError as error:
            raise LabError(str(error)) from None
