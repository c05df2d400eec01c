"""`show crypto ipsec sa` in its forms. Layout: real outputs of 15.2 (c7200), 15.6 and IOS-XE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ipsec.dialect import Dialect, dialect_of
from iosemu.features.ipsec.flow import Flow, Head
from iosemu.features.ipsec.model import WINDOW, DynamicEntry
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import layer_words, plaintext_mtu, sizes
from iosemu.features.keying.contract import AH, ESP, IPCOMP, Proposal, Selector
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.engine import IpsecEngine


_NAMES = {ESP: "esp", AH: "ah", IPCOMP: "pcp"}


@dataclass(slots=True)
class Row:
    """One flow as it appears under an interface."""

    iface: Interface
    head: Head
    flow: Flow


def engine_of(device: Device) -> IpsecEngine | None:
    """The running engine; None on a router that never heard of IPsec."""
    found: IpsecEngine | None = device.engines.get("ipsec")  # type: ignore[assignment]  # engines are kept by name
    return found


def rows(device: Device, newest_first: bool = False) -> Iterator[Row]:
    """All flows, by interface in IOS's order; those of a tunnel by the age of the peer."""
    engine = engine_of(device)
    if engine is None:
        return
    for iface in device.interfaces.in_order():
        protection = engine.protections.heads.get(iface)
        if protection is not None:
            flows = [flow for flow in protection.flows.values() if protection.serves(iface, flow)]
            yield from (Row(iface, protection, flow) for flow in (reversed(flows) if newest_first else flows))
        found = engine.maps.heads.get(iface)
        if found is not None:
            yield from (Row(iface, found, flow) for flow in found.all_flows())


def sa_lines(
    device: Device, keep: Callable[[Row], bool], detail: bool = False, identity: bool = False
) -> Iterator[str]:
    """The blocks of the flows wanted; `identity` leaves the SAs out."""
    dialect = dialect_of(device.platform)
    last: tuple[Interface, Head] | None = None
    for row in rows(device, newest_first=True):
        if not keep(row):
            continue
        if last != (row.iface, row.head):
            last = row.iface, row.head
            yield ""
            yield f"interface: {row.iface.text}"
            yield f"    Crypto map tag: {row.head.tag}, local addr {format_ipv4(row.flow.local)}"
        yield ""
        yield from _flow_lines(row.flow, row.head.inside(row.flow, row.iface), detail)
        if not identity:
            yield ""
            yield from _endpoint_lines(row.flow, dialect)
            yield from _sa_blocks(device, row.flow, dialect)
    if last is None:
        yield from _none()


def _none() -> Iterator[str]:
    yield ""
    yield "No SAs found"


def selector_text(selector: Selector) -> str:
    return f"({format_ipv4(selector.address)}/{format_ipv4(selector.mask)}/{selector.protocol}/{selector.port})"


def _flow_lines(flow: Flow, inside: str, detail: bool) -> Iterator[str]:
    counters = flow.counters
    port = flow.current.made.remote_port if flow.current is not None else 500 if flow.peer else 848
    yield f"   protected vrf: {inside or '(none)'}"
    yield f"   local  ident (addr/mask/prot/port): {selector_text(flow.local_proxy)}"
    yield f"   remote ident (addr/mask/prot/port): {selector_text(flow.remote_proxy)}"
    yield f"   current_peer {format_ipv4(flow.peer)} port {port}"
    yield f"     PERMIT, flags={{{'' if isinstance(flow.entry, DynamicEntry) else 'origin_is_acl,'}}}"
    out, seen = counters.encaps, counters.decaps
    yield f"    #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest: {out}"
    yield f"    #pkts decaps: {seen}, #pkts decrypt: {counters.decrypted}, #pkts verify: {counters.verified}"
    yield f"    #pkts compressed: {counters.compressed}, #pkts decompressed: {counters.decompressed}"
    yield f"    #pkts not compressed: {counters.not_compressed}, #pkts compr. failed: {counters.compression_failed}"
    failed = counters.decompression_failed
    yield f"    #pkts not decompressed: {counters.not_decompressed}, #pkts decompress failed: {failed}"
    if not detail:
        yield f"    #send errors {counters.send_errors}, #recv errors {counters.receive_errors}"
        return
    yield f"    #pkts no sa (send) {counters.no_sa}, #pkts invalid sa (rcv) {counters.invalid_sa}"
    yield f"    #pkts encaps failed (send) {counters.encaps_failed}, #pkts decaps failed (rcv) {counters.decaps_failed}"
    yield f"    #pkts invalid prot (recv) {counters.invalid_protocol}, #pkts verify failed: {counters.verify_failed}"
    yield (
        f"    #pkts invalid identity (recv) {counters.invalid_identity},"
        f" #pkts invalid len (rcv) {counters.invalid_length}"
    )
    yield (
        f"    #pkts replay rollover (send): {counters.rollover_out}, #pkts replay rollover (rcv) {counters.rollover_in}"
    )
    yield f"    ##pkts replay failed (rcv): {counters.replay_failed}"
    yield "    #pkts tagged (send): 0, #pkts untagged (rcv): 0"
    yield "    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0"
    yield "    #pkts internal err (send): 0, #pkts internal err (recv) 0"


