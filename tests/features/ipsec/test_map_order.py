"""Which entry of a crypto map traffic belongs to: order, overlaps, deny lines, any any, several interfaces, tunnels."""

from __future__ import annotations

from tests.features.desk import Desk
from tests.features.ipsec.office import Office
from tests.features.wired import network

ON_MAP = "crypto map CM 10\n "


def peers(desk: Desk) -> list[str]:
    """The peers of the flows that have SAs, in order of the show."""
    blocks = desk.type("show crypto ipsec sa").split("protected vrf")[1:]
    up = [block for block in blocks if "current outbound spi: 0x0(0)" not in block]
    return [line.split()[1] for block in up for line in block.splitlines() if "current_peer" in line]


def test_the_lower_number_has_what_both_select() -> None:
    net = Office()
    entry = " set peer 10.0.0.77\n match address 101\n set transform-set TSET\n"
    net.one.shell.configure("crypto map CM 20 ipsec-isakmp\n" + entry)
    assert net.lan_ping() == ".!!" and peers(net.one) == ["10.0.0.2"]
    net.one.type("clear crypto sa")
    net.one.shell.configure("crypto map CM 5 ipsec-isakmp\n" + entry)
    assert net.lan_ping() == "..." and peers(net.one) == []


def test_what_an_entry_denies_goes_to_the_next_one() -> None:
    net = Office()
    lists = (
        "no access-list 101\naccess-list 101 deny icmp any any\naccess-list 101 permit ip any any\n"
        "access-list 102 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n"
    )
    other = "crypto map CM 20 ipsec-isakmp\n set peer 10.0.0.2\n match address 102\n set transform-set TSET\n"
    net.one.shell.configure(ON_MAP + "set peer 10.0.0.77\n no set peer 10.0.0.2\n" + lists + other)
    assert net.lan_ping() == ".!!" and peers(net.one) == ["10.0.0.2"]
    shown = net.one.type("show access-lists 102")
    assert "(3 matches)" in shown


def test_the_end_of_all_lists_is_clear() -> None:
    net = Office()
    net.one.shell.configure("no access-list 101\naccess-list 101 deny ip any any\n")
    assert net.ping("10.0.0.2", 2) == "!!"
    net.two.shell.configure("interface FastEthernet0/0\n no crypto map\n")
    assert net.lan_ping(2) == "!!"


EIGRP = "router eigrp 1\n network 10.0.0.0\n no auto-summary\n"


def test_any_any_takes_routing_protocols_along() -> None:
    """A map for everything swallows the hellos of the interface it stands on."""
    net = Office()
    for desk in (net.one, net.two):
        desk.shell.configure(EIGRP)
    net.run(20)
    assert "10.0.0.2" in net.one.type("show ip eigrp neighbors")
    net.one.shell.configure("no access-list 101\naccess-list 101 permit ip any any\n")
    net.run(30)
    assert "10.0.0.2" not in net.one.type("show ip eigrp neighbors")


