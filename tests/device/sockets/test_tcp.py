"""TCP between routers: three in a row, R2 forwards."""

from __future__ import annotations

import pytest

from iosemu.device.sockets import PortInUse
from iosemu.device.sockets.events import Retransmitting, Signature
from iosemu.device.sockets.machine import End, State
from iosemu.lab.lab import Lab
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire import ethernet, icmp, ipv4
from iosemu.wire.icmp import Icmp
from iosemu.wire.tcp import ACK, SYN, Tcp
from tests.device.sockets.users import Note, Service
from tests.features.wired import chain

R3: IPv4 = parse_ipv4("10.0.23.2")


def three() -> Lab:
    lab = chain(3, "ip route 10.0.12.0 255.255.255.0 10.0.23.1\nip route 10.0.23.0 255.255.255.0 10.0.12.2\n")
    lab.run(10)
    assert "Success rate is" in lab["R1"].cli("ping 10.0.23.2")  # nothing waits for ARP
    return lab


def talk(lab: Lab, service: Service | None, user: Note, **how: object) -> None:
    if service is not None:
        lab["R3"].device.ip.tcp.listen(2323, service)
    lab["R1"].device.ip.tcp.connect(lab["R1"].device.vrfs.default, R3, 2323, user, **how)  # type: ignore[arg-type]


def connections(lab: Lab) -> int:
    return sum(len(node.device.ip.tcp.connections) for node in lab)


def test_a_conversation_and_its_end() -> None:
    lab, service, user = three(), Service(), Note(b"hello", closes=True)
    talk(lab, service, user)
    lab.run(5)
    assert user.is_open and user.got == b"hello" and user.finished
    assert service.users[0].end is End.CLOSED and user.end is End.OPEN  # R1 waits out the two lives of a segment
    lab.run(61)
    assert connections(lab) == 0
    assert not [t for t in lab["R1"].device.scheduler._heap if t[2] is not None and t[2].active and "TcpLayer" in repr(t[3])]


@pytest.mark.parametrize("loss", [0.0, 0.03, 0.1])
def test_much_data_over_a_bad_line(loss: float) -> None:
    lab, service = three(), Service()
    data = bytes(range(256)) * 100
    user = Note(data)
    for link in lab.links.values():
        link.loss = loss
    talk(lab, service, user)
    for node in ("R1", "R3"):
        for connection in lab[node].device.ip.tcp.in_order():
            connection.machine.settings.give_up = connection.machine.settings.synwait = 1e6
    lab.run(20_000)
    assert user.got == data == service.users[0].got


def test_nobody_listens() -> None:
    lab, user = three(), Note()
    talk(lab, None, user)
    lab.run(1)
    assert (user.is_open, user.end) == (False, End.REFUSED)
    refused = Note()
    talk(lab, Service(refuses=True), refused)
    lab.run(1)
    assert refused.end is End.REFUSED and connections(lab) == 0


def test_no_way_there() -> None:
    lab, user = three(), Note()
    lab["R2"].configure("ip access-list extended NO\n deny tcp any any\n permit ip any any\ninterface Fa0/0\n ip access-group NO out\n")
    talk(lab, Service(), user)
    lab.run(1)
    assert user.end is End.UNREACHABLE
    lab["R2"].configure("interface Fa0/1\n no ip unreachables\n")
    silent = Note()
    lab["R1"].device.ip.tcp.connect(lab["R1"].device.vrfs.default, R3, 2323, silent)
    lab.run(29)
    assert silent.end is None
    lab.run(2)
    assert silent.end is End.TIMED_OUT
    assert lab["R1"].device.ip.tcp.connect(lab["R1"].device.vrfs.default, parse_ipv4("172.31.0.1"), 2323, Note()) is None


def test_one_port_one_owner() -> None:
    router = three()["R1"].device
    tcp = router.ip.tcp
    service = Service()
    tcp.listen(179, service)
    tcp.listen(179, service)
    with pytest.raises(PortInUse):
        tcp.listen(179, Service())
    tcp.connect(router.vrfs.default, R3, 2323, Note(), src_port=4000)
    with pytest.raises(PortInUse):
        tcp.connect(router.vrfs.default, R3, 2323, Note(), src_port=4000)


def test_signatures() -> None:
    lab = three()
    service = Service(secret=b"cisco")
    complaints: list[Signature] = []
    lab["R3"].device.bus.listen(Signature, complaints.append)
    for key, end in ((b"cisco", None), (b"wrong", End.TIMED_OUT), (None, End.TIMED_OUT)):
        user = Note(b"x")
        talk(lab, service, user, key=key)
        lab.run(40)
        assert user.end is end
        assert user.got == (b"x" if end is None else b"")
    assert [complaint.present for complaint in complaints] == [True] * 4 + [False] * 4
    assert lab["R3"].device.ip.tcp.bad_signature == 8


