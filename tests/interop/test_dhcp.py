"""dnsmasq gives addresses to the router and, through its relay agent, to a PC behind it; scapy asks the router's server."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.interop.world import World

Make = Callable[..., World]

SERVER = """\
ip dhcp excluded-address 192.0.2.1 192.0.2.99
ip dhcp pool LAN
 network 192.0.2.0 255.255.255.0
 default-router 192.0.2.2
 dns-server 192.0.2.53
 domain-name example.com
 option 150 ip 192.0.2.9
"""
ASKS = """\
from scapy.all import BOOTP, DHCP, IP, UDP, Ether, conf, get_if_hwaddr, mac2str, srp1
conf.checkIPaddr = False
mac = get_if_hwaddr("eth0")
wanted = None
def ask(kind, *more):
    head = Ether(src=mac, dst="ff:ff:ff:ff:ff:ff") / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67)
    said = DHCP(options=[("message-type", kind), *more, ("param_req_list", [1, 3, 6, 15, 150]), "end"])
    answer = srp1(head / BOOTP(chaddr=mac2str(mac), xid=77, flags=0x8000) / said, iface="eth0", timeout=20, verbose=0,
                  filter="udp dst port 68")
    print(kind, answer[BOOTP].yiaddr, [each for each in answer[DHCP].options if each != "pad"])
    return answer
offer = ask("discover")
server = dict(each for each in offer[DHCP].options if isinstance(each, tuple) and len(each) == 2)["server_id"]
ask("request", ("server_id", server), ("requested_addr", offer[BOOTP].yiaddr))
ask("request", ("server_id", server), ("requested_addr", "192.0.2.222"))
"""


def dnsmasq(net: World, first: str, last: str, *more: str) -> None:
    net.start(
        ["dnsmasq", "--keep-in-foreground", "--port=0", "--no-hosts", "--no-resolv", "--pid-file=", "--user=root", "--no-ping",
         "--dhcp-authoritative", "--log-dhcp", "--log-facility=-", "--bind-interfaces", "--interface=eth0", f"--dhcp-leasefile={net.folder}/leases",
         f"--dhcp-range={first},{last},255.255.255.0,120s", *more],
        "dnsmasq.log",
    )  # fmt: skip


@pytest.fixture
def net(world: Make) -> World:
    return world("ip domain name example.com\n")


def test_dnsmasq_serves_the_router(net: World) -> None:
    dnsmasq(net, "192.0.2.100", "192.0.2.150", "--dhcp-option=option:router,192.0.2.1", "--domain=example.org")
    net.live.run(2)
    net.router.configure("interface FastEthernet0/0\n ip address dhcp\n")
    net.wait(lambda: "192.0.2.1" in net.cli("show ip interface brief FastEthernet0/0"), 20, "an address")
    address = net.cli("show ip interface brief FastEthernet0/0").splitlines()[-1].split()[1]
    assert "[254/0] via 192.0.2.1" in net.cli("show ip route")
    assert "(2/2)" in net.router_ping("ping 10.1.1.1 repeat 2 timeout 2") or "!" in net.router_ping("ping 10.1.1.1 repeat 2")
    leases = (net.folder / "leases").read_text()
    assert f" {address} R1 00:63:69:73:63:6f:2d" in leases
    net.cli("renew dhcp FastEthernet0/0")
    net.wait(lambda: net.folder.joinpath("dnsmasq.log").read_text().count("DHCPACK") >= 2, 10, "renewed")
    assert address in net.cli("show ip interface brief FastEthernet0/0")
    net.cli("release dhcp FastEthernet0/0")
    net.wait(lambda: "DHCPRELEASE" in net.folder.joinpath("dnsmasq.log").read_text(), 10, "released")
    net.wait(lambda: address not in (net.folder / "leases").read_text(), 10, "forgotten")
    assert net.tshark("dhcp && _ws.malformed", "frame.number", ours=True) == []


def test_dnsmasq_serves_a_pc_through_our_relay(world: Make) -> None:
    net = world("ip dhcp relay information option\n", pc="set pcname PC")
    net.router.configure("interface FastEthernet0/1\n ip helper-address 192.0.2.1\n")
    dnsmasq(net, "198.51.100.50", "198.51.100.60", "--dhcp-option=option:router,198.51.100.1", "--dhcp-option=option:dns-server,192.0.2.53")
    net.live.run(2)
    pc = net.lab["PC"]
    pc.console.session.feed_line("dhclient")
    own = pc.device.interfaces.in_order()[0]
    net.wait(lambda: any(0xC6336432 <= address <= 0xC633643C for address, _ in own.addresses), 20, "an address")
    log = net.folder.joinpath("dnsmasq.log").read_text()
    assert "DHCPACK(eth0) 198.51.100." in log
    replies = net.tshark("dhcp.option.dhcp == 5", "dhcp.ip.relay")
    assert ["198.51.100.1"] in replies


def test_scapy_asks_the_router(world: Make) -> None:
    net = world(SERVER)
    script = net.folder / "asks.py"
    script.write_text(ASKS)
    said = net.inside([sys.executable, str(script)], 60).splitlines()
    assert said[-3].startswith("discover 192.0.2.100 [('message-type', 2), ('server_id', '192.0.2.2'), ('lease_time', 86400)"), said
    assert "('router', '192.0.2.2')" in said[-3] and "('name_server', '192.0.2.53')" in said[-3]
    assert said[-2].startswith("request 192.0.2.100 [('message-type', 5)")
    assert said[-1].startswith("request 0.0.0.0 [('message-type', 6), ('server_id', '192.0.2.2')")
    assert "192.0.2.100" in net.cli("show ip dhcp binding")