def test_a_map_on_two_interfaces_has_sas_on_each_or_one_set_with_an_address_of_its_own() -> None:
    port = "interface FastEthernet0/{0}\n ip address 10.0.{0}.{1} 255.255.255.0\n no shutdown\n crypto map CM\n"
    crypto = (
        "crypto isakmp policy 10\n authentication pre-share\n group 14\ncrypto isakmp key cisco address 0.0.0.0\n"
        "crypto ipsec transform-set TSET esp-aes esp-sha-hmac\ncrypto map CM 10 ipsec-isakmp\n set transform-set TSET\n"
        " match address 101\n"
    )
    loop = "interface Loopback{0}\n ip address {1} 255.255.255.255\n"
    texts = {}
    for mine, far in ((1, 2), (2, 1)):
        texts[f"R{mine}"] = (
            crypto + f" set peer {far}.{far}.{far}.{far}\ncrypto map CM local-address Loopback0\n"
            + port.format(0, mine) + port.format(1, mine) + loop.format(0, f"{mine}.{mine}.{mine}.{mine}")
            + loop.format(1, f"10.{mine}.{mine}.1")
            + f"access-list 101 permit ip host 10.{mine}.{mine}.1 host 10.{far}.{far}.1\n"
            + "".join(f"ip route {dst} 255.255.255.255 10.0.{n}.{far} {1 + 9 * n}\n"
                      for dst in (f"{far}.{far}.{far}.{far}", f"10.{far}.{far}.1") for n in (0, 1))
        )  # fmt: skip
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R2:Fa0/1")
    lab.run(10)
    lab["R1"].cli("ping 10.0.0.2")
    lab["R1"].cli("ping 10.0.1.2")
    ping = "ping 10.2.2.1 source 10.1.1.1 repeat 4 timeout 1"
    assert "!!" in lab["R1"].cli(ping)
    spi = [line for line in lab["R1"].cli("show crypto ipsec sa").splitlines() if "current outbound spi" in line]
    assert len(spi) == 2 and spi[0] == spi[1]  # told at both interfaces, one pair of SAs
    lab["R1"].configure("interface FastEthernet0/0\n shutdown\n")
    lab.run(5)
    assert "Success rate is 100" in lab["R1"].cli(ping)  # they live on at the other interface
    shown = lab["R1"].cli("show crypto map")
    assert 'Crypto Map: "CM" idb: Loopback0 local address: 1.1.1.1' in shown
    assert "FastEthernet0/0\n\t\tFastEthernet0/1" in shown


TUNNEL = """\
interface Tunnel0
 ip address 172.16.0.{mine} 255.255.255.0
 tunnel source FastEthernet0/0
 tunnel destination 10.0.0.{far}
 crypto map CM
interface FastEthernet0/0
 no crypto map CM
crypto map CM 10
 no set peer 10.0.0.{far}
 set peer 172.16.0.{far}
no ip route 0.0.0.0 0.0.0.0 10.0.0.{far}
ip route 10.{far}.{far}.0 255.255.255.0 172.16.0.{far}
"""
NOTE = "NOTE: crypto map is configured on tunnel interface."


def test_a_map_on_a_tunnel_seals_what_goes_into_gre() -> None:
    net = Office()
    said = [desk.shell.configure(TUNNEL.format(mine=mine, far=3 - mine)) for mine, desk in ((1, net.one), (2, net.two))]
    assert all(text.startswith("% " + NOTE) for text in said)
    net.run(5)
    link = net.one.device.interfaces.in_order()[0].link
    assert link is not None
    frames: list[bytes] = []
    link.taps.append(lambda time, sender, frame: frames.append(frame))
    assert net.lan_ping(4)[-2:] == "!!"
    outer = [frame for frame in frames if frame[12:14] == b"\x08\x00" and frame[23] == 47]
    assert outer and all(frame[38 + 9] in (50, 17) for frame in outer)  # ESP or IKE inside GRE
    assert net.ping("172.16.0.2", 2) == "!!"


def test_what_a_deny_means_can_be_told() -> None:
    net = Office("csr1000v")
    net.two.shell.configure("interface GigabitEthernet1\n no crypto map\n")  # takes what is clear
    lists = "no access-list 101\naccess-list 101 deny icmp any any\naccess-list 101 permit ip any host 10.9.9.9\n"
    other = "crypto map CM 20 ipsec-isakmp\n set peer 10.0.0.2\n match address 102\n set transform-set TSET\n"
    net.one.shell.configure(lists + "access-list 102 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n" + other)
    assert net.lan_ping(2) == ".."  # the next entry has it
    net.one.shell.configure("crypto ipsec ipv4-deny clear\n")
    assert net.lan_ping(2) == "!!"
    net.one.shell.configure("crypto ipsec ipv4-deny drop\n")
    assert net.lan_ping(2) == ".."
    net.one.shell.configure("no crypto map CM 20\nno crypto ipsec ipv4-deny\n")
    assert net.lan_ping(2) == "!!"
