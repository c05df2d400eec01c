"""The subcommands of `iosemu`. Whatever a user gets wrong is answered with one line and an exit status."""

from __future__ import annotations

import argparse
import sys
import termios
from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.console import host
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab

FAILED, USAGE, INTERRUPTED = 1, 2, 130


class _Help(argparse.HelpFormatter):
    """Knows the width of the terminal without `shutil`, which loads three compressors at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=host.columns() - 2)


def parser() -> argparse.ArgumentParser:
    """All subcommands and their options."""
    top = argparse.ArgumentParser(
        prog="iosemu", description="Cisco-IOS-style routers: consoles, labs, configurations.", formatter_class=_Help
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", prog="iosemu")

    lab = argparse.ArgumentParser(add_help=False, formatter_class=_Help)
    lab.add_argument("lab", metavar="LAB", help="a shipped lab (see iosemu labs), or a folder with a lab.yaml")
    lab.add_argument("--seed", type=_integer, metavar="N", help="seed of all chance, instead of the one in lab.yaml")
    lab.add_argument("--trust", action="store_true", help="let the lab read configurations outside of its folder")
    lab.add_argument("--pcap", metavar="DIR", help="write a capture file per link, and the keys to decrypt them")

    def add(
        name: str, text: str, run: Callable[[argparse.Namespace], int], *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        description = f"{text[0].upper()}{text[1:]}."
        command = commands.add_parser(
            name, parents=list(parents), help=text, description=description, formatter_class=_Help
        )
        command.set_defaults(run=run)
        return command

    run = add("run", "consoles of a lab", _run, lab)
    run.add_argument("--node", metavar="NODE", help="whose console to begin with (default: the first)")
    run.add_argument("--cold", action="store_true", help="begin at power-on; do not run ahead until protocols settle")

    execute = add("exec", "let a lab settle, run commands on a router and print their output", _exec, lab)
    execute.add_argument("node", metavar="NODE")
    execute.add_argument("commands", metavar="CMD", nargs="+", help="typed in turn at one terminal, privileged")
    execute.add_argument("--after", metavar="TIME", default="0", help="let more time pass first: 60s, 5m, 1h")

    parse = add("parse", "tell line by line what of a configuration is accepted, stored or refused", _parse)
    parse.add_argument("file", metavar="FILE.cfg", help="a configuration; - reads standard input")
    parse.add_argument("--platform", default="c7200", metavar="P", help="c7200 (default), generic, …")
    parse.add_argument("--release", default="", metavar="R", help="of its software, where it has several")
    parse.add_argument("--render", action="store_true", help="print the resulting running-config instead")
    parse.add_argument("--json", action="store_true", help="machine-readable")

    add("labs", "list the shipped labs", _labs)
    return top


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    top = parser()
    try:
        options = top.parse_args(arguments)
    except SystemExit as leaving:  # argparse has said what is wrong
        return leaving.code if isinstance(leaving.code, int) else USAGE
    if options.version:
        from iosemu import __version__

        print(f"iosemu {__version__}")
        return 0
    if options.command is None:
        top.print_help()
        return USAGE
    return _carry_out(options)


def _carry_out(options: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = options.run
    host.prepare_streams()
    try:
        host.need_output()
        with host.signals():
            status = command(options)
            sys.stdout.flush()
            return status
    except LabError as error:
        host.complain(str(error))
        return FAILED
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        host.output_ends()
        return 0
    except OSError as error:
        host.output_ends()
        host.complain(f"{error.filename or 'standard output'}: {error.strerror}")
        return FAILED
    except termios.error:  # the terminal is gone
        host.output_ends()
        return FAILED
    except host.Ended as ended:
        host.output_ends()
        return ended.status
    except KeyboardInterrupt:
        return INTERRUPTED


def _integer(text: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number') from None


def _load(options: argparse.Namespace) -> Lab:
    from iosemu.lab.lab import Lab

    lab = Lab.load(options.lab, options.seed, options.trust)
    if options.pcap is not None:
        lab.capture(folder=options.pcap)
    return lab


def _run(options: argparse.Namespace) -> int:
    if sys.stdin is None:
        raise LabError("standard input is closed; nothing could be typed")
    with _load(options) as lab:
        node = options.node or next(iter(lab.nodes))
        lab[node]  # an unknown name is told before anything starts
        if sys.stdin.isatty() and sys.stdout.isatty():
            from iosemu.console import terminal

            terminal.run(lab, node, options.cold)
        else:
            from iosemu.console import script

            script.run(lab, node, script.lines_of(sys.stdin), _print, options.cold)
    return 0


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _exec(options: argparse.Namespace) -> int:
    from iosemu.console.menu import seconds_of

    after = seconds_of(options.after)
    with _load(options) as lab:
        node = lab[options.node]
        for complaint in lab.refused_lines():
            print(f"iosemu: {complaint}", file=sys.stderr)
        lab.settle()
        lab.run(after)
        from iosemu.console.script import execute

        return FAILED if execute(lab, node, options.commands, _print) else 0


def _parse(options: argparse.Namespace) -> int:
    from iosemu.console import parse

    return parse.run(options.file, options.platform, options.render, options.json, options.release)


def _labs(options: argparse.Namespace) -> int:
    from iosemu.lab.catalog import shipped
    from iosemu.lab.topology import read

    labs = {name: read(folder).description for name, folder in shipped().items()}
    width = max(map(len, labs), default=0)
    for name, description in labs.items():
        print(f"{name.ljust(width)}  {description}")
    return 0
