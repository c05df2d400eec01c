"""True packets of every format, taken from all shipped labs: the frames, and what is inside them, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from iosemu import Lab
from iosemu.lab.catalog import shipped
from iosemu.wire import (
    ah,
    arp,
    bfd,
    bgp,
    cdp,
    dhcp,
    dhcpv6,
    dns,
    eigrp,
    esp,
    ethernet,
    gre,
    hsrp,
    icmp,
    icmpv6,
    igmp,
    ikev2,
    ipcomp,
    ipv4,
    ipv6,
    isakmp,
    lzs,
    nhrp,
    ntp,
    ospf,
    ospf3,
    pim,
    radius,
    rip,
    ripng,
    sla,
    ssh,
    tacacs,
    tcp,
    tftp,
    udp,
)
from iosemu.wire.bgp_update import Update
from tests.features.bgp import test_ipv6 as test_bgp6
from tests.features.dhcp import world as dhcp_world
from tests.features.dhcp6 import test_dhcp6
from tests.features.ipv6 import test_ipv6, test_tunnels
from tests.features.pim import test_pim
from tests.features.radius import servers
from tests.features.ripng import test_ripng
from tests.features.tacacs import servers as tacacs_servers
from tests.features.wired import chain
from tests.fuzz.exchanges import Exchanges
from tests.lab.eventful import following, watching
from tests.matrix import faults as matrix

OF_A_KIND = 6  # frames of one kind that are kept of each lab
_INSIDE = {ipv4.ICMP: icmp.Icmp, ipv4.EIGRP: eigrp.Packet, ipv4.ESP: esp.Esp, igmp.PROTOCOL: igmp.Igmp}
_CONTROL = bfd.Control.decode
_BFD: dict[int, Callable[[bytes], object]] = {
    bfd.PORT: _CONTROL, bfd.MULTIHOP_PORT: _CONTROL, bfd.ECHO_PORT: bfd.Echo.decode,
}  # fmt: skip
_RADIUS = {radius.ACCESS_PORT, radius.ACCOUNTING_PORT, 1912, 1913}
_OSPF: dict[int, Callable[[bytes], object]] = {
    ospf.Kind.HELLO: ospf.decode_hello,
    ospf.Kind.DESCRIPTION: ospf.Description.decode,
    ospf.Kind.REQUEST: ospf.decode_request,
    ospf.Kind.UPDATE: ospf.decode_update,
    ospf.Kind.ACK: ospf.decode_headers,
}
_OSPF3: dict[int, Callable[[bytes], object]] = {
    ospf.Kind.HELLO: ospf3.decode_hello,
    ospf.Kind.DESCRIPTION: ospf3.Description.decode,
    ospf.Kind.REQUEST: ospf3.decode_request,
    ospf.Kind.UPDATE: ospf3.decode_update,
    ospf.Kind.ACK: ospf3.decode_headers,
}


@cache
def frames() -> tuple[bytes, ...]:
    """Frames of all shipped labs, a few of each kind of message; of an encrypted lab also what it says in the clear."""
    found: dict[bytes, None] = {}
    for name in shipped():
        for clear in (False, True):
            with Lab.load(name) as lab:
                if clear and not _uncover(lab):
                    continue
                capture = lab.capture()
                _tour(lab)
                exchanges, kept = Exchanges(), Counter[tuple[object, ...]]()
                for frame in capture.frames:
                    tagged = frame.data[12:14] == b"\x81\x00"
                    kind = exchanges.kind(frame.data), tagged, len(list(layers(frame.data)))
                    kept[kind] += 1
                    if kept[kind] <= OF_A_KIND:
                        found.setdefault(frame.data)
    return (*found, _with_ah(found), _compressed(found), *_aggressive(), *_with_sha(), *_logins(), *_talks(), *_trains(), *_standbys(), *_groups(), *_leases(), *_leases6(), *_six(), *_bgp6(), *_ripng())


def _with_ah(frames: Iterable[bytes]) -> bytes:
    """An ESP frame with AH around its ESP, as a transform set of both makes it (no lab has one)."""
    frame = next(frame for frame in frames if frame[12:14] == b"\x08\x00" and frame[23] == ipv4.ESP)
    packet = ipv4.IPv4.decode(frame[14:])
    packet.payload = ah.Ah(ipv4.ESP, 0x1234, 7, bytes(range(12)), packet.payload).encode()
    packet.protocol = ipv4.AH
    return frame[:14] + packet.encode()


def _compressed(frames: Iterable[bytes]) -> bytes:
    """An ICMP frame under AH and IPComp in tunnel mode (no lab has one)."""
    frame = next(frame for frame in frames if frame[12:14] == b"\x08\x00" and frame[23] == ipv4.ICMP)
    packet = ipv4.IPv4.decode(frame[14:])
    inside = ipcomp.IpComp(ipv4.IPIP, 0x1234, lzs.encode(packet.encode())).encode()
    packet.payload = ah.Ah(ipv4.IPCOMP, 0x1234, 8, bytes(range(12)), inside).encode()
    packet.protocol = ipv4.AH
    return frame[:14] + packet.encode()


def _aggressive() -> list[bytes]:
    """IKE in aggressive mode with names (no lab has it)."""
    with matrix.world(None) as lab:
        lab["R1"].configure(_NAMED)
        lab["R2"].configure("crypto isakmp key cisco123 hostname ann@example.com\n")
        capture = lab.capture()
        lab["R1"].cli("ping 10.2.2.1 source Loopback1 repeat 2")
        return [each.data for each in capture.frames if each.data[23] == ipv4.UDP and each.data[60] == _AGGRESSIVE]


_AGGRESSIVE = 4  # the octet of the exchange
_NAMED = """crypto isakmp peer address 198.51.100.2
 set aggressive-mode password cisco123
 set aggressive-mode client-endpoint user-fqdn ann@example.com
