"""`lab.trace`: copies the lab, sends the packet in the copy, and says what became of it and why."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from iosemu.device import explain
from iosemu.device.drops import Reason
from iosemu.device.explain import LINK, Dropped, Finding, Scene
from iosemu.device.passage import Passage
from iosemu.lab.errors import LabError
from iosemu.lab.trace.copy import copy_of
from iosemu.lab.trace.packet import Asked
from iosemu.lab.trace.records import Report, Trace, Verdict
from iosemu.lab.trace.walk import Story, Walk
from iosemu.types import InterfaceName, format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.lab.lab import Lab

PASSING = frozenset({Reason.ENCAPSULATION_FAILED, Reason.NO_SA, Reason.UNRESOLVED_NEXT_HOP})
"""What costs the first packets only, where all is well: what is missing is asked for meanwhile."""
WAITS = (0.1, 2.0, 12.0)  # seconds between the packets that follow such a loss
NEXT = 2.0  # seconds behind a packet that arrived: does the next one find a shorter way?


def trace(lab: Lab, node: str, asked: Asked, vrf: str = "") -> Trace:
    """Raises LabError: no such router, no power, no such VRF."""
    copied = copied_lab(lab)
    device = copied[node].device
    if not device.running:
        raise LabError(f"{node} has no power")
    table = device.vrfs.routed(vrf)
    if table is None:
        raise LabError(f"{node} has no VRF {vrf}")
    walk = Walk(copied)
    prober = Prober(walk)
    walk.scene.probe, walk.scene.seen_as = prober.why, prober.seen_as
    story = _send(walk, device, table, asked)
    found = story.trace
    if not story.arrived and story.dropped and story.dropped[-1].reason in PASSING:
        _try_again(walk, device, table, asked, story)
    elif story.arrived:
        copied.run(NEXT)
        second = _send(walk, device, table, asked)
        if second.arrived and second.trace.path != found.path:
            found.later, found.after = second.trace, NEXT
            second.trace.answer = None
            conclude(walk.scene, second)
    conclude(walk.scene, story)
    return found


def diagnose(lab: Lab, node: str = "", interface: InterfaceName | None = None) -> Report:
    """What ought to be up and is not: on an interface, a router, or all of them. Raises LabError."""
    copied = copied_lab(lab)
    walk = Walk(copied)
    prober = Prober(walk)
    walk.scene.probe, walk.scene.seen_as = prober.why, prober.seen_as
    found: list[Finding] = []
    for each in [copied[node]] if node else copied:
        device = each.device
        only = None
        if interface is not None:
            only = device.interfaces.get(interface)
            if only is None:
                raise LabError(f"{node} has no interface {interface}")
        if not device.running:
            found.append(Finding(f"{each.name} has no power", [], f"/power on {each.name}", LINK))
        else:
            found += walk.scene.ask("ails", device, only)
    about = f"{node} {interface}" if interface is not None else node or f"lab {lab.name}"
    return Report(about, once(found))


def copied_lab(lab: Lab) -> Lab:
    """Raises LabError for one that cannot be copied now."""
    try:
        return copy_of(lab)
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        raise LabError(f"the lab cannot be copied for a trace now: {error}") from error


class Prober:
    """Follows what protocols of the routers would send, for explanations; one at a time, not within one another."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.busy = False

    def why(
        self, device: Device, vrf: Vrf, packet: ipv4.IPv4, origin: object, iface: Interface | None = None, at: str = ""
    ) -> tuple[str, list[Finding]] | None:  # fmt: skip
        """See `explain.Probe`. What waits for ARP is sent again."""
        if self.busy:
            return None
        self.busy = True
        try:
            story = self._sent(device, vrf, packet, origin, iface, at)
            if at in story.arrived_at if at else story.arrived:
                return None
            story.arrived = False
            conclude(self.walk.scene, story)
            return story.trace.sentence, story.trace.findings
        finally:
            self.busy = False

    def seen_as(self, device: Device, vrf: Vrf, packet: ipv4.IPv4, origin: object) -> int:
        """See `explain.SeenAs`."""
        if self.busy:
            return 0
        self.busy = True
        try:
            story = self._sent(device, vrf, packet, origin)
            return story.packet.src if story.arrived else 0
        finally:
            self.busy = False

    def _sent(
        self, device: Device, vrf: Vrf, packet: ipv4.IPv4, origin: object, iface: Interface | None = None, at: str = ""
    ) -> Story:
        for _ in range(4):
            made = ipv4.IPv4(packet.src, packet.dst, packet.protocol, packet.payload, packet.ttl)
            story = self.walk.send(device, Passage(made, vrf, None, origin), iface=iface)
            if at in story.arrived_at if at else story.arrived:
                return story
            if not story.dropped or story.dropped[-1].reason is not Reason.ENCAPSULATION_FAILED:
                break
            self.walk.lab.run(0.5)
        return story


def _send(walk: Walk, device: Device, vrf: Vrf, asked: Asked) -> Story:
    src = asked.src or source_of(device, vrf, asked)
    came = arrives_by(device, vrf, src) if asked.src else None
    passage = Passage(asked.datagram(src), vrf, came)
    return walk.send(device, passage, came is not None)