def _endpoint_lines(flow: Flow, dialect: Dialect) -> Iterator[str]:
    iface, mtu = flow.head.path(flow)
    current = flow.current
    yield f"     local crypto endpt.: {format_ipv4(flow.local)}, remote crypto endpt.: {format_ipv4(flow.peer)}"
    way = min(mtu, flow.path_mtu or mtu)
    plain = plaintext_mtu(current.made.proposal, way) if current is not None else way
    head = f"plaintext mtu {plain}, " if dialect.plaintext_mtu else ""
    yield f"     {head}path mtu {way}, ip mtu {mtu}, ip mtu idb {iface.text}"
    spi = current.outbound.spi if current is not None else 0
    yield f"     current outbound spi: 0x{spi:X}({spi})"
    if dialect.pfs_line:
        group = current.made.proposal.group if current is not None else 0
        yield f"     PFS (Y/N): {'Y' if group else 'N'}, DH group: {f'group{group}' if group else 'none'}"


def _sa_blocks(device: Device, flow: Flow, dialect: Dialect) -> Iterator[str]:
    for direction in ("inbound", "outbound"):
        sas = [sa for pair in flow.pairs for sa in (pair.ins if direction == "inbound" else pair.outs)]
        for protocol in (ESP, AH, IPCOMP):
            yield ""
            yield f"     {direction} {_NAMES[protocol]} sas:"
            for sa in sas:
                if sa.layer.protocol == protocol:
                    yield from _sa_block(device, flow, sa, dialect)


def sibling_flags(sa: Sa, dialect: Dialect) -> str:
    """`` sibling_flags 80000046,``, or nothing."""
    if dialect.sibling is None:
        return ""
    flags = 0x80000000 | (0x40 if sa.pair.made.proposal.tunnel else 0) | dialect.transport_flag
    if dialect.session_id and sa.pair.made.initiator:
        flags |= 0x4000
    return f" sibling_flags {dialect.sibling}{flags:08X},"


def _mode(proposal: Proposal) -> str:
    return ("Tunnel" if proposal.tunnel else "Transport") + (" UDP-Encaps" if proposal.udp else "")


def _sa_block(device: Device, flow: Flow, sa: Sa, dialect: Dialect) -> Iterator[str]:
    pair = sa.pair
    proposal = pair.made.proposal
    seconds = pair.seconds_left(device.scheduler.now)
    yield f"      spi: 0x{sa.spi:X}({sa.spi})"
    yield f"        transform: {layer_words(sa.layer)} ,"
    yield f"        in use settings ={{{_mode(proposal)}, }}"
    role = f", initiator : {pair.made.initiator}" if dialect.initiator else ""
    yield (
        f"        conn id: {sa.conn_id}, flow_id: {dialect.flow_id}:{sa.conn_id - dialect.first_conn},"
        f"{sibling_flags(sa, dialect)} crypto map: {flow.head.tag}{role}"
    )
    if not pair.seconds:
        yield "        no sa timing"
    elif pair.kilobytes:
        indent = " " * (8 + dialect.initiator)  # IOS-XE 17 has one more blank on this line, and on none beside it
        yield f"{indent}sa timing: remaining key lifetime (k/sec): ({pair.kilobytes_left(sa)}/{seconds})"
    elif pair.made.of_group:
        yield f"        sa timing: remaining key lifetime (sec): ({seconds})"
        if device.software.gdoi_layout != "12.4":
            yield "        Kilobyte Volume Rekey has been disabled"
    else:
        yield f"        sa timing: remaining key lifetime (sec): {seconds}"
        yield "        Kilobyte Volume Rekey has been disabled"
    if sa.layer.protocol == ESP:
        yield f"        IV size: {sizes(sa.layer).iv} bytes"
    window = next((found.replay.size for found in pair.ins if found.layer is sa.layer), 0)
    if pair.made.clock is not None:
        window = int(pair.made.clock.window)
    size = f"  replay window size: {window}" if window not in (0, WINDOW) else ""
    yield f"        replay detection support: {'Y' if window else 'N'}{size}"
    yield f"        Status: {dialect.status}"


def by_address(device: Device) -> list[Sa]:
    """All, by the address that their packets go to."""
    engine = engine_of(device)
    pairs = [pair for flow in engine.flows for pair in flow.pairs] if engine is not None else []
    sas = [sa for pair in pairs for sa in pair.sas]
    return sorted(sas, key=lambda sa: (sa.pair.flow.vrf, sa.dst, sa.layer.protocol, sa.conn_id))


def address_lines(device: Device) -> Iterator[str]:
    """Each SA by the address that its packets go to."""
    dialect = dialect_of(device.platform)
    sas = by_address(device)
    last, protocol = None, ""
    for sa in sas:
        where = sa.pair.flow.vrf, sa.dst
        if where != last:
            last, protocol = where, ""
            yield ""
            yield f"fvrf/address: {where[0] or '(none)'}/{format_ipv4(sa.dst)}"
        if sa.layer.protocol != protocol:
            protocol = sa.layer.protocol
            yield f"   protocol: {_NAMES[protocol].upper()}"
        yield from _sa_block(device, sa.pair.flow, sa, dialect)
    if not sas:
        yield from _none()


def count_lines(device: Device) -> Iterator[str]:
    counts = counted(device)
    yield f"IPsec SA {', '.join(f'{name}: {count}' for name, count in counts.items())}"


def counted(device: Device) -> dict[str, int]:
    """Every SA is one of: in use, about to be replaced, not used for sending yet."""
    engine = engine_of(device)
    pairs = [pair for flow in engine.flows for pair in flow.pairs] if engine is not None else []
    rekeying = sum(len(pair.sas) for pair in pairs if pair.enabled and (pair.rekeying or pair.replaced))
    unused = sum(len(pair.sas) for pair in pairs if not pair.enabled)
    total = sum(len(pair.sas) for pair in pairs)
    # what is invalid is deleted at once
    active = total - rekeying - unused
    return {"total": total, "active": active, "rekeying": rekeying, "unused": unused, "invalid": 0}
