"""Metrics over DMVPN as learners print them: 12.4 tunnels of 9 kbit/s and 500 ms, later ones of 100 kbit/s and 50 ms."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network, routes

TUNNEL = (
    "interface Loopback0\n ip address 172.16.{n}.1 255.255.255.0\n"
    "interface Fa0/0\n ip address 192.1.{n}0.2 255.255.0.0\n no shutdown\n"
    "interface Tunnel0\n ip address 192.168.1.{n} 255.255.255.0\n no ip redirects\n ip nhrp network-id 1\n{nhrp}"
    " tunnel source Fa0/0\n tunnel mode gre multipoint\n"
    "router eigrp 100\n no auto-summary\n network 10.0.0.0\n network 192.168.1.0\n network 172.16.0.0\n"
)
HUB = " ip nhrp map multicast dynamic\n"
SPOKE = " ip nhrp nhs 192.168.1.1\n ip nhrp map 192.168.1.1 192.1.10.2\n ip nhrp map multicast 192.1.10.2\n"


def cloud(platform: str) -> Lab:
    texts = {f"R{n}": TUNNEL.format(n=n, nhrp=HUB if n == 1 else SPOKE) for n in (1, 2, 3, 4)}
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0 R4:Fa0/0", platform=platform)
    lab.run(30)
    return lab


@pytest.mark.parametrize(
    ("platform", "loopback", "far"), [("c3725", 297372416, 310172416), ("c7200", 27008000, 28288000)]
)
def test_before_and_after_split_horizon(platform: str, loopback: int, far: int) -> None:
    lab = cloud(platform)
    assert routes(lab, "R2", "eigrp 100") == {"172.16.1.0/24": (90, loopback)}
    lab["R1"].configure("interface Tunnel0\n no ip split-horizon eigrp 100\n")
    lab.run(5)
    assert routes(lab, "R2", "eigrp 100") == {
        "172.16.1.0/24": (90, loopback), "172.16.3.0/24": (90, far), "172.16.4.0/24": (90, far),
    }  # fmt: skip
    assert {path.next_hop for path in lab["R2"].device.vrfs.default.v4.lookup(0xAC100301).paths} == {0xC0A80101}
    lab["R1"].configure("interface Tunnel0\n no ip next-hop-self eigrp 100\n")
    lab.run(5)
    assert {path.next_hop for path in lab["R2"].device.vrfs.default.v4.lookup(0xAC100301).paths} == {0xC0A80103}
    assert routes(lab, "R2", "eigrp 100")["172.16.3.0/24"] == (90, far)


def test_a_fast_ethernet_behind_a_tunnel() -> None:
    """[90/26882560]: 100 kbit/s, 50000 and 100 µs."""
    lab = cloud("c7200")
    text = "interface Loopback1\n ip address 10.1.9.1 255.255.255.0\n delay 10\n bandwidth 100000\n"
    lab["R1"].configure(text)
    lab.run(5)
    assert routes(lab, "R2", "eigrp 100")["10.1.9.0/24"] == (90, 26882560)