def source_of(device: Device, vrf: Vrf, asked: Asked) -> int:
    """The address that a packet made here gets; one of its own where there is no route."""
    found = device.ip.source_for(vrf, asked.dst)
    if found:
        return found
    return next((iface.address for iface in device if iface.vrf is vrf and iface.line_up and iface.address), 0)


def arrives_by(device: Device, vrf: Vrf, src: int) -> Interface | None:
    """Where a packet from that address comes in: None, if the address is the router's own. Raises LabError."""
    if device.owner_of(vrf, src) is not None:
        return None
    entry = vrf.v4.find(src)
    if entry is None:
        source = format_ipv4(src)
        raise LabError(f"{device.node} has no route to {source}: no packet from there would be expected here")
    return entry.interface


def _try_again(walk: Walk, device: Device, vrf: Vrf, asked: Asked, first: Story) -> None:
    """The packets behind the first one, until one arrives."""
    began, story = walk.lab.now, first
    for wait in WAITS:
        walk.lab.run(wait)
        story = _send(walk, device, vrf, asked)
        first.trace.later, first.trace.after = story.trace, round(walk.lab.now - began, 3)
        if story.arrived:
            first.trace.verdict = Verdict.LATER
            conclude(walk.scene, story)
            return
        if story.dropped and story.dropped[-1].reason not in PASSING:
            break
    last = story.dropped[-1] if story.dropped else None
    if last is not None and (last.device, last.reason) == (first.dropped[-1].device, first.dropped[-1].reason):
        first.trace.later = None  # what it tells is no better than what the first one did
    else:
        conclude(walk.scene, story)


def conclude(scene: Scene, story: Story) -> None:
    """The sentence, and the reasons."""
    found = story.trace
    if found.answer is not None:
        _say_answer(found.answer)
    if story.arrived:
        found.sentence = f"arrives at {found.node}" + _through(found)
        refused = _refused(scene, story)
        if refused:
            found.sentence += ", and is refused"
        found.findings = once([*_in_clear(scene, story), *refused])
        return
    if not story.dropped and story.handed is not None:
        _swallowed(scene, found, story.handed)
        return
    if not story.dropped:
        last = story.last
        found.node, found.where = (last.device.node, last.text) if last is not None else ("", "")
        found.sentence = f"lost: nobody took it off the cable at {found.node} {found.where}"
        return
    dropped = story.dropped[-1]
    found.node = dropped.device.node
    found.where = dropped.at.text if dropped.at is not None else ""
    found.reason = dropped.reason.value
    place = f" at {found.where}" if found.where else ""
    found.findings = once([*_strayed(scene, story), *_in_clear(scene, story), *reasons(dropped)])
    if found.verdict is Verdict.LATER:
        found.sentence = f"the first packet is lost on {found.node}{place} ({found.reason}); later ones arrive"
        found.findings = found.findings[:1]
    else:
        found.sentence = f"dropped by {found.node}{place}: {found.reason}"
        if found.later is not None:
            found.sentence += f"; later ones: {found.later.sentence}"


def _refused(scene: Scene, story: Story) -> list[Finding]:
    """Nobody there takes it."""
    device = next((each for each in scene.devices if each.node == story.trace.node), None)
    vrf = device.vrfs.routed(story.arrived_in) if device is not None else None
    if device is None or vrf is None or device.owner_of(vrf, story.packet.dst) is None:
        return []
    return once(scene.ask("refuses", device, story.packet, vrf))


def _in_clear(scene: Scene, story: Story) -> list[Finding]:
    """It was meant to be sealed, and was not."""
    found: list[Finding] = []
    for iface, passage, translated in story.clear:
        before, lines = (translated.before, translated.lines) if translated is not None else (None, [])
        for each in scene.ask("in_clear", iface, passage, before):
            found.append(Finding(each.text, [*lines, *each.lines], each.remedy, each.layer))
    return found


def _strayed(scene: Scene, story: Story) -> list[Finding]:
    """It would have gone another way, by lines that are down."""
    found: list[Finding] = []
    for device, iface, finding in story.waiting:
        found += [finding, *scene.ask("ails", device, iface)]
    return found


def _swallowed(scene: Scene, found: Trace, outer: Passage) -> None:
    """What carried it arrived, and nothing came out."""
    device = outer.vrf.device
    found.verdict, found.node = Verdict.DROPPED, device.node
    found.where = outer.came.text if outer.came is not None else ""
    found.reason = "not opened"
    found.sentence = f"dropped by {device.node}: what carries it arrives there, and is not opened"
    found.findings = scene.ask("swallowed", outer)


def _say_answer(answer: Trace) -> None:
    if answer.verdict is Verdict.ARRIVES:
        answer.sentence = f"arrives at {answer.node}" + _through(answer)
        return
    if answer.sentence:
        return
    steps = [step for hop in answer.hops for step in hop.steps if step.drops]
    where = answer.hops[-1].node if answer.hops else ""
    answer.node = where
    answer.sentence = f"dropped by {where}" + (f": {steps[-1].text}" if steps else "")


def _through(found: Trace) -> str:
    between = found.path[1:-1]
    return f", through {', '.join(between)}" if between else ""


def reasons(dropped: Dropped) -> list[Finding]:
    """What is known of a drop, once each."""
    return once(explain.why(dropped))


def once(findings: list[Finding]) -> list[Finding]:
    """Each finding where it stands first."""
    found: list[Finding] = []
    for each in findings:
        if each not in found:
            found.append(each)
    return found
