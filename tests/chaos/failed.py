"""Stories in a file: those that once failed stay in `failed.txt`, as short as they could be made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("failed.txt")


@dataclass
class Story:
    lab: str
    seed: int
    lines: list[str]
    about: str = ""


def read(text: str) -> list[Story]:
    """Stories that begin with ``lab NAME seed N [about]``; `#` begins a comment. Raises ValueError."""
    found: list[Story] = []
    for line in map(str.strip, text.splitlines()):
        words = line.split(maxsplit=4)
        if not line or line.startswith("#"):
            continue
        if words[0] == "lab" and len(words) >= 4:
            found.append(Story(words[1], int(words[3]), [], words[4] if len(words) > 4 else ""))
        elif found:
            found[-1].lines.append(line)
        else:
            raise ValueError(f"no story begins with: {line}")
    return found


def write(story: Story) -> str:
    """The text that `read` takes."""
    head = f"lab {story.lab} seed {story.seed} {story.about}".rstrip()
    return "\n".join((head, *(f"    {line}" for line in story.lines), ""))
