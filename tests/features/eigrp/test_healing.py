"""After any trouble, once it is over, a router knows what it would know without it."""

from __future__ import annotations

import re
from random import Random

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import ipv4
from iosemu.wire.eigrp import Flag, Opcode, Packet, Parameters
from tests.features.eigrp.test_dual import build, graph
from tests.features.wired import network, routes

Known = dict[str, tuple[list[str], list[tuple[str, ...]]]]

LAN = """interface Loopback0
 ip address 192.168.{i}.1 255.255.255.0
interface FastEthernet0/0
 ip address 10.0.0.{i} 255.255.255.0
 no shutdown
router eigrp 1
 network 10.0.0.0
 network 192.168.{i}.0
"""


def known(lab: Lab) -> Known:
    """Of each router: the topology with all links, and its neighbours with what waits for them."""
    found: Known = {}
    for node in lab:
        topology = re.sub(r", serno \d+", "", node.cli("show ip eigrp topology all-links")).splitlines()
        rows = [line.split() for line in node.cli("show ip eigrp neighbors").splitlines()]
        neighbors = sorted((row[1], row[2], row[-2]) for row in rows if len(row) > 7 and row[0].isdigit())
        found[node.name] = (sorted(topology), neighbors)
    return found


@pytest.mark.parametrize(("seed", "loss"), [(0, 0.1), (13, 0.1), (1, 0.4), (34, 0.4)])
def test_after_loss(seed: int, loss: float) -> None:
    """What a neighbour was told in a query or a reply is what it knows: the update that follows may not be left out."""
    links = graph(Random(seed), 5)
    fresh = build(links, 5, seed)
    fresh.run(300)
    lab = build(links, 5, seed)
    for link in lab.links.values():
        link.loss = loss
    lab.run(900)
    for link in lab.links.values():
        link.loss = 0
    lab.run(300)
    assert known(lab) == known(fresh)


@pytest.mark.parametrize("seed", range(2))
def test_after_flaps_of_a_segment(seed: int) -> None:
    """Cables of one switch come and go faster than the hold time: nobody may believe in an adjacency that is no more."""
    names = [f"R{i}" for i in range(1, 5)]

    def make() -> Lab:
        configs = {name: LAN.replace("{i}", name[1:]) for name in names}
        return network(configs, " ".join(f"{name}:Fa0/0" for name in names), delay=0.005, seed=seed)

    fresh, lab, rng = make(), make(), Random(seed)
    fresh.run(120)
    lab.run(60)
    for _ in range(25):
        port = f"{rng.choice(names)}:FastEthernet0/0"
        lab.cut(port)
        lab.run(rng.random() * rng.choice([0.01, 0.1, 1, 10]))
        lab.repair(port)
        lab.run(rng.random() * rng.choice([0.01, 0.1, 1, 10]))
    lab.run(200)
    assert known(lab) == known(fresh)


@pytest.mark.parametrize("how", ["no ip address", "shutdown"])
@pytest.mark.parametrize("gap", [0.0, 0.5, 20.0])
def test_a_connected_network_comes_back(how: str, gap: float) -> None:
    """Meanwhile R1 reached it by R2: the routing table's refusal of that path is over when the network is its own."""
    configs = {name: LAN.replace("{i}", name[1:]) for name in ("R1", "R2")}
    second = "interface FastEthernet0/1\n ip address 10.0.1.{i} 255.255.255.0\n no shutdown\n"
    configs = {name: second.replace("{i}", name[1:]) + text for name, text in configs.items()}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R2:Fa0/1")
    lab.run(60)
    before = known(lab)
    lab["R1"].configure(f"interface FastEthernet0/0\n {how}\n")
    lab.run(gap)
    back = "no shutdown" if how == "shutdown" else "ip address 10.0.0.1 255.255.255.0"
    lab["R1"].configure(f"interface FastEthernet0/0\n {back}\n")
    lab.run(60)
    assert "P 10.0.0.0/24, 1 successors, FD is 28160" in lab["R1"].cli("show ip eigrp topology")
    assert known(lab) == before


def test_no_half_open_adjacency() -> None:
    """R2's INIT was taken by R1, which then began anew before its own INIT arrived: R2 must tell its table again."""
    configs = {name: LAN.replace("{i}", name[1:]) for name in ("R1", "R2", "R3")}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0", delay=0.005)
    link = next(iter(lab.links.values()))

    def passes(sender: str, frame: bytes) -> bool:
        """R1's INITs get lost, and so does its goodbye."""
        if not sender.startswith("R1") or frame[12:14] != b"\x08\x00" or frame[23] != ipv4.EIGRP:
            return True
        packet = Packet.decode(ipv4.IPv4.decode(frame[14:]).payload)
        goodbye = packet.parameters is not None and packet.parameters.k[0] == 255
        return not (goodbye or (packet.opcode == Opcode.UPDATE and packet.flags & Flag.INIT))

    link.filters.append(passes)
    lab.run(8)
    neighbor = next(iter(lab["R2"].device.engine("eigrp").processes.values())).ports["FastEthernet0/0"].neighbors
    assert neighbor[0x0A000001].synchronized and not neighbor[0x0A000001].initialized
    lab["R1"].configure("interface FastEthernet0/0\n shutdown\n")
    lab.run(0.5)
    lab["R1"].configure("interface FastEthernet0/0\n no shutdown\n")
    link.filters.remove(passes)
    lab.run(14)  # before anybody's patience with unanswered packets is over
    for name in ("R1", "R2", "R3"):
        assert len(routes(lab, name, "eigrp 1")) == 2
    assert known(lab)["R1"][1] == [("10.0.0.2", "Fa0/0", "0"), ("10.0.0.3", "Fa0/0", "0")]


def test_strangers_leave_a_bounded_memory() -> None:
    lab = build(graph(Random(0), 2), 2, 0)
    lab.run(30)
    process = next(iter(lab["R1"].device.engine("eigrp").processes.values()))
    port = next(iter(process.ports.values()))
    for k in (process.k, (9, *process.k[1:])):
        for source in range(0xC6000000, 0xC6000000 + 1000):
            port.hello_received(Packet(Opcode.HELLO, 1, parameters=Parameters(k, 15)), source)
    assert len(port.heard.off_subnet) == 256
