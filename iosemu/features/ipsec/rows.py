"""The rows of shows of IPsec, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.ipsec.builtin import unnamed_sets
from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, Maps
from iosemu.features.ipsec.show import chosen_sessions, keeper, sockets
from iosemu.features.ipsec.show_engine import connections, rule_text, ruleset, spis, worked
from iosemu.features.ipsec.show_map import known_profiles, known_sets
from iosemu.features.ipsec.show_sa import by_address, counted, engine_of, rows, selector_text
from iosemu.features.ipsec.transforms import policy_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ipsec.sadb import Sa
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class IpsecSaRow:
    """A flow with its counters. `local_proxy` and `remote_proxy` as the show has them; the SPIs of its SAs are those
    that it lists, the newest last."""

    interface: str
    vrf: str  # what is protected
    local: str
    peer: str
    local_proxy: str
    remote_proxy: str
    encaps: int
    decaps: int
    send_errors: int
    receive_errors: int
    inbound: tuple[int, ...]
    outbound: tuple[int, ...]


def show_ipsec_sa(
    ctx: Context, peer: IPv4 | None = None, interface: InterfaceName | None = None, map: str = "",
    fvrf: str | None = None, ivrf: str | None = None, detail: bool = False,
) -> Iterator[IpsecSaRow]:  # fmt: skip
    """The same for `detail`."""
    keep = keeper(peer, interface, map, fvrf, ivrf)
    for row in rows(ctx.device, newest_first=True):
        if not keep(row):
            continue
        flow, counters = row.flow, row.flow.counters
        yield IpsecSaRow(
            interface=row.iface.text,
            vrf=row.head.inside(flow, row.iface),
            local=format_ipv4(flow.local),
            peer=format_ipv4(flow.peer),
            local_proxy=selector_text(flow.local_proxy),
            remote_proxy=selector_text(flow.remote_proxy),
            encaps=counters.encaps,
            decaps=counters.decaps,
            send_errors=counters.send_errors,
            receive_errors=counters.receive_errors,
            inbound=tuple(sa.spi for pair in flow.pairs for sa in pair.ins),
            outbound=tuple(sa.spi for pair in flow.pairs for sa in pair.outs),
        )


@dataclass(slots=True)
class CryptoSessionRow:
    """What goes on with one peer; `status` as ``UP-ACTIVE``."""

    interface: str
    peer: str
    port: int
    local: str
    status: str
    fvrf: str
    ivrf: str


def show_session(
    ctx: Context, remote: IPv4 | None = None, local: IPv4 | None = None, interface: InterfaceName | None = None,
    fvrf: str | None = None, ivrf: str | None = None, detail: bool = False, brief: bool = False, profile: str = "",
    standby: bool = False, username: str = "", group: str = "",
) -> Iterator[CryptoSessionRow]:  # fmt: skip
    """The same in each form."""
    nobody = standby or username or group
    for session in () if nobody else chosen_sessions(ctx, remote, local, interface, fvrf, ivrf, profile):
        yield CryptoSessionRow(
            session.iface.text, format_ipv4(session.peer), session.port, format_ipv4(session.local), session.status,
            session.front, session.inside,
        )  # fmt: skip


@dataclass(slots=True)
class CryptoMapRow:
    """An entry of a crypto map as it was typed; `interfaces` have the map. `kind` as in its line ("ipsec-isakmp"), or
    "dynamic": then `template` is the dynamic map."""

    name: str
    sequence: int
    kind: str
    template: str
    peers: tuple[str, ...]
    access_list: str
    transform_sets: tuple[str, ...]
    pfs: str
    seconds: int
    interfaces: tuple[str, ...]


def show_map(ctx: Context, interface: InterfaceName | None = None, tag: str = "") -> Iterator[CryptoMapRow]:
    """Not of the maps that tunnels make for themselves."""
    device = ctx.device
    maps = device[IpsecConfig].maps
    for entry in maps.config_order() if isinstance(maps, Maps) else ():
        users = [each for each in device if (slot := each.get(InterfaceMap)) is not None and slot.name == entry.name]
        if tag in ("", entry.name) and (interface is None or interface in [each.name for each in users]):
            policy = policy_of(device, entry)
            yield CryptoMapRow(
                name=entry.name,
                sequence=entry.seq,
                kind=entry.kind,
                template=entry.template,
                peers=tuple(format_ipv4(peer) if isinstance(peer, int) else str(peer) for peer in entry.peers),
                access_list=entry.acl,
                transform_sets=tuple(each.name for each in policy.sets),
                pfs=entry.pfs,
                seconds=policy.seconds,
                interfaces=tuple(each.text for each in users),
            )


@dataclass(slots=True)
class IpsecProfileRow:
    """`kilobytes` 0: no limit by volume; `pfs` as ``group14``, "" for none."""

    name: str
    transform_sets: tuple[str, ...]
    pfs: str
    seconds: int
    kilobytes: int
    isakmp_profile: str


def show_profile(ctx: Context, name: str = "") -> Iterator[IpsecProfileRow]:
    for each, profile in known_profiles(ctx.device, name):
        policy = policy_of(ctx.device, profile)
        yield IpsecProfileRow(
            name=each,
            transform_sets=tuple(found.name for found in policy.sets),
            pfs=f"group{policy.pfs_group}" if policy.pfs_group else "",
            seconds=policy.seconds,
            kilobytes=policy.kilobytes,
            isakmp_profile=profile.isakmp_profile,
        )


@dataclass(slots=True)
class TransformSetRow:
    """`transforms` in the words of the show (``esp-256-aes esp-sha256-hmac``), AH and ESP apart; `mode` tunnel or
    transport."""

    name: str
    transforms: tuple[str, ...]
    mode: str


def show_transform_set(ctx: Context, name: str = "") -> Iterator[TransformSetRow]:
    for each in known_sets(ctx.device, name):
        yield TransformSetRow(each.name, tuple(each.protocols), each.mode)


@dataclass(slots=True)
class ConnectionRow:
    """An SA at the crypto engine: `kind` IPsec (each direction one) or IKE; packets; `last` is the number of the last
    packet that came."""

    conn_id: int
    kind: str
    algorithms: str
    encrypted: int
    decrypted: int
    last: int
    local: str


def show_connections(ctx: Context) -> Iterator[ConnectionRow]:
    for connection in connections(ctx.device):
        yield ConnectionRow(*connection)


def show_ipsec_sa_active(ctx: Context, detail: bool = False) -> Iterator[IpsecSaRow]:
    return (row for row in show_ipsec_sa(ctx) if row.inbound or row.outbound)


def show_ipsec_identity(ctx: Context, detail: bool = False) -> Iterator[IpsecSaRow]:
    return show_ipsec_sa(ctx)


def show_ipsec_sa_count(ctx: Context) -> Iterator[CountRow]:
    return (CountRow("", name, count) for name, count in counted(ctx.device).items())


@dataclass(slots=True)
class SaRow:
    """One SA, of one direction; `destination` is where its packets go, `vrf` that of its ends."""

    destination: str
    vrf: str
    protocol: str
    spi: int
    conn_id: int
    inbound: bool
    packets: int


def show_ipsec_sa_address(ctx: Context) -> Iterator[SaRow]:
    return (_sa(sa, sa.pair.flow.vrf) for sa in by_address(ctx.device))


def show_spi_lookup(ctx: Context, detail: bool = False) -> Iterator[SaRow]:
    return (_sa(sa, vrf) for _, vrf, sa in spis(engine_of(ctx.device)))


def _sa(sa: Sa, vrf: str) -> SaRow:
    inbound = sa in sa.pair.ins
    return SaRow(format_ipv4(sa.dst), vrf, sa.layer.protocol, sa.spi, sa.conn_id, inbound, sa.packets)


@dataclass(slots=True)
class DynamicMapRow:
    name: str
    sequence: int
    access_list: str
    transform_sets: tuple[str, ...]
    pfs: str
    seconds: int


def show_dynamic_map(ctx: Context, tag: str = "") -> Iterator[DynamicMapRow]:
    maps = ctx.device[IpsecConfig].dynamic_maps
    for name, seq in sorted(maps):
        entry = maps[name, seq]
        if tag in ("", name):
            policy = policy_of(ctx.device, entry)
            sets = tuple(each.name for each in policy.sets)
            yield DynamicMapRow(name, seq, entry.acl, sets, entry.pfs, policy.seconds)


@dataclass(slots=True)
class CryptoEngineRow:
    name: str
    kind: str
    state: str


def show_engine(ctx: Context) -> Iterator[CryptoEngineRow]:
    yield CryptoEngineRow("Cisco VPN Software Implementation", "software", "installed")


@dataclass(slots=True)
class CryptoWorkRow:
    """What the engine has of a kind, and ever made."""

    kind: str
    active: int
    created: int


def show_eli(ctx: Context) -> Iterator[CryptoWorkRow]:
    return (CryptoWorkRow(kind, *counts) for kind, counts in worked(ctx.device).items())


@dataclass(slots=True)
class SaLifeRow:
    """`kilobytes` 0: no limit by volume; `idle` seconds without a packet that end an SA, None: none do."""

    seconds: int
    kilobytes: int
    idle: int | None


def show_lifetime(ctx: Context) -> Iterator[SaLifeRow]:
    config = ctx.device[IpsecConfig]
    yield SaLifeRow(config.seconds, config.life_kilobytes or 0, config.idle_time)


def show_idle_time(ctx: Context) -> Iterator[SaLifeRow]:
    return (row for row in show_lifetime(ctx) if row.idle is not None)


@dataclass(slots=True)
class InjectedRouteRow:
    """A route that `reverse-route` made; `next_hop` is "" where it has none."""

    prefix: str
    vrf: str
    distance: int
    next_hop: str
    interface: str
    tag: int
    static: bool


def show_route(ctx: Context) -> Iterator[InjectedRouteRow]:
    engine = engine_of(ctx.device)
    for each in engine.injection.all() if engine is not None else ():
        way = format_ipv4(each.next_hop) if each.next_hop is not None else ""
        yield InjectedRouteRow(
            str(each.prefix), each.vrf, each.distance, way, str(each.iface), each.tag, each.static
        )


@dataclass(slots=True)
class RuleRow:
    """What an interface with a crypto map looks at; `text` as the show has it."""

    interface: str
    permit: bool
    text: str


def show_ruleset(ctx: Context, detail: bool = False) -> Iterator[RuleRow]:
    for iface, rules in ruleset(ctx.device):
        yield from (RuleRow(iface, rule.permit, rule_text(rule)) for rule in rules)


@dataclass(slots=True)
class CryptoSocketRow:
    """A tunnel that is protected; `interface` of a shared protection is the first of them."""

    interface: str
    local: str
    peer: str
    profile: str
    shared: bool
    open: bool


def show_sockets(ctx: Context) -> Iterator[CryptoSocketRow]:
    engine = engine_of(ctx.device)
    for head in dict.fromkeys(engine.protections.heads.values()) if engine is not None else ():
        for flow in sockets(head):
            yield CryptoSocketRow(
                head.interfaces[0].text, format_ipv4(flow.local), format_ipv4(flow.peer), head.name, head.shared,
                flow.current is not None,
            )  # fmt: skip


def show_session_groups(ctx: Context) -> Iterator[CryptoSessionRow]:
    """Nobody is of a group."""
    return iter(())


def show_ipsec_policy(ctx: Context) -> Iterator[CryptoSessionRow]:
    """No client has a policy."""
    return iter(())


def show_numbered_sets(ctx: Context) -> Iterator[TransformSetRow]:
    for each in unnamed_sets(ctx.device):
        yield TransformSetRow(each.name, tuple(each.protocols), each.mode)


@dataclass(slots=True)
class CryptoIdentityRow:
    """Whom a map may be used with: names, and those of hosts."""

    name: str
    description: str
    dns: tuple[str, ...]
    fqdns: tuple[str, ...]


def show_identity(ctx: Context, name: str = "") -> Iterator[CryptoIdentityRow]:
    for each in ctx.device[IpsecConfig].identities.values():
        if name in ("", each.name):
            yield CryptoIdentityRow(each.name, each.description, tuple(map(str, each.dns)), tuple(map(str, each.fqdns)))
