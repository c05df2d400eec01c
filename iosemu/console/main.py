"""The subcommands of `iosemu`. Whatever a user gets wrong is answered with one line and an exit status."""

from __future__ import annotations

import sys
import termios
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

from iosemu.console import host
from iosemu.lab.calm import calm_collector
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from argparse import Namespace

    from iosemu.lab.lab import Lab

    Options = Namespace | SimpleNamespace

FAILED, USAGE, INTERRUPTED = 1, 2, 130


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    usual = _usual(arguments)
    if usual is not None:
        return _carry_out(usual)
    from iosemu.console.options import parser

    top = parser({
        "run": _run, "attach": _attach, "serve": _serve, "exec": _exec, "trace": _trace, "test": _test,
        "replay": _replay, "practice": _practice, "break": _break, "parse": _parse, "diff": _diff,
        "lab": _lab, "labs": _labs,
    })  # fmt: skip
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


def _usual(arguments: list[str]) -> SimpleNamespace | None:
    """`run LAB [--node NODE] [--cold]` is understood without argparse, which would be a tenth of the whole start."""
    if len(arguments) < 2 or arguments[0] != "run" or arguments[1].startswith("-"):
        return None
    options = SimpleNamespace(
        run=_run, lab=arguments[1], seed=None, trust=False, pcap=None, node=None, cold=False, log=None, restore=None
    )
    rest = arguments[2:]
    while rest:
        if rest[0] == "--cold":
            options.cold = True
            rest = rest[1:]
        elif rest[0] == "--node" and len(rest) > 1 and not rest[1].startswith("-"):
            options.node = rest[1]
            rest = rest[2:]
        else:
            return None
    return options


def _carry_out(options: Options) -> int:
    command: Callable[[Options], int] = options.run
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
    except Exception as error:  # of our own making
        from iosemu.lab.crash import keep, summary

        host.complain(f"a fault in iosemu itself: {summary(error)}; the report is in {keep(error)}")
        return FAILED


def _load(options: Options) -> Lab:
    calm_collector()  # before all that is imported now
    from iosemu.lab.lab import Lab

    file = getattr(options, "restore", None)
    if file is not None:
        lab = _restored(file, options)
    elif options.lab is None:
        raise LabError("which lab? iosemu labs lists those that came with it; --restore FILE goes on with a checkpoint")
    else:
        lab = Lab.load(options.lab, options.seed, options.trust)
    if options.pcap is not None:
        lab.capture(folder=options.pcap)
    return lab


def _restored(file: str, options: Options) -> Lab:
    from iosemu.console.checkpoints import read

    for given, name in ((options.lab, "LAB"), (options.seed, "--seed")):
        if given is not None:
            raise LabError(f"{name} does not go together with --restore: the checkpoint has it all")
    options.cold = True  # it goes on where it was
    return read(file)


def _run(options: Options) -> int:
    if sys.stdin is None:
        raise LabError("standard input is closed; nothing could be typed")
    with _load(options) as lab:
        node = lab[options.node or next(iter(lab.nodes))].name  # an unknown one is told before anything starts
        if sys.stdin.isatty() and sys.stdout.isatty():
            from iosemu.console import sitting

            sitting.window(lab, node, options.cold, options.log)
        else:
            from iosemu.console import script

            script.run(lab, node, script.lines_of(sys.stdin), host.say, options.cold, options.log)
    return 0


def _serve(options: Options) -> int:
    from iosemu.console import sitting

    with _load(options) as lab:
        sitting.serve(lab, options)
    return 0


def _attach(options: Options) -> int:
    if sys.stdin is None:
        raise LabError("standard input is closed; nothing could be typed")
    from iosemu.console import attach

    attach.run(options.lab, options.node)
    return 0


def _exec(options: Options) -> int:
    from iosemu.lab.durations import seconds_of

    after = seconds_of(options.after)
    if options.restore is not None and options.lab is not None:  # it stands where the name of a lab would
        options.lab, options.node, options.commands = None, options.lab, [options.node, *options.commands]
    if not options.commands:
        raise LabError("which commands? iosemu exec {LAB | --restore FILE} NODE CMD ...")
    with _load(options) as lab:
        node = lab[options.node]
        if options.restore is None:
            for complaint in lab.refused_lines():
                print(f"iosemu: {complaint}", file=sys.stderr)
            lab.settle()
        lab.run(after)
        from iosemu.console.script import execute

        return FAILED if execute(lab, node, options.commands, host.say) else 0


def _trace(options: Options) -> int:
    """The status says whether it arrives (or those behind it do), or nothing is wrong."""
    from iosemu.lab.durations import seconds_of

    after = seconds_of(options.after)
    with _load(options) as lab:
        for complaint in lab.refused_lines():
            print(f"iosemu: {complaint}", file=sys.stderr)
        lab.settle()
        for where in options.cut:
            lab.cut(*where.split())
        lab.run(after)
        from iosemu.lab.trace.records import Trace, Verdict
        from iosemu.lab.trace.words import carried_out

        found = carried_out(lab, [options.node, *options.words] if options.node else [])
    if options.json:
        import json

        print(json.dumps(found.as_dict(), indent=2))
    else:
        from iosemu.console.drawing import explained

        sys.stdout.write(explained(found, host.columns(), sys.stdout.isatty()))
    arrives = (Verdict.ARRIVES, Verdict.LATER)
    good = found.verdict in arrives if isinstance(found, Trace) else not found.findings
    return 0 if good else FAILED


def _test(options: Options) -> int:
    calm_collector()
    from iosemu.checks import command

    return command.run(options)


def _replay(options: Options) -> int:
    calm_collector()
    from iosemu.replay import command

    return command.run(options, host.columns())


def _practice(options: Options) -> int:
    calm_collector()
    from iosemu.console import practice

    return practice.run(options)


def _break(options: Options) -> int:
    calm_collector()
    from iosemu.console import breaking

    return breaking.run(options)


def _parse(options: Options) -> int:
    from iosemu.console import parse

    return parse.run(options.file, options.platform, options.render, options.json, options.release)


def _diff(options: Options) -> int:
    """As of diff: 0 is no difference, 1 is one."""
    from iosemu.console import difference

    one, other = options.old, options.new
    return difference.run(one, other, options.platform, options.release, options.sections, options.json)


def _lab(options: Options) -> int:
    from iosemu.lab.imports import command

    if options.deed == "from":
        return command.from_configs(options.configs, options.platform)
    return command.import_lab(options.file, options.out)


def _labs(options: Options) -> int:
    from iosemu.lab.catalog import shipped
    from iosemu.lab.topology import read

    labs = {name: read(folder).description for name, folder in shipped().items()}
    width = max(map(len, labs), default=0)
    for name, description in labs.items():
        print(f"{name.ljust(width)}  {description}")
    return 0
