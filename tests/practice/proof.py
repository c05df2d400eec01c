"""Proofs of tasks and faults: what is broken, what is not, and that the solution makes it whole.

`python -m tests.practice.proof [LAB …]` proves each fault in each lab that may have it; `make long` each one once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from iosemu import Lab
from iosemu.checks.run import carry_out
from iosemu.lab.catalog import find, shipped
from iosemu.lab.topology import Topology, read
from iosemu.lab.trace.run import copied_lab
from iosemu.practice import faults, tasks
from iosemu.practice.faults import Fault, Planted
from iosemu.practice.repair import Repair
from iosemu.practice.scene import changed, graded, ready, type_in
from tests.chaos import looks, oracle

LATER = 400.0  # virtual seconds behind a repair
LAYER_OF = {
    "routes": "routing", "routes6": "routing", "bgp6": "routing", "ripng": "routing", "ospf3 neighbours": "neighbours", "ospf3 database": "routing",
    "interfaces": "interface", "cdp": "neighbours", "nhrp": "nhrp", "nhs": "nhrp", "dmvpn": "nhrp",
    "isakmp": "crypto", "ipsec": "crypto", "eigrp neighbours": "neighbours", "eigrp topology": "routing",
    "ospf neighbours": "neighbours", "ospf database": "routing", "rip": "routing", "bgp": "routing", "bfd": "neighbours",
    "vrf": "vrf", "ntp": "neighbours", "clock": "neighbours", "policies": "qos",
    "objects": "reach", "standby": "neighbours", "ikev2": "crypto", "groups": "routing",
}  # fmt: skip

# what counts all: headings, the second half of a long row, ODR's prefixes in CDP, links in a router's LSA
_OF_OTHERS = re.compile(r" subnetted, |: +\[\d+/\d+\] via | cdp: | ospf database: Router Link States ")

_KEPT = re.compile(r" entries \S+: \d+, fresh \d+$")


@cache
def topology(name: str) -> Topology:
    return read(find(name))


@cache
def tasks_of(name: str) -> tasks.Tasks:
    return tasks.read(topology(name))


def all_tasks() -> list[tuple[str, int]]:
    """(lab, place) of each task that is shipped."""
    with_tasks = [name for name, folder in shipped().items() if _has(folder, tasks.FILE_NAME)]
    return [(name, at) for name in with_tasks for at in range(len(tasks_of(name).tasks))]


def _has(folder: str, file: str) -> bool:
    return Path(folder, file).exists()


@cache
def _catalogue(name: str) -> tuple[tuple[Fault, tuple[dict[str, str], ...]], ...]:
    lab = Lab(topology(name))
    configs = faults.configurations(lab)
    known = faults.catalogue(topology(name))
    return tuple((fault, tuple(where)) for fault in known if (where := faults.places(lab, fault, configs)))


def faults_of(name: str) -> list[str]:
    """Those that the lab may have."""
    return [fault.id for fault, _ in _catalogue(name)]


def share_of(name: str) -> list[str]:
    """The faults that are proven in this lab: those that no cheaper one may have."""
    cheaper = _by_cost()[: _by_cost().index(name)]
    elsewhere = {fault for each in cheaper for fault in faults_of(each)}
    return [fault for fault in faults_of(name) if fault not in elsewhere]


@cache
def _by_cost() -> tuple[str, ...]:
    """BFD's packets cost more than all others."""
    return tuple(sorted(shipped(), key=lambda name: (name == "dmvpn-phase3-bgp", len(topology(name).nodes), name)))


