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


def command() -> None:
    """The process. Everything is closed when `main` returns; to take a lab apart object by object as well would only
    keep whoever waits for its end."""
    status = main()
    if sys.getprofile() is None and sys.gettrace() is None:  # they write their findings at the end
        import atexit
        import os

        atexit._run_exitfuncs()
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        except (OSError, ValueError):
            pass  # nobody reads it
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    command()
