"""show ip sockets, show udp, show control-plane host open-ports"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.sockets.tcp import in_order
from iosemu.types import format_ip

_LISTENS = 1  # in the column Stat
_SERVICES = {
    22: "SSH-Server", 23: "Telnet", 53: "DNS Server", 67: "DHCPD Receive", 123: "NTP", 161: "IP SNMP", 162: "IP SNMP",
    179: "BGP", 500: "ISAKMP", 520: "RIP Router", 848: "ISAKMP", 4500: "ISAKMP",
}  # fmt: skip
_STATES = {"ESTAB": "ESTABLISHED"}


class Socket(NamedTuple):
    """`remote` is None of a port that is open to all."""

    protocol: str
    port: int
    remote: tuple[int, int] | None
    state: str


def sockets(device: Device) -> Iterator[Socket]:
    """Of TCP and UDP: what listens, and what is connected."""
    for port in sorted(device.ip.tcp.services):
        yield Socket("tcp", port, None, "LISTEN")
    for each in in_order(device):
        yield Socket("tcp", each.local[1], each.remote, each.state.value)
    for port in sorted(device.ip.udp.handlers):
        yield Socket("udp", port, None, "LISTEN")


def service_of(each: Socket) -> str:
    """By either of its ports, "" for none."""
    return _SERVICES.get(each.port) or _SERVICES.get(each.remote[1] if each.remote else 0, "")


def show_udp(ctx: Context) -> Iterable[str]:
    """Nothing waits in a queue here: what comes is read at once."""
    yield "Proto        Remote      Port      Local       Port  In Out  Stat TTY OutputIF"
    for each in sockets(ctx.device):
        if each.protocol == "udp":
            yield f" 17       --listen--          {'--any--':<15} {each.port:>5}{0:>4}{0:>4} {_LISTENS:>5}{0:>4} "


def show_open_ports(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    width = device.software.open_ports_column
    yield "Active internet connections (servers and established)"
    yield f"Prot{'Local Address':>{width}}{'Foreign Address':>{width}}{'Service':>25}{'State':>9}"
    for each in sockets(device):
        address, port = each.remote or (0, 0)
        foreign = f"{format_ip(address) if address else '*'}:{port}"
        state = _STATES.get(each.state, each.state)[:8]
        yield f" {each.protocol}{f'*:{each.port}':>{width}}{foreign:>{width}}{service_of(each):>25} {state:>8}"
