"""`make bench` (or `python -m tests.bench 5 7`): our figures, the floors beneath them, the ratios."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from iosemu.lab.lab import calm_collector
from tests.bench import cases, steady
from tests.bench.measure import HEADER, Row

CASES: dict[str, Callable[[], Iterator[Row]]] = {
    "1": cases.convergence,
    "2": cases.control_packet,
    "3": cases.tunnels,
    "4": cases.diffie_hellman,
    "5": cases.event_queue,
    "6": steady.steady,
    "7": cases.forwarding,
    "8": cases.configuration,
    "9": cases.start,
    "10": steady.answers,
    "12": cases.memory,
    "curve": cases.curve,
}


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in CASES]
    if unknown:
        print(f"no target {', '.join(unknown)}; there are {', '.join(CASES)}", file=sys.stderr)
        return 2
    calm_collector()  # as every lab does; for the floors, too
    print(HEADER)
    for name in arguments or CASES:
        for row in CASES[name]():
            print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
