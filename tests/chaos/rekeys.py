"""A month of renewed keys: tunnels of every kind between a hub and its branches, on links that lose frames.

    python -m tests.chaos.rekeys [--days 30] [--tunnels 50] [--loss 0.01] [--every 10] [--seed 1]

Each direction of each tunnel carries numbered datagrams, one in `every` seconds in turn. What does not arrive must be
what a link lost: so many sealed datagrams were lost on its cable, no more, and no end complains. The process must not
grow either: its last week takes as much as its first.
"""

from __future__ import annotations

import argparse
import gc
import os
import pickle
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, format_ipv4, format_mac, parse_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.ipsec.flow import Flow
    from iosemu.sim.link import Link
    from iosemu.wire.udp import Udp

PORT = 7000
DAY = 86400.0
WEEK = 7
GROWTH = 0.01  # of the last week over the first, as a share
PAGE = 4096  # bytes of Linux
WARM = 120.0  # virtual seconds without loss: all tunnels come up
LAST = 60.0  # … and at the end: what is under way arrives
SEALED = (ipv4.ESP, ipv4.AH)
HUB_LAN = parse_ipv4("172.16.0.1")
KINDS = {  # kind -> (transform set, mode, tunnel mode, "" for a crypto map)
    "vti": ("esp-aes 256 esp-sha256-hmac", "tunnel", "ipsec ipv4"),
    "map ah+esp": ("ah-sha-hmac esp-aes", "tunnel", ""),
    "gre": ("esp-aes esp-sha-hmac", "transport", "gre ip"),
    "map comp": ("esp-aes esp-sha-hmac comp-lzs", "tunnel", ""),
    "gre ah": ("ah-sha256-hmac", "transport", "gre ip"),
}
COMMON = """\
hostname {name}
no cdp run
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key month address 0.0.0.0
crypto isakmp keepalive 60 5
crypto logging session
"""
SET = "crypto ipsec transform-set {tag} {transforms}\n mode {mode}\ncrypto ipsec profile {tag}\n set transform-set {tag}\n{pfs}"
LINK = "interface {port}\n ip address {own} 255.255.255.252\n no shutdown\n{applied}"
TUNNEL = """\
interface Tunnel{n}
 ip unnumbered {lan}
 tunnel source {port}
 tunnel destination {far}
 tunnel mode {mode}
 tunnel protection ipsec profile {tag}
ip route {net} 255.255.255.0 Tunnel{n}
"""
MAP = """\
ip access-list extended {tag}
 permit ip {own_net} 0.0.0.255 {net} 0.0.0.255
crypto map {tag} 10 ipsec-isakmp
 set peer {far}
 set transform-set {tag}
 match address {tag}
ip route {net} 255.255.255.0 {far}
"""


def kind_of(number: int) -> str:
    return list(KINDS)[number % len(KINDS)]


def lan(number: int) -> IPv4:
    """A branch's address on its LAN."""
    return parse_ipv4("172.20.0.1") + 256 * number


def end(number: int, hub: bool) -> str:
    return format_ipv4(parse_ipv4("10.255.0.1") + 4 * number + (not hub))


