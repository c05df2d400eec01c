"""Seeded faults in every lab, repair, and the comparison with a fresh lab.

    python -m tests.chaos [--seeds 50] [--first 1] [--lab NAME] [--steps 40] [--minimise]
    python -m tests.chaos --play FILE      stories as `failed.txt` has them; "-" is standard input
    python -m tests.chaos --show --lab NAME --first 7   the story of a seed

Exit status 1 when a lab did not heal.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.chaos import failed, minimise, oracle, steps, worlds

SHOWN = 8  # problems of a seed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=50, help="how many seeds of each lab")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--lab", action="append", help="one lab or variant (default: all)")
    parser.add_argument("--steps", type=int, default=steps.STEPS)
    parser.add_argument("--minimise", action="store_true", help="print the shortest failing part of each failing story")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--play", metavar="FILE", help="play the stories of a file instead")
    parser.add_argument("--show", action="store_true", help="print the story of the first seed and do nothing")
    parser.add_argument("--quiet", action="store_true", help="a line for a lab, not for a seed")
    options = parser.parse_args(arguments)
    labs = options.lab or list(worlds.names())
    for name in labs:
        if name not in worlds.names():
            parser.error(f"no lab {name}; {', '.join(worlds.names())}")
    if options.play:
        text = sys.stdin.read() if options.play == "-" else Path(options.play).read_text(encoding="utf-8")
        return _report(map(_play, failed.read(text)), options)
    if options.show:
        story = steps.story(labs[0], options.first, options.steps)
        print(failed.write(failed.Story(labs[0], options.first, story)), end="")
        return 0
    tasks = [(name, seed, options.steps) for name in labs for seed in range(options.first, options.first + options.seeds)]
    print(f"{len(labs)} labs, seeds {options.first} to {options.first + options.seeds - 1}, {options.steps} steps each")
    if options.jobs == 1 or len(tasks) == 1:
        return _report(map(_one, tasks), options)
    with ProcessPoolExecutor(options.jobs) as pool:
        return _report(pool.map(_one, tasks), options)


def _one(task: tuple[str, int, int]) -> tuple[oracle.Result, float]:
    name, seed, count = task
    began = time.process_time()
    return oracle.run(name, steps.story(name, seed, count), seed), time.process_time() - began


def _play(story: failed.Story) -> tuple[oracle.Result, float]:
    began = time.process_time()
    return oracle.run(story.lab, story.lines, story.seed), time.process_time() - began


def _report(results: Iterator[tuple[oracle.Result, float]], options: argparse.Namespace) -> int:
    tally: dict[str, list[int]] = {}
    bad = 0
    for result, cpu in results:
        good, late, doubled, count = tally.setdefault(result.lab, [0, 0, 0, 0])
        tally[result.lab] = [good + result.good, late + bool(result.late), doubled + bool(result.doubled), count + 1]
        how = "healed" if result.good else f"FAILED, {len(result.problems)} differences"
        how += f", late ({len(result.late)} differences at first)" if result.late else ""
        how += f", {len(result.doubled)} doubled" if result.doubled else ""
        if not result.good or not options.quiet:
            print(f"{result.lab} seed {result.seed}: {how} ({cpu:.1f} s)", flush=True)
        for problem in (result.problems or result.late)[:SHOWN]:
            print(f"    {problem}", flush=True)
        if not result.good:
            bad += 1
            if options.minimise:
                _minimise(result, options)
    print()
    for name, (good, late, doubled, count) in tally.items():
        print(f"{name}: {good} of {count} healed, {late} of them late, {doubled} with something doubled")
    return bool(bad)


def _minimise(result: oracle.Result, options: argparse.Namespace) -> None:
    wanted = minimise.kind(result.problems[0])

    def fails(story: list[str]) -> bool:
        found = oracle.run(result.lab, story, result.seed)
        return any(minimise.kind(problem) == wanted for problem in found.problems)

    story = minimise.shortest(steps.story(result.lab, result.seed, options.steps), fails)
    print(f"the shortest story that ends with “{wanted}”:")
    print(failed.write(failed.Story(result.lab, result.seed, story)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
