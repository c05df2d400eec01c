"""What people know from a plain shell: `ip addr`, `ip route`, `traceroute`, `nc`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Interrupted, Process, Through, Write
from iosemu.cli.session import Session
from iosemu.device.passage import Passage
from iosemu.device.sockets import PortInUse
from iosemu.device.sockets.machine import End
from iosemu.device.sockets.tcp import Connection
from iosemu.device.vrf import Vrf
from iosemu.lab.pc.probes import Prober
from iosemu.lab.pc.session import Answer, Body, Call, Command, Usage
from iosemu.lab.pc.shell import PcShell, port_name
from iosemu.lab.pc.words import address, number, options, own, prefix
from iosemu.types import BROADCAST_MAC, IPv4, Prefix, format_ipv4
from iosemu.wire import icmp
from iosemu.wire.udp import Udp

IP = ("a", "addr", "address", "r", "route", "ro")
_FIRST_PORT = 33434


def source(shell: PcShell, text: str) -> IPv4:
    """The address that `-I` means: one of ours or that of a port; 0 for "". Raises Usage."""
    if not text:
        return 0
    if text.startswith("eth"):
        chosen = shell.port(text).address
        if chosen is None:
            raise Usage(f"{text} has no address")
        return chosen
    chosen = address(text)
    if not shell.device.vrfs.default.v4.is_own(chosen):
        raise Usage("bind: Cannot assign requested address")
    return chosen


# ip


def ip(call: Call) -> Answer:
    kind, words = call.words[0], call.words[1:]
    if kind.startswith("a"):
        return _addresses(call.shell, words)
    return _routes(call.shell, words)


def _addresses(shell: PcShell, words: list[str]) -> Answer:
    if not words or words[0] in ("show", "list"):
        return list(_addr(shell))
    if words[0] not in ("add", "del") or len(words) != 4 or words[2] != "dev":
        raise Usage("ip addr [add | del A/LENGTH dev PORT]")
    iface, (new, length) = shell.port(words[3]), own(words[1])
    has = (new, length) in [*iface.addresses, iface.config.address]
    if words[0] == "add":
        if has:
            raise Usage("RTNETLINK answers: File exists")
        shell.add_address(iface, new, length)
    elif has:
        shell.remove_address(iface, new)
    else:
        raise Usage("RTNETLINK answers: Cannot assign requested address")
    return None


def _addr(shell: PcShell) -> Iterator[str]:
    for index, iface in enumerate(shell.ports, 2):
        flags = "BROADCAST,MULTICAST,UP,LOWER_UP" if iface.line_up else "NO-CARRIER,BROADCAST,MULTICAST,UP"
        state = "UP" if iface.line_up else "DOWN"
        how = f"mtu {iface.ip_mtu} qdisc fq_codel state {state} group default qlen 1000"
        yield f"{index}: {port_name(iface)}: <{flags}> {how}"
        yield f"    link/ether {_mac(iface.mac)} brd {_mac(BROADCAST_MAC)}"
        for own_address, length in iface.addresses:
            broadcast = format_ipv4(Prefix.of(own_address, length).broadcast)
            yield f"    inet {format_ipv4(own_address)}/{length} brd {broadcast} scope global {port_name(iface)}"


def _mac(mac: int) -> str:
    return ":".join(f"{mac:012x}"[at : at + 2] for at in range(0, 12, 2))


def _routes(shell: PcShell, words: list[str]) -> Answer:
    if not words or words[0] in ("show", "list"):
        return list(_route(shell))
    if words[0] not in ("add", "del") or len(words) not in (2, 4) or (len(words) == 4 and words[2] != "via"):
        raise Usage("ip route [add PREFIX via GATEWAY | del PREFIX]")
    network = prefix(words[1])
    if words[0] == "del":
        if network not in shell.routes:
            raise Usage("RTNETLINK answers: No such process")
        shell.set_route(network, None)
    elif len(words) != 4:
        raise Usage("ip route [add PREFIX via GATEWAY | del PREFIX]")
    else:
        gateway = address(words[3])
        near = [Prefix.of(*each) for iface in shell.ports for each in iface.addresses]
        if not any(gateway in each for each in near):
            raise Usage("Error: Nexthop has invalid gateway.")
        if network in shell.routes:
            raise Usage("RTNETLINK answers: File exists")
        shell.set_route(network, gateway)
    return None


def _route(shell: PcShell) -> Iterator[str]:
    for network, gateway in sorted(shell.routes.items()):
        entry = shell.device.ip.route(shell.device.vrfs.default, gateway)
        if entry is not None:
            name = "default" if network == Prefix(0, 0) else str(network)
            yield f"{name} via {format_ipv4(gateway)} dev {port_name(entry.interface)}"
    for iface in shell.ports:
        if iface.line_up:
            for own_address, length in iface.addresses:
                network = Prefix.of(own_address, length)
                yield f"{network} dev {port_name(iface)} proto kernel scope link src {format_ipv4(own_address)}"


# traceroute


def traceroute(call: Call) -> Answer:
    found, rest = options(call, "mqws", "n")
    if len(rest) != 1 or call.session is None:
        raise Usage("traceroute HOST [-n] [-m HOPS] [-q PROBES] [-w SECONDS] [-s SOURCE]")
    hops, probes = number(found.get("m", "30"), 1, 255), number(found.get("q", "3"), 1, 10)
    wait = float(number(found.get("w", "5"), 1, 60))
    return _traceroute(
        call, address(rest[0]), source(call.shell, found.get("s", "")), hops, probes, wait, "n" in found
    )


def _traceroute(
    call: Call, target: IPv4, own_address: IPv4, hops: int, probes: int, wait: float, numeric: bool
) -> Body:
    assert call.session is not None
    prober = Prober(call.shell, call.session, target, own_address)
    name = format_ipv4(target)
    yield Write(f"traceroute to {name} ({name}), {hops} hops max, 60 byte packets\n")
    prober.begin()
    port = _FIRST_PORT
    try:
        for ttl in range(1, hops + 1):
            yield Write(f"{ttl:>2} ")
            told: IPv4 | None = None
            end = False
            for _ in range(probes):
                heard = yield from prober.udp(port, ttl, 60, wait)
                port += 1
                if heard is None:
                    yield Write(" *")
                    continue
                if heard.src != told:
                    told = heard.src
                    text = format_ipv4(told)
                    yield Write(f" {text}" if numeric else f" {text} ({text})")
                yield Write(f"  {heard.took * 1000:.3f} ms")
                if heard.type == icmp.UNREACHABLE:
                    end = True
                    yield Write({icmp.PORT: "", icmp.NET: " !N", icmp.HOST: " !H", 13: " !X"}.get(heard.code, " !"))
            yield Write("\n")
            if end:
                break
    except Interrupted:
        yield Write("^C\n")
    finally:
        prober.end()
    yield Write("\n")


# nc

_FAILURES = {
    End.REFUSED: "Connection refused",
    End.RESET: "Connection reset by peer",
    End.TIMED_OUT: "Connection timed out",
    End.UNREACHABLE: "No route to host",
}


class _Pipe:
    """One end of a conversation: the keyboard's lines go out, what comes is shown."""

    def __init__(self, call: Call) -> None:
        assert call.session is not None
        self.session: Session = call.session
        self.device = call.shell.device
        self.vrf = call.shell.device.vrfs.default
        self.process: Process | None = None
        self.connection: Connection | None = None
        self.over = False

    # TCP

    def admits(self, connection: Connection) -> bool:
        return self.connection is None

    def accept(self, connection: Connection) -> _Pipe | None:
        if self.connection is not None:
            return None
        self.connection = connection
        return self

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    def opened(self, connection: Connection) -> None:
        self._poke()

    def readable(self, connection: Connection) -> None:
        self._show(connection.read())
        if connection.finished:
            connection.close()

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def ended(self, connection: Connection) -> None:
        self.over = True
        self._poke()

    # UDP

    def datagram(self, udp: Udp, passage: Passage, *_: object) -> None:
        self.peer = passage.packet.src, udp.src_port
        self._show(udp.payload)

    peer: tuple[IPv4, int] = (0, 0)

    # both

    def _show(self, data: bytes) -> None:
        self.session.write(data.decode("latin-1").replace("\r\n", "\n"))

    def _poke(self) -> None:
        if self.process is not None:
            self.process.poke()


