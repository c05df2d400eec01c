"""Who is asked for a name and has none to say; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Depth, Ends, Finding, Layer, Scene, said
from iosemu.features.ezvpn.model import EzvpnConfig
from iosemu.features.isakmp.states import State
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.isakmp.engine import IsakmpEngine

IKE = Layer(Depth.KEYS, "IKE")
_WAITS = (State.XAUTH_REQ_SENT, State.XAUTH_SET_SENT)


def keys(scene: Scene, ends: Ends) -> Iterator[Finding]:
    """The other end, a server of clients, waits for a name that a router without Easy VPN does not know."""
    home = scene.owner(ends.remote, ends.near.device)
    if home is None or "isakmp" not in home.device.engines:
        return
    there, near = home.device, ends.near.device
    isakmp: IsakmpEngine = there.engine("isakmp")
    waiting = [sa for sa in isakmp.life.between(scene.behind(ends.remote), ends.seen or ends.local, home.vrf.name)
               if not sa.deleted and sa.state in _WAITS]  # fmt: skip
    if not waiting:
        return
    profile = isakmp.config.profiles.get(waiting[-1].profile)
    if profile is not None and profile.client_authentication:
        where, lines = f"its ISAKMP profile {profile.name}", said(there, profile, "client_authentication")
    else:
        ipsec: IpsecEngine = there.engine("ipsec")
        name = next((head.name for head in ipsec.maps.heads.values() if head.local == waiting[-1].local), "")
        where = f"its crypto map {name}"
        lines = said(there, there[EzvpnConfig], "map_authentication", name)
    text = f"{there.node} asks {near.node} for a name and a password (XAUTH: {where}), and gets no answer"
    remedy = f"{there.node}: crypto isakmp key <key> address {format_ipv4(waiting[-1].remote)} no-xauth"
    yield Finding(text, lines, remedy, IKE)
