"""What can be typed behind `iosemu`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from iosemu.console import host


class _Help(argparse.HelpFormatter):
    """Knows the width of the terminal without `shutil`, which loads three compressors at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=host.columns() - 2)


def parser(runs: dict[str, Callable[..., int]]) -> argparse.ArgumentParser:
    """All subcommands and their options; `runs` carry them out."""
    top = argparse.ArgumentParser(
        prog="iosemu", description="Cisco-IOS-style routers: consoles, labs, configurations.", formatter_class=_Help
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", prog="iosemu")

    lab = argparse.ArgumentParser(add_help=False, formatter_class=_Help)
    saved = argparse.ArgumentParser(add_help=False, formatter_class=_Help)
    which = "a shipped lab (see iosemu labs), or a folder with a lab.yaml"
    lab.add_argument("lab", metavar="LAB", help=which)
    saved.add_argument("lab", metavar="LAB", nargs="?", help=which)
    saved.add_argument(
        "--restore", metavar="FILE", help="go on with a checkpoint in its place (/checkpoint NAME: LAB.NAME.checkpoint)"
    )
    for each in lab, saved:
        each.add_argument(
            "--seed", type=_integer, metavar="N", help="seed of all chance, instead of the one in lab.yaml"
        )
        each.add_argument("--trust", action="store_true", help="let the lab read configurations outside of its folder")
        each.add_argument("--pcap", metavar="DIR", help="write a capture file per link, and the keys to decrypt them")

    def add(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        description = f"{text[0].upper()}{text[1:]}."
        command = commands.add_parser(
            name, parents=list(parents), help=text, description=description, formatter_class=_Help
        )
        command.set_defaults(run=runs[name])
        return command

    run = add("run", "consoles of a lab", saved)
    run.add_argument("--node", metavar="NODE", help="whose console to begin with (default: the first)")
    run.add_argument("--cold", action="store_true", help="begin at power-on; do not run ahead until protocols settle")

    run.add_argument("--log", metavar="DIR", help="keep a transcript of each router's console there")

    attach = add("attach", "a console of a lab that runs, from another terminal")
    attach.add_argument("lab", metavar="LAB", help="its name or folder, or its control socket")
    attach.add_argument("node", metavar="NODE", nargs="?", help="whose console (default: the first)")

    serve = add("serve", "run a lab without a window, for telnet and for attach", saved)
    serve.add_argument("--cold", action="store_true", help="begin at power-on; do not run ahead until protocols settle")
    serve.add_argument("--log", metavar="DIR", help="keep a transcript of each router's console there")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="listen there (default: 127.0.0.1)")
    serve.add_argument(
        "--telnet-base", type=_port, default=2001, metavar="PORT", help="console of the first router (default: 2001)"
    )
    serve.add_argument(
        "--vty-base", type=_port, metavar="PORT", help="its virtual terminals (default: 100 above the console, or more)"
    )
    serve.add_argument(
        "--ssh-base", type=_port, metavar="PORT", help="its virtual terminals by SSH (default: nobody listens)"
    )
    serve.add_argument("--control", metavar="SOCKET", help="the control socket, in a folder of mode 700")

    execute = add("exec", "let a lab settle, run commands on a router and print their output", saved)
    execute.usage = "iosemu exec [OPTION ...] {LAB | --restore FILE} NODE CMD [CMD ...]"
    execute.add_argument("node", metavar="NODE")
    execute.add_argument("commands", metavar="CMD", nargs="*", help="typed in turn at one terminal, privileged")
    execute.add_argument("--after", metavar="TIME", default="0", help="let more time pass first: 60s, 5m, 1h")

    trace = add("trace", "what would happen to a packet in a settled lab, and why; or what is wrong there", lab)
    trace.add_argument("node", metavar="NODE", nargs="?", help="who sends it (none: what is wrong in the whole lab)")
    trace.add_argument(
        "words", metavar="WORD", nargs="*",
        help="ADDRESS [tcp [PORT] PORT | udp [PORT] PORT | PROTOCOL] [from A] [vrf V] [size N] [df] [ttl N]; an "
        "address may be R2, R2:Lo0 or Lo0; or an INTERFACE: what is wrong there; nothing: with the router",
    )  # fmt: skip
    trace.add_argument("--after", metavar="TIME", default="0", help="let more time pass first: 60s, 5m, 1h")
    trace.add_argument("--cut", metavar="WHERE", action="append", default=[], help="pull a cable first: R1:Fa0/0")
    trace.add_argument("--json", action="store_true", help="machine-readable")

    test = add("test", "carry out the checks that stand beside labs (checks.yaml)")
    test.add_argument(
        "paths", metavar="PATH", nargs="+", help="a shipped lab, a checks.yaml, or a folder with some below"
    )
    test.add_argument("-j", "--jobs", type=_natural, default=1, metavar="N", help="labs at once, each in a process")
    test.add_argument("--seed", type=_integer, metavar="N", help="seed of all chance")
    test.add_argument("--seeds", type=_range, metavar="M-N", help="a run for each of these seeds")
    test.add_argument("--cluster", metavar="ADDRESS", help="carried out by the workers of this Dask scheduler")
    test.add_argument("--trust", action="store_true", help="let labs read configurations outside of their folders")
    test.add_argument("--junit", metavar="FILE", help="write a JUnit report there")

    replay = add("replay", "type a console log again, and tell what comes out different")
    replay.add_argument("transcript", metavar="TRANSCRIPT", help="a console log, of several routers if need be")
    replay.add_argument("--lab", metavar="LAB", help="where to type it (default: the lab that a recorded one names)")
    replay.add_argument("--seed", type=_integer, metavar="N", help="seed of all chance")
    replay.add_argument("--trust", action="store_true", help="let the lab read configurations outside of its folder")
    replay.add_argument("--cold", action="store_true", help="begin at power-on")
    replay.add_argument(
        "--map", action="append", default=[], metavar="OLD=NEW", help="what is OLD in the log is NEW in the lab"
    )
    replay.add_argument("--strict", action="store_true", help="blanks, and log lines that are not in it, count, too")
    replay.add_argument("--json", action="store_true", help="machine-readable")
    replay.add_argument("--junit", metavar="FILE", help="write a JUnit report there")
    replay.add_argument("--record", metavar="FILE", help="write the run there as a new transcript")

    practice = add("practice", "the tasks of a lab, graded on what the routers reached", lab)
    practice.add_argument("--task", type=_natural, default=1, metavar="N", help="begin with that one")
    practice.add_argument("--anew", action="store_true", help="begin an examination anew, before its time is over")
    practice.add_argument("--report", action="store_true", help="print what was solved so far, and leave")
    practice.add_argument("--html", metavar="FILE", help="write that as a page, too")

    breaks = add("break", "find and mend what is broken in a lab; the same SEED is the same fault", lab)
    levels = "1 is seen at once, 3 only by who knows what ought to be"
    breaks.add_argument("--level", type=int, choices=(1, 2, 3), help=levels)
    breaks.add_argument("--fault", default="", metavar="ID", help="this one of the catalogue")

    for each in practice, breaks:
        each.add_argument("--progress", metavar="FILE", help="where progress is kept (default: in your data folder)")
        each.add_argument("--node", metavar="NODE", help="whose console to begin with (default: the first)")
        each.add_argument("--log", metavar="DIR", help="keep a transcript of each router's console there")

    parse = add("parse", "tell line by line what of a configuration is accepted, stored or refused")
    parse.add_argument("file", metavar="FILE.cfg", help="a configuration, or a folder of them; - reads standard input")
    parse.add_argument("--platform", default="c7200", metavar="P", help="c7200 (default), generic, …")
    parse.add_argument("--release", default="", metavar="R", help="of its software, where it has several")
    parse.add_argument("--render", action="store_true", help="print the resulting running-config instead")
    parse.add_argument("--json", action="store_true", help="machine-readable")

    diff = add("diff", "the lines to type that lead from one configuration to another, by what they mean")
    diff.add_argument("old", metavar="A.cfg", help="a configuration; - reads standard input")
    diff.add_argument("new", metavar="B.cfg", help="another one")
    diff.add_argument("--sections", action="store_true", help="what differs, by section, instead")
    diff.add_argument("--platform", default="c7200", metavar="P", help="c7200 (default), generic, …")
    diff.add_argument("--release", default="", metavar="R", help="of its software, where it has several")
    diff.add_argument("--json", action="store_true", help="machine-readable")

    of = add("lab", "make a lab of what you have")
    deeds = of.add_subparsers(dest="deed", metavar="import | from", required=True, prog="iosemu lab")
    text = "of another program's: CML, GNS3, EVE-NG, PNETLab, containerlab or netlab"
    imported = deeds.add_parser("import", help=text, description=f"Make a lab {text}.", formatter_class=_Help)
    imported.add_argument("file", metavar="FILE", help="its topology; configurations are in it, or beside it")
    imported.add_argument("out", metavar="OUT", help="a folder that is new or empty")
    text = "of a folder of configurations, wired by their subnets and descriptions"
    made = deeds.add_parser("from", help=text, description=f"Make a lab {text}.", formatter_class=_Help)
    made.add_argument("configs", metavar="CONFIGS", help="the folder; lab.yaml is written there")
    made.add_argument("--platform", default="", metavar="P", help="of all routers (default: by their ports)")

    add("labs", "list the shipped labs")
    return top


def _port(text: str) -> int:
    number = _integer(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is no port')
    return number


def _natural(text: str) -> int:
    number = _integer(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is no number from 1 on')
    return number


_SEEDS = 100_000  # of one run


def _range(text: str) -> range:
    """``1-20``"""
    first, dash, last = text.partition("-")
    numbers = dash and all(each.isdecimal() and len(each) <= 18 for each in (first, last))
    if not numbers or not int(first) <= int(last) < int(first) + _SEEDS:
        raise argparse.ArgumentTypeError(f'"{text}" are no seeds; write them like 1-20 ({_SEEDS} at most)')
    return range(int(first), int(last) + 1)


def _integer(text: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number') from None
