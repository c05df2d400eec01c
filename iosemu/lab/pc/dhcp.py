"""Addresses of a PC from a DHCP server: `dhcp` (or `ip dhcp`) as in VPCS, `dhclient`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Interrupted, Process, Wait, Write
from iosemu.device.engine import Host
from iosemu.features.dhcp.client import Client, Lease, Settings, State
from iosemu.features.dhcp.events import ClientHears, ClientSays, Told
from iosemu.lab.pc.session import Answer, Body, Call, Command, Usage
from iosemu.lab.pc.words import options
from iosemu.types import format_ipv4
from iosemu.wire import Malformed
from iosemu.wire.dhcp import CLIENT, Dhcp, Kind, Option

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.lab.pc.shell import PcShell
    from iosemu.wire.udp import Udp

WANTED = (Option.MASK, Option.ROUTERS, Option.DNS, Option.DOMAIN)
FIRST = (1.0, 2.0, 3.0)  # seconds that it waits for an offer
PROBING = 0.25  # seconds between its questions by ARP


class PcDhcp:
    """The clients of a PC, one a port."""

    def __init__(self, shell: PcShell) -> None:
        self.shell = shell
        self.host = Host(shell.device, "dhclient")
        self.clients: dict[Interface, Client] = {}
        self.patient: set[Client] = set()  # those that try again by themselves
        self.host.device.ip.udp.listen(CLIENT, self._heard)

    @property
    def gives_route(self) -> bool:
        """Is the default route a server's?"""
        return any(client.lease is not None and client.lease.routers for client in self.clients.values())

    def client(self, iface: Interface) -> Client:
        found = self.clients.get(iface)
        if found is None:
            ident = b"\x01" + iface.mac.to_bytes(6, "big")
            settings = Settings(ident, self.shell.device.hostname, "", WANTED, FIRST, probing=PROBING)
            found = self.clients[iface] = Client(self.host.child(), iface, settings, self)
        return found

    def stop(self) -> None:
        """Power is off."""
        for client in self.clients.values():
            client.iface.seeks = False
        self.clients.clear()
        self.host.stop()

    def forget(self, iface: Interface) -> None:
        client = self.clients.pop(iface, None)
        if client is not None:
            self.patient.discard(client)
            client.stop()

    def _heard(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        client = self.clients.get(iface)
        if client is None:
            return
        try:
            message = Dhcp.decode(udp.payload)
        except Malformed:
            return
        client.received(message, passage)

    # what the clients tell

    def assigned(self, client: Client, lease: Lease) -> None:
        from iosemu.lab.pc.shell import ANYWHERE

        if client.iface.removed:
            return
        self.shell.set_address(client.iface, (lease.address, lease.length))
        if lease.routers:
            self.shell.set_route(ANYWHERE, lease.routers[0])
        self.patient.add(client)

    def renewed(self, client: Client, lease: Lease) -> None:
        from iosemu.lab.pc.shell import ANYWHERE

        if lease.routers:
            self.shell.set_route(ANYWHERE, lease.routers[0])

    def lost(self, client: Client, lease: Lease) -> None:
        from iosemu.lab.pc.shell import ANYWHERE

        if client.iface.removed:
            return
        self.shell.set_address(client.iface, None)
        if lease.routers:
            self.shell.set_route(ANYWHERE, None)

    def failed(self, client: Client) -> None:
        """Who sits in front of it is told at once, and asks again."""
        if client not in self.patient:
            client.released = True


class _Watch:
    """Shows the letters of an exchange as it goes: discover, offer, request, acknowledgement."""

    def __init__(self, process: Process, iface: Interface) -> None:
        self.process = process
        self.iface = iface
        self.letters = ""

    def says(self, event: ClientSays) -> None:
        letter = {Told.DISCOVER: "D", Told.REQUEST: "R"}.get(event.told)
        if event.iface == self.iface.name and letter is not None:
            self._add(letter)

    def hears(self, event: ClientHears) -> None:
        letter = {Kind.OFFER: "O", Kind.ACK: "A", Kind.NAK: "N"}.get(event.message.kind)  # type: ignore[call-overload]
        if event.iface == self.iface.name and letter is not None:
            self._add(letter)

    def _add(self, letter: str) -> None:
        self.letters += letter
        self.process.poke()


def dhcp_of(shell: PcShell) -> PcDhcp:
    """The clients of a PC, made on first use."""
    if shell.dhcp is None:
        shell.dhcp = PcDhcp(shell)
    return shell.dhcp


def lease_of(shell: PcShell, iface: Interface) -> Lease | None:
    client = shell.dhcp.clients.get(iface) if shell.dhcp is not None else None
    return client.lease if client is not None else None


def end(shell: PcShell, iface: Interface) -> None:
    """The port gets its address otherwise."""
    if shell.dhcp is not None:
        shell.dhcp.forget(iface)


# the commands


def dhcp(call: Call) -> Answer:
    found, rest = options(call, "", "drx")
    if rest or len(found) > 1:
        raise Usage("dhcp [-r | -x]")
    iface = call.shell.port("eth0")
    if "x" in found:
        _release(call.shell, iface)
        return None
    if call.session is None:
        _start(call.shell, iface)
        return None
    return _ask(call, iface, "r" in found)


def _start(shell: PcShell, iface: Interface) -> None:
    """Of a start-up script: it tries as long as it takes."""
    user = dhcp_of(shell)
    client = user.client(iface)
    user.patient.add(client)
    client.start()


def _release(shell: PcShell, iface: Interface) -> None:
    client = shell.dhcp.clients.pop(iface, None) if shell.dhcp is not None else None
    if client is not None:
        client.release()


def _ask(call: Call, iface: Interface, renew: bool) -> Body:
    assert call.session is not None
    shell, process = call.shell, call.session.process
    assert process is not None
    user = dhcp_of(shell)
    client = user.client(iface)
    user.patient.discard(client)
    watch = _Watch(process, iface)
    bus = shell.device.bus
    stop = bus.listen(ClientSays, watch.says), bus.listen(ClientHears, watch.hears)
    shown = 0
    try:
        if renew and client.lease is not None:
            client.renew()
        else:
            if client.lease is None:
                shell.set_address(iface, None)
            client.start()
        while True:
            yield Write(watch.letters[shown:])
            shown = len(watch.letters)
            if client.state is State.BOUND and client.lease is not None:
                break
            if client.released:
                yield Write("\nCan't find dhcp server\n\n")
                user.forget(iface)
                return
            yield Wait(0.5)
    except Interrupted:
        user.forget(iface)
        yield Write("^C\n\n")
        return
    finally:
        for each in stop:
            each()
    lease = client.lease
    gateway = f" GW {format_ipv4(lease.routers[0])}" if lease.routers else ""
    yield Write(f" IP {format_ipv4(lease.address)}/{lease.length}{gateway}\n\n")


def dhclient(call: Call) -> Answer:
    found, rest = options(call, "", "rv")
    if len(rest) > 1:
        raise Usage("dhclient [-r] [PORT]")
    iface = call.shell.port(rest[0] if rest else "eth0")
    if "r" in found:
        _release(call.shell, iface)
        return None
    if call.session is None:
        _start(call.shell, iface)
        return None
    return _dhclient(call, iface)


def _dhclient(call: Call, iface: Interface) -> Body:
    """Waits for an address; stopped, it goes on behind the scenes."""
    from iosemu.lab.pc.shell import port_name

    user = dhcp_of(call.shell)
    client = user.client(iface)
    user.patient.add(client)
    client.start()
    name = port_name(iface)
    yield Write(f"DHCPDISCOVER on {name} to 255.255.255.255 port 67\n")
    try:
        while client.lease is None:
            yield Wait(0.5)
    except Interrupted:
        yield Write("^C\n\n")
        return
    lease = client.lease
    yield Write(f"DHCPACK of {format_ipv4(lease.address)} from {format_ipv4(lease.server)}\n")
    yield Write(f"bound to {format_ipv4(lease.address)} -- renewal in {lease.renewal} seconds.\n\n")


COMMANDS: dict[str, tuple[Command, str]] = {
    "dhcp": (dhcp, "[-r | -x]: get, renew or release an address"),
    "dhclient": (dhclient, "[-r] [PORT]: get or release an address"),
}
