"""The rows of shows of GDOI, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.acl.text import extended_text
from iosemu.features.gdoi.coop import LOST
from iosemu.features.gdoi.model import GdoiConfig, GroupEntry
from iosemu.features.gdoi.show_gm import cookies, groups_of
from iosemu.features.gdoi.show_ks import servers_of
from iosemu.features.gdoi.text import engine_of, identity, line_text
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class GdoiGroupRow:
    """A group of this router. `server`: it keeps the keys; then `members` are registered with it, else they are
    members of its own. `servers` are where members register."""

    name: str
    identity: str
    server: bool
    servers: tuple[str, ...]
    members: int


def show_gdoi(ctx: Context, name: str = "", detail: bool = False) -> Iterator[GdoiGroupRow]:
    """The same for `detail`."""
    engine = engine_of(ctx.device)
    for group in engine.config.groups.values() if engine is not None else ():
        if engine is not None and name in ("", group.name):
            server = engine.servers.get(group.name)
            own = sum(member.name == group.name for member in engine.members.values())
            members = len(server.members) if server is not None else own
            servers = tuple(map(format_ipv4, group.servers))
            yield GdoiGroupRow(group.name, identity(group), group.local is not None, servers, members)


# members


@dataclass(slots=True)
class GdoiMemberRow:
    """A member here: `server` is "" before it has registered; rekeys since the start and since it registered; `sas` are
    in use."""

    group: str
    address: str
    vrf: str
    status: str
    server: str
    rekeys: int
    since: int
    acks: int
    sas: int


def show_gm(ctx: Context) -> Iterator[GdoiMemberRow]:
    for name, members in groups_of(ctx).items():
        for member in members:
            server = format_ipv4(member.server) if member.server else ""
            yield GdoiMemberRow(
                name, format_ipv4(member.address), member.inside, str(member.status.value), server, member.received,
                member.since, member.acks, len(member.live()),
            )  # fmt: skip


def show_gm_rekey(ctx: Context, detail: bool = False) -> Iterator[GdoiMemberRow]:
    return show_gm(ctx)


def show_gm_identifier(ctx: Context, detail: bool = False) -> Iterator[GdoiMemberRow]:
    """No sender has an identifier."""
    return show_gm(ctx)


@dataclass(slots=True)
class GdoiLineRow:
    """A line of the list of a group; `origin` is downloaded, local or configured."""

    group: str
    origin: str
    text: str


def show_gm_acl(ctx: Context, which: str = "") -> Iterator[GdoiLineRow]:
    acl = ctx.device.engine("acl")
    for name, members in groups_of(ctx).items():
        member = members[0]
        if which != "local":
            yield from (GdoiLineRow(name, "downloaded", line_text(line)) for line in member.lines)
        own = member.entry[GroupEntry].acl
        compiled = acl.get(own) if own and which != "download" else None
        for rule in compiled.rules if compiled is not None else ():
            if not rule.permit:
                yield GdoiLineRow(name, "local", f"deny {extended_text(rule.entry)}")


@dataclass(slots=True)
class RekeySaRow:
    """What rekeys are taken with, or were; cookies in hexadecimal digits as the show has them."""

    group: str
    destination: str
    source: str
    conn_id: int
    mine: str
    theirs: str


def show_rekey_sa(ctx: Context) -> Iterator[RekeySaRow]:
    for name, members in groups_of(ctx).items():
        for member in members:
            for kek in reversed(member.keks):
                ends = format_ipv4(kek.local), format_ipv4(kek.remote)
                yield RekeySaRow(name, *ends, kek.conn_id, *cookies(kek))


@dataclass(slots=True)
class GdoiKeyRow:
    """The key that rekeys are signed with, in hexadecimal digits."""

    group: str
    server: str
    conn_id: int
    key: str


def show_gm_pubkey(ctx: Context) -> Iterator[GdoiKeyRow]:
    for name, members in groups_of(ctx).items():
        for member in members:
            if member.kek is not None and member.keks:
                key = member.kek.public.hex().upper()
                yield GdoiKeyRow(name, format_ipv4(member.server), member.keks[-1].conn_id, key)


@dataclass(slots=True)
class GdoiReplayRow:
    """`value`: the pseudotime in seconds, None: no replay by time; packets that came, were refused and were sent."""

    group: str
    value: float | None
    taken: int
    refused: int
    sent: int


def show_gm_replay(ctx: Context) -> Iterator[GdoiReplayRow]:
    for name, members in groups_of(ctx).items():
        for member in members:
            clock, timed = member.clock, any(tek.timed for tek in member.live())
            value = clock.pseudotime if timed else None
            yield GdoiReplayRow(name, value, clock.taken, clock.refused, clock.sent)


@dataclass(slots=True)
class GdoiSaRow:
    """What is protected by an SA of a group at an interface; `line` as the list has it."""

    group: str
    interface: str
    line: str
    spi: int


def show_ipsec_sa(ctx: Context) -> Iterator[GdoiSaRow]:
    for name, members in groups_of(ctx).items():
        for member in members:
            live = member.live()
            for iface in member.head.interfaces if live else ():
                yield from (GdoiSaRow(name, iface.text, line_text(line), live[-1].spi) for line in member.lines)


@dataclass(slots=True)
class FailCloseRow:
    map: str
    active: bool
    access_list: str


def show_fail_close(ctx: Context) -> Iterator[FailCloseRow]:
    for name, closed in ctx.device[GdoiConfig].fail_close.items():
        yield FailCloseRow(name, closed.active, closed.acl)


# servers


@dataclass(slots=True)
class KeyServerRow:
    """A group that this router keeps the keys of; `role` is "" of a server that is alone; lives in seconds, `left` of
    the present key of rekeys (None: there is none)."""

    group: str
    identity: str
    address: str
    members: int
    rekeys: int
    lifetime: int
    left: int | None
    retransmit: int
    attempts: int
    role: str


def show_ks(ctx: Context) -> Iterator[KeyServerRow]:
    for server in servers_of(ctx):
        config, now = server.config, ctx.device.scheduler.now
        yield KeyServerRow(
            server.name, identity(server.group), format_ipv4(config.address or 0), len(server.members),
            server.pushes.count, config.rekey_lifetime, server.kek.left(now) if server.kek is not None else None,
            config.retransmit, config.attempts, server.coop.role.value if server.coop.on else "",
        )  # fmt: skip


def show_ks_rekey(ctx: Context) -> Iterator[KeyServerRow]:
    return show_ks(ctx)


def show_ks_identifier(ctx: Context, detail: bool = False) -> Iterator[KeyServerRow]:
    """No sender has an identifier."""
    return show_ks(ctx)


def show_ks_acl(ctx: Context) -> Iterator[GdoiLineRow]:
    for server in servers_of(ctx):
        for number in sorted(server.config.sas):
            lines = server.lines(server.config.sas[number])
            yield from (GdoiLineRow(server.name, "configured", line_text(line)) for line in lines)


@dataclass(slots=True)
class RegisteredRow:
    """A member that registered, with `server` (a cooperative one, perhaps)."""

    group: str
    address: str
    server: str
    rekeys: int
    retries: int
    acks: int
    missed: int


def show_ks_members(ctx: Context) -> Iterator[RegisteredRow]:
    for server in servers_of(ctx):
        for member in server.members.values():
            yield RegisteredRow(
                server.name, format_ipv4(member.address), format_ipv4(member.server), member.rekeys, member.retries,
                member.acks, member.missed,
            )  # fmt: skip


def show_ks_summary(ctx: Context) -> Iterator[RegisteredRow]:
    return show_ks_members(ctx)


@dataclass(slots=True)
class GroupKeyRow:
    """A key of a group: `kind` is KEK or TEK; seconds."""

    group: str
    kind: str
    spi: str
    lifetime: int
    left: int


def show_ks_policy(ctx: Context) -> Iterator[GroupKeyRow]:
    now = ctx.device.scheduler.now
    for server in servers_of(ctx):
        kek = server.kek
        if kek is not None:
            yield GroupKeyRow(server.name, "KEK", f"0x{kek.spi.hex().upper()}", kek.seconds, kek.left(now))
        for tek in reversed(server.live()):
            yield GroupKeyRow(server.name, "TEK", f"0x{tek.spi:X}", tek.seconds, tek.left(now))


def show_ks_replay(ctx: Context) -> Iterator[CountRow]:
    """Seconds of the pseudotime of each group that counts time."""
    for server in servers_of(ctx):
        if any(sa.timed for sa in server.config.sas.values()):
            yield CountRow(server.name, "Replay Value", int(ctx.device.scheduler.now - server.began))


@dataclass(slots=True)
class CoopPeerRow:
    """Another server of a group, as this one knows it; `role` is "Unknown" of one that is not heard; messages."""

    group: str
    own_role: str
    own_priority: int
    peer: str
    priority: int
    role: str
    sent: int
    received: int


def show_ks_coop(ctx: Context, detail: bool = False, version: bool = False) -> Iterator[CoopPeerRow]:
    """Of `version` there are none."""
    now = ctx.device.scheduler.now
    for server in servers_of(ctx) if not version else ():
        coop = server.coop
        for peer in coop.peers.values() if coop.on else ():
            alive = peer.heard_at >= 0 and now - peer.heard_at <= LOST
            yield CoopPeerRow(
                server.name, coop.role.value, coop.priority, format_ipv4(peer.address), peer.priority,
                peer.role.value if alive else "Unknown", peer.sent, peer.received,
            )  # fmt: skip
