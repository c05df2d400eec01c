"""The rows of `show ip arp`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.arp.show import chosen
from iosemu.records import dataclass
from iosemu.types import format_ipv4, format_mac

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4, Mac


@dataclass(slots=True)
class ArpRow:
    """`age` in minutes, None for our own and static addresses; `mac` is "" while it is asked for."""

    address: str
    age: int | None
    mac: str
    interface: str


def show_arp(
    ctx: Context, vrf: str = "", address: IPv4 | None = None, iface: InterfaceName | None = None,
    mac: Mac | None = None,
) -> Iterator[ArpRow]:  # fmt: skip
    for row in chosen(ctx, vrf, address, iface, mac):
        yield ArpRow(
            format_ipv4(row.address), row.age, "" if row.mac is None else format_mac(row.mac),
            row.interface if row.mac is not None else "",
        )  # fmt: skip
