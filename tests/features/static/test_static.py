"""`ip route`: what it accepts, what it says, what it does to the table."""

from __future__ import annotations

import pytest

from iosemu.types import Prefix
from tests.features.routers import Routers, three


def lines(net: Routers, name: str = "R1") -> list[str]:
    return [line for line in net.shells[name].running_config() if line.startswith("ip route")]


def routes(net: Routers, name: str = "R1") -> dict[str, int]:
    table = net.shells[name].device.vrfs.default.v4
    return {str(route.prefix): route.distance for route in table if str(route.source) == "static"}


def test_lines_come_back_in_order() -> None:
    net = three()
    said = net.configure("R1", 'ip route 10.9.0.0 255.255.0.0 Null0 254 tag 7 permanent name "to nowhere"\n')
    assert said == ""
    net.configure("R1", "ip route 10.8.0.0 255.255.0.0 FastEthernet0/0 10.0.12.2\n")
    assert lines(net) == [
        "ip route 0.0.0.0 0.0.0.0 10.0.12.2",
        "ip route 10.8.0.0 255.255.0.0 FastEthernet0/0 10.0.12.2",
        'ip route 10.9.0.0 255.255.0.0 Null0 254 tag 7 permanent name "to nowhere"',
    ]
    assert routes(net) == {"0.0.0.0/0": 1, "10.8.0.0/16": 1, "10.9.0.0/16": 254}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("ip route 10.9.1.0 255.255.0.0 10.0.12.2", "%Inconsistent address and mask\n"),
        ("ip route 10.9.0.0 255.255.0.0 10.0.12.1", "%Invalid next hop address (it's this router)\n"),
        ("ip route 10.9.0.0 255.255.0.0 224.0.0.5", "%Invalid next hop address\n"),
        ("no ip route 10.9.0.0 255.255.0.0 10.0.12.2", "%No matching route to delete\n"),
    ],
)
def test_refusals(line: str, answer: str) -> None:
    net = three()
    assert net.configure("R1", line) == answer
    assert routes(net) == {"0.0.0.0/0": 1}


def test_no_removes_one_or_all_paths() -> None:
    net = three()
    net.configure("R1", "ip route 10.9.0.0 255.255.0.0 10.0.12.2\nip route 10.9.0.0 255.255.0.0 10.0.12.3\n")
    prefix = Prefix.parse("10.9.0.0/16")
    route = net.shells["R1"].device.vrfs.default.v4.best(prefix)
    assert route is not None
    assert len(route.paths) == 2
    net.configure("R1", "no ip route 10.9.0.0 255.255.0.0 10.0.12.3")
    assert lines(net)[1:] == ["ip route 10.9.0.0 255.255.0.0 10.0.12.2"]
    assert net.configure("R1", "no ip route 10.9.0.0 255.255.0.0") == ""
    assert routes(net) == {"0.0.0.0/0": 1}


def test_floating_route_takes_over() -> None:
    net = three()
    net.configure("R2", "ip route 1.1.1.1 255.255.255.255 10.0.23.3 200")
    assert routes(net, "R2") == {"1.1.1.1/32": 1}
    net.configure("R2", "interface FastEthernet0/0\n shutdown")
    assert routes(net, "R2") == {"1.1.1.1/32": 200}
    net.configure("R2", "interface FastEthernet0/0\n no shutdown")
    assert routes(net, "R2") == {"1.1.1.1/32": 1}


def test_default_route_out_of_an_ethernet_is_warned_of() -> None:
    net = three()
    said = net.configure("R3", "ip route 0.0.0.0 0.0.0.0 FastEthernet0/0")
    assert said == "%Default route without gateway, if not a point-to-point interface, may impact performance\n"


