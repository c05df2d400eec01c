"""`show crypto session` in its forms, and the sessions of `show dmvpn detail`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.device.times import uptime
from iosemu.features.ipsec.dialect import dialect_of
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import DynamicEntry
from iosemu.features.ipsec.show_sa import engine_of, rows
from iosemu.features.ipsec.transforms import words
from iosemu.features.keying.contract import IkeSession, Selector
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.engine import IpsecEngine

Ends = tuple[str, int, int]  # VRF, ours, the peer's

GROUP_PORT = 848  # of the key exchanges of groups
_BRIEF = {"UP-ACTIVE": "UA", "UP-IDLE": "UI", "UP-NO-IKE": "UK", "DOWN-NEGOTIATING": "DN", "DOWN": "D"}


@dataclass(slots=True)
class Session:
    """What goes on with one peer on one interface."""

    iface: Interface
    front: str  # VRFs: of the ends, of what is protected
    inside: str
    local: int
    peer: int
    port: int
    ike: list[IkeSession]
    flows: list[Flow]
    since: float | None

    @property
    def status(self) -> str:
        sas = any(flow.pairs for flow in self.flows)
        active = any(session.active for session in self.ike)
        if sas:
            return "UP-ACTIVE" if active else "UP-NO-IKE"
        if active:
            return "UP-IDLE"
        # an IKE SA that never was up; the remains of one that was are no negotiation
        return "DOWN-NEGOTIATING" if any(session.up_since < 0 for session in self.ike) else "DOWN"

    @property
    def client(self) -> tuple[str, str, int]:
        """User, group and address of a client, as far as it has them."""
        found = next((each for each in self.ike if each.active), None)
        return (found.user, found.group, found.assigned) if found is not None else ("", "", 0)

    @property
    def identity(self) -> str:
        return next((session.phase1_id for session in self.ike if session.active), "")


def sessions(device: Device) -> list[Session]:
    """By interface and peer; behind them those whom no flow, but a phase 1 is with."""
    engine = engine_of(device)
    if engine is None:
        return []
    ike = keyed(engine)
    grouped: dict[tuple[Interface, int, int, int], Session] = {}
    for row in rows(device):
        flow = row.flow
        own = ike.get((flow.vrf, flow.local, flow.peer), [])
        port = _port(flow, own)
        key = (row.iface, flow.local, flow.peer, port)
        session = grouped.get(key)
        if session is None:
            own = [each for each in own if each.remote_port == port] or own
            if not flow.peer:  # a group's: that of its member with the server
                with_servers = [ends for ends, found in ike.items() if _of_group(ends, found, flow)]
                own = [each for ends in with_servers for each in ike.pop(ends)]
            session = grouped[key] = Session(
                row.iface, flow.vrf, row.head.inside(flow, row.iface), flow.local, flow.peer, port, own, [], None,
            )  # fmt: skip
        session.flows.append(flow)
        if flow.up_since is not None:
            session.since = min(flow.up_since, flow.up_since if session.since is None else session.since)
    seen = {(session.front, session.local, session.peer) for session in grouped.values()}
    return [*grouped.values(), *_bare(engine, {ends: own for ends, own in ike.items() if ends not in seen})]


def _port(flow: Flow, own: list[IkeSession]) -> int:
    """Several peers may stand behind one address: their ports tell them apart."""
    ports = {each.remote_port for each in own}
    if len(ports) > 1 and flow.current is not None:
        udp = flow.current.outbound.udp
        port = udp[1] if udp is not None else flow.current.made.remote_port
        if port in ports:
            return port
    return own[0].remote_port if own else 500 if flow.peer else GROUP_PORT


def _of_group(ends: Ends, found: list[IkeSession], flow: Flow) -> bool:
    return ends[:2] == (flow.vrf, flow.local) and all(each.remote_port == GROUP_PORT for each in found)


def _bare(engine: IpsecEngine, ike: dict[Ends, list[IkeSession]]) -> Iterator[Session]:
    """Sessions of phase 1 alone."""
    device = engine.host.device
    for (front, local, peer), own in ike.items():
        vrf = device.vrfs.routed(front) if front else device.vrfs.default
        iface = device.owner_of(vrf, local) if vrf is not None else None
        if iface is not None:
            profile = next((each.profile for each in own if each.profile), "")
            yield Session(iface, front, engine.inside(profile) or front, local, peer, own[0].remote_port, own, [], None)


def legend(device: Device) -> Iterator[str]:
    yield "Code: C - IKE Configuration mode, D - Dead Peer Detection     "
    yield "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     "
    yield "X - IKE Extended Authentication, F - IKE Fragmentation"
    yield from dialect_of(device.platform).legend_end


def session_lines(device: Device, session: Session, detail: bool) -> Iterator[str]:
    now = device.scheduler.now
    yield ""
    yield f"Interface: {session.iface.text}"
    profile = next((each.profile for each in session.ike if each.active and each.profile), "")
    user, group, assigned = session.client
    if user:
        yield f"Username: {user}"
    if profile:
        yield f"Profile: {profile}"
    if group:
        yield f"Group: {group}"
    if assigned:
        yield f"Assigned address: {format_ipv4(assigned)}"
    if detail and session.since is not None:
        yield f"Uptime: {uptime(now - session.since)}"
    yield f"Session status: {session.status}" + ("     " if session.status.startswith("UP-A") else "")
    peer = format_ipv4(session.peer)
    if detail:
        vrfs = f"fvrf: {session.front or '(none)'} ivrf: {session.inside or '(none)'}"
        yield f"Peer: {peer} port {session.port} {vrfs}"
        described = next(filter(None, told(device, "crypto peer", session.front, session.peer)), "(none)")
        identity, description = f"      Phase1_id: {session.identity or '(none)'}", f"      Desc: {described}"
        yield from (identity, description) if session.identity else (description, identity)
    else:
        yield f"Peer: {peer} port {session.port} "
    yield from _ike_lines(device, session, detail)
    for flow in session.flows:
        yield f"  IPSEC FLOW: {flow_text(flow)} "
        yield f"        Active SAs: {flow.active_sas}, origin: {origin(flow)}"
        if detail:
            yield from _volume_lines(flow, now)


def _ike_lines(device: Device, session: Session, detail: bool) -> Iterator[str]:
    dialect = dialect_of(device.platform)
    for each in session.ike:
        if dialect.session_id:
            yield "  Session ID: 0  "
        yield (
            f"  {dialect.ike if each.version == 1 else 'IKEv2'} SA: local {format_ipv4(each.local)}/{each.local_port}"
            f" remote {format_ipv4(each.remote)}/{each.remote_port} {'Active' if each.active else 'Inactive'} "
        )
        if detail:
            yield (
                f"          Capabilities:{each.capabilities} connid:{each.conn_id}"
                f" lifetime:{_clock(each.lifetime) if each.active else 0}"
            )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _volume_lines(flow: Flow, now: float) -> Iterator[str]:
    counters, pair = flow.counters, flow.current
    left = ["0/0", "0/0"]
    if pair is not None and pair.seconds:
        seconds = pair.seconds_left(now)
        for index, sa in enumerate((pair.inbound, pair.outbound)):
            volume = str(pair.kilobytes_left(sa)) if pair.kilobytes else "KB Vol Rekey Disabled"
            left[index] = f"{volume}/{seconds}"
    dropped = counters.receive_errors
    yield f"        Inbound:  #pkts dec'ed {counters.decrypted} drop {dropped} life (KB/Sec) {left[0]}"
    yield f"        Outbound: #pkts enc'ed {counters.encaps} drop {counters.send_errors} life (KB/Sec) {left[1]}"


def origin(flow: Flow) -> str:
    if isinstance(flow.entry, DynamicEntry):
        return "dynamic crypto map"
    manual = any(pair.made.configured for pair in flow.pairs)
    return "manual-keyed crypto map" if manual else "crypto map"


def flow_text(flow: Flow) -> str:
    """``permit 47 host 10.0.0.1 host 10.0.0.2``."""
    mine, theirs = flow.local_proxy, flow.remote_proxy
    protocol = str(mine.protocol) if mine.protocol else "ip"
    return f"permit {protocol} {_side(mine)} {_side(theirs)}"


def _side(selector: Selector) -> str:
    address = format_ipv4(selector.address)
    text = f"host {address}" if selector.mask == 0xFFFFFFFF else f"{address}/{format_ipv4(selector.mask)}"
    return f"{text} port {selector.port}" if selector.port else text


def brief_lines(device: Device, found: list[Session]) -> Iterator[str]:
    yield "Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating "
    yield "        K - No IKE"
    now = device.scheduler.now
    for inside in sorted({session.inside for session in found} or {""}):
        yield f"ivrf = {inside or '(none)'}"
        yield f"{'Peer':<16}{'I/F':<13}{'Username':<16}{'Group/Phase1_id':<25}{'Uptime':<9}Status"
        for session in found:
            if session.inside == inside:
                since = uptime(now - session.since) if session.since is not None else ""
                yield (
                    f"{format_ipv4(session.peer):<16}{session.iface.name.short:<29}{session.identity:<25}{since:<9}"
                    f"{_BRIEF[session.status]}"
                )


def keyed(engine: IpsecEngine) -> dict[Ends, list[IkeSession]]:
    """The sessions of the key managers, by their ends."""
    found: dict[Ends, list[IkeSession]] = {}
    for each in engine.keying.sessions():
        found.setdefault((each.vrf, each.local, each.remote), []).append(each)
    return found


def dmvpn_session(
    engine: IpsecEngine, iface: Interface, flow: Flow, sessions: dict[Ends, list[IkeSession]]
) -> Iterator[str]:
    """From `Interface: …` to `Socket State: …`, as `show dmvpn detail` has it; `sessions` as from `keyed`."""
    device = engine.host.device
    now = device.scheduler.now
    own = sessions.get((flow.vrf, flow.local, flow.peer), [])
    session = Session(
        iface, flow.vrf, flow.head.inside(flow, iface), flow.local, flow.peer, 500, own, [flow], flow.up_since
    )
    yield f"Interface: {iface.text}"
    yield f"Session: [0x{0x67620000 + 0x188 * flow.session:08X}] "
    yield from _ike_lines(device, session, True)
    yield f"  Crypto Session Status: {session.status}" + ("     " if session.status == "UP-ACTIVE" else "")
    yield f"  fvrf: {session.front or '(none)'},\tPhase1_id: {session.identity or '(none)'}"
    yield f"  IPSEC FLOW: {flow_text(flow)} "
    yield f"        Active SAs: {flow.active_sas}, origin: crypto map"
    yield from _volume_lines(flow, now)
    pair = flow.current
    spi = pair.outbound.spi if pair is not None else 0
    names = f"{words(pair.made.proposal)} " if pair is not None else ""
    yield f"   Outbound SPI : 0x{spi:8X}, transform : {names}"
    yield f"    Socket State: {'Open' if pair is not None else 'Closed'}"
