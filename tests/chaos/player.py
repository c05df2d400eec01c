"""Plays a story to a lab: a list of lines, each one event. Any line may be left out and the rest still makes sense.

    run 12.5                        virtual seconds pass
    cut R1:GigabitEthernet1         that station's cable; `cut R1 R2` is the whole link
    repair R1:GigabitEthernet1
    lose PORT 0.1                   share of frames lost on the link at PORT
    duplicate PORT 0.2
    reorder PORT 0.3 0.05           share, and how late in seconds
    hostile PORT 5 1234             5 frames heard on this link, mutated by chance 1234, arrive at PORT
    message lost 2 NHRP registration reply   the second from now on; doubled, or late (3 s)
    checkpoint                      saved, and restored: the story goes on with the lab that comes out
    off R1 / on R1 / reload R1
    configure R1 interface Tunnel0 ; shutdown
    exec R1 clear crypto sa
    exec R1 clear ip ospf process ; yes   with what is answered
    plant hub-pfs 3                 a fault of the catalogue, at the third of its places (counted round and round)
    mend hub-pfs 3                  what the catalogue says against it

What a router without power is told is lost.
"""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Iterable

from iosemu import Lab
from iosemu.checks.run import carry_out
from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.lab.errors import LabError
from iosemu.lab.node import Node
from iosemu.practice import faults
from iosemu.practice.faults import Fault
from iosemu.sim.link import Link
from tests.chaos import worlds
from tests.chaos.config import give_back
from tests.fuzz.exchanges import Exchanges
from tests.fuzz.mutate import hostile

BETWEEN = " ; "  # configuration lines of one event
_LATE = 3.0  # seconds
_POLICY = re.compile(r"\b(neighbor|route-map|prefix-list|access-list|community-list|as-path|match|set|router bgp)\b")
_HEARD = 200  # frames that are remembered on each link


