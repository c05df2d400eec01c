"""`configure replace`: the running configuration becomes that of a file, by as few commands as it takes."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.cli.interpreter import Interpreter
from iosemu.cli.tree import Branch, tree_of
from iosemu.features.archive.changes import commands
from iosemu.records import dataclass, field

PASSES = 5


@dataclass(slots=True)
class Result:
    """Of each pass the commands; what was left to do when no more passes were made."""

    passes: list[list[str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def running_tree(ctx: Context) -> list[Branch]:
    return tree_of("\n".join(ctx.shell.running_config()))


def replace(ctx: Context, text: str) -> Result:
    """Pass after pass until nothing differs, or a pass has changed nothing."""
    wanted = tree_of(text)
    result = Result()
    todo = commands(running_tree(ctx), wanted)
    while todo and len(result.passes) < PASSES:
        done = [_typed(Interpreter(ctx.shell), branch) for branch in todo]
        result.passes.append(_lines([branch for branch in done if branch is not None]))
        again = [_to_default(branch) for branch in commands(running_tree(ctx), wanted)]
        if _lines(again) == _lines(todo):
            todo = again
            break
        todo = again
    result.left = _lines(todo)
    return result


def _to_default(branch: Branch) -> Branch:
    """What `no` has not taken away is no more than a default (`no exec-timeout` is one of its values)."""
    if branch.text.startswith("no "):
        return Branch(f"default {branch.text[3:]}")
    return Branch(branch.text, [_to_default(each) for each in branch.below])


def _lines(todo: list[Branch]) -> list[str]:
    return [line for branch in todo for line in branch.lines()]


def _typed(interpreter: Interpreter, branch: Branch) -> Branch | None:
    """Carry out a block; what of it was taken, None for nothing (the opposite of `no ip address` is no line)."""
    depth = len(interpreter.frames)
    text = _accepted(interpreter, branch.text)
    if not text:
        return None
    taken = []
    for inner in branch.below:
        taken.append(_typed(interpreter, inner))
        del interpreter.frames[depth + 1 :]
    below = [each for each in taken if each is not None]
    return Branch(text, below) if below or not branch.below else None


def _accepted(interpreter: Interpreter, text: str) -> str:
    """Carry out a line; as it was taken, "" for not. What a `no` says behind the name of what it removes may be left
    out where it is not taken."""
    frames = len(interpreter.frames)
    words = text.split(" ")
    least = 3 if text.startswith(("no ", "default ")) else len(words)
    for length in range(len(words), least - 1, -1) if len(words) >= least else (len(words),):
        said = " ".join(words[:length])
        result = interpreter.run(said)
        if result.status != "refused" and result.more is None:
            return said
        del interpreter.frames[frames:]
    return ""
