"""`clear dmvpn …` and `debug dmvpn …`, which switches the flags of NHRP, crypto and tunnels together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.feature import features
from iosemu.features.nhrp.actions import do_clear_nhrp_counters, do_debug_nhrp_condition
from iosemu.features.nhrp.cache import Kind
from iosemu.features.nhrp.show import tunnels

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4

# level -> facility -> (feature, flag)
_FLAGS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "error": {
        "nhrp": (("nhrp", "nhrp error"),),
        "crypto": (("ipsec", "crypto ipsec error"),),
        "socket": (("ipsec", "crypto socket"),),
        "tunnel": (("gre", "tunnel"),),
    },
    "detail": {
        "nhrp": (("nhrp", "nhrp"), ("nhrp", "nhrp cache"), ("nhrp", "nhrp rate")),
        "crypto": (("isakmp", "crypto isakmp"), ("ipsec", "crypto ipsec")),
        "socket": (("ipsec", "crypto socket"),),
        "tunnel": (("gre", "tunnel"),),
    },
    "packet": {
        "nhrp": (("nhrp", "nhrp packet"), ("nhrp", "nhrp extension")),
        "crypto": (("isakmp", "crypto isakmp"),),
        "tunnel": (("gre", "tunnel"),),
    },
}
_FACILITIES = ("nhrp", "crypto", "tunnel", "socket")


def do_debug_dmvpn(ctx: Context, level: str, facility: str) -> list[str]:
    debug = ctx.device.debug
    levels = tuple(_FLAGS) if level == "all" else (level,)
    facilities = _FACILITIES if facility == "all" else (facility,)
    flags = [pair for name in facilities for one in levels for pair in _FLAGS[one].get(name, ())]
    state = "off" if ctx.negated else "on"
    lines = [f"DMVPN {level} level debugging is {state}"]
    for feature, flag in dict.fromkeys(flags):
        if ctx.negated:
            debug.attach(features()[feature])
            debug.off(flag)
        else:
            debug.on(feature, flag)
        lines.append(f"{debug.known[flag][0].text} is {state}")
    return lines


def do_debug_dmvpn_condition(
    ctx: Context, interface: InterfaceName | None = None, nbma: IPv4 | None = None, tunnel: IPv4 | None = None
) -> None:
    """Of NHRP, of the tunnels beneath it, and, by NBMA address, of ISAKMP and IPsec."""
    device = ctx.device
    do_debug_nhrp_condition(ctx, interface, nbma, tunnel)
    device.engine("gre")
    device.debug.filters["tunnel"] = device.engine("nhrp").conditions.keeps
    peers = device.engine("keying").conditions.peers
    device.engine("ipsec")
    if ctx.negated and interface is None and nbma is None and tunnel is None:
        peers.clear()
    elif nbma is not None and ctx.negated:
        peers.discard(nbma)
    elif nbma is not None:
        peers.add(nbma)


def do_clear_dmvpn_session(
    ctx: Context,
    interface: InterfaceName | None = None,
    nbma: IPv4 | None = None,
    tunnel: IPv4 | None = None,
    static: bool = False,
    vrf: str | None = None,
) -> None:
    """Sessions of dynamic entries (`static`: of all): entries, crypto sockets and registrations begin anew."""
    for found in tunnels(ctx.device, interface, vrf):
        peers = {
            entry.nbma
            for entry in found.cache
            if entry.nbma is not None
            and not entry.local
            and nbma in (None, entry.nbma)
            and tunnel in (None, entry.next_hop)
            and (static or entry.kind is not Kind.STATIC)
        }
        for peer in sorted(peers):
            found.engine.restart_peer(found, peer, static)


def do_clear_dmvpn_statistics(ctx: Context, interface: InterfaceName | None = None) -> None:
    do_clear_nhrp_counters(ctx, interface)
