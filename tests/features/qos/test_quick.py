"""Policies on bytes (`qos/quick.py`) change nothing: random policies and traffic, once as it goes, once with somebody who
listens to each datagram, so that all go through the whole stack: the same frames at the same times, the same shows."""

from __future__ import annotations

from random import Random

import pytest

from iosemu.features.qos.quick import QuickOutput
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ethernet, ipv4
from tests.chaos.test_fast_path import Eavesdropper
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
CONFIGS = {
    "R1": PORT.format("Fa0/0", "10.0.12.1") + "ip route 0.0.0.0 0.0.0.0 10.0.12.2\n",
    "R2": PORT.format("Fa0/0", "10.0.12.2") + PORT.format("Fa0/1", "10.0.23.2"),
    "R3": PORT.format("Fa0/1", "10.0.23.3") + "ip route 0.0.0.0 0.0.0.0 10.0.23.2\n",
}
CLASSES = """ip access-list extended WEB
 permit tcp any any eq 80
 permit udp any any
class-map match-any VOICE
 match dscp ef
 match precedence 5
class-map match-all DATA
 match dscp af21 af31
class-map match-any WEB
 match access-group name WEB
class-map match-all NOT
 match not dscp default
class-map match-any BOTH
 match class-map DATA
 match protocol icmp
policy-map CHILD
 class VOICE
  set dscp af11
 class DATA
  police 16000
"""
NAMES = ("VOICE", "DATA", "WEB", "NOT", "BOTH")
POLICE = ("police 64000", "police 32000 1500 3000 conform-action set-dscp-transmit af12 exceed-action set-prec-transmit 1",
          "police cir 24000 pir 48000 conform-action transmit exceed-action set-dscp-transmit 8 violate-action drop")  # fmt: skip
MARKS = ("set dscp af41", "set precedence 2", "set ip dscp cs1", "set qos-group 3")
LOOK = ("show policy-map interface", "show interfaces", "show interfaces stats", "show ip traffic", "show access-lists")


def policy(chance: Random) -> str:
    """A policy map P."""
    lines = ["policy-map P"]
    queues = chance.random() < 0.7
    way = chance.choice(("bandwidth percent 10", "bandwidth remaining percent 10"))
    for name in chance.sample(NAMES, chance.randint(1, 4)):
        lines.append(f" class {name}")
        kind = chance.random()
        if kind < 0.1:
            lines.append("  drop")
            continue
        if chance.random() < 0.4:
            lines.append(f"  {chance.choice(POLICE)}")
        if chance.random() < 0.5:
            lines.append(f"  {chance.choice(MARKS)}")
        if queues and chance.random() < 0.8:
            queue = chance.choice((way, way, "priority percent 10", "priority 16", "shape average 64000"))
            lines.append(f"  {queue}")
            if queue == way:
                lines += chance.choice(([], ["  queue-limit 5"], ["  random-detect dscp-based"]))
            if queue.startswith("shape") and chance.random() < 0.5:
                lines.append("  service-policy CHILD")
        elif chance.random() < 0.2:
            lines.append("  service-policy CHILD")
    if chance.random() < 0.4:
        lines += [" class class-default", "  fair-queue" if queues else "  set dscp cs1"]
    return "\n".join(lines) + "\n"


def told(seed: int, slow: bool) -> tuple[list[str], bool]:
    """Frames to R3 and what R2 shows; was a policy ever quick?"""
    chance = Random(seed)
    lab: Lab = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    lab.run(5)
    lab["R1"].cli("ping 10.0.23.3 repeat 2")
    r2, out = lab["R2"], InterfaceName.parse("Fa0/1")
    ears = [Eavesdropper(r2.device)] if slow else []
    link = next(link for name, link in lab.links.items() if "R3" in name)
    link.rate = chance.choice((64_000.0, 256_000.0, 10_000_000.0))
    seen: list[str] = []
    link.taps.append(lambda time, sender, frame: seen.append(f"{time:.12f} {sender} {frame.hex()}"))
    first, second = (lab[name].device.interfaces[InterfaceName.parse("Fa0/0")] for name in ("R1", "R2"))
    was_quick = False
    for at in range(4):
        r2.configure(("" if at == 0 else "interface Fa0/1\n no service-policy output P\nno policy-map P\n") + CLASSES)
        r2.configure(policy(chance) + "interface Fa0/1\n service-policy output P\n")
        if at == 3:
            assert r2.configure(f"interface Fa0/1\n tx-ring-limit {chance.choice((1, 4))}\n") == ""
        if at == 2:
            r2.configure("interface Fa0/1\n ip mtu 500\n")
        lab["R1"].cli("ping 10.0.23.3 repeat 2")
        for _ in range(60):
            packet = ipv4.IPv4(
                parse_ipv4("10.0.12.1"), parse_ipv4("10.0.23.3"), chance.choice((1, 6, 17, 50, 253)),
                chance.randbytes(chance.choice((8, 60, 300, 900))), chance.choice((64, 64, 64, 2, 1)),
                chance.choice((0, 0, 0xB8, 0xA0, 0x48, 0x68, 0x69)), chance.randrange(65536), chance.choice((0, 0, 0x4000)),
            )  # fmt: skip
            first.transmit(ethernet.Frame(second.mac, first.mac, ethernet.IPV4, packet.encode()).encode())
            if chance.random() < 0.3:
                lab.run(chance.choice((0.0001, 0.01, 0.2, 3)))
        was_quick |= isinstance(r2.device.interfaces[out].by_bytes, QuickOutput) and bool(r2.device.vrfs.default.v4.fast)
        seen += [f"{show}\n{r2.cli(show)}" for show in LOOK]
        lab.run(chance.choice((0.05, 20)))
    assert not ears or ears[0].heard
    lab.close()
    return seen, was_quick


@pytest.mark.parametrize("seed", range(12))
def test_bytes_go_as_records_do(seed: int) -> None:
    (fast, _), (slow, _) = told(seed, False), told(seed, True)
    differs = next((pair for pair in zip(fast, slow, strict=False) if pair[0] != pair[1]), None)
    assert differs is None and len(fast) == len(slow), differs


def test_they_are_quick_at_all() -> None:
    assert any(told(seed, False)[1] for seed in range(4))
