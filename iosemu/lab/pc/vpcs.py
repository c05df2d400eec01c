"""What people know from VPCS: `ip`, `ping`, `trace`, `show ip`, `arp`."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from iosemu.cli.context import Interrupted, Pause, Request, Write
from iosemu.device.interface import Interface
from iosemu.device.ip_events import ArpReceived
from iosemu.lab.pc import dhcp, linux
from iosemu.lab.pc.probes import Prober
from iosemu.lab.pc.session import Answer, Body, Call, Command, Usage
from iosemu.lab.pc.shell import ANYWHERE, ARP_TIMEOUT, PcShell
from iosemu.lab.pc.words import address, host, number, options, own
from iosemu.types import BROADCAST_MAC, IPv4, Mac, format_ipv4, length_of, mask_of
from iosemu.wire import icmp
from iosemu.wire.arp import REQUEST, Arp

_CLAIMS, _CLAIM_INTERVAL = 3, 0.25  # questions whether somebody has an address already; seconds between them
_HOPS = 8
_FIRST_PORT = 12001  # of the probes of `trace`


def octets(mac: Mac) -> str:
    """``00:50:79:66:68:00``"""
    return ":".join(f"{mac:012x}"[at : at + 2] for at in range(0, 12, 2))


# addresses


def ip(call: Call) -> Answer:
    words = call.words
    if not words:
        raise Usage("Incomplete command. Use ip ? for help.")
    if words[0] in linux.IP:
        return linux.ip(call)
    if words[0] == "dhcp":
        return dhcp.dhcp(Call(call.shell, words[1:], call.session))
    if words[0] == "clear":
        return clear(Call(call.shell, ["ip"], call.session))
    new, gateway = _addressed(words)
    if call.session is None:
        _set(call.shell, new, gateway)
        return None
    return _claim(call, new, gateway)


def _addressed(words: list[str]) -> tuple[tuple[IPv4, int], IPv4 | None]:
    """``A/L [GW]``, ``A MASK [GW]``, ``A [GW] [L]``."""
    rest = words[1:]
    if "/" in words[0]:
        new = own(words[0])
    else:
        first = host(address(words[0]))
        length = 8 if first >> 31 == 0 else 16 if first >> 30 == 2 else 24
        if rest and rest[0].startswith("255."):
            try:
                length = length_of(address(rest.pop(0)))
            except ValueError:
                raise Usage("Invalid netmask") from None
        elif rest and rest[-1].isdigit():
            length = number(rest.pop(), 1, 32)
        new = first, length
    if len(rest) > 1:
        raise Usage(f"Invalid arguments: {' '.join(rest[1:])}")
    gateway = host(address(rest[0])) if rest else None
    if gateway is not None and (gateway == new[0] or (gateway ^ new[0]) & mask_of(new[1])):
        raise Usage("Invalid gateway address")
    return new, gateway


def _set(shell: PcShell, new: tuple[IPv4, int], gateway: IPv4 | None) -> None:
    dhcp.end(shell, shell.port("eth0"))
    shell.set_address(shell.port("eth0"), new)
    shell.set_route(ANYWHERE, gateway)


def _claim(call: Call, new: tuple[IPv4, int], gateway: IPv4 | None) -> Body:
    """Asks first whether somebody has the address (RFC 5227 section 2.1.1)."""
    shell = call.shell
    iface = shell.port("eth0")
    yield Write("Checking for duplicate address...\n")
    watch = _Claimant(iface, new[0])
    stop = shell.device.bus.listen(ArpReceived, watch.heard)
    try:
        for _ in range(_CLAIMS):
            send = getattr(iface.driver, "send_arp", None)
            if send is not None and iface.line_up:
                send(Arp(REQUEST, iface.mac, 0, 0, new[0]), BROADCAST_MAC)
            yield Pause(_CLAIM_INTERVAL)
    finally:
        stop()
    if watch.owner is not None:
        yield Write(f"{format_ipv4(new[0])} is being used by MAC {octets(watch.owner)}\nAddress not changed\n\n")
        return
    _set(shell, new, gateway)
    text = f"{shell.device.hostname} : {format_ipv4(new[0])} {format_ipv4(mask_of(new[1]))}"
    yield Write(text + (f" gateway {format_ipv4(gateway)}" if gateway is not None else "") + "\n\n")


class _Claimant:
    """Hears who else speaks with an address."""

    def __init__(self, iface: Interface, wanted: IPv4) -> None:
        self.iface = iface
        self.wanted = wanted
        self.owner: Mac | None = None

    def heard(self, event: ArpReceived) -> None:
        packet = event.packet
        if event.iface == self.iface.name and packet.sender_ip == self.wanted and packet.sender_mac != self.iface.mac:
            self.owner = packet.sender_mac


def clear(call: Call) -> Answer:
    if call.words == ["ip"]:
        dhcp.end(call.shell, call.shell.port("eth0"))
        call.shell.set_address(call.shell.port("eth0"), None)
        call.shell.set_route(ANYWHERE, None)
    elif call.words == ["arp"]:
        for iface in call.shell.ports:
            call.shell.device.ip.arp.interface_down(iface)
    else:
        raise Usage("clear ip | arp")
    return None


def set_(call: Call) -> Answer:
    if len(call.words) != 2 or call.words[0] != "pcname":
        raise Usage("set pcname NAME")
    call.shell.device.hostname = call.words[1][:12]
    return None


# what there is


def show(call: Call) -> Answer:
    words = call.words or ["ip"]
    if words == ["arp"]:
        return arp(Call(call.shell, [], call.session))
    if words == ["ip"]:
        return list(_show_ip(call.shell))
    if words == ["ip", "all"]:
        return list(_show_all(call.shell))
    raise Usage("show ip [all] | arp")


def _facts(shell: PcShell) -> tuple[Interface, str, str]:
    iface = shell.port("eth0")
    first = next(iter(iface.addresses), None)
    text = f"{format_ipv4(first[0])}/{first[1]}" if first is not None else "0.0.0.0/0"
    return iface, text, format_ipv4(shell.routes.get(ANYWHERE, 0))


def _show_ip(shell: PcShell) -> Iterator[str]:
    iface, address, gateway = _facts(shell)
    yield ""
    yield f"NAME        : {shell.device.hostname}[1]"
    yield f"IP/MASK     : {address}"
    yield f"GATEWAY     : {gateway}"
    lease = dhcp.lease_of(shell, iface)
    yield f"DNS         : {' '.join(map(format_ipv4, lease.dns)) if lease is not None else ''}"
    if lease is not None:
        left = max(0, int(lease.since + lease.seconds - shell.device.scheduler.now))
        yield f"DHCP SERVER : {format_ipv4(lease.server)}"
        yield f"DHCP LEASE  : {left}, {lease.seconds}/{lease.renewal}/{lease.rebinding}"
    if lease is not None and lease.domain:
        yield f"DOMAIN NAME : {lease.domain}"
    yield f"MAC         : {octets(iface.mac)}"
    yield f"MTU         : {iface.ip_mtu}"


def _show_all(shell: PcShell) -> Iterator[str]:
    iface, address, gateway = _facts(shell)
    yield ""
    yield f"{'NAME':<6} {'IP/MASK':<20} {'GATEWAY':<17} {'MAC':<18} DNS"
    yield f"{shell.device.hostname:<6} {address:<20} {gateway:<17} {octets(iface.mac)}  "


def arp(call: Call) -> Answer:
    if call.words:
        raise Usage("arp")
    return list(_arp(call.shell))


def _arp(shell: PcShell) -> Iterator[str]:
    now = shell.device.scheduler.now
    known = [entry for entry in shell.device.ip.arp.entries() if entry.mac is not None]
    yield ""
    for entry in known:
        left = max(0, round(entry.updated + ARP_TIMEOUT - now))
        yield f"{octets(entry.mac or 0)}  {format_ipv4(entry.address)} expires in {left} seconds"
    if not known:
        yield "arp table is empty"


# asking


def _target(call: Call, words: list[str], usage: str) -> IPv4:
    if len(words) != 1 or call.session is None:
        raise Usage(usage)
    try:
        return address(words[0])
    except Usage:
        raise Usage(f"Cannot resolve {words[0]}") from None


def ping(call: Call) -> Answer:
    found, rest = options(call, "cilwI", "tD")
    target = _target(call, rest, "ping HOST [-c N] [-t] [-i MS] [-l SIZE] [-w MS] [-D] [-I SOURCE]")
    count = number(found["c"], 1, 1_000_000) if "c" in found else 0 if "t" in found else 5
    timing = {letter: number(found.get(letter, "1000"), 10, 600_000) / 1000 for letter in "iw"}
    size = number(found.get("l", "56"), 0, 65_000)
    return _ping(call, target, linux.source(call.shell, found.get("I", "")), count, size, "D" in found, timing)


def _ping(
    call: Call, target: IPv4, source: IPv4, count: int, size: int, df: bool, timing: dict[str, float]
) -> Body:
    assert call.session is not None
    prober = Prober(call.shell, call.session, target, source)
    name = format_ipv4(target)
    yield Write("\n")
    prober.begin()
    try:
        yield from prober.neighbour()
        sequence = 0
        while not count or sequence < count:
            sequence += 1
            heard = yield from prober.echo(sequence & 0xFFFF, size, df, timing["w"])
            if heard is None:
                yield Write(f"{name} icmp_seq={sequence} timeout\n")
                continue
            milliseconds = f"icmp_seq={sequence} ttl={heard.ttl} time={heard.took * 1000:.3f} ms"
            if heard.type == icmp.ECHO_REPLY:
                yield Write(f"{size + 28} bytes from {format_ipv4(heard.src)} {milliseconds}\n")
            else:
                yield Write(f"*{format_ipv4(heard.src)} {milliseconds} ({heard.why})\n")
            if sequence != count:
                yield Pause(max(0.0, timing["i"] - heard.took))
    except Usage as usage:
        yield Write(f"{usage}\n")
    except Interrupted:
        yield Write("^C")
    finally:
        prober.end()
    yield Write("\n")


def trace(call: Call) -> Answer:
    found, rest = options(call, "m", "")
    target = _target(call, rest, "trace HOST [-m HOPS]")
    return _trace(call, target, number(found.get("m", str(_HOPS)), 1, 64))


def _trace(call: Call, target: IPv4, hops: int) -> Body:
    assert call.session is not None
    prober = Prober(call.shell, call.session, target)
    yield Write(f"trace to {format_ipv4(target)}, {hops} hops max, press Ctrl+C to stop\n")
    prober.begin()
    try:
        yield from prober.neighbour()
        port = _FIRST_PORT
        for ttl in range(1, hops + 1):
            yield Write(f"{ttl:>2}   ")
            end = yield from _hop(prober, ttl, port)
            port += 3
            yield Write("\n")
            if end:
                break
    except Usage as usage:
        yield Write(f"{usage}\n")
    except Interrupted:
        yield Write("^C\n")
    finally:
        prober.end()
    yield Write("\n")


def _hop(prober: Prober, ttl: int, port: int) -> Generator[Request, Any, bool]:
    told: IPv4 | None = None
    end = False
    for probe in range(3):
        heard = yield from prober.udp(port + probe, ttl, 92, 1.0)
        if heard is None:
            yield Write("  *")
        elif heard.type == icmp.TIME_EXCEEDED:
            yield Write(f"{format_ipv4(heard.src)} " if told != heard.src else "")
            yield Write(f"  {heard.took * 1000:.3f} ms")
            told = heard.src
        elif not end:
            end = True
            yield Write(f"*{format_ipv4(heard.src)}   {heard.took * 1000:.3f} ms ({heard.why})")
    return end


def version(call: Call) -> Answer:
    from iosemu import __version__

    return [f"A PC of iosemu {__version__}, with commands of VPCS and of a plain shell"]


def save(call: Call) -> Answer:
    shell = call.shell
    shell.device.startup_config = "".join(f"{line}\n" for line in shell.running_config())
    return ["Saving startup configuration to startup.vpc", ".  done"]


def leave(call: Call) -> Answer:
    if call.session is not None:
        call.session.close()
    return None


COMMANDS: dict[str, tuple[Command, str]] = {
    "ip": (ip, "A/LENGTH [GATEWAY] | dhcp | addr … | route …: addresses and routes"),
    "ping": (ping, "HOST [-c N] [-t] [-i MS] [-l SIZE] [-w MS] [-D] [-I SOURCE]"),
    "trace": (trace, "HOST [-m HOPS]"),
    "show": (show, "ip [all] | arp"),
    "arp": (arp, "neighbours"),
    "clear": (clear, "ip | arp"),
    "set": (set_, "pcname NAME"),
    "save": (save, "keep addresses and routes over power off"),
    "version": (version, "what this is"),
    "exit": (leave, "leave"),
    "quit": (leave, "leave"),
}