def nc(call: Call) -> Answer:
    found, rest = options(call, "ps", "ulvn")
    usage = "nc [-u] [-s SOURCE] HOST PORT | nc [-u] -l [-p] PORT"
    if call.session is None:
        raise Usage(usage)
    if "p" in found:
        rest.append(found["p"])
    if "l" in found:
        if len(rest) != 1:
            raise Usage(usage)
        return _listen(call, number(rest[0], 1, 65535), "u" in found)
    if len(rest) != 2:
        raise Usage(usage)
    own_address = source(call.shell, found.get("s", ""))
    return _connect(call, address(rest[0]), number(rest[1], 1, 65535), own_address, "u" in found)


def _listen(call: Call, port: int, udp: bool) -> Body:
    pipe = _Pipe(call)
    pipe.process = pipe.session.process
    ip_stack = call.shell.device.ip
    try:
        if udp:
            stop = ip_stack.udp.listen(port, pipe.datagram)
        else:
            stop = ip_stack.tcp.listen(port, pipe)
    except PortInUse:
        yield Write("nc: Address already in use\n\n")
        return
    try:
        if udp:
            yield from _datagrams(pipe, port)
        else:
            yield from _stream(pipe)
    except Interrupted:
        yield Write("^C\n")
    finally:
        stop()
        if not udp:
            _hang_up(pipe)
    yield Write("\n")


