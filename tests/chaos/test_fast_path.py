"""The fast path changes nothing: the same story in a lab where somebody listens to each datagram, so that all go
through the whole stack, gives the same frames at the same times and the same shows."""

from __future__ import annotations

from random import Random

import pytest

from iosemu import Lab
from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.device.ip_events import PassageEnded
from iosemu.types import InterfaceName
from tests.chaos import steps, worlds
from tests.chaos.player import Player
from tests.net.__main__ import SHOWS

LABS = (
    "dmvpn-dual-hub", "dmvpn-phase2-eigrp", "dmvpn-phase2-eigrp+ipsec", "dmvpn-ipsec", "front-door-vrf",
    "dmvpn-phase1-odr+manual", "dmvpn-phase2-ospf", "dmvpn-phase1-bgp", "bfd-failover",
)  # fmt: skip
GREETING = {*LABS} - {"dmvpn-ipsec", "dmvpn-phase1-odr+manual", "dmvpn-phase1-bgp"}  # whose hellos come again
LOOKS = (
    ("exec {node} debug ip packet", "exec {node} undebug all"),
    ("exec {node} debug eigrp packets", "exec {node} undebug all"),
    ("exec {node} debug tunnel", "exec {node} undebug all"),
    ("tap {node}", "untap {node}"),
)
DEEDS = (
    *LOOKS * 4,
    (
        "configure {node} interface {iface} ; ip access-group L in",
        "configure {node} interface {iface} ; no ip access-group in",
    ),
    (
        "configure {node} interface {iface} ; ip access-group L out",
        "configure {node} interface {iface} ; no ip access-group out",
    ),
    (
        "configure {node} interface Tunnel0 ; ip access-group M in",
        "configure {node} interface Tunnel0 ; no ip access-group in",
    ),
    ("configure {node} interface {iface} ; ip mtu 120", "configure {node} interface {iface} ; no ip mtu"),
    (
        "configure {node} interface {iface} ; mac-address 0200.0000.0077",
        "configure {node} interface {iface} ; no mac-address",
    ),
    ("configure {node} interface Tunnel0 ; tunnel tos 8", "configure {node} interface Tunnel0 ; no tunnel tos"),
    (
        "configure {node} interface Tunnel0 ; tunnel checksum",
        "configure {node} interface Tunnel0 ; no tunnel checksum",
    ),
    (
        "configure {node} interface Tunnel0 ; ip tcp adjust-mss 900",
        "configure {node} interface Tunnel0 ; no ip tcp adjust-mss",
    ),
    ("configure {node} interface Tunnel0 ; ip hello-interval eigrp 1 3", "run 1"),
    ("configure {node} interface Tunnel0 ; bandwidth 999", "configure {node} interface Tunnel0 ; no bandwidth"),
    (
        "configure {node} interface Tunnel0 ; ip address 10.99.0.1 255.255.255.0",
        "configure {node} interface Tunnel0 ; shutdown",
    ),
    ("configure {node} interface Tunnel0 ; ip verify unicast source reachable-via any", "run 1"),
    ("configure {node} interface Tunnel0 ; ip nhrp holdtime 33", "run 1"),
    (
        "configure {node} interface {iface} ; service-policy output MARKS",
        "configure {node} interface {iface} ; no service-policy output MARKS",
    ),
    (
        "configure {node} interface {iface} ; service-policy output QUEUES",
        "configure {node} interface {iface} ; no service-policy output QUEUES",
    ),
    (
        "configure {node} router eigrp 1 ; metric weights 0 1 1 1 0 0",
        "configure {node} router eigrp 1 ; no metric weights",
    ),
    (
        "configure {node} router eigrp 1 ; passive-interface Tunnel0",
        "configure {node} router eigrp 1 ; no passive-interface Tunnel0",
    ),
    ("configure {node} no ip cef", "configure {node} ip cef"),
    ("configure {node} no ip routing", "configure {node} ip routing"),
    ("exec {node} clear crypto sa", "run 1"),
    ("exec {node} clear crypto isakmp", "run 1"),
    ("exec {node} clear ip eigrp neighbors", "run 1"),
    ("exec {node} clear arp-cache", "run 1"),
    ("exec {node} clear counters", "run 1"),
    ("exec {node} clear ip traffic", "run 1"),
    ("exec {node} clear ip route *", "run 1"),
    ("cut {node}:{port}", "repair {node}:{port}"),
    ("lose {node}:{port} 0.2", "lose {node}:{port} 0"),
    ("duplicate {node}:{port} 0.3", "duplicate {node}:{port} 0"),
    ("hostile {node}:{port} 5 77", "run 1"),
    ("configure {node} interface Tunnel0 ; shutdown", "configure {node} interface Tunnel0 ; no shutdown"),
    ("reload {node}", "run 60"),
)
LISTS = "ip access-list extended L\n permit udp any any\n permit esp any any\n permit ip any any\n"
LISTS += "class-map match-any C\n match precedence 6 7\n match access-group name L\npolicy-map MARKS\n class C\n  police 64000\n"
LISTS += "  set dscp af31\npolicy-map QUEUES\n class C\n  bandwidth 100\n  set dscp cs6\n class class-default\n  fair-queue\n"
LISTS += "ip access-list extended M\n permit ip any host 224.0.0.10\n deny ip any any\n"


