"""OSPF over DMVPN by the type of network: what works in which phase, and what does not at all."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import format_ipv4
from tests.features.wired import log_of, network, routes

TUNNEL = (
    "interface Loopback0\n ip address 172.16.{n}.1 255.255.255.0\n ip ospf network point-to-point\n"
    "interface Fa0/0\n ip address 192.1.{n}0.2 255.255.0.0\n no shutdown\n"
    "interface Tunnel0\n ip address 192.168.1.{n} 255.255.255.0\n no ip redirects\n ip nhrp network-id 1\n"
    " ip mtu 1400\n{nhrp}{more} tunnel source Fa0/0\n tunnel mode gre multipoint\n"
    "router ospf 1\n network 192.168.1.0 0.0.0.255 area 0\n network 172.16.0.0 0.0.255.255 area 0\n{lines}"
)
HUB = " ip nhrp map multicast dynamic\n"
SPOKE = " ip nhrp nhs 192.168.1.1\n ip nhrp map 192.168.1.1 192.1.10.2\n ip nhrp map multicast 192.1.10.2\n"


def cloud(hub: str, spoke: str = "", lines: str = "", seconds: float = 120.0) -> Lab:
    texts = {
        f"R{n}": TUNNEL.format(
            n=n, nhrp=HUB if n == 1 else SPOKE, more=hub if n == 1 else spoke or hub, lines=lines if n == 1 else ""
        )
        for n in (1, 2, 3)
    }
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0")
    lab.run(seconds)
    return lab


def hops(lab: Lab, node: str, source: str = "ospf 1") -> dict[str, set[str]]:
    table = lab[node].device.vrfs.default.v4
    return {
        str(route.prefix): {format_ipv4(path.next_hop or 0) for path in route.paths}
        for route in table
        if str(route.source) == source
    }


def test_the_hub_left_on_point_to_point_flaps_from_spoke_to_spoke() -> None:
    lab = cloud("")
    log = [text for _, text in log_of(lab, "R1", "OSPF")]
    heard = log_of(lab, "R1", "OSPF")
    lab.run(120)
    log = [text for _, text in heard]
    for spoke in ("172.16.2.1", "172.16.3.1"):
        reset = [line for line in log if f"Nbr {spoke} on Tunnel0" in line and "Adjacency forced to reset" in line]
        assert len(reset) > 5
    port = lab["R1"].device.engine("ospf").processes[1].ports["Tunnel0"]
    assert len(port.neighbors) == 1


def test_broadcast_keeps_the_next_hop() -> None:
    """Phase 2 works: the way to a spoke's network is the spoke. Priority 0 keeps the spokes out of the election."""
    lab = cloud(" ip ospf network broadcast\n", " ip ospf network broadcast\n ip ospf priority 0\n")
    assert hops(lab, "R2") == {"172.16.1.0/24": {"192.168.1.1"}, "172.16.3.0/24": {"192.168.1.3"}}
    assert routes(lab, "R2", "ospf 1")["172.16.3.0/24"] == (110, 1001)
    states = lab["R1"].cli("show ip ospf neighbor")
    assert states.count("FULL/DROTHER") == 2
    said = lab["R2"].cli("ping 172.16.3.1 source Loopback0")
    assert "Success rate is 80 percent" in said or "Success rate is 100 percent" in said
    assert "192.168.1.3" in lab["R2"].cli("show ip nhrp")


def test_a_spoke_that_becomes_dr_breaks_the_cloud() -> None:
    """The backup takes over after `clear ip ospf process`; priority 255 does not win it back, priority 0 cures it."""
    lab = cloud(" ip ospf network broadcast\n")
    port = lab["R1"].device.engine("ospf").processes[1].ports["Tunnel0"]
    first = format_ipv4(port.dr)
    assert first != "0.0.0.0"
    lab["R1"].configure("interface Tunnel0\n ip ospf priority 255\n")
    lab["R1"].cli("clear ip ospf process", "yes")
    lab.run(120)
    port = lab["R1"].device.engine("ospf").processes[1].ports["Tunnel0"]
    assert format_ipv4(port.dr) in ("192.168.1.2", "192.168.1.3")
    for spoke in ("R2", "R3"):
        lab[spoke].configure("interface Tunnel0\n ip ospf priority 0\n")
    lab.run(120)
    assert format_ipv4(port.dr) == "192.168.1.1"
    assert "172.16.3.0/24" in routes(lab, "R2", "ospf 1")


@pytest.mark.parametrize("kind", ["point-to-multipoint", "point-to-multipoint non-broadcast"])
def test_point_to_multipoint_goes_by_the_hub(kind: str) -> None:
    """Phases 1 and 3: host routes for the tunnel addresses, and the hub as next hop."""
    lines = " neighbor 192.168.1.2\n neighbor 192.168.1.3\n" if "non" in kind else ""
    lab = cloud(f" ip ospf network {kind}\n", lines=lines)
    assert hops(lab, "R2") == {
        "172.16.1.0/24": {"192.168.1.1"}, "172.16.3.0/24": {"192.168.1.1"},
        "192.168.1.1/32": {"192.168.1.1"}, "192.168.1.3/32": {"192.168.1.1"},
    }  # fmt: skip
    assert routes(lab, "R2", "ospf 1") == {
        "172.16.1.0/24": (110, 1001), "172.16.3.0/24": (110, 2001),
        "192.168.1.1/32": (110, 1000), "192.168.1.3/32": (110, 2000),
    }  # fmt: skip
    assert "100 percent (5/5)" in lab["R2"].cli("ping 172.16.3.1 source Loopback0")


def test_hub_of_many_points_spokes_of_two_need_equal_timers() -> None:
    lab = cloud(" ip ospf network point-to-multipoint\n", " ip ospf network point-to-point\n")
    assert not routes(lab, "R2", "ospf 1")
    lab["R1"].configure("interface Tunnel0\n ip ospf hello-interval 10\n")
    lab.run(60)
    assert routes(lab, "R2", "ospf 1")["172.16.3.0/24"] == (110, 2001)
    assert hops(lab, "R2")["172.16.3.0/24"] == {"192.168.1.1"}


def test_non_broadcast_asks_the_neighbours_of_the_hub() -> None:
    lab = cloud(
        " ip ospf network non-broadcast\n ip ospf priority 255\n",
        " ip ospf network non-broadcast\n ip ospf priority 0\n",
        " neighbor 192.168.1.2\n neighbor 192.168.1.3\n",
        seconds=300,
    )
    assert hops(lab, "R2") == {"172.16.1.0/24": {"192.168.1.1"}, "172.16.3.0/24": {"192.168.1.3"}}


def test_without_a_multicast_map_there_is_no_neighbour() -> None:
    lab = cloud(" ip ospf network broadcast\n")
    lab["R2"].configure("interface Tunnel0\n no ip nhrp map multicast 192.1.10.2\n")
    lab.run(200)
    assert "INIT/DROTHER" in lab["R2"].cli("show ip ospf neighbor")
    assert "172.16.2.1" not in lab["R1"].cli("show ip ospf neighbor")
    assert not routes(lab, "R2", "ospf 1")
