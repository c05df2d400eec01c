"""Is docs/ipsec-faults.md what the routers say? `python -m tests.matrix`; with `--write` it is written anew."""

from __future__ import annotations

import argparse
import sys

from tests.matrix.page import PAGE, page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page anew")
    text = page()
    if parser.parse_args().write:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    print("as written" if same else f"{PAGE.name} is stale: python -m tests.matrix --write")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
