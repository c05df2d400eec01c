"""dnsmasq gives an address to the router by DHCPv6; scapy asks the router's server."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.interop.world import World

Make = Callable[..., World]

SERVER = """\
ipv6 unicast-routing
ipv6 local pool SITES 2001:db8:1200::/40 48
ipv6 dhcp pool LAN
 address prefix 2001:db8:12::/64
 prefix-delegation pool SITES
 dns-server 2001:db8::53
 domain-name example.com
interface FastEthernet0/0
 ipv6 address 2001:db8:12::2/64
 ipv6 dhcp server LAN rapid-commit
"""
ASKS = """\
import socket
from scapy.all import get_if_hwaddr
from scapy.layers.dhcp6 import *
from scapy.layers.dhcp6 import _dhcp6_dispatcher
duid = DUID_LL(lladdr=get_if_hwaddr("eth0"))
port = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
port.bind(("::", 546))
port.settimeout(20)
def ask(message, *more):
    said = message / DHCP6OptClientId(duid=duid) / DHCP6OptOptReq(reqopts=[23, 24])
    for each in more:
        said = said / each
    port.sendto(bytes(said), ("ff02::1:2", 547, 0, socket.if_nametoindex("eth0")))
    data = port.recv(2000)
    return _dhcp6_dispatcher(data)
both = DHCP6OptIA_NA(iaid=7, ianaopts=[]), DHCP6OptIA_PD(iaid=7, iapdopt=[])
offer = ask(DHCP6_Solicit(trid=1), *both)
print("advertise", DHCP6_Advertise in offer, offer[DHCP6OptIAPrefix].prefix, offer[DHCP6OptDNSServers].dnsservers)
server = offer[DHCP6OptServerId].duid
reply = ask(DHCP6_Request(trid=2), DHCP6OptServerId(duid=server), *both)
print("reply", DHCP6_Reply in reply, reply[DHCP6OptIAAddress].addr, reply[DHCP6OptIAAddress].validlft)
told = ask(DHCP6_InfoRequest(trid=3))
print("information", DHCP6_Reply in told, told[DHCP6OptDNSDomains].dnsdomains)
"""


@pytest.fixture
def net(world: Make) -> World:
    return world("")


def test_dnsmasq_serves_the_router(net: World) -> None:
    net.ip("-n", net.name, "addr", "add", "2001:db8:99::1/64", "dev", "eth0", "nodad")
    net.start(
        ["dnsmasq", "--keep-in-foreground", "--port=0", "--no-hosts", "--no-resolv", "--pid-file=", "--user=root",
         "--log-dhcp", "--log-facility=-", "--interface=eth0", f"--dhcp-leasefile={net.folder}/leases", "--enable-ra",
         "--dhcp-range=2001:db8:99::100,2001:db8:99::1ff,64,300s", "--dhcp-option=option6:dns-server,[2001:db8:99::53]"],
        "dnsmasq.log",
    )  # fmt: skip
    net.live.run(2)
    net.router.configure("interface FastEthernet0/0\n ipv6 address dhcp\n")
    net.wait(lambda: "Address State is OPEN" in net.cli("show ipv6 dhcp interface"), 30, "an address")
    shown = net.cli("show ipv6 dhcp interface")
    assert "        Address: 2001:DB8:99::1" in shown and "      DNS server: 2001:DB8:99::53" in shown
    assert "DHCPREPLY(eth0) 2001:db8:99::1" in net.folder.joinpath("dnsmasq.log").read_text()
    net.router.configure("interface FastEthernet0/0\n no ipv6 address dhcp\n")
    net.wait(lambda: "DHCPRELEASE" in net.folder.joinpath("dnsmasq.log").read_text(), 10, "released")
    assert net.tshark("dhcpv6 && _ws.malformed", "frame.number", ours=True) == []


def test_scapy_asks_the_router(world: Make) -> None:
    net = world(SERVER)
    net.live.run(3)
    script = net.folder / "asks.py"
    script.write_text(ASKS)
    said = net.inside([sys.executable, str(script)], 90).splitlines()
    assert said[-3] == "advertise True 2001:db8:1200:: ['2001:db8::53']", said
    assert said[-2].startswith("reply True 2001:db8:12:") and said[-2].endswith(" 172800")
    assert said[-1] == "information True ['example.com.']"
    bindings = net.cli("show ipv6 dhcp binding")
    assert "IA NA: IA ID 0x00000007" in bindings and "Prefix: 2001:DB8:1200::/48" in bindings
