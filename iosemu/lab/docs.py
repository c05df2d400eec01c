"""Writes docs/commands.md and docs/fidelity.md from the grammars: `python -m iosemu.lab.docs docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from iosemu.cli.source import grammar_texts, parse_texts
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Command, Grammar, Key, Opt, Seq, Syntax
from iosemu.data import data_folder
from iosemu.types import Release

# What people look for around tunnels and translation and do not find: (in words, lines that are refused).
REFUSED = (
    ("L2TP and PPTP, whatever a book says of them", ("vpdn enable", "vpdn-group 1", "pseudowire-class L2TP")),
    ("Easy VPN, the client", ("crypto ipsec client ezvpn HQ",)),
    (
        "SEAL, and compression without ESP or AH",
        ("crypto ipsec transform-set T esp-seal esp-sha-hmac", "crypto ipsec transform-set T comp-lzs"),
    ),
    (
        "SAs that outlive a failover to another router",
        ("interface FastEthernet0/0 / crypto map CM redundancy HA stateful",),
    ),
    (
        "translation without sides, and in what FTP and SIP say",
        (
            "interface FastEthernet0/0 / ip nat enable", "ip nat source list 1 interface FastEthernet0/0",
            "ip nat service ftp tcp port 2021",
        ),
    ),
)  # fmt: skip
GENERATED = "<!-- Generated from grammars/ by `make docs`; do not edit. -->"


def shipped_grammar() -> Grammar:
    """The grammars of this installation. Raises NotationError."""
    return parse_texts(grammar_texts(data_folder("grammars")))


def describe(node: Syntax) -> str:
    """Syntax as a command reference writes it, without the fields of the model."""
    if isinstance(node, Key):
        return node.word
    if isinstance(node, Arg):
        return str(node)
    if isinstance(node, Seq):
        return " ".join(describe(item) for item in node.items)
    if isinstance(node, Alt):
        return "{" + " | ".join(describe(item) for item in node.items) + "}"
    if isinstance(node, Opt):
        inner = describe(node.item)
        return f"[{inner[1:-1]}]" if isinstance(node.item, Alt) else f"[{inner}]"
    if isinstance(node, AnyOrder):
        return "[" + "] [".join(describe(item) for item in node.items) + "]"
    return f"{describe(node.item)}..."


def _typed(command: Command) -> str:
    """With `no` in front where there is no other form."""
    return ("" if command.has_positive else "no ") + describe(command.syntax)


def _marks(command: Command) -> str:
    marks = []
    if command.kinds:
        marks.append("on " + ", ".join(command.kinds))
    if command.platform:
        marks.append("only " + ", ".join(command.platform))
    marks += _limits(command)
    if command.mode == "exec" and command.privilege < 15:
        marks.append("user mode")
    if command.level == "partial":
        marks.append(f"partial: {command.lacks}")
    elif command.level == "stored":
        marks.append("stored")
    return f" — {'; '.join(marks)}" if marks else ""


def _limits(command: Command) -> list[str]:
    """Releases that have the command, or some words of it."""
    whole = [("since", command.since, ()), ("before", command.before, ())]
    limits = [limit for limit in whole if limit[1]] + list(command.limits)
    return [" ".join([*tokens, word, Release(release).text]) for word, release, tokens in limits]


def _documented(grammar: Grammar) -> list[Command]:
    return [command for command in grammar.commands if not command.hidden and command.action.verb != "builtin"]


def _mode_order(mode: str) -> tuple[bool, bool, str]:
    return mode == "exec", mode != "config", mode


def commands_text(grammar: Grammar) -> str:
    """Every command, by feature and mode."""
    lines = [
        "# Commands",
        "",
        GENERATED,
        "",
        "Each command that exists, in the notation of the command references. Whatever is not here is refused as IOS",
        "refuses an unknown command. *partial* and *stored* are explained in [fidelity.md](fidelity.md).",
    ]
    commands = _documented(grammar)
    for feature in sorted({command.feature for command in commands}):
        title = grammar.features.get(feature, "")
        lines += ["", f"## {feature}" + (f": {title}" if title else "")]
        own = [command for command in commands if command.feature == feature]
        for mode in sorted({command.mode for command in own}, key=_mode_order):
            lines += ["", f"### `{mode}`", ""]
            written: dict[str, None] = {}
            for command in own:
                if command.mode == mode:
                    written.setdefault(f"- `{_typed(command)}`{_marks(command)}")
            lines += written
    return "\n".join(lines) + "\n"


def fidelity_text(grammar: Grammar) -> str:
    """What is done in full, in part, or only kept."""
    commands = _documented(grammar)
    lines = [
        "# Fidelity",
        "",
        GENERATED,
        "",
        "Nothing is accepted silently. A command is *full* (its effect is built), *partial* (what is missing is said",
        "here) or *stored* (kept and shown in the running-config; there is no effect that anyone could miss in an",
        "emulated router).",
        "A command whose missing effect would mislead is not in the grammar, and is refused; of one listed with `no`",
        "only that form exists.",
        "",
        "| feature | full | partial | stored |",
        "|---|---:|---:|---:|",
    ]
    levels = ("full", "partial", "stored")
    for feature in sorted({command.feature for command in commands}):
        own = [command.level for command in commands if command.feature == feature]
        lines.append(f"| {feature} | {' | '.join(str(own.count(level)) for level in levels)} |")
    every = [command.level for command in commands]
    lines.append(f"| **all** | {' | '.join(str(every.count(level)) for level in levels)} |")
    lines += ["", "## Refused", ""]
    lines += [f"- {text}: {', '.join(f'`{line}`' for line in refused)}" for text, refused in REFUSED]
    lines += ["", "## Partial", ""]
    lines += _listed(c for c in commands if c.level == "partial") or ["Nothing."]
    lines += ["", "## Stored", ""]
    lines += _listed(c for c in commands if c.level == "stored") or ["Nothing."]
    return "\n".join(lines) + "\n"


def _listed(commands: Iterable[Command]) -> list[str]:
    found: dict[str, None] = {}
    for command in sorted(commands, key=lambda command: (command.feature, command.mode)):
        lacks = f": {command.lacks}" if command.lacks else ""
        found.setdefault(f"- {command.feature}, `{command.mode}`: `{_typed(command)}`{lacks}")
    return list(found)


def main(arguments: list[str]) -> int:
    """Write both files into the folder that is named."""
    folder = Path(arguments[0] if arguments else "docs")
    grammar = shipped_grammar()
    for name, text in (("commands.md", commands_text(grammar)), ("fidelity.md", fidelity_text(grammar))):
        folder.joinpath(name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
