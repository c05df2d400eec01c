"""A PC's addresses and routes, its start-up script, its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli.edits import LineResult
from iosemu.cli.interpreter import Interpreter, lines_of
from iosemu.device.device import Device
from iosemu.device.rib import Path, Route
from iosemu.device.shell import DeviceShell
from iosemu.features.static import STATIC
from iosemu.lab.pc.session import PcSession, Usage, carry_out
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.device.interface import Interface
    from iosemu.lab.pc.dhcp import PcDhcp
    from iosemu.lab.pc.files import PcFiles
    from iosemu.lab.pc.radius import PcRadius
    from iosemu.lab.pc.tacacs import PcTacacs

ARP_TIMEOUT = 120  # seconds
ANYWHERE = Prefix(0, 0)


class PcShell(DeviceShell):
    """The shell of one PC; its device forwards nothing for others. `routes` are those typed, by prefix."""

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self.routes: dict[Prefix, IPv4] = {}
        self.dhcp: PcDhcp | None = None  # once an address was asked for
        self.files: PcFiles | None = None  # `tftpd`
        self.radius: PcRadius | None = None  # `radiusd`
        self.tacacs: PcTacacs | None = None  # `tac_plus`

    @property
    def session_type(self) -> type[Session]:
        return PcSession

    @property
    def ports(self) -> list[Interface]:
        return self.device.interfaces.in_order()

    # power

    def _shut_unconfigured(self, text: str) -> None:
        """Its ports are up from the start."""
        self.device.hostname = self.device.node
        self.routes = {}
        if self.dhcp is not None:
            self.dhcp.stop()
            self.dhcp = None
        self.files = None
        self.radius = None
        self.tacacs = None
        self.device.ip.icmp.interval = 0.0
        for iface in self.ports:
            iface.config.proxy_arp = iface.config.redirects = False
            self.device.ip.arp.timeouts[iface] = ARP_TIMEOUT
            iface.update_state(admin=True)

    def _read(self, text: str) -> str:
        self.boot_text, self.boot_refused = text, []
        written = []
        for number, line in enumerate(lines_of(text), 1):
            problem = carry_out(self, line)
            if problem:
                self.boot_refused.append((number, line.strip(), problem))
                written.append(f"{line.strip()}\n{problem}\n")
        return "".join(written)

    def run(self, text: str) -> Iterator[tuple[int, str, LineResult, Interpreter]]:
        """Lines of a start-up script, now."""
        for number, line in enumerate(lines_of(text), 1):
            problem = carry_out(self, line)
            output = f"{problem}\n" if problem else ""
            yield number, line, LineResult(output, "refused" if problem else "full", problem), Interpreter(self)

    def running_config(self, everything: bool = False) -> list[str]:
        """The script that makes it what it is."""
        lines = [f"set pcname {self.device.hostname}"]
        for iface in self.ports:
            port = port_name(iface)
            addresses = [f"{format_ipv4(address)}/{length}" for address, length in iface.addresses]
            if self.dhcp is not None and iface in self.dhcp.clients:
                lines.append("ip dhcp" if port == "eth0" else f"dhclient {port}")
                addresses = addresses[1:]
            elif port == "eth0" and addresses:
                gateway = self.routes.get(ANYWHERE)
                lines.append(f"ip {addresses.pop(0)}" + (f" {format_ipv4(gateway)}" if gateway is not None else ""))
            lines += [f"ip addr add {each} dev {port}" for each in addresses]
        first = self.ports[0].address if self.ports else None
        given = self.dhcp is not None and self.dhcp.gives_route
        for prefix, gateway in sorted(self.routes.items()):
            if prefix != ANYWHERE or (first is None and not given):
                lines.append(f"ip route add {prefix} via {format_ipv4(gateway)}")
        if self.files is not None:
            lines.append("tftpd")
        if self.radius is not None:
            lines += self.radius.lines()
        if self.tacacs is not None:
            lines += self.tacacs.lines()
        return lines

    # addresses and routes

    def port(self, name: str) -> Interface:
        """By its name, "eth0". Raises Usage."""
        found = next((iface for iface in self.ports if port_name(iface) == name), None)
        if found is None:
            raise Usage(f'Cannot find device "{name}"')
        return found

    def set_address(self, iface: Interface, address: tuple[IPv4, int] | None) -> None:
        """Instead of those it has."""
        iface.config.address = address
        iface.config.secondaries.clear()
        self.device.readdressed(iface)

    def add_address(self, iface: Interface, address: IPv4, length: int) -> None:
        if iface.config.address is None:
            iface.config.address = address, length
        else:
            iface.config.secondaries[address] = length
        self.device.readdressed(iface)

    def remove_address(self, iface: Interface, address: IPv4) -> None:
        config = iface.config
        if config.address is not None and config.address[0] == address:
            following = next(iter(config.secondaries.items()), None)
            config.address = following
            address = following[0] if following is not None else 0
        config.secondaries.pop(address, None)
        self.device.readdressed(iface)

    def cut_off(self, target: IPv4) -> IPv4 | None:
        """The next hop on the way to an address that a port without carrier has: a PC takes its lines as they are."""
        down = [Prefix.of(*each) for iface in self.ports if not iface.line_up for each in iface.addresses]
        if any(target in prefix for prefix in down):
            return target
        ways = sorted((prefix.length, gateway) for prefix, gateway in self.routes.items() if target in prefix)
        return next((gateway for _, gateway in reversed(ways) if any(gateway in each for each in down)), None)

    def set_route(self, prefix: Prefix, gateway: IPv4 | None) -> None:
        """None takes it away."""
        route = None
        if gateway is None:
            self.routes.pop(prefix, None)
        else:
            self.routes[prefix] = gateway
            route = Route(prefix, STATIC, 1, 0, (Path(gateway, None),))
        self.device.vrfs.default.v4.update(STATIC, prefix, route)


def port_name(iface: Interface) -> str:
    """``eth0``"""
    return f"eth{iface.name.unit[0]}"
