"""`show crypto gdoi ks …`. Layouts: 12.4T (lab books) for members, else XE 17."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.model import AclConfig
from iosemu.features.acl.text import extended_text
from iosemu.features.gdoi.coop import LOST, REFRESH, SILENCE, Role
from iosemu.features.gdoi.policy import KEK_BLOCKS, Tek
from iosemu.features.gdoi.registered import Registered
from iosemu.features.gdoi.server import KeyServer
from iosemu.features.gdoi.text import NEW, OLD, VERSION, engine_of, identity, line_text, row
from iosemu.features.ipsec.transforms import layer_words
from iosemu.features.isakmp import proposal as phase2
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.gdoi.engine import GdoiEngine

HANDLE = 0x80000002  # of the first group; XE counts from another
NEW_HANDLE = 0x40000002


def servers_of(ctx: Context) -> list[KeyServer]:
    engine = engine_of(ctx.device)
    return list(engine.servers.values()) if engine is not None else []


def show_ks(ctx: Context) -> Iterator[str]:
    servers = servers_of(ctx)
    yield f"Total group members registered to this box: {sum(len(server.members) for server in servers)}"
    yield ""
    new = ctx.device.software.gdoi_layout == NEW
    for server in servers:
        config = server.config
        yield f"Key Server Information For Group {server.name}:"
        yield row("Group Name", server.name)
        if new:
            yield row("Re-auth on new CRL", "Disabled")
        yield row("Group Identity", identity(server.group))
        if new:
            yield row("Group Type", "GDOI (ISAKMP)")
        yield row("Group Members", len(server.members))
        if new:
            yield row("Rekey Acknowledgement Cfg", "Cisco")
        yield row("IPSec SA Direction", "Inbound Only" if config.receive_only else "Both")
        if new:
            yield row("IP D3P Window", "Disabled")
            yield row("Split Resiliency Factor", 0)
            yield row("CKM status", "Disabled")
        yield "    ACL Configured:"
        for number in sorted(config.sas):
            yield f"        access-list {config.sas[number].acl}"
        yield from redundancy_lines(server, new)
        yield ""


def show_ks_acl(ctx: Context) -> Iterator[str]:
    for server in servers_of(ctx):
        yield f"Group Name: {server.name}"
        yield " Configured ACL:"
        for number in sorted(server.config.sas):
            name = server.config.sas[number].acl
            found = ctx.device[AclConfig].find(name) if name else None
            lines = server.lines(server.config.sas[number])
            if found is not None and len(lines) != len([each for each in found.entries if each.remark is None]):
                for entry in found.entries:
                    if entry.remark is None:
                        verb = "permit" if entry.permit else "deny"
                        yield f"   access-list {name}  {verb} {extended_text(entry)}"
                continue
            for line in lines:
                yield f"   access-list {name}  {line_text(line)}"
        yield ""


def show_ks_identifier(ctx: Context, detail: bool = False) -> Iterator[str]:
    """There are no sender identifiers: only AES-GCM needs them, which no member is told to use."""
    for server in servers_of(ctx):
        yield f"KS Sender ID (KSSID) Information for Group {server.name}:"
        yield ""
        yield "    Transform Mode           : Non-Counter (Non-Suite-B)"
        yield "    Re-initializing          : No"
        yield "    SID Length (Group Size)  : 24 bits (MEDIUM)"
        yield "    Current KSSID In-Use     : none"
        yield "    Last GMSID Used          : none"
        yield ""
        if detail:
            for name in ("KSSID(s) Assigned", "KSSID(s) Used", "KSSID(s) Used (Old)", "Available KSSID(s)"):
                yield f"    {name:<25}: none"
            yield ""
            yield "    REMAINING SIDs: none"
        yield ""


def show_ks_members(ctx: Context) -> Iterator[str]:
    layout = ctx.device.software.gdoi_layout
    yield ""
    if layout != NEW:
        yield "Group Member Information : "
        yield ""
    for server in servers_of(ctx):
        pushes = server.pushes
        yield f"Number of rekeys sent for group {server.name} : {pushes.count}"
        if layout == NEW:
            yield f"Number of retransmits during the last rekey for group {server.name} : {pushes.retransmissions}"
            yield f"Duration of the last rekey for group {server.name} : {int(pushes.took * 1000)} msec"
        yield ""
        for member in server.members.values():
            yield from _member(server, member, layout)


def _member(server: KeyServer, member: Registered, layout: str) -> Iterator[str]:
    if layout != NEW:
        yield f"Group Member ID   : {format_ipv4(member.address)}"
        yield f"Group ID          : {identity(server.group)}"
        yield f"Group Name        : {server.name}"
        yield f"Key Server ID     : {format_ipv4(member.server)}"
        if layout != OLD:
            for name, value in _counts(member):
                yield f"{name:<18}: {value}"
        yield ""
        return
    yield f"Group Member ID    : {format_ipv4(member.address)}  GM Version: {VERSION}"
    yield f" Group ID          : {identity(server.group)}"
    yield f" Group Name        : {server.name}"
    yield " Group Type        : GDOI (ISAKMP)"
    yield " GM State          : Registered"
    yield f" Key Server ID     : {format_ipv4(member.server)}"
    for name, value in _counts(member):
        yield f" {name:<18}: {value}"
    yield ""
    yield f" Sent seq num : {_numbers(member.sent)}"
    yield f" Rcvd seq num : {_numbers(member.heard)}"
    yield ""
    yield ""


def _counts(member: Registered) -> list[tuple[str, int]]:
    return [
        ("Rekeys sent", member.rekeys), ("Rekeys retries", member.retries), ("Rekey Acks Rcvd", member.acks),
        ("Rekey Acks missed", member.missed),
    ]  # fmt: skip


def _numbers(numbers: list[int]) -> str:
    return "".join(f"{number:<6}" for number in [*numbers[-4:], 0, 0, 0, 0][:4])


def show_ks_summary(ctx: Context) -> Iterator[str]:
    yield "Group Member Information : "
    yield ""
    for server in servers_of(ctx):
        count = len(server.members)
        yield f"Group Name: {server.name}, ID: {identity(server.group)}, Group Members: {count}"
        for address in dict.fromkeys(member.server for member in server.members.values()):
            own = [member for member in server.members.values() if member.server == address]
            yield f"Key Server ID: {format_ipv4(address)}, GMDB state: LOCAL, Group Members: {len(own)}"
            yield "  Member ID     Version      Rekey sent     Rekey Ack missed"
            for member in own:
                yield f"  {format_ipv4(member.address):<12} {VERSION}         {member.rekeys:<14}  {member.missed}"
            yield ""
        yield ""


def show_ks_policy(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx.device)
    new = ctx.device.software.gdoi_layout == NEW
    yield "Key Server Policy:"
    for index, server in enumerate(servers_of(ctx)):
        assert engine is not None
        handle = f"0x{NEW_HANDLE + index:X}" if new else f"{HANDLE + index}"
        source = format_ipv4(server.config.address or 0)
        yield f"For group {server.name} (handle: {handle}) server {source} (handle: {handle}):"
        yield ""
        sequence = server.kek.sequence if server.kek is not None else 0
        yield f"  # of teks : {len(server.live())}  Seq num : {sequence}"
        yield from _kek(engine, server)
        for tek in reversed(server.live()):
            yield from _tek(engine, server, tek)


def _kek(engine: GdoiEngine, server: KeyServer) -> Iterator[str]:
    kek, now = server.kek, engine.host.now
    if kek is None:
        yield "  KEK POLICY (Rekey is not configured)" if not server.config.rekey_key else "  KEK POLICY (none)"
        yield ""
        return
    left = kek.left(now)
    to_rekey = max(int(left - server.margin(kek.seconds)), 0)
    yield f"  KEK POLICY (transport type : {'Unicast' if kek.unicast else 'Multicast'})"
    yield f"    spi : 0x{kek.spi.hex().upper()}"
    yield f"    management alg     : disabled    encrypt alg       : {kek.cipher.upper():<10}"
    yield f"    crypto iv length   : {KEK_BLOCKS[kek.cipher]:<12}key size          : {len(kek.key):<8}"
    yield f"    orig life(sec): {kek.seconds:<12}remaining life(sec): {left:<10}"
    yield f"    time to rekey (sec): {to_rekey:<10}"
    yield f"    sig hash algorithm : enabled     sig key length    : {len(kek.public):<8}"
    yield f"    sig size           : {kek.bits // 8:<10}"
    yield f"    sig key name       : {server.config.rekey_key}"
    yield "    acknowledgement    : Cisco"
    yield ""


def _tek(engine: GdoiEngine, server: KeyServer, tek: Tek) -> Iterator[str]:
    sa = server.config.sas.get(tek.number)
    sizes, left = phase2.key_octets(tek.layer), tek.left(engine.host.now)
    newest = server.newest(tek.number) is tek
    to_rekey = str(max(int(left - server.margin(tek.seconds)), 0)) if newest else "n/a"
    yield "  TEK POLICY (encaps : ENCAPS_TUNNEL)"
    yield f"    spi                : 0x{tek.spi:X}"
    yield f"    access-list        : {sa.acl if sa is not None else ''}"
    yield f"    transform          : {layer_words(tek.layer)} "
    yield f"    alg key size       : {sizes[0]:<14}sig key size          : {sizes[1]:<10}"
    yield f"    orig life(sec)     : {tek.seconds:<14}remaining life(sec)   : {left:<10}"
    yield f"    tek life(sec)      : {tek.seconds:<14}elapsed time(sec)     : {tek.seconds - left:<10}"
    yield f"    override life (sec): {0:<14}antireplay window size: {tek.window:<10}"
    yield f"    time to rekey (sec): {to_rekey:<10}"
    yield ""
    yield ""


def show_ks_rekey(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx.device)
    for server in servers_of(ctx):
        assert engine is not None
        config, pushes = server.config, server.pushes
        yield f"Group {server.name} ({'Unicast' if config.unicast else 'Multicast'})"
        yield f"    Number of Rekeys sent               : {pushes.count}"
        yield f"    Number of Rekeys retransmitted      : {sum(each.retries for each in server.members.values())}"
        yield f"    KEK rekey lifetime (sec)            : {config.rekey_lifetime}"
        left = server.kek.left(engine.host.now) if server.kek is not None else 0
        yield f"        Remaining lifetime (sec)        : {left}"
        yield f"    Retransmit period                   : {config.retransmit}"
        yield f"    Number of retransmissions           : {config.attempts}"
        for number in sorted(config.sas):
            tek, made = server.newest(number), server.transform(config.sas[number])
            yield f"    IPSec SA {number:<3} lifetime (sec)         : {made[1] if made is not None else 3600}"
            yield f"        Remaining lifetime (sec)        : {tek.left(engine.host.now) if tek is not None else 0}"
        yield ""


def show_ks_replay(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx.device)
    for server in servers_of(ctx):
        assert engine is not None
        yield f"Anti-replay Information For Group {server.name}:"
        yield "  Timebased Replay:"
        if any(sa.timed for sa in server.config.sas.values()):
            yield f"    Replay Value             : {engine.host.now - server.began:.2f} secs"
        else:
            yield "         is not enabled"
        yield ""


def show_ks_coop(ctx: Context, detail: bool = False, version: bool = False) -> Iterator[str]:
    if version:
        yield "Cooperative key server infra Version : 2.0.0 "
        yield "Client : KS_POLICY_CLIENT Version : 2.0.0 "
        yield "Client : GROUP_MEMBER_CLIENT Version : 2.0.1 "
        yield "Client : SID_CLIENT Version : 1.0.1"
        yield ""
        return
    new = ctx.device.software.gdoi_layout == NEW
    engine = engine_of(ctx.device)
    for index, server in enumerate(servers_of(ctx)):
        coop = server.coop
        if not coop.on or engine is None:
            continue
        handle = (NEW_HANDLE if new else HANDLE) + index
        yield f"Crypto Gdoi Group Name :{server.name} "
        yield f"        Group handle: {handle}, Local Key Server handle: {handle}"
        yield ""
        yield f"        Local Address: {format_ipv4(coop.address)} "
        yield f"        Local Priority: {coop.priority:<8} "
        yield f"        Local KS Role: {coop.role.value:<9} , Local KS Status: Alive     "
        if new:
            yield f"        Local KS version: {VERSION}"
            yield "        Local COOP version: 1.0.8 "
        left = engine.host.due(coop.refresh if coop.role is not Role.SECONDARY else coop.listen)
        if coop.role is Role.SECONDARY:
            yield "        Secondary Timers: "
            yield f"                Sec Primary Periodic Time: {SILENCE:.0f} "
            yield f"                Remaining Time: {int(left or 0)}, Retries: {coop.retries}"
        else:
            yield "        Primary Timers: "
            yield f"                Primary Refresh Policy Time: {REFRESH:.0f} "
            yield f"                Remaining Time: {int(left or 0)}"
        yield f"                Antireplay Sequence Number: {coop.number}"
        if not new:
            yield ""
        yield "        Peer Sessions:"
        for number, peer in enumerate(coop.peers.values(), 1):
            yield f"        Session {number}:"
            yield f"                Server handle: {handle + 1 + number}"
            yield f"                Peer Address: {format_ipv4(peer.address)}"
            if new:
                yield f"                Peer Version: {VERSION}"
                yield "                Peer COOP version: 1.0.8 "
                yield "                COOP Protocol: base"
            yield f"                Peer Priority: {peer.priority or 'Unknown':<15} "
            alive = peer.heard_at >= 0 and engine.host.now - peer.heard_at <= LOST
            role, status = (peer.role.value, "Alive") if alive else ("Unknown", "Unknown")
            yield f"                Peer KS Role: {role:<9} , Peer KS Status: {status:<9} "
            yield f"                Antireplay Sequence Number: {peer.number}"
            yield ""
            sa = engine.isakmp.life.usable(coop.address, peer.address, service=848)
            yield f"                IKE status: {'Established' if sa is not None else 'Failed to establish'}"
            yield "                Counters:"
            yield f"                    Ann msgs sent: {peer.sent}"
            yield f"                    Ann msgs sent with reply request: {peer.sent_asking}"
            yield f"                    Ann msgs recv: {peer.received} "
            yield f"                    Ann msgs recv with reply request: {peer.received_asking}"
            yield f"                    Packet sent drops: {peer.drops} "
            yield "                    Packet Recv drops: 0 "
            yield f"                    Total bytes sent: {peer.bytes_sent} "
            yield f"                    Total bytes recv: {peer.bytes_received}"
            yield ""


def redundancy_lines(server: KeyServer, new: bool) -> Iterator[str]:
    coop = server.coop
    if not coop.on:
        return
    yield row("Redundancy", "Configured")
    yield row("Local Address", format_ipv4(coop.address), 8)
    yield row("Local Priority", coop.priority, 8)
    yield row("Local KS Status", "Alive", 8)
    yield row("Local KS Role", coop.role.value, 8)
    if new:
        yield row("Local KS Version", VERSION, 8)
        yield row("Local COOP Version", "1.0.8 ", 8)