def _connect(call: Call, target: IPv4, port: int, own_address: IPv4, udp: bool) -> Body:
    pipe = _Pipe(call)
    pipe.process = pipe.session.process
    ip_stack = call.shell.device.ip
    try:
        if udp:
            own_port = call.shell.device.next_port()
            pipe.peer = target, port
            stop = ip_stack.udp.listen(own_port, pipe.datagram)
            try:
                yield from _datagrams(pipe, own_port, own_address)
            finally:
                stop()
        else:
            pipe.connection = ip_stack.tcp.connect(pipe.vrf, target, port, pipe, src=own_address)
            if pipe.connection is None:
                lost = call.shell.cut_off(target) is not None
                yield Write(f"nc: connect: {'No route to host' if lost else 'Network is unreachable'}\n")
            else:
                yield from _stream(pipe)
    except Interrupted:
        yield Write("^C\n")
    finally:
        _hang_up(pipe)
    yield Write("\n")


def _stream(pipe: _Pipe) -> Body:
    early = ""  # typed before somebody called
    while not pipe.over:
        early += yield Through("")
        if pipe.connection is not None and not pipe.over:
            pipe.connection.write(early.replace("\r", "\n").encode("latin-1", "replace"))
            early = ""
    problem = _FAILURES.get(pipe.connection.end) if pipe.connection is not None else None
    if problem:
        yield Write(f"nc: connect: {problem}\n")


def _datagrams(pipe: _Pipe, port: int, own_address: IPv4 = 0) -> Body:
    line = ""
    while True:
        line += yield Through("")
        while "\r" in line:
            text, line = line.split("\r", 1)
            if pipe.peer[1]:
                data = f"{text}\n".encode("latin-1", "replace")
                pipe.device.ip.udp.send(pipe.vrf, own_address, port, *pipe.peer, data, ttl=64)


def _hang_up(pipe: _Pipe) -> None:
    if pipe.connection is not None and not pipe.over:
        pipe.connection.close()


COMMANDS: dict[str, tuple[Command, str]] = {
    "traceroute": (traceroute, "HOST [-n] [-m HOPS] [-q PROBES] [-w SECONDS] [-s SOURCE]"),
    "nc": (nc, "[-u] HOST PORT | [-u] -l PORT"),
}
