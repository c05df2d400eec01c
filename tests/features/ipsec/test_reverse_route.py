"""`reverse-route`: routes to what a peer protects come and go with its SAs, or stand while the map does."""

from __future__ import annotations

import pytest

from iosemu.features.ipsec.model import IpsecConfig
from tests.features.desk import Desk
from tests.features.ipsec.office import Office

LAN = "10.2.2.0/24"
ON_MAP = "crypto map CM 10\n "
NO_DEFAULT = "no ip route 0.0.0.0 0.0.0.0 10.0.0.2\nip route 10.2.2.1 255.255.255.255 10.0.0.2\n"  # traffic has a way


def office(lines: str, platform: str = "c7200") -> Office:
    found = Office(platform)
    assert found.one.shell.configure(NO_DEFAULT + ON_MAP + lines.replace("\n", "\n ") + "\n") == ""
    return found


def routes(desk: Desk) -> list[str]:
    """Static routes to networks."""
    text = desk.type("show ip route static")
    return [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith("S") and "/32" not in line]


def test_a_route_comes_and_goes_with_the_sas() -> None:
    net = office("reverse-route\nset reverse-route tag 7\nset reverse-route distance 20")
    assert routes(net.one) == []
    net.one.type("debug crypto ipsec")
    assert net.lan_ping() == ".!!"
    assert routes(net.one) == [f"{LAN} [20/0] via 10.0.0.2"]
    assert "Tag 7" in net.one.type("show ip route 10.2.2.0")
    shown = net.one.type("show crypto route")
    assert shown == (
        "\nVPN Routing Table: Shows RRI and VTI created routes\nCodes: RRI - Reverse-Route, VTI- Virtual Tunnel Interface\n"
        "        S - Static Map ACLs\n\nRoutes created in table GLOBAL DEFAULT\n10.2.2.0/255.255.255.0 [20/0] via 10.0.0.2"
        " tag 7\n                                on FastEthernet0/0 RRI  S\n"
    )
    net.one.type("clear crypto sa")
    assert routes(net.one) == []
    told = [line.partition("IPSEC(rte_mgr): ")[2] for line in net.one.type("show logging").splitlines() if "rte_mgr" in line]
    assert told == [
        "VPN Route Event create routes for peer or rekeying for 10.0.0.2",
        "VPN Route Refcount 1 FastEthernet0/0",
        "VPN Route Added 10.2.2.0 255.255.255.0 via 10.0.0.2 in IP DEFAULT TABLE with tag 7 distance 20",
        "VPN Route Refcount 0 FastEthernet0/0",
        "VPN Route Removed 10.2.2.0 255.255.255.0 via 10.0.0.2 in IP DEFAULT TABLE with tag 7 distance 20",
    ]


def test_static_needs_the_map_only() -> None:
    net = office("reverse-route static")
    port = "interface FastEthernet0/0\n "
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.2"]
    assert "Reverse Route Injection Enabled" in net.one.type("show crypto map")
    net.one.shell.configure(port + "no crypto map\n")
    assert routes(net.one) == []
    net.one.shell.configure(port + "crypto map CM\n")
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.2"]
    net.one.shell.configure("access-list 101 permit ip 10.1.1.0 0.0.0.255 10.3.3.0 0.0.0.255\n")
    net.run(1)
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.2", "10.3.3.0/24 [1/0] via 10.0.0.2"]
    net.one.shell.configure("no access-list 101\n")
    net.run(1)
    assert routes(net.one) == []


def test_an_incomplete_entry_has_none() -> None:
    net = office("reverse-route static")
    net.one.shell.configure(ON_MAP + "no set peer 10.0.0.2\n")
    assert routes(net.one) == []
    net.one.shell.configure(ON_MAP + "set peer 10.0.0.2\n")
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.2"]


def test_before_15_a_static_map_needs_no_sas() -> None:
    net = office("reverse-route", "c3725")
    shown = net.one.type("show ip route static")
    assert "10.2.2.0/24 [1/0] via 10.0.0.2" in shown


def test_other_next_hops() -> None:
    net = office("reverse-route remote-peer 10.0.0.9 static")
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.9"]
    net.one.shell.configure(ON_MAP + "reverse-route remote-peer 10.0.0.9 gateway static\n")
    shown = net.one.type("show ip route static")
    assert "10.0.0.2/32 [1/0] via 10.0.0.9" in shown and f"{LAN} [1/0] via 10.0.0.2" in shown
    assert net.one.type("show crypto route").count("RRI  S") == 2


