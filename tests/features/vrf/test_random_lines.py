"""Lines about VRFs in any order: tables follow the interfaces, the configuration reads back, nothing stays behind."""

from __future__ import annotations

import random

import pytest

from tests.features.vrf.test_vrf import text_of
from tests.features.wired import network

NAMES = ("A", "B", "C")
PORTS = ("GigabitEthernet0/0", "GigabitEthernet0/1", "Loopback0", "Tunnel0")
LINES = (
    "vrf definition {n}\n address-family ipv4\n",
    "vrf definition {n}\n",
    "vrf definition {n}\n no address-family ipv4\n",
    "ip vrf {n}\n",
    "no vrf definition {n}\n",
    "no ip vrf {n}\n",
    "interface {p}\n vrf forwarding {n}\n",
    "interface {p}\n ip vrf forwarding {n}\n",
    "interface {p}\n no vrf forwarding\n",
    "interface {p}\n ip address 10.0.{k}.1 255.255.255.0\n",
    "interface {p}\n ip address 10.0.{k}.2 255.255.255.0\n",
    "interface {p}\n no ip address\n",
    "interface {p}\n no shutdown\n",
    "interface {p}\n shutdown\n",
    "interface Tunnel0\n ip unnumbered Loopback0\n",
    "interface Tunnel0\n tunnel vrf {n}\n",
    "interface Tunnel0\n tunnel source GigabitEthernet0/0\n tunnel destination 10.0.1.9\n",
    "ip route vrf {n} 10.{k}.0.0 255.255.0.0 10.0.1.9\n",
    "ip route vrf {n} 10.{k}.0.0 255.255.0.0 10.0.2.9 global\n",
    "ip route vrf {n} 10.{k}.0.0 255.255.0.0 {p}\n",
    "no ip route vrf {n} 10.{k}.0.0 255.255.0.0\n",
    "ip route 10.7.0.0 255.255.0.0 {p}\n",
    "arp vrf {n} 10.0.1.9 0000.0c00.0001 arpa\n",
    "logging host 10.0.1.9 vrf {n}\n",
    "ip name-server vrf {n} 10.0.1.9\n",
    "ip host vrf {n} there 10.0.1.9\n",
    "router rip\n address-family ipv4 vrf {n}\n  network 10.0.0.0\n",
    "router eigrp 1\n address-family ipv4 vrf {n} autonomous-system 5\n  network 10.0.0.0\n",
)
SHOWS = ("show vrf detail", "show ip vrf interfaces", "show ip route vrf A", "show ip cef vrf B", "show adjacency detail")


@pytest.mark.parametrize("seed", range(10))
def test_any_order(seed: int) -> None:
    rng = random.Random(seed)
    lab = network({"R1": "", "R2": ""}, "R1:Gi0/0 R2:Gi0/0", "R1:Gi0/1 R2:Gi0/1", platform="iosv", seed=seed)
    r1 = lab["R1"]
    device = r1.device
    for _ in range(60):
        line = rng.choice(LINES).format(n=rng.choice(NAMES), p=rng.choice(PORTS), k=rng.randrange(3))
        r1.configure(line)
        if rng.random() < 0.3:
            lab.run(rng.choice((0.1, 1, 40)))
        for iface in device:
            assert iface.vrf.name == iface.config.vrf, line
        for vrf in device.vrfs.all():
            assert all(iface.vrf is vrf for iface in vrf.v4.receive.values()), line
            assert vrf.ipv4 or not vrf.v4.receive, line
    for show in SHOWS:
        r1.cli(show)
    text = text_of(r1)
    again = network({"R1": text}, platform="iosv")["R1"]
    assert again.device.shell is not None
    assert again.device.shell.boot_refused == []
    assert text_of(again) == text
    for name in NAMES:
        r1.configure(f"no vrf definition {name}\nno ip vrf {name}\n")
    assert [line for line in r1.running_config() if " vrf " in line] == []
    table = device.vrfs.default.v4
    assert all(other is table for leaning in table._hops.values() for other, _ in leaning)