class Player:
    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.wanted = {node.name: node.running_config() for node in lab}
        self._forged = False
        self._policies: set[str] = set()  # routers whose policy was another one for a while
        self._gremlins: list[_Gremlin] = []
        self._topology = lab.topology  # a restored lab does not know its folder
        self._places: dict[str, tuple[Fault, list[dict[str, str]]]] = {}
        self._heard: dict[str, deque[bytes]] = {link: deque(maxlen=_HEARD) for link in lab.links}
        self._listen()

    def _listen(self) -> None:
        for link in self.lab.links.values():
            heard = self._heard[link.name]
            link.taps.append(lambda time, sender, frame, heard=heard: heard.append(frame))

    def play(self, story: Iterable[str]) -> None:
        """Raises whatever the lab raises; ValueError for a line that is none."""
        for line in story:
            self.event(line)

    def event(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        words = rest.split()
        lab = self.lab
        if verb == "run":
            lab.run(float(rest))
        elif verb == "cut":
            lab.cut(*words)
        elif verb == "repair":
            lab.repair(*words)
        elif verb == "lose":
            lab.lose(words[0], share=float(words[1]))
        elif verb == "duplicate":
            lab.duplicate(words[0], share=float(words[1]))
        elif verb == "reorder":
            lab.reorder(words[0], share=float(words[1]), within=float(words[2]))
        elif verb == "hostile":
            self._hostile(words[0], int(words[1]), words[2])
        elif verb == "message":
            self._gremlins.append(_Gremlin(words[0], int(words[1]), " ".join(words[2:])))
            self._gremlins[-1].haunt(lab)
        elif verb == "checkpoint":
            self._again()
        elif verb in ("plant", "mend"):
            self._fault(verb, words[0], int(words[1]))
        elif verb == "on":
            lab[rest].power_on()
        elif verb in ("off", "reload", "configure", "exec"):
            self._router(verb, lab[words[0]], rest.partition(" ")[2])
        else:
            raise ValueError(f"no event: {line}")

    def _again(self) -> None:
        """What scripts have put on links is not saved: it comes back by hand."""
        for link in self.lab.links.values():
            link.taps.clear()
            link.filters.clear()
        self.lab = Lab.restore(self.lab.checkpoint())
        self._listen()
        for each in self._gremlins:
            each.haunt(self.lab)

    def _router(self, verb: str, node: Node, text: str) -> None:
        if not node.device.running:
            return
        if verb == "off":
            node.power_off()
        elif verb == "reload":
            node.reload()
        elif verb == "configure":
            if _POLICY.search(text):
                self._policies.add(node.name)
            node.configure(text.replace(BETWEEN, "\n") + "\n")
        else:
            try:
                node.cli(*text.split(BETWEEN), "", "", "")
            except LabError as error:
                if "was given no answer" not in str(error):
                    raise

    def _fault(self, verb: str, name: str, number: int) -> None:
        """Where the sound lab has a place for it, whatever has become of that."""
        if not self._places:
            configs = faults.configurations(self.lab, self.wanted)
            self._places = {each.id: (each, faults.places(self.lab, each, configs)) for each in worlds.catalogue(self._topology)}
        fault, where = self._places[name]
        if where:
            planted = faults.at(fault, where[number % len(where)], self.lab)
            lines = planted.first.items() if verb == "plant" else ()
            for node, text in lines:
                self._router("configure", self.lab[node], text.rstrip("\n").replace("\n", BETWEEN))
            deeds = planted.deeds if verb == "plant" else planted.mend
            self._policies |= {deed.node for deed in deeds if deed.deed == "configure" and _POLICY.search(deed.what)}
            carry_out(self.lab, deeds)

    def _hostile(self, where: str, count: int, seed: str) -> None:
        self._forged = True
        link = self.lab.link(where)
        heard = tuple(self._heard[link.name])
        port = _port(link, where)
        chance = random.Random(seed)
        if heard and port is not None:
            for _ in range(count):
                port.receive(hostile(chance.choice(heard), heard, chance, port.mac))
                self.lab.run(0.01)

    def restore(self) -> None:
        """Everything is repaired: links, power, configurations (saved as well)."""
        lab = self.lab
        for link in lab.links.values():
            link.loss = link.duplicate = link.reorder = 0.0
        for spec, link in zip(lab.topology.links, lab.links.values(), strict=True):
            link.loss, link.delay = spec.loss, spec.delay
            link.repair()
        for node in lab:
            node.power_on()
        lab.run(40)  # a reload that was under way
        for node in lab:
            node.power_on()
            node.cli("undebug all")
            give_back(node, self.wanted[node.name])
            node.cli("write memory", "")
            if "bgp" in node.device.engines:
                self._ask_again(node)
            if self._forged:  # EIGRP without authentication believes a forged update, and nobody tells it the truth again
                node.cli("clear ip eigrp neighbors")
                node.cli("clear arp-cache")  # … and who believes a forged ARP asks again in hours
        again = [node for node in lab if _called_otherwise(node.device)]
        for node in again:
            node.reload()
        if again:
            lab.run(40)


    def _ask_again(self, node: Node) -> None:
        """Inbound policy does not act by itself, and who told too many networks stays away until he is cleared."""
        if node.name in self._policies:
            node.cli("clear ip bgp * soft in")
        for peer in re.findall(r"^\*?(\S+) .*Idle \(PfxCt\)$", node.cli("show ip bgp summary"), re.M):
            node.cli(f"clear ip bgp {peer}")


def _called_otherwise(device: Device) -> bool:
    """Was a router ID chosen while other addresses were there, or typed while there were neighbours? The old one stays
    as long as the router runs, as on IOS."""
    engines = [device.engines[name] for name in ("ospf", "ospf3") if name in device.engines]
    for process in (each for engine in engines for each in engine.processes.values()):  # type: ignore[attr-defined]
        own = [iface for iface in device.interfaces.values() if iface.line_up and iface.vrf is process.vrf and iface.address]
        loopbacks = [iface.address for iface in own if iface.kind == "Loopback"]
        wanted = process.config.router_id or max(loopbacks or [iface.address for iface in own], default=0)
        if process.router_id != wanted:
            return True
    return False


class _Gremlin:
    """Waits on all links for the message number `turn` of a kind; then it is lost, comes twice, or late."""

    def __init__(self, how: str, turn: int, kind: str) -> None:
        self.how, self.turn, self.kind = how, turn, kind
        self.exchanges = Exchanges()

    def haunt(self, lab: Lab) -> None:
        for link in lab.links.values():
            link.filters.append(lambda sender, frame, link=link: self._keep(link, sender, frame))

    def _keep(self, link: Link, sender: str, frame: bytes) -> bool:
        if self.turn <= 0 or self.exchanges.kind(frame) != self.kind:
            return True
        self.turn -= 1
        if self.turn:
            return True
        port = next(port for port in link.ports if port.label == sender)
        if self.how != "lost":
            link.scheduler.call(_LATE if self.how == "late" else 0.0, link.send, port, frame)
        return self.how == "doubled"


def _port(link: Link, label: str) -> Interface | None:
    """The station of a link, None while its router has no power."""
    return next((port for port in link.ports if port.label == label and isinstance(port, Interface)), None)