def hub_port(number: int) -> InterfaceName:
    return InterfaceName("GigabitEthernet", (number // 48, number % 48))


BRANCH_PORT = InterfaceName("GigabitEthernet", (0, 0))


def side(number: int, hub: bool) -> str:
    """What one end of a tunnel is told."""
    transforms, mode, tunnel = KINDS[kind_of(number)]
    tag, port = f"T{number}", hub_port(number) if hub else BRANCH_PORT
    nets = [format_ipv4(address & ~0xFF) for address in (HUB_LAN, lan(number))]
    own_net, net = nets if hub else nets[::-1]
    words = {"n": number, "tag": tag, "port": port, "far": end(number, not hub), "net": net, "own_net": own_net}
    pfs = " set pfs group14\n" if number % 10 == 2 else ""
    text = SET.format(tag=tag, transforms=transforms, mode=mode, pfs=pfs)
    if not tunnel:
        text += MAP.format(**words)
    applied = "" if tunnel else f" crypto map {tag}\n"
    text += LINK.format(port=port, own=end(number, hub), applied=applied)
    return text + (TUNNEL.format(mode=tunnel, lan="Loopback0", **words) if tunnel else "")


def topology(tunnels: int, seed: int) -> Topology:
    """A cable from the hub to each branch."""
    found = Topology("rekeys", seed=seed)
    loopback = "interface Loopback0\n ip address {} 255.255.255.0\n"
    hub = COMMON.format(name="Hub") + loopback.format(format_ipv4(HUB_LAN))
    for number in range(tunnels):
        name = f"B{number}"
        hub += side(number, True)
        config = COMMON.format(name=name) + loopback.format(format_ipv4(lan(number))) + side(number, False)
        found.nodes[name] = NodeSpec(name, "generic", config)
        found.links.append(LinkSpec([Endpoint("Hub", hub_port(number)), Endpoint(name, BRANCH_PORT)], delay=0.005))
    found.nodes["Hub"] = NodeSpec("Hub", "generic", hub)
    return found


class Loss:
    """A filter of a link: loses frames by chance, and remembers how many were sealed, by sender."""

    def __init__(self, share: float, chance: Random) -> None:
        self.share = share
        self.chance = chance
        self.sealed: Counter[str] = Counter()
        self.others = 0

    def __call__(self, sender: str, frame: bytes) -> bool:
        if self.chance.random() >= self.share:
            return True
        if frame[12:14] == b"\x08\x00" and frame[23] in SEALED:
            self.sealed[sender.partition(":")[0]] += 1
        else:
            self.others += 1
        return False


@dataclass(slots=True)
class Way:
    """One direction of a tunnel."""

    number: int
    sender: str
    receiver: str
    sent: int = 0
    arrived: int = 0
    twice: int = 0
    unseen: set[int] = field(default_factory=set)  # numbers under way, or lost

    @property
    def name(self) -> str:
        return f"{self.sender} to {self.receiver} ({kind_of(self.number)})"


class Month:
    """The lab, its traffic, and what became of it."""

    def __init__(self, tunnels: int, loss: float, every: float, seed: int = 1) -> None:
        self.tunnels, self.loss, self.every, self.seed = tunnels, loss, every, seed
        self.lab = Lab(topology(tunnels, seed), seed)
        self.ways = [
            Way(number, *ends) for number in range(tunnels) for ends in (("Hub", f"B{number}"), (f"B{number}", "Hub"))
        ]
        self.losses: dict[int, Loss] = {}
        self.sizes: list[tuple[int, int]] = []  # (resident, saved) bytes at the end of each day
        for node in self.lab:
            node.device.ip.udp.listen(PORT, self._heard)
        self._know_neighbours()

    def _know_neighbours(self) -> None:
        """ARP has no part in this: its entries would age."""
        for number in range(self.tunnels):
            for mine, other, port in (("Hub", f"B{number}", hub_port(number)), (f"B{number}", "Hub", BRANCH_PORT)):
                far = BRANCH_PORT if mine == "Hub" else hub_port(number)
                mac = format_mac(self.lab[other].device.interfaces[far].mac)
                said = self.lab[mine].configure(f"arp {end(number, mine != 'Hub')} {mac} arpa\n")
                assert not said, (port, said)

    def _heard(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        branch = packet.dst if packet.src == HUB_LAN else packet.src
        way = self.ways[2 * (branch - lan(0) >> 8) + (packet.src != HUB_LAN)]
        number = int.from_bytes(udp.payload[:4], "big")
        if number in way.unseen:
            way.unseen.discard(number)
            way.arrived += 1
        else:
            way.twice += 1

    def _send(self, way: Way) -> None:
        device = self.lab[way.sender].device
        ends = (HUB_LAN, lan(way.number)) if way.sender == "Hub" else (lan(way.number), HUB_LAN)
        way.sent += 1
        way.unseen.add(way.sent)
        payload = way.sent.to_bytes(4, "big") + bytes(200)
        device.ip.udp.send(device.vrfs.default, ends[0], PORT, ends[1], PORT, payload)

    def run(self, days: float, told: bool = False) -> list[str]:
        """Everything that went wrong."""
        lab = self.lab
        lab.run(30)
        for way in self.ways:  # crypto maps need something to protect
            self._send(way)
        lab.run(WARM)
        down = [way.name for way in self.ways if not self._up(way)]
        if down:
            return [f"not up after {WARM:g} s: {', '.join(down)}"]
        for node in lab:
            node.cli("clear crypto sa counters")
        for way in self.ways:
            way.sent, way.arrived = 0, 0
            way.unseen.clear()
        for number in range(self.tunnels):
            loss = self.losses[number] = Loss(self.loss, Random(f"{self.seed}/{number}"))
            self._link(number).filters.append(loss)
        at, began, day = 0, lab.now, 1
        while lab.now < began + days * DAY:
            self._send(self.ways[at % len(self.ways)])
            at += 1
            lab.run(self.every)
            if lab.now >= began + day * DAY:
                self.sizes.append(self._size())
                if told:
                    print(f"day {day:2}: {self._line()}", flush=True)
                day += 1
        for loss in self.losses.values():
            loss.share = 0.0
        lab.run(LAST)
        return list(self._wrong())

    def _link(self, number: int) -> Link:
        return self.lab.link("Hub", f"B{number}")

    def _up(self, way: Way) -> bool:
        return bool(self._flow(way).current)

    def _flow(self, way: Way) -> Flow:
        engine: IpsecEngine = self.lab[way.sender].device.engine("ipsec")
        far = parse_ipv4(end(way.number, way.sender != "Hub"))
        [flow] = engine.flows_with(far)
        return flow

    def _wrong(self) -> Iterator[str]:
        for way in self.ways:
            lost = self.losses[way.number].sealed[way.sender]
            mine, theirs = self._flow(way).counters, self._back(way).counters
            if way.sent - way.arrived != lost or way.twice:
                yield f"{way.name}: {way.sent} sent, {way.arrived} arrived, {way.twice} twice, {lost} lost on the link"
            if mine.send_errors or theirs.receive_errors:
                yield f"{way.name}: {mine.send_errors} errors of sending, {theirs.receive_errors} of receiving"

    def _back(self, way: Way) -> Flow:
        return self._flow(Way(way.number, way.receiver, way.sender))

    def _size(self) -> tuple[int, int]:
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE, self._saved()

    def _saved(self) -> int:
        """Bytes of the saved lab. A child saves it: the megabytes that this takes would stay in the heap that is measured."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, b"%d" % len(pickle.dumps(self.lab)))
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with os.fdopen(reading) as said:
            return int(said.read() or 0)

    def _line(self) -> str:
        lost = sum(sum(loss.sealed.values()) for loss in self.losses.values())
        sent, arrived = (sum(getattr(way, what) for way in self.ways) for what in ("sent", "arrived"))
        others = sum(loss.others for loss in self.losses.values())
        resident, saved = (size / 1e6 for size in self.sizes[-1])
        told = f"{sent} sent, {arrived} arrived, {lost} lost on links, {others} other frames lost"
        return f"{told}; {resident:.1f} MB, saved {saved:.2f} MB"


def grown(sizes: list[int]) -> float:
    """How much more the last week takes than the first, as a share."""
    week = min(WEEK, len(sizes) // 2)
    if not week:
        return 0.0
    return statistics.mean(sizes[-week:]) / statistics.mean(sizes[:week]) - 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos.rekeys", description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--tunnels", type=int, default=50)
    parser.add_argument("--loss", type=float, default=0.01)
    parser.add_argument("--every", type=float, default=10, help="virtual seconds from one datagram to the next")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.process_time()
    month = Month(options.tunnels, options.loss, options.every, options.seed)
    wrong = month.run(options.days, told=True)
    print(*wrong, sep="\n")
    resident, saved = ([sizes[which] for sizes in month.sizes] for which in (0, 1))
    print(f"{time.process_time() - began:.0f} s of processor time; the last week against the first:", end=" ")
    print(f"{grown(resident):+.2%} of memory, {grown(saved):+.2%} of state")
    return bool(wrong) or grown(resident) > GROWTH


if __name__ == "__main__":
    sys.exit(main())