def planted(name: str, fault_id: str) -> Planted:
    """At a place somewhere in the middle."""
    fault, where = next(each for each in _catalogue(name) if each[0].id == fault_id)
    return faults.at(fault, where[len(where) // 2], Lab(topology(name)))


def sample(of: list[Any], count: int) -> list[Any]:
    """Here and there one; the same each time."""
    return [of[number * 7919 % len(of)] for number in range(min(count, len(of)))]


@cache
def sound(name: str) -> tuple[Lab, oracle.Picture]:
    lab = ready(topology(name), None)
    lab.run(LATER)
    return lab, oracle.picture(lab)


def prove_task(name: str, at: int) -> None:
    """It is not solved when it begins, and is when the solution is typed."""
    found = tasks_of(name)
    task = found.tasks[at]
    lab = ready(changed(topology(name), found.beginning(at), found.file), None)
    assert not all(outcome.passed for outcome in graded(lab, task.checks, found.file)), "it is solved already"
    type_in(lab, task.solution, found.file)
    failed = [f"{outcome.check.name}: {outcome.why}" for outcome in graded(lab, task.checks, found.file) if not outcome.passed]
    assert failed == []


# lines of solutions without which the state is the same: (lab, task, router, line)
SPARE = {
    ("bgp-basics", "next-hop", "R4", "do clear ip bgp 3.3.3.3 soft out"): "outbound policy counts by itself after a minute",
    ("bgp-policy", "no-transit", "R1", "do clear ip bgp * soft out"): "outbound policy counts by itself after a minute",
    ("ccie-vpn-mock", "ospf", "R1", "router-id 10.255.0.1"): "the only loopback has this address",
    ("ccie-vpn-mock", "ospf", "R2", "router-id 10.255.0.2"): "the highest loopback has this address",
    ("ccie-vpn-mock", "vrf", "R3", "rd 65001:31"): "VRF-lite works without a route distinguisher",
    ("gre-over-ipsec", "transport", "R7", "do clear crypto session"): "SAs end with the line of the list that they were of",
    ("gre-over-ipsec", "transport", "R8", "do clear crypto session"): "SAs end with the line of the list that they were of",
    ("dmvpn-phase3-eigrp", "a-spoke", "R4", "ip nhrp shortcut"): "this release has it without a word",
}


def prove_lines(name: str, at: int) -> None:
    """Whoever leaves a line of the solution out, with what stands below it, has not solved it: nothing that is asked for
    is not looked at. Those of SPARE do not matter, and only those."""
    found = tasks_of(name)
    task = found.tasks[at]
    begun = ready(changed(topology(name), found.beginning(at), found.file), None)
    spare, needed = set(), set()
    for node, text in task.solution.items():
        for line, others in _without_a_line(text):
            lab = copied_lab(begun)
            for router, lines in {**task.solution, node: others}.items():
                lab[router].configure(lines)  # a line may be refused that needs the one that is not there
            solved = all(outcome.passed for check in task.checks for outcome in carry_out(lab, [check]))
            (spare if solved else needed).add((name, task.id, node, line))
    known = {key for key in SPARE if key[:2] == (name, task.id)}
    assert spare - known == set(), "the checks do not look at what these lines do"
    assert known - spare == set(), "these lines are needed"


def _without_a_line(text: str) -> Iterator[tuple[str, str]]:
    """(a line, the lines without it and what is indented below it) for each line."""
    rows = text.rstrip("\n").split("\n")
    depth = [len(row) - len(row.lstrip()) for row in rows]
    for at, row in enumerate(rows):
        end = next((later for later in range(at + 1, len(rows)) if depth[later] <= depth[at]), len(rows))
        yield row.strip(), "\n".join([*rows[:at], *rows[end:]]) + "\n"


def prove_fault(name: str, fault_id: str) -> None:
    """It is seen, it breaks what it claims and nothing else, and the repair leaves the lab as a sound one."""
    there = planted(name, fault_id)
    whole, wanted = sound(name)
    repair = Repair(topology(name), there, None)
    verdict = repair.look(whole)
    assert verdict.mended, f"the sound lab fails: {verdict}"
    lab = repair.plant()
    assert not repair.look(lab).mended, "nobody sees it"
    wrong = nothing_else(there, lab, wanted)
    assert not wrong, "\n".join(wrong)
    repair.mend(lab)
    verdict = repair.look(lab)
    assert verdict.mended, f"not mended: {[(o.check.name, o.why) for o in verdict.outcomes if not o.passed]} {verdict.ailing} {verdict.bare}"
    lab.settle()
    lab.run(LATER)
    problems = _left(wanted, lab)
    if problems:
        lab.run(oracle.LATE)
        problems = _left(wanted, lab)
    assert not problems, "\n".join(problems)


def _left(wanted: oracle.Picture, lab: Lab) -> list[str]:
    """What a repaired lab has otherwise; what memory it keeps is for the stories of tests/chaos."""
    return [row for row in oracle.compare(wanted, oracle.picture(lab))[0] if not _KEPT.search(row)]


def nothing_else(there: Planted, lab: Lab, wanted: oracle.Picture) -> list[str]:
    """What is different though the fault does not say so, and what it says and is not."""
    now = oracle.picture(lab)
    touched = {*there.first, *(deed.node for deed in there.deeds)}
    mine = names_of(lab, there.of) if there.of else None
    problems, seen = [], set()
    for layer, row in _differences(wanted, now):
        seen.add(layer)
        if layer == "configuration":
            if row.split()[0] not in touched:
                problems.append(row)
        elif layer not in (*there.breaks, *there.then):
            problems.append(f"does not claim {layer}: {row}")
        elif mine is not None and not mine.search(row) and not _OF_OTHERS.search(row):
            problems.append(f"not of {there.of}: {row}")
    return problems + [f"claims {layer}, where nothing is different" for layer in there.breaks if layer not in seen]


def _differences(old: oracle.Picture, new: oracle.Picture) -> Iterator[tuple[str, str]]:
    for (node, look), rows in old.state.items():
        now = new.state[node, look]
        changed = set(rows) ^ set(now) if look in looks.MAY_DOUBLE else (rows - now) + (now - rows)
        for row in changed:
            yield LAYER_OF.get(look, look), f"{node} {look}: {row}"
    for row in new.pings:
        if row not in old.pings:
            yield "reach", f"ping {row}"


def names_of(lab: Lab, name: str) -> re.Pattern[str]:
    """A router in rows of shows: its name, its addresses, its networks."""
    found = {name}
    for line in lab[name].running_config():
        match = re.fullmatch(r" +ip address (\S+) (\S+)", line)
        if match:
            found.add(match[1])
            found.add(_network(match[1], match[2]))
    return re.compile(r"\b(?:" + "|".join(re.escape(each) for each in sorted(found)) + r")(?![\d.]*\d)")


def _network(address: str, mask: str) -> str:
    parts = [int(a) & int(m) for a, m in zip(address.split("."), mask.split("."), strict=True)]
    return ".".join(map(str, parts))


def main(names: list[str]) -> int:
    failed = 0
    for name in names or shipped():
        for fault in faults_of(name):
            try:
                prove_fault(name, fault)
            except AssertionError as error:
                failed += 1
                print(f"{name} {fault}: {error}", flush=True)
    print(f"{failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
