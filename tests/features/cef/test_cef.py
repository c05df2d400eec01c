"""`show ip cef`. Formats: reference ios-output/show-ip-cef/ntc-3.txt, show-ip-cef-detail/ntc-3.txt."""

from __future__ import annotations

from iosemu.types import Prefix, parse_ipv4
from tests.features.routers import three


def test_table() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.configure("R1", "ip route 10.9.0.0 255.255.0.0 Null0")
    assert net.cli("R1", "show ip cef") == (
        "Prefix               Next Hop             Interface\n"
        "0.0.0.0/0            10.0.12.2            FastEthernet0/0\n"
        "0.0.0.0/8            drop\n"
        "0.0.0.0/32           receive              \n"
        "1.1.1.1/32           receive              Loopback0\n"
        "10.0.12.0/24         attached             FastEthernet0/0\n"
        "10.0.12.0/32         receive              FastEthernet0/0\n"
        "10.0.12.1/32         receive              FastEthernet0/0\n"
        "10.0.12.2/32         attached             FastEthernet0/0\n"
        "10.0.12.255/32       receive              FastEthernet0/0\n"
        "10.9.0.0/16          attached             Null0\n"
        "127.0.0.0/8          drop\n"
        "224.0.0.0/4          drop\n"
        "224.0.0.0/24         receive              \n"
        "240.0.0.0/4          drop\n"
        "255.255.255.255/32   receive              \n"
    )


def test_entries() -> None:
    net = three()
    assert net.cli("R1", "show ip cef 8.8.8.8") == "0.0.0.0/0\n  nexthop 10.0.12.2 FastEthernet0/0\n"
    assert net.cli("R1", "show ip cef 1.1.1.1") == "1.1.1.1/32\n  receive for Loopback0\n"
    assert net.cli("R1", "show ip cef 0.0.0.0/0 detail") == (
        "0.0.0.0/0, epoch 0, flags [rib only nolabel, rib defined all labels, default route]\n"
        "  recursive via 10.0.12.2\n    attached to FastEthernet0/0\n"
    )
    assert net.cli("R2", "show ip cef 8.8.8.8") == "0.0.0.0/0\n  no route\n"


def test_override_of_nhrp_shows() -> None:
    net = three()
    device = net.shells["R1"].device
    table = device.vrfs.default.v4
    iface = next(iface for iface in device if iface.text == "FastEthernet0/0")
    table.override(Prefix(0, 0), iface, parse_ipv4("10.0.12.7"))
    assert net.cli("R1", "show ip cef 8.8.8.8") == "0.0.0.0/0\n  nexthop 10.0.12.7 FastEthernet0/0\n"


def test_exact_route() -> None:
    said = three().cli("R1", "show ip cef exact-route 1.1.1.1 8.8.8.8")
    assert said == "1.1.1.1 -> 8.8.8.8 =>IP adj out of FastEthernet0/0, addr 10.0.12.2\n"


def test_far_end_of_a_tunnel_under_the_default_route() -> None:
    """Its way is watched: an entry of its own (nhrp-dmvpn.md section 5b)."""
    net = three()
    tunnel = "interface Tunnel0\n ip address 172.16.0.1 255.255.255.0\n tunnel source Loopback0\n"
    net.configure("R1", tunnel + " tunnel destination 9.9.9.9")
    assert net.cli("R1", "show ip cef 9.9.9.9") == "9.9.9.9/32\n  nexthop 10.0.12.2 FastEthernet0/0\n"
    assert net.cli("R1", "show ip cef 9.9.9.9 detail") == (
        "9.9.9.9/32, epoch 0, flags [default route]\n"
        "  1 RR source [active source]\n"
        "  recursive via 0.0.0.0/0\n"
        "    recursive via 10.0.12.2\n      attached to FastEthernet0/0\n"
    )
    assert net.cli("R1", "show ip cef 9.9.9.8").startswith("0.0.0.0/0\n")
