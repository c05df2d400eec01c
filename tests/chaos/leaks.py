"""What a lab holds: timers by kind and the sizes of all containers, to find what is never given back."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from types import MethodType
from typing import Any

from iosemu import Lab
from iosemu.lab.waiting import waiting

Census = Counter[str]

PASSING = {"isakmp purge node": ("IkeSa.nodes", "Host._timers")}
"""Timers that end what is over, and the containers that each has one entry of: who asks a peer for life (RFC 3706) each
minute always has an exchange behind it. An entry that no such timer waits for is counted."""

_NOT_INSIDE = ("iosemu.sim", "iosemu.cli", "iosemu.lab")
_NOT_FOLLOWED = {"shell", "places", "scheduler", "sessions", "flash", "platform", "language"}
_PLAIN = (str, bytes, int, float, type(None), random.Random)
REMEMBERS = {
    "RouteSource._processes": "one object for each name, as long as the program",
    "AclEngine._lists": "lists that were asked for, of those that are defined",
    "AclEngine._stale": "of these, to be compiled anew",
    "Compiled.rules": "theirs",
    "ArpCache.tables": "neighbours met, each for its time",
    "Neighbours.tables": "the same of IPv6",
    "Table.outgoing": "translations that traffic makes, probes too: each ends by itself",
    "Table.incoming": "the same",
    "Table._due": "when",
    "ArpCache._waiting": "packets of the moment",
    "BfdEngine.drops": "reasons",
    "Session.history": "a log; bounded",
    "Computation.log": "the last computations",
    "Counters.drops": "reasons",
    "Counters.others": "counters by protocol",
    "DataPath._notified": "peers told of an unknown SPI; bounded",
    "EemEngine.history": "what applets did; bounded",
    "DhcpServer.received": "counters by kind",
    "DhcpServer.sent": "counters by kind",
    "Dhcp6Engine.counts": "counters by kind",
    "Group.made": "when sessions of the last minute were made",
    "Device.private_config": "what engines kept when somebody wrote the memory",
    "Device.engines": "started by a line that is gone",
    "Device._watching": "engines started by a line that is gone",
    "Device._slots": "records made by a line that is gone",
    "EigrpInterface.per_as": "records made by a line that is gone",
    "EthernetDriver.others": "a protocol that was switched off takes nothing",
    "EventBus._deaf": "what was asked since somebody began to listen",
    "EventBus.syslog": "words of an engine started by a line that is gone",
    "EventLog.entries": "a log",
    "GreEngine._looped": "loops told of once",
    "ExitPaths.entries": "a log; bounded",
    "Heard.off_subnet": "strangers told of once; bounded",
    "IpStack.groups": "of OSPF: who was first is DR, listens to one more, and tells of the network",
    "History.events": "a log; bounded",
    "HsrpEngine._up": "interfaces, of an engine started by a line that is gone",
    "Icmp6Layer._errors": "IPv6 that a line which is gone began",
    "Ip6Stack.handlers": "the same",
    "Icmp6Layer.received": "counters by type",
    "Icmp6Layer.sent": "counters by type",
    "IcmpLayer.received": "counters by type",
    "IcmpLayer.sent": "counters by type",
    "IkeSa.answers": "of IKEv2: to the last requests of a peer; bounded by the window",
    "IkeSa.answers[]": "the datagrams of each",
    "Interface._slots": "records made by a line that is gone",
    "InterfaceEngine.rates": "of interfaces that something has passed, or that were looked at",
    "InterfaceEngine.methods": "where addresses came from",
    "IpsecEngine.work": "counters by kind",
    "IpsecEngine._complaints": "when a kind of message was last told",
    "KeyServer.teks": "two live around a rekey, whose time is a group's own",
    "Member.keks": "the last ones, as they are shown; bounded",
    "Member.teks": "two live around a rekey",
    "Registered.heard": "the last rekeys that were acknowledged; bounded",
    "Registered.sent": "the last rekeys; bounded",
    "Tek.lines": "of two that live around a rekey",
    "Life.halves": "of IKEv2: SAs that the peer began; who begins is chance",
    "LoggingEngine.buffer": "a log",
    "Neighbor.last_said": "the last update, as debug tells it",
    "NhrpTunnel.counting": "next hops that packets went to; bounded",
    "NhsState.request_ids": "the last two",
    "NhrpTunnel.redirects": "when whom was told of a shorter way, for the next seconds; bounded",
    "Originator._backoffs": "of what a DR tells",
    "Originator._wars": "when others spoke in our name; bounded",
    "Originator.wanted": "the same",
    "Interface6.groups": "of those that a DR of OSPFv3 listens to",
    "Port3.groups": "the same",
    "LineEngine.uses": "how often each line was used",
    "Ports._hints": "where to look next, for each address that ports were taken of; bounded by these",
    "Routers.last": "when each interface last told of itself",
    "LinkStateNumbers._numbers": "areas and kinds of what was told there; bounded",
    "LinkStateNumbers._next": "the same",
    "Originator3._backoffs": "of what a DR tells",
    "Originator3._wars": "when others spoke in our name; bounded",
    "Originator3.wanted": "the same",
    "OspfPort.groups": "who was first is DR, and listens to one group more",
    "OspfPort.unfit": "strangers told of once; bounded",
    "Process.counters": "counters by type",
    "Process._router_ids": "chosen once, when somebody asks",
    "Outbound._known": "a cache; bounded",
    "Member.denied": "counters by reason",
    "Bucket.denied": "counters by reason",
    "Table._details": "shared by routes; bounded",
    "Table._templates": "a cache; bounded",
    "Table._via": "shared by routes; bounded",
    "Stats.now": "numbers by state, of an engine started by a line that is gone",
    "Stats.most": "the same",
    "Statistics.tx_requests": "counters by name",
    "Statistics.tx_responses": "counters by name",
    "Statistics.rx_requests": "counters by name",
    "Statistics.rx_responses": "counters by name",
    "Statistics.services": "counters by name",
    "Tally.wakeups": "counters by timer",
    "Tally.starts": "counters by timer",
    "Numbers._free": "free numbers of neighbours, fewer than there were at one time",
    "OdrEngine.heard": "sources that show ip protocols lists with their age; bounded",
    "SpfRun.reasons": "a log",
    "Traffic.errors": "counters by reason",
    "RipEngine._subscriptions": "an engine started by a line that is gone",
    "EigrpEngine._subscriptions": "an engine started by a line that is gone",
    "OspfEngine._subscriptions": "an engine started by a line that is gone",
    "ArpCache age": "as long as there are neighbours met",
    "RoutingTable._named": "a hint, too many do no harm; bounded",
    "RoutingTable.cache": "a cache; bounded",
    "RoutingTable.fast": "a cache; bounded",
    "RoutingTable.own": "a cache; bounded",
}
"""Containers that may be larger than those of a fresh lab, and why."""
OF_ENGINES = frozenset({
    "AclEngine.openings", "EventBus._listeners", "IcmpLayer._errors", "IpStack.handlers", "IpStack.takers", "IsakmpEngine.tenants",
    "KeyingEngine.groups", "KeyingEngine.managers", "UdpPorts.handlers",
})  # fmt: skip
"""Where an engine is entered for as long as it is there."""
_RECORDS = ("iosemu.wire", "iosemu.features.keying.contract", "iosemu.device.debug")  # what others hold


def census(lab: Lab) -> Census:
    """How much there is of each thing, by its name."""
    found = timers(lab) + containers(lab)
    for node in lab:
        for kind, holders in PASSING.items():
            ends = found.pop(f"{node.name} timers {kind}", 0)
            for holder in holders:
                found[f"{node.name} entries {holder}"] -= ends
    return found


def timers(lab: Lab) -> Census:
    """How many timers of each kind each router has. Frames under way are none."""
    found: Census = Counter()
    for each in waiting(lab.scheduler):
        if each.who != "link":
            found[f"{each.node} timers {each.who} {each.what}"] += 1
    return found


def containers(lab: Lab) -> Census:
    """Total length of the containers that a router's objects hold, by class and attribute."""
    found: Census = Counter()
    for node in lab:
        seen: set[int] = set()
        stack: list[tuple[Any, str]] = [(node.device, "")]
        while stack:
            thing, name = stack.pop()
            if isinstance(thing, _PLAIN) or id(thing) in seen:
                continue
            seen.add(id(thing))
            if isinstance(thing, dict | list | set | deque):
                found[f"{node.name} entries {name}"] += len(thing) - _once(thing, node.device.engines)
            if isinstance(thing, dict | list | set | deque | tuple | frozenset):
                stack += ((each, f"{name}[]") for each in (thing.values() if isinstance(thing, dict) else thing))
            else:
                stack += ((value, f"{type(thing).__name__}.{attribute}") for attribute, value in _attributes(thing))
    return found