class Eavesdropper:
    """Hears how each datagram ends in a router, also after a reload."""

    def __init__(self, device: Device) -> None:
        device.power_listeners.append(self.listen)
        self.heard = 0
        self.listen(device)

    def listen(self, device: Device) -> None:
        device.bus.listen(PassageEnded, self.hear)

    def hear(self, event: PassageEnded) -> None:
        self.heard += 1


def story(name: str, seed: int) -> list[str]:
    """Somebody looks, sets filters, changes addresses, renews keys; most of it is undone soon."""
    chance, scene = Random(f"{name} {seed}"), steps.scene(name)
    later: list[str] = []
    lines = []
    for _ in range(35 if name in LABS[:6] else 15):
        node, port = chance.choice(scene.ports).split(":")
        iface = chance.choice([found for owner, found in scene.interfaces if owner == node and found[0] not in "LT"])
        do, undo = (line.format(node=node, port=port, iface=iface) for line in chance.choice(DEEDS))
        lines += [do, f"run {chance.random() * chance.choice((0.1, 5, 40)):.3f}"]
        later.insert(chance.randrange(len(later) + 1), undo)
        while len(later) > chance.choice((0, 0, 1, 4)):
            lines += [later.pop(), f"run {chance.random() * chance.choice((0.1, 5, 20)):.3f}"]
    return lines


class Teller(Player):
    """Plays a story, with taps on tunnels, and writes down what is seen."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.seen: list[str] = []
        for link in lab.links.values():
            link.taps.append(
                lambda time, sender, frame, link=link: self.seen.append(f"{time:.9f} {link.name} {sender} {frame.hex()}")
            )

    def event(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        if verb not in ("tap", "untap"):
            return super().event(line)
        iface = self.lab[rest].device.interfaces.get(InterfaceName.parse("Tunnel0"))
        if iface is not None:
            iface.taps[:] = [self.inside] if verb == "tap" else []
        return None

    def inside(self, iface: Interface, outbound: bool, data: bytes) -> None:
        self.seen.append(f"{self.lab.now:.9f} {iface.label} {outbound} {data.hex()}")


def told(name: str, seed: int, slow: bool) -> tuple[list[str], bool]:
    """All frames and all shows, and whether hellos took the fast path."""
    lab: Lab = worlds.load(name, seed)
    for node in lab:
        node.configure(f"logging buffered 1000000 debugging\n{LISTS}")
    ears = [Eavesdropper(node.device) for node in lab] if slow else []
    teller = Teller(lab)
    lab.run(120)
    quick = any(node.device.ip.repeats for node in lab)
    teller.play(story(name, seed))
    for node in lab:
        if node.device.running:
            node.cli("undebug all")
            shows = (*SHOWS, "show interfaces stats", "show interfaces accounting", "show policy-map interface")
            teller.seen += [f"{node.name}#{show}\n{node.cli(show)}" for show in shows]
    assert not ears or any(ear.heard for ear in ears)
    lab.close()
    return teller.seen, quick


@pytest.mark.parametrize("name", LABS)
def test_the_fast_path_is_the_slow_one(name: str, seed: int = 1) -> None:
    (fast, quick), (slow, never) = told(name, seed, False), told(name, seed, True)
    assert quick == (name in GREETING) and not never
    differs = next((pair for pair in zip(fast, slow, strict=False) if pair[0] != pair[1]), None)
    assert differs is None and len(fast) == len(slow), differs