"""


def _with_sha() -> list[bytes]:
    """OSPF between two routers with keys of RFC 5709, one algorithm after the other (no lab has them)."""
    found = []
    for algorithm in _SHA:
        with chain(2, _SIGNED.format(algorithm=algorithm), platform="iosv") as lab:
            capture = lab.capture()
            lab.run(60)
            signed = (each.data for each in capture.frames if each.data[23] == ipv4.OSPF)
            kept: dict[int, bytes] = {}  # by kind of packet
            for data in signed:
                kept.setdefault(ipv4.IPv4.decode(data[14:]).payload[1], data)
            found += kept.values()
    return found


_SHA = ("hmac-sha-1", "hmac-sha-256", "hmac-sha-384", "hmac-sha-512")
_SIGNED = """key chain KEYS
 key 1
  key-string secret
  cryptographic-algorithm {algorithm}
interface Gi0/0
 ip ospf authentication key-chain KEYS
interface Gi0/1
 ip ospf authentication key-chain KEYS
router ospf 1
 network 0.0.0.0 255.255.255.255 area 0
"""


def _logins() -> list[bytes]:
    """Somebody comes in by RADIUS, somebody does not; both are accounted for (no lab has it)."""
    with servers.network("aaa accounting exec default start-stop group RADGRP\n") as lab:
        capture = lab.capture()
        for name, password in (("noc", "noc-pw"), ("noc", "wrong")):
            caller = servers.Caller(lab)
            caller.login(name, password)
            caller.session.close()
            lab.run(2)
        return [each.data for each in capture.frames if each.data[12:14] == b"\x08\x00" and each.data[23] == ipv4.UDP]


def _talks() -> list[bytes]:
    """Somebody comes in by TACACS+ and types commands; all is accounted for (no lab has it)."""
    with tacacs_servers.network(tacacs_servers.COMMANDS) as lab:
        capture = lab.capture()
        guest = tacacs_servers.Guest(lab)
        guest.say("bert", "wrong", "bert", "two", "show clock", "show users", "exit")
        return [each.data for each in capture.frames if each.data[12:14] == b"\x08\x00" and each.data[23] == ipv4.TCP]


def _trains() -> list[bytes]:
    """IP SLA measures jitter to a responder (no lab has it)."""
    job = "ip sla 1\n udp-jitter 10.0.1.2 5000 num-packets 3\nip sla schedule 1 start-time now\n"
    with chain(2, "ip sla responder\n", platform="iosv") as lab:
        capture = lab.capture()
        lab.run(5)
        lab["R1"].configure(job)
        lab.run(5)
        return [each.data for each in capture.frames if each.data[12:14] == b"\x08\x00" and each.data[23] == ipv4.UDP]


def _standbys() -> list[bytes]:
    """Two routers of a group of HSRP, in both versions, in the clear and signed (no lab has it)."""
    found = []
    for lines in ("", " standby version 2\n standby 1 authentication some\n", " standby 1 authentication md5 key-string secret\n"):
        group = "interface Gi0/{}\n standby 1 ip 10.0.12.254\n" + lines
        with chain(2, group.format(0) + group.format(1), platform="iosv") as lab:
            capture = lab.capture()
            lab.run(40)
            spoken = [each.data for each in capture.frames if each.data[34:38] == b"\x07\xc1\x07\xc1"]
            found += [*spoken[:2], *spoken[-2:]]
    return found


def _groups() -> list[bytes]:
    """Hosts that listen and leave, trees of both modes (no lab has it)."""
    found: dict[bytes, bytes] = {}
    for mode, more in (("sparse-mode", test_pim.SPARSE + "ip pim ssm default\n"), ("dense-mode", "")):
        with test_pim.built(mode, more) as lab:
            capture = lab.capture()
            lab["H"].configure("interface Fa0/0\n no ip igmp join-group 239.1.1.1\n")
            lab.run(10)
            lab["H"].configure("interface Fa0/0\n ip igmp join-group 239.1.1.1\n")
            test_pim.replies(lab)
            for name, port in (("R3", "Fa0/1"), ("H", "Fa0/0")):
                lab[name].configure(f"interface {port}\n ip igmp version 3\n")
            lab["H"].configure("interface Fa0/0\n ip igmp join-group 232.1.1.1 source 10.1.0.9\n")
            lab.run(70)
            for frame in capture.frames:
                data = frame.data
                if data[12:14] == b"\x08\x00" and data[23] in (igmp.PROTOCOL, pim.PROTOCOL):
                    at = 14 + (data[14] & 15) * 4
                    found.setdefault(data[23:24] + data[at : at + 1] + mode.encode(), data)
    return list(found.values())


def _leases() -> list[bytes]:
    """DHCP through a relay agent that puts its option in: given, given back, refused (no lab has it)."""
    with dhcp_world.far(R="ip dhcp relay information option\n") as lab:
        capture = lab.capture()
        lab.run(30)
        lab["S"].cli("clear ip dhcp binding *")
        lab["C"].cli("renew dhcp FastEthernet0/0")
        lab.run(20)
        lab["C"].cli("release dhcp FastEthernet0/0")
        return [each.data for each in capture.frames if dhcp_world.message(each.data) is not None]


def _leases6() -> Iterator[bytes]:
    """DHCPv6: an address, a prefix, through a relay agent; renewed, given back (no lab has it)."""
    for make in (test_dhcp6.pair, test_dhcp6.delegating, test_dhcp6.relaying):
        with make() as lab:
            capture = lab.capture()
            for node in lab:
                node.cli("clear ipv6 dhcp client FastEthernet0/0")
            lab.run(1000)
            for node in lab:
                node.configure("interface Fa0/0\n no ipv6 address dhcp\n no ipv6 dhcp client pd HOME\n")
            lab.run(2)
            kept = Counter[bytes]()
            for each in capture.frames:
                kept[each.data[54:63]] += 1
                if each.data[12:14] == b"\x86\xdd" and each.data[20] == 17 and kept[each.data[54:63]] <= OF_A_KIND:
                    yield each.data


def _six() -> Iterator[bytes]:
    """IPv6: addresses are tried, routers heard, errors and fragments come back; both ways of a tunnel to carry it."""
    labs = [test_ipv6.line(), *(test_tunnels.pair(mode) for mode in ("tunnel mode gre ip", "tunnel mode ipv6ip"))]
    for lab in labs:
        with lab:
            capture = lab.capture()
            for node in lab:
                node.configure("interface Fa0/0\n shutdown\n no shutdown\n")
            lab.run(30)
            for far in ("2001:db8:3::3 size 3000", "2001:db8:2::1 source Loopback0", "2001:db8:99::1"):
                lab["R1"].cli(f"ping {far} repeat 2 timeout 1")
            lab["R2"].configure("interface Fa0/1\n ipv6 mtu 1280\n")
            lab["R1"].cli("ping 2001:db8:3::3 size 1400 repeat 2 timeout 1")
            lab["R1"].cli("traceroute 2001:db8:3::3 probe 1 timeout 1 ttl 1 3")
            exchanges, kept = Exchanges(), Counter[str]()
            for frame in capture.frames:
                kind = exchanges.kind(frame.data)
                kept[kind] += 1
                if kept[kind] <= OF_A_KIND:
                    yield frame.data


def _bgp6() -> list[bytes]:
    """BGP of both families over a session of each (no lab has it)."""
    lines = (
        " neighbor 10.0.12.{m} remote-as {m}\n neighbor 2001:DB8:12::{m} remote-as {m}\n network {n}.{n}.{n}.{n} mask "
        "255.255.255.255\n address-family ipv6\n  network 2001:DB8:{n}::{n}/128\n  redistribute connected\n"
        "  neighbor 10.0.12.{m} activate\n  neighbor 2001:DB8:12::{m} activate\n"
    )
    with test_bgp6.crossed((1, 2), lines.format(n=1, m=2), lines.format(n=2, m=1)) as lab:
        capture = lab.capture()
        lab.run(60)
        lab["R1"].cli("clear bgp ipv6 unicast * soft")
        lab["R1"].configure("interface Loopback0\n shutdown\n")
        lab.run(40)
        return [frame.data for frame in capture.frames if frame.data[12:14] != b"\x08\x06"]


def _ripng() -> list[bytes]:
    """RIPng asks, tells, and says that something is gone (no lab has it)."""
    with test_ripng.line(R2="interface Fa0/0\n ipv6 rip ONE default-information originate\n") as lab:
        capture = lab.capture()
        lab.run(35)
        lab["R3"].configure("interface Loopback0\n shutdown\n")
        lab.run(5)
        return [frame.data for frame in capture.frames if frame.data[54:56] == b"\x02\x09"]


def _uncover(lab: Lab) -> bool:
    """Take the protection from all tunnels; False if there was none."""
    covered = False
    for node in lab:
        section = ""
        for line in node.running_config():
            if not line.startswith(" "):
                section = line
            elif line.startswith(" tunnel protection"):
                node.configure(f"{section}\n no{line}\n")
                covered = True
    return covered


def _tour(lab: Lab) -> None:
    """Let a lab show what it can: it comes up, pings and traces the way to what is near and far."""
    lab.settle()
    lab.run(35)
    addressed = [
        (node, iface.text, iface.address)
        for node in lab
        for iface in node.device.interfaces.values()
        if iface.address is not None and iface.kind != "Tunnel" and node.device.platform.router
    ]
    loopbacks = [each for each in addressed if each[1].startswith("Loopback")] or addressed
    for node, source, _ in loopbacks[:4]:
        for other, _, address in loopbacks[-3:]:
            if other is not node:
                node.cli(f"ping {_dotted(address)} source {source} repeat 2 timeout 1")
    first = loopbacks[0][0]
    first.cli(f"traceroute {_dotted(loopbacks[-1][2])} probe 1 timeout 1 ttl 1 4")
    first.cli("clear ip nhrp")
    watching(lab)
    for node in lab:
        if node is not first:
            node.configure("ip dns server\nip host sample.example.com 192.0.2.1 192.0.2.2\n")
    first.cli("ping sample.example.com repeat 1 timeout 0\nping other.example.com repeat 1 timeout 0")
    following(lab)
    lab.run(3)
    for event in ("shutdown", "no shutdown"):  # routes go and come
        node, source, _ = loopbacks[-1]
        node.configure(f"interface {source}\n {event}\n")
        lab.run(5)


_BGP: dict[int, Callable[[bytes], object]] = {
    bgp.Kind.OPEN: bgp.Open.decode,
    bgp.Kind.UPDATE: Update.decode,
    bgp.Kind.NOTIFICATION: bgp.Notification.decode,
    bgp.Kind.ROUTE_REFRESH: bgp.RouteRefresh.decode,
}


def _dotted(address: int) -> str:
    return ".".join(map(str, address.to_bytes(4, "big")))


def layers(data: bytes) -> Iterator[tuple[bytes, object]]:
    """(bytes, what they were decoded to) of a frame and of all inside it. Raises Malformed where a layer is broken."""
    frame = ethernet.Frame.decode(data)
    yield data, frame
    if frame.ethertype == ethernet.ARP:
        yield frame.payload, arp.Arp.decode(frame.payload)
    elif frame.ethertype == ethernet.IPV4:
        yield from _ip(frame.payload)
    elif frame.ethertype == ipv6.ETHERTYPE:
        yield from _ip6(frame.payload)
    elif frame.payload.startswith(cdp.SNAP):
        inside = frame.payload[len(cdp.SNAP) :]
        yield inside, cdp.Cdp.decode(inside)


def _ip(data: bytes) -> Iterator[tuple[bytes, object]]:
    packet = ipv4.IPv4.decode(data)
    payload = packet.payload
    yield data, packet
    if packet.is_fragment:
        return
    if packet.protocol == ipv4.UDP:
        datagram = udp.Udp.decode(payload, packet.src, packet.dst)
        yield payload, datagram
        if datagram.dst_port == 500 and len(datagram.payload) > 17 and datagram.payload[17] >> 4 == 2:
            yield datagram.payload, ikev2.Message.decode(datagram.payload)
        elif datagram.dst_port == 500:
            encrypted = len(datagram.payload) > 19 and datagram.payload[19] & 1
            decode = isakmp.Header.decode if encrypted else isakmp.decode
            yield datagram.payload, decode(datagram.payload)
        elif dns.PORT in (datagram.src_port, datagram.dst_port):
            yield datagram.payload, dns.Message.decode(datagram.payload)
        elif datagram.dst_port in (dhcp.SERVER, dhcp.CLIENT):
            yield datagram.payload, dhcp.Dhcp.decode(datagram.payload)
        elif datagram.dst_port == hsrp.PORT:
            yield datagram.payload, hsrp.Hsrp.decode(datagram.payload)
        elif {datagram.src_port, datagram.dst_port} & set(sla.PORTS):
            yield datagram.payload, sla.Control.decode(datagram.payload)
        elif 5000 in (datagram.src_port, datagram.dst_port):
            yield datagram.payload, sla.Measured.decode(datagram.payload)
        elif datagram.dst_port == tftp.PORT:
            yield datagram.payload, tftp.decode(datagram.payload)
        elif datagram.dst_port == ntp.PORT:
            yield datagram.payload, ntp.Packet.decode(datagram.payload)
        elif _RADIUS & {datagram.src_port, datagram.dst_port}:
            yield datagram.payload, radius.Packet.decode(datagram.payload)
        elif datagram.dst_port == 520:
            yield datagram.payload, rip.Rip.decode(datagram.payload)
        elif datagram.dst_port in _BFD:
            yield datagram.payload, _BFD[datagram.dst_port](datagram.payload)
    elif packet.protocol == pim.PROTOCOL:
        yield payload, pim.decode(payload)
    elif packet.protocol == ipv4.TCP:
        segment = tcp.Tcp.decode(payload, packet.src, packet.dst)
        yield payload, segment
        yield from _bgp(segment)
        if tacacs.PORT in (segment.src_port, segment.dst_port):
            for hidden in tacacs.Stream().take(segment.payload):
                yield hidden.encode(), hidden
                said = hidden.opened(b"tackey")
                yield said.encode(), said
    elif packet.protocol == ipv4.GRE:
        header = gre.Gre.decode(payload)
        yield payload, header
        if header.protocol == gre.IPV4:
            yield from _ip(header.payload)
        elif header.protocol == ipv6.ETHERTYPE:
            yield from _ip6(header.payload)
        elif header.protocol == gre.NHRP:
            yield header.payload, nhrp.Packet.decode(header.payload)
        elif header.protocol == cdp.PROTOCOL:
            yield header.payload, cdp.Cdp.decode(header.payload)
    elif packet.protocol == ipv4.IPV6:
        yield from _ip6(payload)
    elif packet.protocol == ipv4.OSPF:
        message = ospf.decode(payload)
        yield payload, message
        body = message.data[ospf.HEADER :]
        yield body, _OSPF[message.kind](body)
    elif packet.protocol == ipv4.AH:
        authenticated = ah.Ah.decode(payload)
        yield payload, authenticated
        if authenticated.next_header == ipv4.IPCOMP:
            compressed = ipcomp.IpComp.decode(authenticated.payload)
            yield authenticated.payload, compressed
            yield compressed.payload, lzs.decode(compressed.payload)
    elif packet.protocol in _INSIDE:
        yield payload, _INSIDE[packet.protocol].decode(payload)


def _bgp(segment: tcp.Tcp) -> Iterator[tuple[bytes, object]]:
    if bgp.PORT in (segment.src_port, segment.dst_port):
        for kind, body in bgp.messages(bytearray(segment.payload)):
            if kind in _BGP:
                yield body, _BGP[kind](body)


_ND: dict[int, Callable[[icmpv6.Icmp6], object]] = {
    icmpv6.ROUTER_ADVERTISEMENT: icmpv6.Advertisement.of,
    icmpv6.NEIGHBOR_SOLICITATION: icmpv6.Neighbor.of,
    icmpv6.NEIGHBOR_ADVERTISEMENT: icmpv6.Neighbor.of,
}


def _ip6(data: bytes) -> Iterator[tuple[bytes, object]]:
    packet = ipv6.IPv6.decode(data)
    payload = packet.payload
    yield data, packet
    if packet.is_fragment:
        return
    if packet.protocol == ipv6.ICMPV6:
        message = icmpv6.Icmp6.decode(payload, packet.src, packet.dst)
        yield payload, message
        if message.type in _ND:
            yield message.payload, _ND[message.type](message)
        elif message.error:
            yield message.payload, icmpv6.Quote6.decode(message.payload)
    elif packet.protocol == ipv4.UDP:
        datagram = udp.Udp.decode(payload, packet.src, packet.dst, True)
        yield payload, datagram
        if datagram.dst_port in (dhcpv6.SERVER, dhcpv6.CLIENT):
            relayed = datagram.payload[:1] in (b"\x0c", b"\x0d")
            yield datagram.payload, (dhcpv6.Relayed if relayed else dhcpv6.Message).decode(datagram.payload)
        elif datagram.dst_port == ripng.PORT:
            yield datagram.payload, ripng.Ripng.decode(datagram.payload)
    elif packet.protocol == ipv4.TCP:
        segment = tcp.Tcp.decode(payload, packet.src, packet.dst, True)
        yield payload, segment
        yield from _bgp(segment)
    elif packet.protocol == ospf3.PROTOCOL:
        told = ospf3.decode(payload, packet.src, packet.dst)
        yield payload, told
        body = told.data[ospf3.HEADER :]
        yield body, _OSPF3[told.kind](body)


def _ssh() -> Iterator[bytes]:
    """Messages of a login, which no capture shows: they are encrypted."""
    lists = [["ecdh-sha2-nistp256"], ["ssh-rsa"], *[["aes128-ctr"]] * 2, *[["hmac-sha1"]] * 2, *[["none"]] * 2, [], []]
    yield ssh.KexInit(bytes(16), lists).encode()
    said: tuple[tuple[Any, ...], ...] = (
        (ssh.Msg.SERVICE_REQUEST, b"ssh-userauth"),
        (ssh.Msg.USERAUTH_REQUEST, b"anna", b"ssh-connection", b"password", b"\0" + ssh.string(b"one")),
        (ssh.Msg.USERAUTH_FAILURE, ["password"], False),
        (ssh.Msg.INFO_REQUEST, b"", b"", b"", 1, ssh.string(b"Password: ") + b"\0"),
        (ssh.Msg.CHANNEL_OPEN, b"session", 0, 65_536, 32_768, b""),
        (ssh.Msg.CHANNEL_REQUEST, 0, b"exec", True, ssh.string(b"show clock")),
        (ssh.Msg.DATA, 0, b"R1#"),
        (ssh.Msg.DISCONNECT, 11, b"over", b""),
    )
    for number, *values in said:
        yield ssh.encode(number, *values)


@cache
def samples() -> tuple[bytes, ...]:
    """Frames and everything inside them."""
    found: dict[bytes, None] = {}
    for frame in frames():
        for data, record in layers(frame):
            found.setdefault(data)
            payload = getattr(record, "payload", None)
            if isinstance(payload, bytes):
                found.setdefault(payload)
    found |= dict.fromkeys(_ssh())
    return tuple(found)
