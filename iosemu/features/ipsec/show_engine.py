"""`show crypto engine`, `eli`, `ruleset`, `ipsec spi-lookup`: what the crypto engine does, and what it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.compile import Rule
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.features.ipsec.transforms import engine_words
from iosemu.features.keying.events import Work
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.acl.model import Entry, Ports
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.ipsec.sadb import Sa

_MOST_IKE = 1000  # SAs of the software engine
_MOST_IPSEC = 1000
_HANDLE = 0x20000001000000
_DENIED = 0x20000001999999


def connection_lines(device: Device) -> Iterator[str]:
    yield "Crypto Engine Connections"
    yield ""
    yield "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address"
    for conn, kind, words, out, back, last, local in connections(device):
        yield f"{conn:>5}  {kind:<7} {words:<18} {out:>8} {back:>8} {last:>8} {local}"
    yield ""


def connections(device: Device) -> list[tuple[int, str, str, int, int, int, str]]:
    """(conn-id, IPsec or IKE, algorithms, packets sealed, opened, last number that came, own address) of each."""
    engine = engine_of(device)
    found: list[tuple[int, str, str, int, int, int, str]] = []
    if engine is None:
        return found
    for sa in [sa for flow in engine.flows for pair in flow.pairs for sa in pair.sas]:
        out, back = (0, sa.packets) if sa in sa.pair.ins else (sa.packets, 0)
        local = format_ipv4(sa.pair.flow.local)
        found.append((sa.conn_id, "IPsec", engine_words(sa.layer), out, back, sa.replay.highest, local))
    for session in engine.keying.sessions():
        if session.active:
            found.append((session.conn_id, "IKE", session.algorithms, 0, 0, 0, format_ipv4(session.local)))
    return sorted(found)


def eli_lines(device: Device) -> Iterator[str]:
    """Layout: real output of IOS-XE, of its software engine."""
    (ike, ikes), (_, secrets), (ipsec, ipsecs) = worked(device).values()
    yield "Hardware Encryption : INACTIVE"
    yield " Number of crypto engines = 1"
    yield ""
    yield " CryptoEngine Software Crypto Engine details: state = Active"
    yield f" Capability    : {device.software.crypto_capabilities}"
    yield ""
    yield f" IKE-Session   : {ike:>5} active, {_MOST_IKE:>5} max, 0 failed, {ikes} created"
    yield f" DH            : {0:>5} active(0/0), {_MOST_IKE:>5} max, 0 failed, {secrets} created"
    yield f" IPSec-Session : {ipsec:>5} active, {_MOST_IPSEC:>5} max, 0 failed, {ipsecs} created"
    yield ""


def worked(device: Device) -> dict[str, tuple[int, int]]:
    """How many of each there are, and were ever made."""
    engine = engine_of(device)
    if engine is None:
        return {name: (0, 0) for name in ("IKE-Session", "DH", "IPSec-Session")}
    ike, ipsec = sum(session.active for session in engine.keying.sessions()), sum(1 for _ in engine.sadb.pairs())
    return {
        "IKE-Session": (ike, engine.work.get(Work.IKE_SA, 0)),
        "DH": (0, engine.work.get(Work.SHARED_SECRET, 0)),
        "IPSec-Session": (ipsec, engine.work.get(Work.IPSEC_SA, 0)),
    }


def ruleset_lines(device: Device, detail: bool) -> Iterator[str]:
    handle = _HANDLE
    for iface, rules in ruleset(device):
        yield ""
        yield f"{iface}:"
        for rule in rules:
            handle += 0x10
            text = rule_text(rule)
            denied = f" -> {_DENIED:x}" if not rule.permit else ""
            yield f"{handle:x} {text}{denied}" if detail else text


def ruleset(device: Device) -> Iterator[tuple[str, list[Rule]]]:
    """What leaves by each interface with a crypto map is looked up here, in this order."""
    engine = engine_of(device)
    heads = engine.maps.heads.items() if engine is not None else ()
    for iface, head in sorted(heads, key=lambda item: item[0].name):
        rules: list[Rule] = []
        for entry in head.entries():
            parts = device[IpsecConfig].dynamic_entries(entry.template) if entry.template else (entry,)
            for part in parts:
                compiled = device.engine("acl").get(part.acl) if part.acl else None
                rules += compiled.rules if compiled is not None else ()
        yield iface.text, rules


def rule_text(rule: Rule) -> str:
    entry = rule.entry
    protocol = f"{entry.protocol:x}" if entry.protocol else "IP"
    source = _side(entry, entry.src, entry.src_wildcard, entry.src_ports)
    target = _side(entry, entry.dst, entry.dst_wildcard, entry.dst_ports)
    return f"{protocol} {source} {target} {'IPSec Cryptomap' if rule.permit else 'DENY'}"


def _side(entry: Entry, address: int, wildcard: int, ports: Ports | None) -> str:
    mask = ~wildcard & 0xFFFFFFFF
    place = "ANY" if not mask else format_ipv4(address)
    if mask not in (0, 0xFFFFFFFF):
        place += f"/{format_ipv4(mask)}"
    return f"{place}/{ports.ports[0]}" if ports is not None and ports.operator == "eq" else place


def spis(engine: IpsecEngine | None) -> list[tuple[int, str, Sa]]:
    """SPI, VRF and SA of what comes in."""
    return sorted((sa.spi, ref.vrf, sa) for ref, sa in engine.sadb.inbound.items()) if engine is not None else []


def spi_lines(engine: IpsecEngine | None, detail: bool) -> Iterator[str]:
    """Layout: real output of IOS-XE. SPIs that are reserved for SAs to come have no handle yet."""
    yield "Active SPI table"
    yield "     SPI Prot Local Address            Type"
    yield "  Handle VRF  Remote Address           IDB"
    sas = spis(engine)
    for spi, vrf, sa in sas:
        head = sa.pair.flow.head
        place = head.interfaces[0].device.vrfs.get(vrf)
        number = place.number if place is not None else 0
        index = head.interfaces[0].device.interfaces.in_order().index(head.interfaces[0]) + 1
        yield f"{spi:08X} {sa.layer.protocol:<4} {format_ipv4(sa.dst):<24} ipsec"
        yield f"{0x40000000 + sa.conn_id:08X} {number:<4} {format_ipv4(sa.src):<24} {index}"
    if not detail:
        return
    yield ""
    yield "Transient SPI table"
    yield "     SPI   HANDLE R Time created"
    used = {spi for spi, _, _ in sas}
    for spi in sorted(engine.sadb.reserved - used) if engine is not None else ():
        yield f"{spi:08X} 00000000 0 0"
