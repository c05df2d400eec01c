"""A network wholly inside a VRF sends the same frames as outside (but CDP, which tells prefixes of the global table)."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

LINES = """\
no ip domain lookup
no cdp run
interface Loopback0
 ip address 192.168.{i}.1 255.255.255.0
interface GigabitEthernet0/0
 ip address 10.0.{r}.1 255.255.255.0
 no shutdown
interface GigabitEthernet0/1
 ip address 10.0.{l}.2 255.255.255.0
 no shutdown
interface GigabitEthernet0/2
 ip address 10.1.{r}.1 255.255.255.252
 no shutdown
interface GigabitEthernet0/3
 ip address 10.1.{l}.2 255.255.255.252
 ip mtu 600
 no shutdown
interface Tunnel0
 ip address 172.16.{i}.1 255.255.255.0
 tunnel source Loopback0
 tunnel destination 192.168.{t}.1
line vty 0 4
 no login
"""
ROUTES = {
    1: "ip route 0.0.0.0 0.0.0.0 10.0.12.2\nip route 192.168.3.0 255.255.255.0 10.1.12.2 200\n",
    2: "ip route 192.168.1.0 255.255.255.0 10.0.12.1\nip route 192.168.3.0 255.255.255.0 10.0.23.2\n"
    "ip route 192.168.3.0 255.255.255.0 10.1.23.2\nip route 172.30.0.0 255.255.0.0 Null0\n",
    3: "ip route 0.0.0.0 0.0.0.0 10.0.23.1\n",
}
STORY = (
    ("R1", "ping {vrf}192.168.3.1 source Loopback0 size 1400 repeat 3"),
    ("R1", "ping {vrf}172.30.1.1 repeat 2"),
    ("R1", "ping {vrf}192.168.3.1 size 1400 df-bit repeat 2"),
    ("R3", "traceroute {vrf}192.168.1.1"),
    ("R1", "traceroute {vrf}10.99.1.1 ttl 1 4 timeout 1"),
    ("R1", "telnet 192.168.3.1{slash}\nshow version\nexit"),
    ("R3", "ping {vrf}10.0.12.255 repeat 1"),
)


def inside(text: str) -> str:
    """Every interface and route goes into RED, tunnels also with their outside."""
    text = re.sub(r"^(interface \S+)$", r"\1\n vrf forwarding RED", text, flags=re.M)
    text = re.sub(r"^ tunnel destination .*$", r"\g<0>\n tunnel vrf RED", text, flags=re.M)
    return "vrf definition RED\n address-family ipv4\n" + re.sub(r"^ip route ", "ip route vrf RED ", text, flags=re.M)


def build(red: bool) -> tuple[Lab, list[tuple[float, str, bytes]]]:
    configs = {}
    for i in (1, 2, 3):
        text = LINES.format(i=i, r=f"{i}{i + 1}", l=f"{i - 1}{i}", t=4 - i) + ROUTES[i]
        configs[f"R{i}"] = inside(text) if red else text
    cables = [f"R{i}:Gi0/{port} R{i + 1}:Gi0/{port + 1}" for i in (1, 2) for port in (0, 2)]
    lab = network(configs, *cables, platform="iosv")
    frames: list[tuple[float, str, bytes]] = []
    for link in lab.links.values():
        link.taps.append(lambda now, sender, frame: frames.append((now, sender, frame)))
    return lab, frames


def play(red: bool) -> tuple[list[tuple[float, str, bytes]], list[str]]:
    lab, frames = build(red)
    said = []
    lab.run(10)
    for _ in range(2):
        for node, command in STORY:
            said.append(lab[node].cli(command.format(vrf="vrf RED " if red else "", slash=" /vrf RED" if red else "")))
        lab.run(30)
        lab["R2"].configure("interface GigabitEthernet0/0\n shutdown\n")
        lab.run(10)
    return frames, said


def test_frames_are_the_same_to_the_byte() -> None:
    outside, words = play(False)
    within, same = play(True)
    assert len(outside) > 200
    assert within == outside
    assert same == words


@pytest.mark.parametrize("node", ["R1", "R2", "R3"])
def test_nothing_is_left_outside(node: str) -> None:
    lab, _ = build(True)
    lab.run(10)
    device = lab[node].device
    assert list(device.vrfs.default.v4) == []
    assert not device.vrfs.default.v4.receive
