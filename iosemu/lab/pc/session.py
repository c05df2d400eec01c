"""A user at a PC: words instead of a grammar."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, cast

from iosemu.cli.context import Request
from iosemu.cli.session import Session
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.lab.pc.shell import PcShell

Body = Generator[Request, Any, None]
Answer = Body | list[str] | None


class Usage(Exception):
    """What is typed is wrong; the text says how."""


@dataclass(slots=True)
class Call:
    """A command as it was typed: its words but the first, and who typed it (None: the start-up script)."""

    shell: PcShell
    words: list[str]
    session: Session | None = None


Command = Callable[[Call], Answer]


def commands() -> dict[str, tuple[Command, str]]:
    """What a PC knows, by first word: the function and a line of help."""
    from iosemu.lab.pc import dhcp, files, linux, radius, tacacs, vpcs

    return {**vpcs.COMMANDS, **linux.COMMANDS, **dhcp.COMMANDS, **files.COMMANDS, **radius.COMMANDS, **tacacs.COMMANDS}


def find(line: str) -> tuple[Command, list[str]] | None:
    """The command of a line, None for an empty one. Raises Usage."""
    words = line.split()
    if not words or words[0].startswith(("#", "!")):
        return None
    known = commands()
    command = known.get(words[0])
    if command is None:
        begun = [each for name, each in known.items() if name.startswith(words[0])]
        command = begun[0] if len(begun) == 1 else None
    if command is None:
        raise Usage(f'Bad command: "{line.strip()}". Use ? for help.')
    return command[0], words[1:]


def carry_out(shell: PcShell, line: str) -> str:
    """A line of a start-up script: what is wrong with it, or ""."""
    try:
        found = find(line)
        if found is not None:
            answer = found[0](Call(shell, found[1]))
            if answer is not None:
                return "this is no line for a start-up script"
    except Usage as usage:
        return str(usage)
    return ""


class PcSession(Session):
    """A terminal of a PC."""

    @property
    def prompt(self) -> str:
        return f"{self.shell.hostname}> "

    def help(self, text: str) -> list[str]:
        begun = text.split()[0] if text.strip() else ""
        return [f"{name:<12} {told}" for name, (_, told) in commands().items() if name.startswith(begun)]

    def complete(self, text: str, cursor: int | None = None) -> str | None:
        begun = text[:cursor]
        fits = [name for name in commands() if begun and name.startswith(begun)]
        return f"{fits[0]} " if len(fits) == 1 else None

    def ctrl_c(self) -> None:
        self.interrupt()

    def _execute(self, text: str) -> None:
        if text.strip() in ("?", "help"):
            self._page(self.help(""), None)
            return
        try:
            found = find(text)
            if found is None:
                return
            answer = found[0](Call(cast("PcShell", self.shell), found[1], self))
        except Usage as usage:
            self.refused += 1
            self.write(f"{usage}\n\n")
            return
        if isinstance(answer, list):
            self._page([*answer, ""], None)
        elif answer is not None:
            self.run_process(answer)
