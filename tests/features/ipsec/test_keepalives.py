"""Keepalives of GRE tunnels beneath IPsec: a crypto map seals the answer, too; tunnel protection does not."""

from __future__ import annotations

import pytest

from iosemu.wire import gre, ipv4
from tests.features.desk import Desk
from tests.features.ipsec.office import Office

TUNNEL = """\
interface Tunnel0
 ip address 172.16.0.{mine} 255.255.255.0
 tunnel source FastEthernet0/0
 tunnel destination 10.0.0.{far}
 {more}
"""
GRE = "no access-list 101\naccess-list 101 permit gre host 10.0.0.{mine} host 10.0.0.{far}\n"
PROFILE = "crypto ipsec profile P\n set transform-set TSET\ninterface FastEthernet0/0\n no crypto map\n"


def told(desk: Desk) -> list[str]:
    return [line.split("Interface ")[1] for line in desk.type("show logging").splitlines() if "UPDOWN: Line protocol on Interface Tunnel0" in line]


def office(before: str = "", more: str = "", keepalive: str = "keepalive 2 3") -> Office:
    """Keepalives at the first end only."""
    net = Office()
    for mine, desk in ((1, net.one), (2, net.two)):
        lines = f"{more}\n {keepalive}" if mine == 1 else more or "ip mtu 1400"
        desk.shell.configure(before.format(mine=mine, far=3 - mine) + TUNNEL.format(mine=mine, far=3 - mine, more=lines.strip()))
    net.run(5)
    return net


def test_a_keepalive_is_gre_in_gre_and_the_far_end_only_forwards() -> None:
    net = office()
    link = net.one.device.interfaces.in_order()[0].link
    assert link is not None
    seen: list[tuple[str, ipv4.IPv4]] = []
    link.taps.append(lambda time, sender, frame: seen.append((sender[:2], ipv4.IPv4.decode(frame[14:])))
                     if frame[12:14] == b"\x08\x00" else None)  # fmt: skip
    net.run(10)
    out = [packet for sender, packet in seen if sender == "R1" and packet.protocol == ipv4.GRE]
    back = [packet for sender, packet in seen if sender == "R2" and packet.protocol == ipv4.GRE]
    assert len(out) == len(back) == 5
    outer = gre.Gre.decode(out[0].payload)
    inner = ipv4.IPv4.decode(outer.payload)
    assert outer.protocol == gre.IPV4 and (inner.src, inner.dst) == (out[0].dst, out[0].src)
    answer = gre.Gre.decode(inner.payload)
    assert (answer.protocol, answer.payload) == (0, b"") and back[0].payload == inner.payload
    assert told(net.two) == ["Tunnel0, changed state to up"]


def test_a_crypto_map_on_the_port_lets_keepalives_through() -> None:
    net = office(GRE)
    net.run(60)
    assert told(net.one)[-1] == "Tunnel0, changed state to up"
    assert "line protocol is up" in net.one.type("show interfaces Tunnel0")
    shown = net.two.type("show crypto ipsec sa")
    assert "#pkts encaps: 0" not in shown and "#pkts decaps: 0" not in shown
    net.two.shell.configure("interface FastEthernet0/0\n shutdown\n")
    net.run(12)
    assert told(net.one)[-1] == "Tunnel0, changed state to down"


def test_tunnel_protection_drops_the_answer_that_comes_in_the_clear() -> None:
    net = office(PROFILE, "tunnel protection ipsec profile P")
    net.run(30)
    assert told(net.one)[-1] == "Tunnel0, changed state to down"
    log = net.one.type("show logging")
    assert "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet." in log
    assert "Tunnel linestate evaluation down - keepalive down" in net.one.type("show interfaces Tunnel0")
    net.one.shell.configure("interface Tunnel0\n no keepalive\n")
    net.run(5)
    assert told(net.one)[-1] == "Tunnel0, changed state to up"
    assert net.ping("172.16.0.2", 2) == "!!"


@pytest.mark.parametrize("mode", ["ipsec ipv4", "gre multipoint"])
def test_other_modes_send_none(mode: str) -> None:
    net = office(PROFILE, f"tunnel mode {mode}\n tunnel protection ipsec profile P"
                 if mode == "ipsec ipv4" else "no tunnel destination\n tunnel mode gre multipoint")  # fmt: skip
    net.run(60)
    assert "line protocol is up" in net.one.type("show interfaces Tunnel0")