def _once(thing: Collection[Any], engines: Mapping[str, object]) -> int:
    """How many of a list are listeners that belong to an engine: each may listen once for a kind of event."""
    owners = {id(engine) for engine in engines.values()}
    return len({each for each in thing if isinstance(each, MethodType) and id(each.__self__) in owners})


def _attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    module = type(thing).__module__
    if not module.startswith("iosemu.") or module.startswith(_NOT_INSIDE + _RECORDS):
        return
    names = list(getattr(thing, "__dict__", ()))
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
    for name in names:
        if name not in _NOT_FOLLOWED and hasattr(thing, name):
            yield name, getattr(thing, name)


def quick_modes(lab: Lab) -> Counter[str]:
    """How many each router has begun since it was started."""
    engines = ((node.name, node.device.engines.get("isakmp")) for node in lab)
    return Counter({name: engine.stats.out_exchanges for name, engine in engines if engine is not None})  # type: ignore[attr-defined]


def restless(lab: Lab, before: Counter[str], seconds: float) -> list[str]:
    """Routers that began more quick modes in these last seconds than the lives of their SAs ask for: one before each
    ends, and one for an SA that nobody had when the time began."""
    found = []
    for name, count in (quick_modes(lab) - before).items():
        flows = lab[name].device.engine("ipsec").flows
        lives = [pair.seconds for flow in flows for pair in flow.pairs if pair.seconds]
        bound = 1 + sum(1 + int(seconds / life) for life in lives)
        if count > bound:
            found.append(f"{name} quick modes: {count} in {seconds:g} s with {len(lives)} pairs of SAs")
    return found


def more(old: Census, new: Census) -> list[str]:
    """What there is more of, but for what REMEMBERS, and where each engine of a router has an entry when there is one
    more engine, whose line is gone."""
    found = []
    for name in sorted(new):
        router, _, what = name.split(" ", 2)
        engines = f"{router} entries Device.engines"
        of_engine = what.rstrip("[]") in OF_ENGINES and new[engines] > old[engines]
        if new[name] > old[name] and what.rstrip("[]") not in REMEMBERS and not of_engine:
            found.append(f"{name}: {new[name]}, fresh {old[name]}")
    return found
