"""`show crypto gdoi gm …`, `ipsec sa` and `rekey sa`. Layouts: XE 17."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.names import PROTOCOLS, name_of
from iosemu.features.acl.text import extended_text
from iosemu.features.gdoi.member import Member
from iosemu.features.gdoi.model import GdoiConfig, GroupEntry
from iosemu.features.gdoi.show_group import direction, member_head, member_lines
from iosemu.features.gdoi.text import NEW, engine_of, line_text
from iosemu.features.isakmp.sa import IkeSa
from iosemu.types import MAX_IPV4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def groups_of(ctx: Context) -> dict[str, list[Member]]:
    """Members by the name of their group."""
    engine = engine_of(ctx.device)
    found: dict[str, list[Member]] = {}
    for member in engine.members.values() if engine is not None else ():
        found.setdefault(member.name, []).append(member)
    return found


def show_gm(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx.device)
    for members in groups_of(ctx).values():
        assert engine is not None
        yield from member_head(members[0].group, members[0])
        for member in members:
            yield from member_lines(engine, member)
            yield ""


def show_gm_acl(ctx: Context, which: str = "") -> Iterator[str]:
    blank = "   access-list   " if ctx.device.software.gdoi_layout == NEW else "   access-list  "
    acl = ctx.device.engine("acl")
    for name, members in groups_of(ctx).items():
        yield f"Group Name: {name}"
        member = members[0]
        if which != "local":
            yield f" ACL Downloaded From KS {format_ipv4(member.server) if member.list is not None else 'UNKNOWN'}:"
            for line in member.lines:
                yield blank + line_text(line)
        if which != "download":
            yield " ACL Configured Locally: "
            own = member.entry[GroupEntry].acl
            compiled = acl.get(own) if own else None
            if compiled is not None:
                yield f"  Map Name: {member.entry.name}"
                for rule in compiled.rules:
                    if not rule.permit:
                        yield f"   access-list {own} deny {extended_text(rule.entry)}"
        yield ""


def show_gm_identifier(ctx: Context, detail: bool = False) -> Iterator[str]:
    """There are no sender identifiers: only AES-GCM needs them."""
    for name, members in groups_of(ctx).items():
        yield f"GM Sender ID (SID) Information for Group {name}:"
        yield ""
        for member in members:
            yield f"  Group Member: {format_ipv4(member.address):<16} vrf: {member.inside or 'None'}"
            yield "    Transform Mode                  : Non-Counter (Non-Suite-B)"
            yield "    # of SIDs Last Requested        : 0"
            yield ""
            yield "    CURRENT SIDs: None"
            yield ""
            if detail:
                seconds = max((tek.seconds for tek in member.live()), default=0)
                yield "    NEXT SID REQUEST:"
                yield f"      TEK Lifetime                  : {seconds} sec"
                yield "      SID Length (Group Size)       : 24 bits (MEDIUM)"
                yield ""
        yield ""


def cookies(kek: IkeSa) -> tuple[str, str]:
    return kek.cookie_i[:4].hex().upper(), kek.cookie_r[:4].hex().upper()


def show_gm_pubkey(ctx: Context) -> Iterator[str]:
    for name, members in groups_of(ctx).items():
        known = [member for member in members if member.kek is not None and member.keks]
        if known:
            yield f"  GDOI Group: {name}"
        for member in known:
            assert member.kek is not None
            mine, theirs = cookies(member.keks[-1])
            yield f"    KS IP Address: {format_ipv4(member.server)}"
            yield f"    conn-id: {member.keks[-1].conn_id}    my-cookie:{mine}    his-cookie:{theirs}"
            yield "    Key Data:"
            digits = member.kek.public.hex().upper()
            words = [digits[at : at + 8] for at in range(0, len(digits), 8)]
            for at in range(0, len(words), 8):
                yield f"      {' '.join(words[at : at + 8])} "
            yield ""


def show_gm_rekey(ctx: Context, detail: bool = False) -> Iterator[str]:
    for name, members in groups_of(ctx).items():
        kek = members[0].kek
        yield f"Group {name} ({'Unicast' if kek is None or kek.unicast else 'Multicast'})"
        yield f"    Number of Rekeys received (cumulative)       : {sum(each.received for each in members)}"
        yield f"    Number of Rekeys received after registration : {sum(each.since for each in members)}"
        yield f"    Number of Rekey Acks sent                    : {sum(each.acks for each in members)}"
        yield ""
        if detail:
            yield "Rekey (KEK) SA information :"
            yield "          dst             src             conn-id  my-cookie  his-cookie"
            for member in members:
                shown: list[IkeSa | None] = [*reversed(member.keks), None, None]
                # the one that waits for its first rekey is new
                rows = [None, *shown[:2]] if member.since else [*shown[:1], None, None]
                if not member.since:
                    rows = [shown[0], *shown[1:3]]
                for title, each in zip(("New", "Current", "Previous"), rows, strict=True):
                    yield _kek_row(title, each)
        yield ""
        yield ""


def _kek_row(title: str, kek: IkeSa | None) -> str:
    if kek is None:
        return f"{title:<8}: ---             ---               ---    ---        ---"
    mine, theirs = cookies(kek)
    ends = f"{format_ipv4(kek.local):<15} {format_ipv4(kek.remote):<15}"
    return f"{title:<8}: {ends} {kek.conn_id:>6}   {mine}   {theirs}"


def show_gm_replay(ctx: Context) -> Iterator[str]:
    for name, members in groups_of(ctx).items():
        yield f"Anti-replay Information For Group {name}:"
        yield "  Timebased Replay:"
        for member in members:
            clock = member.clock
            if not any(tek.timed for tek in member.live()):
                yield "         is not enabled"
                continue
            yield f"    Replay Value             : {clock.pseudotime:.2f} secs"
            yield f"    Input Packets            : {clock.taken:<9}Output Packets           : {clock.sent}"
            yield f"    Input Error Packets      : {clock.refused:<9}Output Error Packets     : 0"
            yield f"    Time Sync Error          : {0:<9}Max time delta           : {clock.widest:.2f} secs"
        yield ""


def show_ipsec_sa(ctx: Context) -> Iterator[str]:
    for name, members in groups_of(ctx).items():
        live = [member for member in members if member.live()]
        if not live:
            continue
        yield f"SA created for group {name}:"
        for member in live:
            newest = member.live()[-1]
            replay = f"{'Time' if newest.timed else 'Counter'}/{newest.window}"
            for iface in member.head.interfaces:
                yield f"  {iface.text}:"
                for line in member.lines:
                    yield f"    protocol = {name_of(PROTOCOLS, line.protocol)}"
                    yield f"      local ident  = {_ident(line.src, line.src_mask)}, port = {line.src_port}"
                    yield f"      remote ident = {_ident(line.dst, line.dst_mask)}, port = {line.dst_port}"
                    way = direction(member, member.group)
                    yield f"      direction: {way}, replay(method/window): {replay}"
        yield ""


def _ident(address: int, mask: int) -> str:
    if not mask:
        return "ANY"
    if mask == MAX_IPV4:
        return format_ipv4(address)
    return f"{format_ipv4(address)}/{mask.bit_count()}"


def show_rekey_sa(ctx: Context) -> Iterator[str]:
    yield "GETVPN REKEY SA"
    yield "dst             src             conn-id         status"
    for members in groups_of(ctx).values():
        for member in members:
            for kek in reversed(member.keks):
                ends = f"{format_ipv4(kek.local):<15} {format_ipv4(kek.remote):<15}"
                yield f"{ends} {kek.conn_id:<15} ACTIVE"
    yield ""


def show_fail_close(ctx: Context) -> Iterator[str]:
    config = ctx.device[GdoiConfig]
    acl = ctx.device.engine("acl")
    for name, closed in config.fail_close.items():
        yield f'Crypto Map: "{name}"'
        yield f"Activate: {'yes' if closed.active else 'no'}"
        yield "Fail-Close Access-List: (Deny = Forward In Clear, Permit = Drop)"
        compiled = acl.get(closed.acl) if closed.acl else None
        for rule in compiled.rules if compiled is not None else ():
            verb = "permit" if rule.permit else "deny"
            yield f" access-list {closed.acl} {verb} {extended_text(rule.entry)}"
        yield ""
