"""Follows packets through a lab: the witness of all its routers, who asks each feature for its reasons on the way.

A frame is known on its way over a cable because it is the very same object that went in; a datagram within a router
because it carries the marks of the packet that is traced, or came out of such a frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from iosemu.device import explain
from iosemu.device.drops import Reason
from iosemu.device.explain import ROUTING, Dropped, Finding, Line, Scene
from iosemu.device.fib import Entry, Kind
from iosemu.device.ip_events import PassageEnded
from iosemu.device.passage import PASS, Drop, Fate, Marks, Passage, Point, Verdict
from iosemu.lab.trace.packet import told
from iosemu.lab.trace.records import Hop, Step, Trace
from iosemu.lab.trace.records import Verdict as End
from iosemu.records import dataclass, field
from iosemu.types import Prefix, format_ipv4
from iosemu.wire import icmp, ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.rib import Route, RoutingTable
    from iosemu.lab.lab import Lab

_STAGES = {
    Point.IN_QOS: "policy in", Point.OUT_QOS: "policy out",
    Point.IN_VFR: "vfr", Point.IN_ACL: "acl in", Point.IN_RPF: "rpf", Point.IN_CLEAR: "crypto in", Point.IN_MSS: "mss",
    Point.IN_NAT: "nat", Point.OUT_NAT: "nat",
    Point.IN_INSPECT: "inspect", Point.IN_POLICY: "policy", Point.ROUTED: "nhrp", Point.OUT_MSS: "mss",
    Point.IN_ZONE: "zones", Point.OUT_ZONE: "zones",
    Point.OUT_INSPECT: "inspect", Point.OUT_CRYPTO: "crypto", Point.OUT_ACL: "acl out",
}  # fmt: skip
_UNREACHABLE = {
    icmp.NET: "network unreachable", icmp.HOST: "host unreachable", icmp.PROTOCOL: "protocol unreachable",
    icmp.PORT: "port unreachable", icmp.FRAGMENTATION_NEEDED: "fragmentation needed",
    icmp.ADMINISTRATIVELY_PROHIBITED: "administratively prohibited",
}  # fmt: skip
_REFUSED = frozenset({Reason.NO_TUNNEL, Reason.NOT_PROTECTED, Reason.OUT_OF_ORDER, Reason.TTL_SECURITY})
MOST_STEPS = 4000  # of one packet: in a loop with a long life


class Translated(NamedTuple):
    """What a packet was before the output stage of an interface changed its addresses, and the lines that said so."""

    at: Interface
    before: Passage
    lines: list[Line]


@dataclass(slots=True, eq=False)
class Story:
    """One packet that is followed. `dropped` are its ends so far, the packet itself or what carries it."""

    trace: Trace
    marks: Marks
    packet: ipv4.IPv4  # as it was made, or as somebody translated it last
    vrf: str  # that it was made in
    frames: dict[int, bytes] = field(default_factory=dict)  # on cables, by identity
    until: float = 0.0  # when the last of them is there
    arrived: bool = False
    arrived_in: str = ""  # name of a VRF
    arrived_at: set[str] = field(default_factory=set)  # names of routers
    dropped: list[Dropped] = field(default_factory=list)
    counted: list[tuple[Interface, Reason]] = field(default_factory=list)  # drops of what the packet was within
    last: Interface | None = None  # that it left by
    waiting: list[tuple[Device, Interface, Finding]] = field(default_factory=list)  # lines that it would have gone by
    handed: Passage | None = None  # to who ought to open it
    steps: int = 0
    translated: Translated | None = None  # by the last one on its way out
    clear: list[tuple[Interface, Passage, Translated | None]] = field(default_factory=list)
    """Where a crypto map let it pass as it is."""


class Walk:
    """`device.witness.Witness` of all routers of a lab of one's own, whose clock it moves."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.scene = Scene(node.device for node in lab)
        self.story: Story | None = None  # what the event that is carried out is about
        self.answer: Story | None = None
        self._stories: dict[int, Story] = {}  # by the identity of their marks
        self._sending: list[tuple[Passage, Story | None]] = []
        self._via: list[Interface] = []  # that they are sent by
        self._open: list[tuple[Step, bool] | None] = []  # steps of stages that look now; at the packet itself?
        for link in lab.links.values():
            link.loss = link.duplicate = link.reorder = link.rate = 0.0  # it goes out at once, whatever waits
            link.filters.append(partial(self._enters, link.delay))
        for node in lab:
            device = node.device
            device.ip.cef = False
            device.ip.flush_cache()
            device.ip.witness = self
            device.bus.listen(PassageEnded, _heard)  # what makes the byte paths give way
            for iface in device.interfaces.values():
                if iface.link is not None:
                    iface.taps.append(self._leaves)

    # one packet

    def send(
        self, device: Device, passage: Passage, came: bool = False, iface: Interface | None = None
    ) -> Story:  # fmt: skip
        """Send one (by `iface` without a look-up), or (`came`) have it come in by `passage.came`; and follow
        it to its ends."""
        trace = Trace(told(passage.packet))
        story = self._story(trace, passage)
        self.answer = None
        self.story = story
        if came:
            device.ip.carry(passage)
        else:
            device.ip.originate(passage, iface)
        self._follow(story)
        if self.answer is not None:
            self._follow(self.answer)
        for each in (story, self.answer):
            if each is not None:
                self._close(each)
        if self.answer is not None:
            trace.answer = self.answer.trace
            if not came and self.answer.arrived and self.answer.arrived_in != story.vrf:
                self._strayed(story, self.answer)
        return story

    def _strayed(self, story: Story, answer: Story) -> None:
        """Who asked waits in another VRF than the answer comes in."""
        came, asked = (f"VRF {name}" if name else "the global table" for name in (answer.arrived_in, story.vrf))
        node = answer.trace.node
        answer.trace.verdict, answer.trace.reason = End.DROPPED, "another VRF"
        answer.trace.sentence = f"comes to {node} in {came}, where nobody waits for it: the question left in {asked}"

    def _story(self, trace: Trace, passage: Passage) -> Story:
        marks = Marks(inside=passage.packet)
        passage.marks = marks
        story = self._stories[id(marks)] = Story(trace, marks, _kept(passage.packet), passage.vrf.name)
        return story

    def _follow(self, story: Story) -> None:
        scheduler = self.lab.scheduler
        story.until = max(story.until, scheduler.now)
        while (time := scheduler.next_time()) is not None and time <= story.until and story.steps < MOST_STEPS:
            self.story = None
            scheduler.step()
        self.story = None

    def _close(self, story: Story) -> None:
        """What became of it."""
        trace = story.trace
        if story.arrived and any(reason in _REFUSED for _, reason in story.counted):
            story.arrived = False  # it came to the router, and whom it was for did not take it
        if story.arrived:
            trace.verdict = End.ARRIVES
            return
        if story.dropped:
            trace.verdict = End.DROPPED
            return
        for iface, reason in story.counted[-1:]:
            trace.verdict = End.DROPPED
            inside = story.handed or Passage(story.packet, iface.vrf, iface)
            story.dropped.append(Dropped(self.scene, iface.device, inside, iface, reason))

    # cables

    def _enters(self, delay: float, label: str, frame: bytes) -> bool:
        """A frame goes into a cable: is it the packet that is being sent?"""
        if self._sending:
            passage, story = self._sending[-1]
            if story is not None and passage.packet.encode() in frame:
                story.frames[id(frame)] = frame
                story.until = max(story.until, self.lab.now + delay)
        return True

    def _leaves(self, iface: Interface, outbound: bool, frame: bytes) -> None:
        """A frame comes in at an interface."""
        if not outbound:
            found = (story for story in self._stories.values() if story.frames.get(id(frame)) is frame)
            self.story = next(found, None)

    # the witness

    def came(self, passage: Passage) -> None:
        story, iface = self.story, passage.came
        if story is None or iface is None:
            return
        passage.marks = story.marks
        story.handed = None
        for finding in self.scene.ask("comes", passage):
            self._tell(story, iface.device, "in", finding, passage)
        self._step(story, iface.device, "in", f"{iface.text}: {self._short(story, passage)}", passage)

    def made(self, passage: Passage, iface: Interface | None) -> None:
        device, story = passage.vrf.device, self._of(passage)
        if story is not None:
            if not self._sending:
                self._step(story, device, "made", f"here: {told(passage.packet)}", passage)
            elif self._sending[-1][1] is story:
                inner = self._sending[-1][0]
                for finding in reversed(self.scene.ask("wraps", inner, self._via[-1], passage)):
                    self._tell(story, device, finding.layer.name if finding.layer is not None else "", finding, passage)
            return
        current = self.story
        if current is None:
            return
        packet = passage.packet
        if current.arrived and (packet.dst, packet.protocol) == (current.packet.src, current.packet.protocol):
            if self.answer is None and current is not self.answer:
                self.answer = self._story(Trace(told(packet)), passage)
                self._step(self.answer, device, "made", f"here: {told(packet)}", passage)
        elif packet.protocol == ipv4.ICMP and packet.dst == current.packet.src and packet.payload[0] in icmp.ERRORS:
            self._complaint(current, device, packet, passage)

    def _complaint(self, story: Story, device: Device, packet: ipv4.IPv4, passage: Passage) -> None:
        kind, code = packet.payload[0], packet.payload[1]
        if kind == icmp.UNREACHABLE:
            words = _UNREACHABLE.get(code, f"unreachable, code {code}")
            if code == icmp.FRAGMENTATION_NEEDED:
                words += f", {int.from_bytes(packet.payload[6:8], 'big')} bytes fit"
        elif kind == icmp.TIME_EXCEEDED:
            words = "time exceeded"
        elif kind == icmp.REDIRECT:
            words = f"use {format_ipv4(int.from_bytes(packet.payload[4:8], 'big'))} (redirect)"
        else:
            words = f"type {kind}"
        self._step(story, device, "icmp", f"{device.node} tells {format_ipv4(packet.dst)}: {words}", passage)

    def before(self, passage: Passage, point: Point, at: Interface) -> None:
        story = self._of(passage)
        if story is None:
            self._open.append(None)
            return
        finding = explain.stage(point, passage, at)
        step = self._step(story, at.device, _STAGES.get(point, point.name.lower()), "", passage, hidden=True)
        if finding is not None:
            step.text, step.lines = finding.text, finding.lines
        self._open.append((step, self._innermost(story, passage)))

    def after(self, passage: Passage, point: Point, at: Interface, verdict: Verdict | Drop) -> None:
        opened = self._open.pop()
        story = self._of(passage)
        if opened is None or story is None:
            return
        step, innermost = opened
        if innermost and point is Point.OUT_CRYPTO and verdict is PASS:
            last = story.translated
            story.clear.append((at, _as_it_is(passage), last if last is not None and last.at is at else None))
        if innermost and not self._innermost(story, passage):
            if point is Point.OUT_NAT:
                story.translated = Translated(at, _as_it_is(passage, story.packet), step.lines)
            story.packet = _kept(passage.packet)
        if isinstance(verdict, Drop):
            step.drops = True
            step.text = step.text or f"{at.text}: {verdict.reason.value}"
        elif verdict is PASS and not step.text:
            hop = next(hop for hop in story.trace.hops if any(each is step for each in hop.steps))
            hop.steps[:] = [each for each in hop.steps if each is not step]
        elif not step.text:
            step.text = f"{at.text}: taken"

    def routed(self, passage: Passage, entry: Entry) -> None:
        story = self._of(passage)
        if story is None:
            return
        device, table = passage.vrf.device, f" in VRF {passage.vrf.name}" if passage.vrf.name else ""
        dst = format_ipv4(passage.packet.dst)
        if entry.kind is Kind.RECEIVE:
            self._step(story, device, "route", f"{dst} is an address of this router{table}", passage)
            return
        iface, next_hop = entry.hop(passage.packet.src, passage.packet.dst)
        route = entry.route
        if route is None:
            text, lines = f"{dst} by {iface.text}", list[Line]()
        else:
            name = _name(entry, route)
            via = f" via {format_ipv4(next_hop)}" if next_hop != passage.packet.dst else ""
            kind = f", {route.source}" if str(route.source) != "connected" else ", connected"
            text = f"{dst}: {name}{kind}{via}, {iface.text}{table}"
            beyond = [path.next_hop for path in route.paths if path.interface is None and path.next_hop is not None]
            if beyond and next_hop not in beyond:
                other = next((path.table for path in route.paths if path.table is not None), passage.vrf.v4)
                by = other.find(beyond[0])
                how = _name(by, by.route) if by is not None and by.route is not None else "nothing"
                text = (
                    f"{dst}: {name}{kind} via {format_ipv4(beyond[0])}, which {how} leads to{via}, {iface.text}{table}"
                )
            if len(entry.hops) > 1:
                text += f" (one of {len(entry.hops)} ways)"
            told_by = {self.scene.owner(path.learned_from, device) for path in route.paths if path.learned_from}
            names = sorted({owner.device.node for owner in told_by if owner is not None})
            text += f", told by {' and '.join(names)}" if names and route.source.learnt else ""
            lines = explain.lines_of_route(device, route)
        self._step(story, device, "route", text, passage, lines)
        self._longer(story, passage, route)

    def _longer(self, story: Story, passage: Passage, used: Route | None) -> None:
        """Longer routes that wait: the packet would rather have gone there."""
        device, table, dst = passage.vrf.device, passage.vrf.v4, passage.packet.dst
        for found in waiting(table, dst, used.prefix.length if used is not None else -1):
            text = f"a longer route waits, it is not usable: {found.prefix}, {found.source}"
            lines = explain.lines_of_route(device, found)
            self._wanted(story, device, found, Finding(f"{device.node}: {text}", lines, "", ROUTING))
            self._step(story, device, "route", text, passage, lines)
        if used is not None:
            self._wanted(story, device, used, None)

    def _wanted(self, story: Story, device: Device, route: Route, finding: Finding | None) -> None:
        """The lines that are down by which a route would lead."""
        for path in route.paths:
            hop = path.next_hop
            outs = [path.interface] if path.interface is not None else list(device.interfaces.values())
            for iface in outs:
                on = path.interface is not None or (
                    hop is not None and iface.prefix is not None and hop in iface.prefix
                )
                if on and not iface.line_up:
                    if finding is None and hop is not None:
                        text = (
                            f"{format_ipv4(hop)}, the next hop of {route.prefix} on {device.node}, is on the subnet of "
                        )
                        finding = Finding(f"{text}{iface.text}, which is down", [], "", ROUTING)
                    if finding is not None:
                        story.waiting.append((device, iface, finding))

    def sends(self, passage: Passage, iface: Interface) -> None:
        story = self._of(passage)
        self._sending.append((passage, story))
        self._via.append(iface)
        if story is None:
            return
        story.last = iface
        for finding in self.scene.ask("sends", passage, iface):
            self._tell(story, iface.device, "out", finding, passage)

    def sent(self, passage: Passage, iface: Interface) -> None:
        self._sending.pop()
        self._via.pop()

    def ended(self, passage: Passage, fate: Fate, at: Interface | None, reason: Reason | None) -> None:
        story = self._of(passage)
        if story is None:
            return
        device = passage.vrf.device
        if fate is Fate.DROPPED and reason is not None:
            story.dropped.append(Dropped(self.scene, device, passage, at, reason))
            steps = story.trace.hops[-1].steps if story.trace.hops else []
            if not any(step.drops for step in steps[-4:]):  # a stage has told it, and maybe ICMP since
                where = f" at {at.text}" if at is not None else ""
                self._step(story, device, "dropped", f"{reason.value}{where}", passage).drops = True
        elif fate is Fate.DELIVERED and self._innermost(story, passage):
            story.arrived, story.arrived_in = True, passage.vrf.name
            self.story = story  # also where no frame brought it
            story.trace.node = device.node
            story.arrived_at.add(device.node)
            self._step(story, device, "delivered", f"to {device.node}", passage)
        elif fate is Fate.DELIVERED:
            story.handed = passage

    def counted(self, iface: Interface, reason: Reason) -> None:
        if self.story is not None and not any(
            each.at is iface and each.reason is reason for each in self.story.dropped
        ):
            self.story.counted.append((iface, reason))

    # telling

    def _of(self, passage: Passage) -> Story | None:
        return self._stories.get(id(passage.marks)) if passage.marks is not None else None

    def _innermost(self, story: Story, passage: Passage) -> bool:
        """Is it the packet itself, not what carries it?"""
        packet, own = passage.packet, story.packet
        return (packet.src, packet.dst, packet.protocol) == (own.src, own.dst, own.protocol)

    def _depth(self, story: Story, passage: Passage) -> int:
        return 0 if self._innermost(story, passage) else 1

    def _short(self, story: Story, passage: Passage) -> str:
        return "" if self._innermost(story, passage) else told(passage.packet)

    def _tell(self, story: Story, device: Device, stage: str, finding: Finding, passage: Passage) -> None:
        self._step(story, device, stage, finding.text, passage, finding.lines)

    def _step(
        self, story: Story, device: Device, stage: str, text: str, passage: Passage,
        lines: list[Line] | None = None, hidden: bool = False,
    ) -> Step:  # fmt: skip
        hops = story.trace.hops
        if not hops or hops[-1].node != device.node:
            hops.append(Hop(device.node))
        step = Step(stage, text.removesuffix(": "), self._depth(story, passage), lines or [])
        hops[-1].steps.append(step)
        story.steps += 1
        return step


def _kept(packet: ipv4.IPv4) -> ipv4.IPv4:
    """Of its own: the other one is on its way."""
    return ipv4.IPv4(packet.src, packet.dst, packet.protocol, packet.payload, packet.ttl, packet.tos)


def _as_it_is(passage: Passage, packet: ipv4.IPv4 | None = None) -> Passage:
    """At this moment, for questions later; with the packet that it had before."""
    way = passage.came, passage.origin, passage.out, passage.next_hop
    return Passage(packet or _kept(passage.packet), passage.vrf, *way)


def _name(entry: Entry, route: Route) -> str:
    """Of the route that an entry follows."""
    if not entry.by_default:
        return str(route.prefix)
    return "the default route" if not route.prefix.length else f"the default route (to network {route.prefix})"


def waiting(table: RoutingTable, dst: int, length: int) -> Iterator[Route]:
    """Routes to a destination that are longer than that, and not installed."""
    for bits in range(32, length, -1):
        prefix = Prefix.of(dst, bits)
        if table.best(prefix) is None:
            yield from table.candidates(prefix)[:1]


def _heard(event: PassageEnded) -> None:
    """Somebody listens: that is all."""
