"""The rows of shows of IPsec, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, Maps
from iosemu.features.ipsec.show import chosen_sessions, keeper
from iosemu.features.ipsec.show_engine import connections
from iosemu.features.ipsec.show_map import known_profiles, known_sets
from iosemu.features.ipsec.show_sa import rows, selector_text
from iosemu.features.ipsec.transforms import policy_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
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
