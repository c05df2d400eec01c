"""Does a lab that went through a story end where a fresh one is?"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from iosemu import Lab
from iosemu.features.nhrp.engine import NhrpEngine
from iosemu.lab.waiting import waiting
from tests.chaos import leaks, looks, worlds
from tests.chaos.player import Player

REST = 1500.0  # virtual seconds after the repair
LATE = 7300.0  # more of them when something is still different: SAs without DPD and registrations must run out
_WARM = 60.0
_STILL = 60.0  # somebody who has not got his answer by then will not get it


@dataclass
class Result:
    """`problems` are differences that stay. `late` ones were gone after LATE, `doubled` are only of number."""

    lab: str
    seed: int
    problems: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.problems


@dataclass
class Picture:
    state: looks.State
    pings: Counter[str]
    wrong: list[str]
    least: leaks.Census  # of several looks: rekeys and the like come and go
    most: leaks.Census


def _spares(lab: Lab) -> bool:
    return any("next-hop-unchanged" in line for node in lab for line in node.running_config())


def _census(lab: Lab) -> leaks.Census:
    """Of what there is, without what belongs to shortcuts that nobody compares and to the answers that made them."""
    census = leaks.census(lab)
    if not _spares(lab):
        return census
    targets: set[tuple[str, str]] = set()
    for node in lab:
        engine = node.device.engines.get("nhrp")
        for tunnel in engine.tunnels.values() if isinstance(engine, NhrpEngine) else ():
            spare = [entry for entry in tunnel.cache if entry.nho or entry.requesters]
            targets |= {(node.name, str(entry.target)) for entry in spare}
            remote = Counter(entry.nbma for entry in spare if not entry.local)
            gone: leaks.Census = Counter({
                "Cache.entries": len(spare),
                "Cache.watched": sum(entry.target in tunnel.cache.watched for entry in spare),
                "Cache._by_nbma[]": sum(remote.values()),
                "Cache._by_nbma": sum(len(tunnel.cache.by_nbma(nbma)) == n for nbma, n in remote.items() if nbma is not None),
                "Entry.requesters": sum(len(entry.requesters) for entry in spare),
                "RoutingTable.overrides": sum(entry.nho for entry in spare),
            })  # fmt: skip
            census.subtract({f"{node.name} entries {name}": n for name, n in gone.items()})
        census.pop(f"{node.name} entries RoutingTable._levels[][]", None)  # with their routes; others are compared
    for each in waiting(lab.scheduler):
        if each.who == "nhrp" and any(node == each.node and target in each.of.split() for node, target in targets):
            census.subtract([f"{each.node} timers nhrp {each.what}", f"{each.node} entries Host._timers"])
    return census


def _without_spare_shortcuts(lab: Lab, state: looks.State) -> looks.State:
    """Where BGP leaves the next hop of a spoke's prefix as it is, packets go there without a shortcut, too. There is one
    only if somebody pinged before the next hop was resolved: who came first decides, so shortcuts are left out there, of
    routes their mark, and of `show dmvpn` who is counted for them. All other entries and each peer's state are compared."""
    if not _spares(lab):
        return state
    found: looks.State = {}
    for (node, look), rows in state.items():
        if look == "routes":
            kept = (row for row in rows.elements() if not row.startswith("H ") and "subnetted" not in row)
            found[node, look] = Counter(re.sub(r"^(\S+) +%", lambda code: code[1].ljust(5), row) for row in kept)
        elif look == "nhrp":
            found[node, look] = Counter(row.replace(" rib", "") for row in rows.elements() if " nho" not in row)
        elif look == "dmvpn":
            found[node, look] = Counter({" ".join((row.split()[0], *row.split()[-3:-1])) for row in rows})
        else:
            found[node, look] = rows
    return found


def picture(lab: Lab) -> Picture:
    """After pings that wake up what comes on demand."""
    looks.pings(lab, 2)
    lab.run(5)
    answered = looks.pings(lab, 3)
    lab.run(130)  # what they woke up comes to an end
    wrong = [f"{name} {problem}" for name, (_, check) in looks.CHECKS.items() for problem in check(lab)]
    state = _without_spare_shortcuts(lab, looks.state(lab))
    census = _census(lab)
    least, most = census, census
    begun, since = leaks.quick_modes(lab), lab.now
    for _ in range(4):
        lab.run(43)  # seconds: rekeys of several peers must not always be caught in the act
        census = _census(lab)
        least, most = least & census, most | census
    wrong += leaks.restless(lab, begun, lab.now - since)
    if not lab.settle(_STILL):
        wrong += [f"waits {each.node} {each.who} {each.what} {each.of}" for each in lab.waiting()]
    return Picture(state, answered, wrong, least, most)


def _started(name: str, seed: int, cold: bool = False) -> Lab:
    lab = worlds.load(name, seed)
    if not cold:
        lab.settle()
        lab.run(_WARM)
    return lab


@cache
def fresh(name: str, seed: int = 1) -> Picture:
    """The state that a lab reaches undisturbed."""
    with _started(name, seed) as lab:
        lab.run(REST)
        return picture(lab)


def compare(old: Picture, new: Picture) -> tuple[list[str], list[str]]:
    """What is different, and what is only there more or less often."""
    problems, doubled = [], []
    for (node, look), rows in old.state.items():
        now = new.state[node, look]
        if look not in looks.MAY_DOUBLE or set(rows) != set(now):
            problems += [f"{node} {look}: lacks {row}" for row in rows - now]
            problems += [f"{node} {look}: has {row}" for row in now - rows]
        else:
            doubled += [f"{node} {look}: {rows[row]}, now {now[row]}: {row}" for row in rows if rows[row] != now[row]]
    problems += [f"ping {row}" for row in new.pings if row not in old.pings]
    problems += [row for row in new.wrong if not row.startswith("waits ") or row not in old.wrong]  # for ever, in some labs
    twice = {row.split()[0] for row in doubled}
    for row in leaks.more(old.most, new.least):  # where there are two SAs, there is more of what belongs to one
        (doubled if row.split()[0] in twice else problems).append(row)
    return problems, doubled


def run(name: str, story: Iterable[str], seed: int = 1, cold: bool = False) -> Result:
    """Play a story to a lab (a settled one, or `cold` from power-on), repair everything, and compare."""
    result = Result(name, seed)
    reference = fresh(name)
    lab = _started(name, seed, cold)
    try:
        player = Player(lab)
        player.play(story)
        lab = player.lab
        player.restore()
        lab.settle()
        lab.run(REST)
        result.problems, result.doubled = compare(reference, picture(lab))
        if result.problems:
            first = result.problems
            lab.run(LATE)
            result.problems, result.doubled = compare(reference, picture(lab))
            if not result.problems:
                result.late = first
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        result.problems = [f"raised {type(error).__name__}: {error} ({where.name})", traceback.format_exc()]
    return result