def test_a_reload_is_noticed_when_somebody_speaks() -> None:
    lab, service, user = three(), Service(), Note()
    talk(lab, service, user)
    lab.run(5)
    lab["R3"].reload()
    lab.run(200)
    assert user.end is None and lab["R3"].device.ip.tcp.connections == {}
    next(lab["R1"].device.ip.tcp.in_order()).write(b"are you there")
    lab.run(5)
    assert user.end is End.RESET and connections(lab) == 0


def test_a_path_that_carries_less() -> None:
    lab = three()
    lab["R2"].configure("interface Fa0/0\n ip mtu 600\n")
    for node in ("R1", "R3"):
        lab[node].device.ip.tcp.path_mtu_discovery = True
    user, data = Note(bytes(5000)), []
    link = next(link for link in lab.links.values() if any(port.label.startswith("R3") for port in link.ports))
    link.taps.append(lambda now, sender, frame: data.append(frame))
    talk(lab, Service(), user)
    lab.run(20)
    assert len(user.got) == 5000
    packets = [ipv4.IPv4.decode(f[14:]) for f in data if f[12:14] == ethernet.IPV4.to_bytes(2, "big")]
    sizes = [len(Tcp.decode(p.payload, p.src, p.dst).payload) for p in packets if p.protocol == ipv4.TCP and p.dst == R3]
    assert max(sizes) == 560


def test_ttl_security() -> None:
    lab, service, user = three(), Service(), Note(b"x")
    lab["R3"].device.ip.tcp.listen(2323, service)
    connection = lab["R1"].device.ip.tcp.connect(lab["R1"].device.vrfs.default, R3, 2323, user)
    lab.run(2)
    assert user.got == b"x" and connection is not None
    next(lab["R3"].device.ip.tcp.in_order()).least_ttl = 255
    connection.write(b"y")
    lab.run(2)
    assert user.got == b"x"


def test_half_open_connections_have_a_bound() -> None:
    lab, service = three(), Service()
    lab["R3"].device.ip.tcp.listen(2323, service)
    src = parse_ipv4("10.0.12.77")
    for port in range(1000, 1700):
        lab["R1"].device.ip.send(lab["R1"].device.vrfs.default, ipv4.IPv4(src, R3, ipv4.TCP, Tcp(port, 2323, 5, 0, SYN).encode(src, R3)))
    lab.run(1)
    tcp = lab["R3"].device.ip.tcp
    assert len(tcp.connections) == 512
    assert {c.state for c in tcp.in_order()} == {State.SYN_RECEIVED}
    lab.run(60)
    assert tcp.connections == {}


def test_guesses_about_a_connection_change_nothing() -> None:
    """ICMP about a number that is not on its way (RFC 5927), a stray segment for a connection in TIME-WAIT."""
    lab, service, user = three(), Service(), Note(b"x", closes=True)
    for node in ("R1", "R3"):
        lab[node].device.ip.tcp.path_mtu_discovery = True
    talk(lab, service, user)
    lab.run(2)
    r1 = lab["R1"].device
    (connection,) = r1.ip.tcp.in_order()
    assert connection.state is State.TIME_WAIT
    own, far = connection.local, connection.remote
    stray = Tcp(far[1], own[1], 5, 0, SYN | ACK).encode(far[0], own[0])
    iface = r1.owner_of(r1.vrfs.default, own[0])
    r1.ip.receive(ipv4.IPv4(far[0], own[0], ipv4.TCP, stray), iface)
    assert list(r1.ip.tcp.in_order()) == [connection]
    open_user = Note()
    lab["R3"].device.ip.tcp.listen(2324, Service())
    r1.ip.tcp.connect(r1.vrfs.default, R3, 2324, open_user)
    lab.run(1)
    live = list(r1.ip.tcp.in_order())[-1]
    quoted = Tcp(live.local[1], live.remote[1], 0xDEADBEEF, 0, ACK).encode(live.local[0], live.remote[0])[:8]
    quote = ipv4.IPv4(live.local[0], live.remote[0], ipv4.TCP, quoted, 64).encode()
    error = Icmp(icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED, 68, quote).encode()
    r1.ip.receive(ipv4.IPv4(parse_ipv4("10.0.12.2"), live.local[0], ipv4.ICMP, error), iface)
    assert live.machine.mss == 1460


def test_one_timeout_is_told_once() -> None:
    lab, service, user = three(), Service(), Note()
    talk(lab, service, user)
    lab.run(1)
    told: list[int] = []
    lab["R1"].device.bus.listen(Retransmitting, lambda event: told.append(event.count))
    (connection,) = lab["R1"].device.ip.tcp.in_order()
    lab.cut("R1", "R2")
    connection.write(bytes(3000))
    lab.run(0.1)
    lab.repair("R1", "R2")
    lab.run(10)
    assert told == list(range(1, connection.machine.tally.wakeups["Retrans"] + 1))
    assert connection.machine.tally.retransmitted > len(told) > 0
    assert len(service.users[0].got) == 3000 and user.last_waiting == 0
