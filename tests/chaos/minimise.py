"""The shortest part of a story that still fails (delta debugging: Zeller, Hildebrandt, 2002)."""

from __future__ import annotations

from collections.abc import Callable

TRIES = 250


def shortest(story: list[str], fails: Callable[[list[str]], bool], tries: int = TRIES) -> list[str]:
    """Leaves out lines while the rest fails, in ever smaller pieces; at most `tries` runs."""
    pieces = 2
    while len(story) > 1 and tries > 0:
        size = -(-len(story) // pieces)
        for start in range(0, len(story), size):
            rest = story[:start] + story[start + size :]
            tries -= 1
            if rest and fails(rest):
                story, pieces = rest, max(pieces - 1, 2)
                break
            if tries <= 0:
                break
        else:
            if size == 1:
                break
            pieces = min(len(story), pieces * 2)
    return story


def kind(problem: str) -> str:
    """What a problem is about, without addresses and numbers: "R1 routes: lacks"."""
    head, _, rest = problem.partition(": ")
    first = head.split()
    if first and first[0] in ("ping", "SA", "ARP", "raised", "waits"):
        return first[0]
    return " ".join((*first[1:], rest.split()[0] if rest.split() else ""))