def test_interface_route_waits_for_its_interface() -> None:
    net = three()
    text = "interface Loopback5\n ip address 10.7.0.1 255.255.255.255\nip route 10.7.0.0 255.255.0.0 Loopback5"
    assert net.configure("R1", text) == ""
    assert "10.7.0.0/16" in routes(net)
    net.configure("R1", "interface Loopback5\n shutdown")
    assert "10.7.0.0/16" not in routes(net)


def test_interface_without_ip_takes_no_route() -> None:
    net = three()
    net.configure("R2", "ip route 10.6.0.0 255.255.0.0 FastEthernet0/1 10.0.23.3\nip route 10.5.0.0 255.255.0.0 Null0")
    net.configure("R2", "ip route 10.4.0.0 255.255.0.0 FastEthernet0/1 10.0.23.3 permanent")
    assert "10.6.0.0/16" in routes(net, "R2")
    net.configure("R2", "interface FastEthernet0/1\n no ip address")
    assert routes(net, "R2") == {"1.1.1.1/32": 1, "10.4.0.0/16": 1, "10.5.0.0/16": 1}
    assert "ip route 10.6.0.0 255.255.0.0 FastEthernet0/1 10.0.23.3" in lines(net, "R2")
    net.configure("R2", "interface FastEthernet0/1\n ip address 10.0.23.2 255.255.255.0")
    assert "10.6.0.0/16" in routes(net, "R2")


def test_a_borrowed_address_is_enough() -> None:
    net = three()
    tunnel = " tunnel source FastEthernet0/0\n tunnel destination 10.0.12.2\nip route 10.6.0.0 255.255.0.0 Tunnel1\n"
    net.configure("R1", f"interface Tunnel1\n{tunnel}")
    assert "10.6.0.0/16" not in routes(net)
    net.configure("R1", "interface Tunnel1\n ip unnumbered Loopback0")
    assert "10.6.0.0/16" in routes(net)
    net.configure("R1", "interface Loopback0\n no ip address")
    assert "10.6.0.0/16" not in routes(net)
    net.configure("R1", "interface Loopback0\n ip address 1.1.1.1 255.255.255.255")
    assert "10.6.0.0/16" in routes(net)
    net.configure("R1", "no interface Loopback0")
    assert "10.6.0.0/16" not in routes(net)


def test_route_over_an_interface_whose_vrf_ended() -> None:
    net = three()
    net.configure("R2", "ip vrf RED\ninterface FastEthernet0/1\n ip vrf forwarding RED\n ip address 10.0.23.2 255.255.255.0")
    net.configure("R2", "ip route 10.6.0.0 255.255.0.0 FastEthernet0/1 10.0.23.3")
    assert "10.6.0.0/16" in routes(net, "R2")
    net.configure("R2", "no ip vrf RED")
    assert routes(net, "R2") == {"1.1.1.1/32": 1}


def test_static_routes_go_with_their_interface() -> None:
    net = three()
    net.configure("R1", "interface Loopback5\n ip address 10.7.0.1 255.255.255.255")
    net.configure("R1", "ip route 10.6.0.0 255.255.0.0 Loopback5\nip route 10.6.0.0 255.255.0.0 10.0.12.2 9")
    net.configure("R1", "no interface Loopback5")
    assert lines(net) == ["ip route 0.0.0.0 0.0.0.0 10.0.12.2", "ip route 10.6.0.0 255.255.0.0 10.0.12.2 9"]
    assert routes(net)["10.6.0.0/16"] == 9
    net.configure("R1", "interface Loopback5\n ip address 10.7.0.1 255.255.255.255")
    assert routes(net)["10.6.0.0/16"] == 9


def test_proxy_arp_serves_a_route_out_of_an_ethernet() -> None:
    net = three()
    net.configure("R3", "no ip route 0.0.0.0 0.0.0.0 10.0.23.2\nip route 1.1.1.1 255.255.255.255 FastEthernet0/0")
    net.cli("R3", "ping 1.1.1.1")
    assert "Success rate is 100 percent" in net.cli("R3", "ping 1.1.1.1")