def test_a_change_clears_the_sas_and_says_so() -> None:
    net = office("reverse-route")
    assert net.lan_ping() == ".!!"
    assert net.one.shell.configure(ON_MAP + "reverse-route\n") == ""
    assert net.one.shell.configure(ON_MAP + "reverse-route static\n") == "This will remove all existing SAs on this map\n"
    assert "current outbound spi: 0x0(0)" in net.one.type("show crypto ipsec sa")
    assert routes(net.one) == [f"{LAN} [1/0] via 10.0.0.2"]
    assert net.lan_ping()[-1] == "!"
    said = net.one.shell.configure(ON_MAP + "no reverse-route\n")
    assert said == "Removing RRI will delete all routes and clear current ipsec SAs\n"
    assert routes(net.one) == [] and net.one.device[IpsecConfig].maps["CM", 10].reverse_static is False


def test_a_dynamic_entry_learns_them_from_the_peer() -> None:
    net = Office()
    lines = (
        "no crypto map CM 10\ncrypto dynamic-map D 5\n set transform-set TSET\n reverse-route\n"
        "crypto map CM 10 ipsec-isakmp dynamic D\nno ip route 0.0.0.0 0.0.0.0 10.0.0.1\n"
    )
    net.two.shell.configure(lines)
    assert net.lan_ping() == ".!!"
    assert routes(net.two) == ["10.1.1.0/24 [1/0] via 10.0.0.1"]
    assert net.two.type("show crypto route").rstrip().endswith("on FastEthernet0/0 RRI")
    net.one.type("clear crypto sa")
    net.run(1)
    assert routes(net.two) == []


def test_what_is_injected_is_redistributed_like_a_static_route() -> None:
    net = office("reverse-route static\nset reverse-route tag 9")
    rip = "router rip\n version 2\n network 10.0.0.0\n no auto-summary\n"
    net.one.shell.configure(
        "route-map TAGGED permit 10\n match tag 9\n" + rip + " redistribute static route-map TAGGED metric 3\n"
    )
    assert "10.2.2.0/24" in net.one.type("show ip rip database")


@pytest.mark.parametrize("platform", ["c3725", "c7200", "csr1000v"])
def test_the_lines_come_back(platform: str) -> None:
    block = (
        "crypto map CM 10 ipsec-isakmp \n set peer 192.0.2.2\n set ip access-group 110 in\n set ip access-group OUT out\n"
        " set security-association level per-host\n set identity US\n set reverse-route distance 5\n"
        " set reverse-route tag 6\n match address 101\n reverse-route remote-peer 192.0.2.3 gateway static\n"
    )
    desk = Desk("crypto identity US\n fqdn r2.example.com\n" + block, platform)
    lines = desk.shell.running_config()
    at = lines.index("crypto map CM 10 ipsec-isakmp ")
    assert lines[at : at + 10] == block.splitlines()
    at = lines.index("crypto identity US")
    assert lines[at + 1] == " fqdn r2.example.com"
    again = Desk("\n".join(lines), platform)
    assert again.device[IpsecConfig] == desk.device[IpsecConfig]


def test_routes_of_a_vrf_lead_to_a_peer_outside() -> None:
    net = Office()
    net.two.shell.configure(
        "vrf definition RED\n address-family ipv4\ninterface Loopback1\n vrf forwarding RED\n"
        " ip address 10.2.2.1 255.255.255.0\ncrypto keyring K\n pre-shared-key address 10.0.0.1 key cisco\n"
        "crypto isakmp profile RED\n vrf RED\n keyring K\n match identity address 10.0.0.1 255.255.255.255\n"
        + ON_MAP + "set isakmp-profile RED\n reverse-route\nno ip route 0.0.0.0 0.0.0.0 10.0.0.1\n"
    )
    assert net.lan_ping(4)[-1] == "!"  # the answers have no other way
    assert "10.1.1.0/24 [1/0] via 10.0.0.1" in net.two.type("show ip route vrf RED static")
    assert "10.1.1.0/24" not in net.two.type("show ip route static")
    assert "Routes created in table RED\n" in net.two.type("show crypto route")
    net.one.type("clear crypto sa")
    net.run(1)
    assert "10.1.1.0/24" not in net.two.type("show ip route vrf RED static")
