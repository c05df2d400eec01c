"""`show crypto gdoi`. Layouts: 12.4T (lab books), 15.0 (captures), XE 17; releases between have the nearest one's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.gdoi.member import Member, Status
from iosemu.features.gdoi.model import Group, SaIpsec
from iosemu.features.gdoi.policy import KekSa, Tek
from iosemu.features.gdoi.server import KeyServer
from iosemu.features.gdoi.show_ks import redundancy_lines
from iosemu.features.gdoi.text import NEW, OLD, VERSION, engine_of, identity, line_text, row, span
from iosemu.features.ipsec.transforms import layer_words
from iosemu.features.isakmp import proposal as phase2
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.gdoi.engine import GdoiEngine

_SIG_HASHES = {
    "md5": "HMAC_AUTH_MD5", "sha1": "HMAC_AUTH_SHA", "sha256": "HMAC_AUTH_SHA256", "sha384": "HMAC_AUTH_SHA384",
    "sha512": "HMAC_AUTH_SHA512",
}  # fmt: skip


def show_gdoi(ctx: Context, name: str = "", detail: bool = False) -> Iterator[str]:
    """All groups, or one."""
    engine = engine_of(ctx.device)
    layout = ctx.device.software.gdoi_layout
    if not name:
        yield "GROUP INFORMATION"
        yield ""
    for group in engine.config.groups.values() if engine is not None else ():
        if name not in ("", group.name) or engine is None:
            continue
        server = engine.servers.get(group.name)
        if group.local is not None:
            yield from _server(engine, group, server, layout)
        else:
            yield from _member(engine, group, [each for each in engine.members.values() if each.name == group.name])


# servers


def _server(engine: GdoiEngine, group: Group, server: KeyServer | None, layout: str) -> Iterator[str]:
    config, now = group.local, engine.host.now
    assert config is not None
    yield row("Group Name", f"{group.name} ({'Unicast' if config.unicast else 'Multicast'})")
    if layout == NEW:
        yield row("Re-auth on new CRL", "Disabled")
    yield row("Group Identity", identity(group))
    if layout == NEW:
        yield row("Group Type", "GDOI (ISAKMP)")
        yield row("Crypto Path", "ipv4")
        yield row("Key Management Path", "ipv4")
    yield row("Group Members", len(server.members) if server is not None else 0)
    if layout == NEW:
        yield row("Rekey Acknowledgement Cfg", "Cisco")
    yield row("IPSec SA Direction", "Inbound Only" if config.receive_only else "Both")
    if layout == OLD:
        yield row("Active Group Server", "Local")
    if server is not None:
        yield from redundancy_lines(server, layout == NEW)
    yield row("Group Rekey Lifetime", f"{config.rekey_lifetime} secs")
    kek = server.kek if server is not None else None
    if layout != OLD and kek is not None:
        yield "    Group Rekey"
        yield row("Remaining Lifetime", f"{kek.left(now)} secs", 8)
    yield row("Rekey Retransmit Period", f"{config.retransmit} secs")
    yield row("Rekey Retransmit Attempts", config.attempts)
    if layout != OLD:
        left = engine.host.due(server.pushes.again) if server is not None else None
        yield "    Group Retransmit"
        yield row("Remaining Lifetime", f"{int(left or 0)} secs", 8)
    yield ""
    for number in sorted(config.sas):
        yield from _sa(engine, config.sas[number], server, layout)
    if layout == OLD:
        yield row("Group Server list", "Local")
    else:
        yield row("Group Server list", "Local", 5)
        yield " " * 31
    yield ""


def _sa(engine: GdoiEngine, sa: SaIpsec, server: KeyServer | None, layout: str) -> Iterator[str]:
    made = server.transform(sa) if server is not None else None
    yield row("IPSec SA Number", sa.number, 6)
    yield row("IPSec SA Rekey Lifetime", f"{made[1] if made is not None else 3600} secs", 6)
    yield row("Profile Name", sa.profile, 6)
    yield row("Replay method", "Time Based" if sa.timed else "Count Based", 6)
    yield row("Replay Window Size", sa.window, 6)
    if layout == NEW:
        yield row("Tagging method", "Disabled", 6)
    tek = server.newest(sa.number) if server is not None else None
    if layout != OLD and tek is not None:
        yield "      SA Rekey"
        yield row("Remaining Lifetime", f"{tek.left(engine.host.now)} secs", 9)
    yield row("ACL Configured", f"access-list {sa.acl}", 6)
    yield ""


# members


def direction(member: Member | None, group: Group) -> str:
    if group.passive:
        return "Inbound Optional"
    teks = member.live() if member is not None else []
    return "Inbound Only" if teks and all(tek.receive_only for tek in teks) else "Both"


def _member(engine: GdoiEngine, group: Group, members: list[Member]) -> Iterator[str]:
    layout, now = engine.host.device.software.gdoi_layout, engine.host.now
    first = members[0] if members else None
    yield row("Group Name", group.name)
    yield row("Group Identity", identity(group))
    if layout == NEW:
        yield row("Group Type", "GDOI (ISAKMP)")
        yield row("Crypto Path", "ipv4")
        yield row("Key Management Path", "ipv4")
    yield row("Rekeys received", sum(member.received for member in members))
    yield row("IPSec SA Direction", direction(first, group))
    if layout == OLD:
        active = first is not None and first.status is Status.REGISTERED
        yield row("Active Group Server", format_ipv4(first.server) if active and first is not None else "None")
        yield from _servers(group, 4)
        yield ""
        yield from _member_old(engine, first)
    else:
        yield ""
        yield from _servers(group, 5)
        yield ""
        if layout == NEW:
            yield from member_head(group, first)
        for member in members:
            yield from member_lines(engine, member)
            yield ""
        yield "    Rekeys cumulative"
        yield row("Total received", sum(member.received for member in members), 7)
        yield row("After latest register", sum(member.since for member in members), 7)
        if layout == NEW:
            yield row("Rekey Acks sents", sum(member.acks for member in members), 7)
        else:
            yield row("Rekey Received", _heard(first, now), 7)
        yield ""
    if first is not None and first.list is not None:
        yield f" ACL Downloaded From KS {format_ipv4(first.server)}:"
        blank = "   access-list   " if layout == NEW else "   access-list  "
        for line in first.lines:
            yield blank + line_text(line)
        yield ""
        if first.kek is not None:
            yield from kek_lines(engine, first.kek)
        yield from tek_lines(engine, members)


def _servers(group: Group, indent: int) -> Iterator[str]:
    for index, address in enumerate(group.servers):
        if index == 0:
            yield row("Group Server list", format_ipv4(address), indent)
        else:
            yield " " * 31 + format_ipv4(address)


def _heard(member: Member | None, now: float) -> str:
    return span(now - member.received_at) if member is not None and member.received_at is not None else "never"


def _next(engine: GdoiEngine, member: Member) -> int:
    """Seconds to the next registration, or the next attempt."""
    left = engine.host.due(member.again)
    if left is None:
        left = engine.host.due(member.next)
    return int(left or 0)


def _member_old(engine: GdoiEngine, member: Member | None) -> Iterator[str]:
    yield row("GM Reregisters in", f"{_next(engine, member) if member is not None else 0} secs")
    yield row("Rekey Received(hh:mm:ss)", _heard(member, engine.host.now))
    yield ""
    yield ""
    yield "    Rekeys received"
    yield row("Cumulative", member.received if member is not None else 0, 9)
    yield row("After registration", member.since if member is not None else 0, 9)
    yield row("Rekey Acks sent", member.acks if member is not None else 0)
    yield ""


def member_head(group: Group, member: Member | None) -> Iterator[str]:
    yield f"Group Member Information For Group {group.name}:"
    yield row("IPSec SA Direction", direction(member, group))
    known = member is not None and member.list is not None
    yield row("ACL Received From KS", f"gdoi_group_{group.name}_temp_acl" if known else "")
    yield ""


def member_lines(engine: GdoiEngine, member: Member) -> Iterator[str]:
    """One member of a group, in the layouts of 15.0 and later."""
    new = engine.host.device.software.gdoi_layout == NEW
    remote = member.server if member.status is Status.REGISTERED else member.asked
    front, inside = member.front or "None", member.inside or "None"
    yield row("Group member", f"{format_ipv4(member.address):<{16 if new else 17}}vrf: {inside}")
    if new:
        yield row("Local addr/port", f"{format_ipv4(member.address)}/848", 7)
        yield row("Remote addr/port", f"{format_ipv4(remote)}/848", 7)
        yield row("fvrf/ivrf", f"{front}/{inside}", 7)
        yield row("Version", VERSION, 7)
    yield row("Registration status", member.status.value, 7)
    if member.status is not Status.IDLE:
        name = "Registered with" if member.status is Status.REGISTERED else "Registering to"
        yield row(name, format_ipv4(remote), 7)
    yield row("Re-registers in", f"{_next(engine, member)} sec", 7)
    yield row("Succeeded registration", member.succeeded, 7)
    yield row("Attempted registration", member.attempted, 7)
    yield row("Last rekey from", format_ipv4(member.last_from), 7)
    yield row("Last rekey seq num", member.last_sequence, 7)
    if member.kek is None or not member.kek.unicast:
        yield row("Multicast rekey rcvd", member.received, 7)
    else:
        yield row("Unicast rekey received", member.received, 7)
        yield row("Rekey ACKs sent", member.acks, 7)
    if not new:
        return
    yield row("Rekey Rcvd(hh:mm:ss)", _heard(member, engine.host.now), 7)
    yield row("PFS Rekey received", 0, 7)
    yield row("DP Error Monitoring", "OFF", 7)
    yield "       IPSEC init reg executed    : 0"
    yield "       IPSEC init reg postponed   : 0"
    yield row("Active TEK Number", len(member.live()), 7)
    yield row("SA Track (OID/status)", "disabled", 7)
    yield "       Fail-Close Revert : Disabled"
    yield ""
    yield row("allowable rekey cipher", ", ".join(member.group.rekey_ciphers) or "any", 7)
    yield row("allowable rekey hash", ", ".join(member.group.rekey_hashes) or "any", 7)
    yield row("allowable transformtag", "any ESP", 7)


def kek_lines(engine: GdoiEngine, kek: KekSa) -> Iterator[str]:
    old = engine.host.device.software.gdoi_kek_each
    yield "KEK POLICY:"
    yield row("Rekey Transport Type", "Unicast" if kek.unicast else "Multicast")
    yield row("Lifetime (secs)", kek.seconds if old else kek.left(engine.host.now))
    yield row("Encrypt Algorithm", kek.cipher.upper())
    yield row("Key Size", f"{8 * len(kek.key):<8}")
    yield row("Sig Hash Algorithm", _SIG_HASHES[kek.hash])
    yield row("Sig Key Length (bits)", f"{kek.bits:<8}")
    yield ""


def tek_lines(engine: GdoiEngine, members: Iterable[Member]) -> Iterator[str]:
    yield "TEK POLICY for the current KS-Policy ACEs Downloaded:"
    for member in members:
        teks = member.live()
        for iface in member.head.interfaces if teks else ():
            yield f"  {iface.text}:"
            for tek in teks:
                yield from _tek(engine, tek)
    yield ""


def _tek(engine: GdoiEngine, tek: Tek) -> Iterator[str]:
    yield "    IPsec SA:"
    yield f"        spi: 0x{tek.spi:X}({tek.spi})"
    yield f"        transform: {layer_words(tek.layer)} "
    yield f"        sa timing:remaining key lifetime (sec): ({tek.left(engine.host.now)})"
    if tek.timed:
        yield f"        Anti-Replay(Time Based) : {tek.window} sec interval"
    else:
        yield f"        Anti-Replay(Counter Based) : {tek.window}"
    if engine.host.device.software.gdoi_layout == NEW:
        encryption, authentication = phase2.key_octets(tek.layer)
        yield "        tag method : disabled"
        yield f"        alg key size: {encryption} (bytes)"
        yield f"        sig key size: {authentication} (bytes)"
        yield "        encaps: ENCAPS_TUNNEL"
    yield ""

