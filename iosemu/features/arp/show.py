"""`show arp`, `show ip arp`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.vrf import Vrf
from iosemu.device.vrf_names import named_vrf
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Mac, format_ipv4, format_mac


@dataclass(slots=True)
class Row:
    """`age` in minutes, None for our own and static addresses; `mac` None while incomplete."""

    address: IPv4
    age: int | None
    mac: Mac | None
    interface: str


def rows(device: Device, vrf: Vrf) -> list[Row]:
    """Of a VRF: learned entries, our own addresses on Ethernet lines that are up, static entries; by address."""
    now = device.scheduler.now
    found = [
        Row(
            entry.address, int((now - entry.updated) // 60) if entry.mac is not None else 0, entry.mac, entry.iface.text
        )
        for entry in device.ip.arp.entries()
        if entry.iface.vrf is vrf
    ]
    for iface in device.interfaces.values():
        if iface.vrf is vrf and iface.line_up and iface.kind.endswith("Ethernet"):
            found += [Row(address, None, iface.mac, iface.text) for address, _ in iface.addresses]
            found += [Row(address, None, mac, iface.text) for address, mac in iface.stand_ins.items()]
    learned = {row.address for row in found if row.mac is not None}
    found += [
        Row(address, None, mac, "")
        for (name, address), mac in device.ip.arp.static.items()
        if name == vrf.name and address not in learned
    ]
    return sorted(found, key=lambda row: row.address)


def text(table: Iterable[Row]) -> Iterator[str]:
    yield "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"
    for row in table:
        age = "-" if row.age is None else str(row.age)
        mac = "Incomplete" if row.mac is None else format_mac(row.mac)
        interface = row.interface if row.mac is not None else ""
        yield f"Internet  {format_ipv4(row.address):<15} {age:>9}   {mac:<14}  ARPA   {interface}"


def show_arp(
    ctx: Context, vrf: str = "", address: IPv4 | None = None, iface: InterfaceName | None = None,
    mac: Mac | None = None,
) -> Iterator[str]:  # fmt: skip
    found = chosen(ctx, vrf, address, iface, mac)
    return text(found) if found else iter(())


def chosen(
    ctx: Context, vrf: str, address: IPv4 | None, iface: InterfaceName | None, mac: Mac | None
) -> list[Row]:
    place = named_vrf(ctx.device, vrf)
    if iface is not None and not vrf:
        place = ctx.device.interface(iface).vrf
    return [
        row
        for row in rows(ctx.device, place)
        if (address is None or row.address == address)
        and (iface is None or row.interface == str(iface))
        and (mac is None or row.mac == mac)
    ]
