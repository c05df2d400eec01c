"""`clear crypto sa`, `clear crypto session`, and the debugs of IPsec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.features.ipsec.flow import Counters, Flow
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.features.keying.contract import SaRef
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

do_debug_ipsec = debug_switch("ipsec", "crypto ipsec")
do_debug_ipsec_error = debug_switch("ipsec", "crypto ipsec error")
do_debug_ipsec_message = debug_switch("ipsec", "crypto ipsec message")
do_debug_ipsec_states = debug_switch("ipsec", "crypto ipsec states")
do_debug_routing = debug_switch("ipsec", "crypto routing")
do_debug_socket = debug_switch("ipsec", "crypto socket")


def do_clear_sa(
    ctx: Context, peer: IPv4 | None = None, map: str = "", fvrf: str | None = None, ivrf: str | None = None,
    host: str = "", standby: bool = False,
) -> None:  # fmt: skip
    """Delete SAs; tunnels ask for new ones by themselves, crypto maps when traffic comes. None stands by."""
    engine = engine_of(ctx.device)
    cleared: list[Flow] = []
    for flow in tuple(engine.flows) if engine is not None and not standby else ():
        wanted = peer in (None, flow.peer) and map in ("", flow.head.tag) and fvrf in (None, flow.vrf)
        wanted = wanted and host.lower() in ("", flow.head.peer_name(flow).lower())
        inside = {flow.head.inside(flow, iface) for iface in flow.head.interfaces}
        if engine is not None and wanted and (ivrf is None or ivrf in inside):
            engine.clear_flow(flow)
            cleared.append(flow)
    if engine is not None:
        engine.asking.replenish(cleared)


def do_clear_counters(ctx: Context) -> None:
    engine = engine_of(ctx.device)
    if engine is not None:
        for flow in engine.flows:
            flow.counters = Counters()
        engine.data.unknown = Counters()


def do_clear_spi(ctx: Context, address: IPv4, protocol: str, spi: int) -> None:
    engine = engine_of(ctx.device)
    if engine is None:
        return
    for vrf in ctx.device.vrfs.all():
        pair = engine.sadb.find(SaRef(vrf.name, protocol, address, spi))
        if pair is not None:
            engine.lives.delete(pair, tell=True)


def do_clear_session(
    ctx: Context, local: IPv4 | None = None, remote: IPv4 | None = None, fvrf: str | None = None
) -> None:
    """Both phases, with all peers or between the ends given."""
    engine = engine_of(ctx.device)
    if engine is None:
        return
    cleared: list[Flow] = []
    ends = {(flow.vrf, flow.local, flow.peer) for flow in engine.flows}
    ends |= {(session.vrf, session.local, session.remote) for session in engine.keying.sessions()}
    for vrf, ours, peer in sorted(ends):
        if local in (None, ours) and remote in (None, peer) and fvrf in (None, vrf):
            for flow in engine.flows_with(peer, ours, vrf):
                engine.clear_flow(flow)
                cleared.append(flow)
            for manager in engine.keying.managers.values():
                manager.clear_peer(ours, peer, vrf)
    engine.asking.replenish(cleared)
