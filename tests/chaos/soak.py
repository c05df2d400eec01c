"""Faults one after the other instead of by chance: every message lost, doubled, late; loss for half an hour; flaps.

    python -m tests.chaos.soak [messages|loss|flaps …] [--lab NAME] [--every N] [--jobs N]

The labs end as fresh ones are (`oracle`), and figures are printed: a line for a lab and a kind of fault.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random

from iosemu import Lab
from tests.chaos import failed, oracle, steps, worlds
from tests.chaos.player import Player
from tests.fuzz.exchanges import Exchanges

HOW = ("lost", "doubled", "late")
TURNS = 2  # of a kind of message: the first, the second
LOSSES = (0.01, 0.1, 0.3, 0.6)
LONG = 1800.0  # virtual seconds of loss
SEEDS = 3  # of each loss
FLAPS = 5  # seeds of each port


@dataclass
class Task:
    lab: str
    name: str  # "IKE quick mode 2", "10 % loss"
    story: list[str]
    seed: int = 1
    cold: bool = False  # from power-on, not from a settled lab


def routine(lab: str) -> list[str]:
    """What makes a lab exchange all that it can: it comes up, pings, registers, negotiates and resolves again."""
    scene = steps.scene(lab)
    lines = ["run 60"]
    places = scene.loopbacks
    for (node, name, _), (_, _, address) in zip(places, places[1:] + places[:1], strict=True):
        lines.append(f"exec {node} ping {address} source {name} repeat 3")
    lines.append("run 30")
    tunnels = [(node, name) for node, name in scene.interfaces if name.startswith("Tunnel")]
    for node in dict.fromkeys(node for node, _ in tunnels):
        lines += [f"exec {node} clear ip nhrp", f"exec {node} clear crypto sa", "run 2"]
    for node, name in tunnels[:1] + tunnels[-1:]:
        lines += [f"configure {node} interface {name} ; shutdown", "run 20"]
        lines += [f"configure {node} interface {name} ; no shutdown", "run 40"]
    return lines


def kinds(lab: str) -> Counter[str]:
    """How often each kind of message is sent in the routine of a lab."""
    found: Counter[str] = Counter()
    with worlds.load(lab) as it:
        exchanges = Exchanges()
        for link in it.links.values():
            link.taps.append(lambda time, sender, frame: found.update([exchanges.kind(frame)]))
        Player(it).play(routine(lab))
    return found


def messages(lab: str) -> Iterator[Task]:
    """The first and the second message of each kind, lost, doubled and late."""
    for kind, count in sorted(kinds(lab).items()):
        for turn in range(1, min(count, TURNS) + 1):
            for how in HOW if kind else ():
                yield Task(lab, f"{kind} {how}", [f"message {how} {turn} {kind}", *routine(lab)], cold=True)


def loss(lab: str) -> Iterator[Task]:
    """Half an hour of loss from power-on, also with duplication and reordering."""
    links = steps.scene(lab).links
    for share in LOSSES:
        for disorder in (False, True):
            story = [f"lose {link} {share}" for link in links]
            if disorder:
                story += [f"duplicate {link} 0.2" for link in links] + [f"reorder {link} 0.5 0.1" for link in links]
            name = f"{share:.0%} loss" + (", doubled and reordered" if disorder else "")
            for seed in range(1, SEEDS + 1):
                yield Task(lab, name, [*story, f"run {LONG:g}"], seed, cold=True)


def flaps(lab: str) -> Iterator[Task]:
    """A port goes away and comes back, one to three times, for some milliseconds to seconds."""
    for port in steps.scene(lab).ports:
        for seed in range(1, FLAPS + 1):
            chance = Random(f"{lab}/{port}/{seed}")
            story = []
            for _ in range(chance.randint(1, 3)):
                for event in (f"cut {port}", f"repair {port}"):
                    story += [event, f"run {chance.random() * chance.choice((0.01, 0.1, 1, 10)):.4g}"]
            yield Task(lab, "flaps", story, seed)


KINDS = {"messages": messages, "loss": loss, "flaps": flaps}


def up_after(task: Task) -> float | None:
    """Seconds from power-on until the lab is up while the fault lasts: its servers answer, its neighbours are there."""
    wanted = {key: rows for key, rows in oracle.fresh(task.lab).state.items() if key[1] in ("nhs", "eigrp neighbours")}
    lab = worlds.load(task.lab, task.seed)
    Player(lab).play(task.story[:-1])
    while lab.now < LONG:
        lab.run(30)
        if is_up(lab, wanted):
            return lab.now
    return None


def is_up(lab: Lab, wanted: oracle.looks.State) -> bool:
    """Nothing of the wanted rows is missing; queues may hold something."""
    state = oracle.looks.state(lab, {look for _, look in wanted})
    bare = lambda rows: {row.partition(" queue")[0] for row in rows}  # noqa: E731
    return all(bare(rows) <= bare(state[key]) for key, rows in wanted.items())


def _run(task: Task) -> tuple[Task, oracle.Result, float | None]:
    up = up_after(task) if task.name.partition("%")[0].rstrip().isdigit() else None
    return task, oracle.run(task.lab, task.story, task.seed, task.cold), up


def report(results: Iterable[tuple[Task, oracle.Result, float | None]]) -> bool:
    """Print failures as they come and a table at the end; True if all healed."""
    rows: dict[tuple[str, str], list[tuple[oracle.Result, float | None]]] = {}
    good = True
    for task, result, up in results:
        how = task.name if "flaps" in task.name or "loss" in task.name else f"messages {task.name.split()[-1]}"
        rows.setdefault((task.lab, how), []).append((result, up))
        if not result.good:
            good = False
            print(f"{task.lab} seed {task.seed}: {task.name}: {len(result.problems)} differences")
            print(*(f"    {problem}" for problem in result.problems[:5]), sep="\n")
            print(failed.write(failed.Story(task.lab, task.seed, task.story)), flush=True)
    print("| lab | fault | runs | healed | of them late | up after, s |\n|---|---|---|---|---|---|")
    for (lab, how), found in rows.items():
        healed = sum(result.good for result, _ in found)
        late = sum(bool(result.late) for result, _ in found)
        times = [up for _, up in found if up is not None]
        shown = "–" if "loss" not in how else " ".join(f"{up:.0f}" for up in times) or "not in 1800"
        print(f"| {lab} | {how} | {len(found)} | {healed} | {late} | {shown} |")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="*", default=[], help=f"any of: {', '.join(KINDS)} (default: all)")
    parser.add_argument("--lab", action="append")
    parser.add_argument("--every", type=int, default=1, help="only every Nth of the runs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if set(options.what) - set(KINDS):
        parser.error(f"choose from {', '.join(KINDS)}")
    tasks = [
        task for name in options.lab or worlds.names() for what in options.what or KINDS for task in KINDS[what](name)
    ][:: options.every]
    print(f"{len(tasks)} runs", flush=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        return not report(pool.map(_run, tasks))


if __name__ == "__main__":
    sys.exit(main())
