"""The command `iosemu`."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 it went wrong, 2 wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments in (["--version"], ["-V"]):
        from iosemu import __version__

        print(f"iosemu {__version__}")
        return 0
    from iosemu.console.main import main as commands

    return commands(arguments)


if __name__ == "__main__":
    sys.exit(main())
