"""`make bench`: our figures, the floors beneath them, the ratios. `make bench AGAINST=commit`: two trees in turn."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile

from tests.bench import groups, labs, outside, parts, tables, texts, whole
from tests.bench.against import Cases, compare, serve
from tests.bench.measure import HEADER, Options, measured

CASES: Cases = labs.CASES | outside.CASES | parts.CASES | texts.CASES | whole.CASES | tables.CASES | groups.CASES
USUAL = ("1s", "1e", "1o", "1b", "2", "4", "5", "6", "6m", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(CASES)}; usually {' '.join(USUAL)}")
    parser.add_argument("--spokes", type=int, help="in place of the number that each target has")
    parser.add_argument("--rounds", type=int, help="pairs of each variant")
    parser.add_argument("--against", metavar="COMMIT", help="compare this tree with that one")
    parser.add_argument("--serve", metavar="TREE", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    unknown = [name for name in given.targets if name not in CASES]
    if unknown:
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(CASES)}")
    gc.set_threshold(100_000, 20, 50)  # as every lab does; for the floors, too
    with tempfile.TemporaryDirectory(prefix="iosemu-bench-") as folder:  # nobody else makes the grammars cold
        os.environ["IOSEMU_CACHE"] = folder
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    options = Options(given.spokes, given.rounds)
    names = given.targets or USUAL
    if given.serve:
        return serve(CASES, options, given.serve)
    if given.against:
        return compare(names, given.against, options)
    print(HEADER)
    for name in names:
        for variant in CASES[name](options):
            print(measured(variant, options), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
