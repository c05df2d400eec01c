"""A tunnel of its own for each peer whose profile names a virtual template (dynamic VTI)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.gre.access import Ends, template_name
from iosemu.features.gre.model import GRE, IPSEC
from iosemu.features.ikev2.children import ChildParts
from iosemu.wire import ipv4
from iosemu.wire.ikev2 import Kind, Payload

if TYPE_CHECKING:
    from iosemu.features.gre.access import Accesses
    from iosemu.features.gre.engine import GreEngine
    from iosemu.features.ikev2.engine import Ikev2Engine
    from iosemu.features.ikev2.model import Ikev2Profile
    from iosemu.features.ikev2.sa import IkeSa


class Access:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    @property
    def _all(self) -> Accesses:
        gre: GreEngine = self.engine.host.peer("gre")
        return gre.accesses

    def make(self, sa: IkeSa, profile: Ikev2Profile, payloads: Sequence[Payload]) -> None:
        """The peer is who it says it is. Without the template it gets no tunnel, and no SA for any other."""
        number = profile.virtual_template
        if number is None:
            return
        mode = _mode(payloads) if profile.virtual_auto else ""
        ends = Ends(sa.local, sa.remote, sa.vrf, mode)
        found = self._all.asking(number, ends) or self._all.make(number, ends)
        sa.access = found.name if found is not None else template_name(number)

    def end(self, sa: IkeSa) -> None:
        """The SA has gone, or protects nothing."""
        name, sa.access = sa.access, None
        if name is not None and self._all.own(name):
            self._all.end(name)


def _mode(payloads: Sequence[Payload]) -> str:
    """GRE between the ends is a GRE tunnel, anything else an IPsec one."""
    offered = ChildParts(payloads).selectors.get(Kind.TSI, [])
    return GRE if any(each.protocol == ipv4.GRE for each in offered) else IPSEC
