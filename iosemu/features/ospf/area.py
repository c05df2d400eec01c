"""One area of a process: its database, its interfaces, and the tree that was computed from them last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.numbers import Numbers
from iosemu.features.ospf.lsdb import Lsdb
from iosemu.features.ospf.model import Area as AreaConfig
from iosemu.features.ospf.model import Nssa
from iosemu.features.ospf.states import IfState, NbrState, NetworkType
from iosemu.wire.ospf import Option
from iosemu.wire.ospf_lsa import VIRTUAL_END

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.spf import Tree

BACKBONE = 0


class Area:
    """`ports` in the order in which they came; those of the backbone hold the virtual links, too."""

    def __init__(self, process: Process, number: int) -> None:
        self.process = process
        self.id = number
        self.scope_id = number
        self.text = f"area {number}"
        self.config = AreaConfig()
        self.lsdb = Lsdb()
        self.ports: list[OspfPort] = []
        self.numbers = Numbers(1)  # of neighbours
        self.tree: Tree | None = None
        self.runs = 0  # of the shortest path first computation
        self.ran_at: float | None = None  # virtual time
        self.translates = False  # is it us who translates type 7?

    @property
    def flood_ports(self) -> list[OspfPort]:
        return self.ports

    # what kind it is

    @property
    def nssa(self) -> Nssa | None:
        return self.config.nssa if self.id != BACKBONE else None

    @property
    def stub(self) -> bool:
        return self.config.stub and self.id != BACKBONE and self.config.nssa is None

    @property
    def external(self) -> bool:
        """Do external routes (type 5) come in?"""
        return not self.stub and self.nssa is None

    @property
    def no_summary(self) -> bool:
        nssa = self.nssa
        return nssa.no_summary if nssa is not None else self.stub and self.config.no_summary

    @property
    def kind(self) -> tuple[bool, bool]:
        """Routers must agree on it."""
        return self.external, self.nssa is not None

    @property
    def options(self) -> int:
        """Of what we say in it."""
        if self.nssa is not None:
            return Option.NSSA
        return Option.EXTERNAL if self.external else 0

    @property
    def lsa_options(self) -> int:
        """Of LSAs that we make: not N, which is P in type 7."""
        return Option.DEMAND | (Option.EXTERNAL if self.external else 0)

    # what is in it

    @property
    def active(self) -> bool:
        """Is an interface up in it?"""
        return any(port.state is not IfState.DOWN for port in self.ports)

    @property
    def connected(self) -> bool:
        """Is a neighbour adjacent in it?"""
        return any(n.state is NbrState.FULL for port in self.ports for n in port.neighbors.values())

    @property
    def virtual_ends(self) -> bool:
        """Does a virtual link of ours that is up lead through it?"""
        return any(port.transit is self and port.full_neighbors() for port in self.process.virtual_ports())

    @property
    def transit(self) -> bool:
        """Do virtual links lead through it? Their ends say so in their router LSAs. Without `capability transit` it is
        an area like others."""
        if not self.process.config.transit:
            return False
        routers = self.tree.routers if self.tree is not None else {}
        return self.virtual_ends or any(flags & VIRTUAL_END for _, _, flags in routers.values())

    @property
    def interface_count(self) -> int:
        return sum(port.kind is not NetworkType.VIRTUAL for port in self.ports)

    @property
    def loopback_count(self) -> int:
        return sum(port.state is IfState.LOOPBACK for port in self.ports)
