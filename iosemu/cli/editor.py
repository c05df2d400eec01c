"""The line editor of IOS: keys in, bytes for the terminal out. It knows no terminal and no router.

Keys are single characters or the names that prompt_toolkit gives them ("c-a" for Ctrl-A, "up", "escape", …). A line
that is longer than the terminal is wide scrolls, shown with a `$` where something is hidden (Cisco IOS Configuration
Fundamentals, "Using the Command-Line Interface", editing features).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from iosemu.cli.limits import LONGEST_LINE

SCROLL = 10  # columns that a line moves when the cursor reaches its edge
RECALL = 10  # deleted pieces that Ctrl-Y and Esc Y bring back


class LineEditor:
    """One line being typed. `write` takes text for the terminal; `history` is read, oldest line first."""

    def __init__(self, write: Callable[[str], None], history: Callable[[], Sequence[str]], width: int = 80) -> None:
        self.write = write
        self.history = history
        self.width = width
        self.prompt = ""
        self.echo = True
        self.text = ""
        self.cursor = 0
        self._shown = ""  # what stands on the terminal's line, prompt included
        self._column = 0
        self._offset = 0  # first character of the text that is visible
        self._escape = False
        self._literal = False
        self._back = 0  # lines gone back in history
        self._draft = ""  # what was typed before going back
        self._killed: list[str] = []
        self._yank = 0
        self._keys: dict[str, Callable[[], None]] = {
            "c-a": self._home,
            "home": self._home,
            "c-e": self._end,
            "end": self._end,
            "c-b": self._left,
            "left": self._left,
            "c-f": self._right,
            "right": self._right,
            "c-h": self._backspace,
            "backspace": self._backspace,
            "c-d": self._delete,
            "delete": self._delete,
            "c-k": self._kill_right,
            "c-u": self._kill_left,
            "c-x": self._kill_left,
            "c-w": self._kill_word_left,
            "c-y": self._recall,
            "c-t": self._transpose,
            "c-p": self._older,
            "up": self._older,
            "c-n": self._newer,
            "down": self._newer,
            "c-r": self.redraw,
            "c-l": self.redraw,
        }
        self._escapes: dict[str, Callable[[], None]] = {
            "b": self._word_left,
            "f": self._word_right,
            "d": self._kill_word_right,
            "y": self._recall_older,
            "c": partial(self._change_word, str.capitalize),
            "l": partial(self._change_word, str.lower),
            "u": partial(self._change_word, str.upper),
            "<": self._oldest,
            ">": self._newest,
        }

    # the life of a line

    def start(self, prompt: str, text: str = "", echo: bool = True, printed: bool = False) -> None:
        """Print the prompt (unless it is `printed` already) and begin a line, with `text` typed already."""
        self.prompt = prompt
        self.echo = echo
        self.text = text
        self.cursor = len(text)
        self._back = self._offset = 0
        self._shown = prompt if printed else ""
        self._column = len(self._shown)
        self._refresh()

    def printed_again(self) -> None:
        """Someone has written `line` at the start of a terminal line: the cursor goes back to its place."""
        column, self._column = self._column, len(self._shown)
        self._move(self._shown, column)

    def key(self, key: str) -> bool:
        """One key; False for those that are not about editing (Enter, Tab, `?`, Ctrl-C …)."""
        if self._literal:
            self._literal = False
            if len(key) == 1:
                self._insert(key)
            return True
        if self._escape:
            self._escape = False
            action = self._escapes.get(key.lower())
            if action is not None:
                action()
            elif key in ("c-h", "backspace"):
                self._kill_word_left()
            return True
        if key == "escape":
            self._escape = True
            return True
        if key == "c-v":
            self._literal = True
            return True
        action = self._keys.get(key)
        if action is not None:
            action()
            return True
        if len(key) == 1 and key.isprintable() and (key != "?" or not self.echo):
            self._insert(key)
            return True
        return False

    def paste(self, text: str) -> None:
        """Printable text of one line, inserted at the cursor."""
        self._insert("".join(char for char in text if char.isprintable()))

    def finish(self) -> str:
        """Enter: the cursor goes to a new line; returns what was typed."""
        if self._offset or self._hidden_right:
            self._end()
        text = self.text
        self.write("\n")
        self.forget()
        return text

    def forget(self) -> None:
        """The line is over, however it ended; nothing of it stands where the cursor is."""
        self.text = ""
        self.cursor = self._back = self._offset = self._column = 0
        self._shown = ""

    def replace(self, text: str) -> None:
        """Another text in place of what was typed, the cursor at its end."""
        self.text = text
        self.cursor = len(text)
        self._refresh()

    def redraw(self) -> None:
        """Prompt and text again, on a new line if the old one is still there."""
        if self._shown:
            self.write("\n")
        self._shown = ""
        self._column = 0
        self._refresh()

    @property
    def line(self) -> str:
        """What stands on the terminal's line."""
        return self._shown

    # drawing

    @property
    def _room(self) -> int:
        """Columns for text; the last one of the terminal stays free, where some terminals wrap."""
        return max(self.width - len(self.prompt) - 1, SCROLL + 2)

    @property
    def _hidden_right(self) -> bool:
        return len(self.text) - self._offset > self._room

    def _refresh(self) -> None:
        """Bring the terminal's line to what it should be, with as few bytes as typing needs."""
        if not self.echo:
            line, column = self.prompt, len(self.prompt)
        else:
            room = self._room
            if len(self.text) < room:
                self._offset = 0  # all of it fits again
            while self.cursor - self._offset >= room + (self._offset == 0 and len(self.text) <= room):
                self._offset += SCROLL
            while self._offset and self.cursor <= self._offset:
                self._offset = max(0, self._offset - SCROLL)
            visible = self.text[self._offset : self._offset + room]
            if self._offset:
                visible = "$" + visible[1:]
            if self._hidden_right:
                visible = visible[:-1] + "$"
            line = self.prompt + visible
            column = len(self.prompt) + self.cursor - self._offset
        old = self._shown
        same = 0
        for a, b in zip(old, line, strict=False):
            if a != b:
                break
            same += 1
        if same == len(old) == len(line):
            self._move(line, column)
        else:
            self._move(old, same)
            blanks = max(0, len(old) - len(line))
            self.write(line[same:] + " " * blanks)
            self._shown = line
            self._column = len(line) + blanks
            self._move(line, column)
        self._shown = line

    def _move(self, line: str, column: int) -> None:
        """The cursor to a column, by backspaces or by writing again what stands there."""
        if column < self._column:
            self.write("\b" * (self._column - column))
        elif column > self._column:
            self.write(line[self._column : column])
        self._column = column

    # editing

    def _insert(self, text: str) -> None:
        """A line that a router would refuse as too long grows no further: the bell rings instead."""
        text = text[: max(0, LONGEST_LINE + 1 - len(self.text))]
        if not text:
            self.write("\a")
            return
        self._set(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def _set(self, text: str, cursor: int) -> None:
        self.text = text
        self.cursor = cursor
        self._refresh()

    def _kill(self, start: int, end: int) -> None:
        if start < end:
            self._killed = [self.text[start:end], *self._killed][:RECALL]
            self._set(self.text[:start] + self.text[end:], start)

    def _home(self) -> None:
        self._set(self.text, 0)

    def _end(self) -> None:
        self._set(self.text, len(self.text))

    def _left(self) -> None:
        self._set(self.text, max(0, self.cursor - 1))

    def _right(self) -> None:
        self._set(self.text, min(len(self.text), self.cursor + 1))

    def _word_left(self) -> None:
        self._set(self.text, self._left_of_word())

    def _word_right(self) -> None:
        self._set(self.text, self._right_of_word())

    def _left_of_word(self) -> int:
        head = self.text[: self.cursor].rstrip()
        return head.rfind(" ") + 1

    def _right_of_word(self) -> int:
        position = self.cursor
        while position < len(self.text) and self.text[position] == " ":
            position += 1
        end = self.text.find(" ", position)
        return len(self.text) if end < 0 else end

    def _backspace(self) -> None:
        if self.cursor:
            self._set(self.text[: self.cursor - 1] + self.text[self.cursor :], self.cursor - 1)

    def _delete(self) -> None:
        self._set(self.text[: self.cursor] + self.text[self.cursor + 1 :], self.cursor)

    def _kill_right(self) -> None:
        self._kill(self.cursor, len(self.text))

    def _kill_left(self) -> None:
        self._kill(0, self.cursor)

    def _kill_word_left(self) -> None:
        self._kill(self._left_of_word(), self.cursor)

    def _kill_word_right(self) -> None:
        self._kill(self.cursor, self._right_of_word())

    def _recall(self) -> None:
        self._yank = 0
        if self._killed:
            self._insert(self._killed[0])

    def _recall_older(self) -> None:
        """Instead of what Ctrl-Y has just brought back, what was deleted before it."""
        if not self._killed:
            return
        last = self._killed[self._yank]
        start = self.cursor - len(last)
        if self.text[start : self.cursor] == last:
            self._yank = (self._yank + 1) % len(self._killed)
            self._set(self.text[:start] + self.text[self.cursor :], start)
            self._insert(self._killed[self._yank])

    def _transpose(self) -> None:
        at = self.cursor
        if 0 < at <= len(self.text) and len(self.text) > 1:
            at = min(at, len(self.text) - 1)
            self._set(self.text[: at - 1] + self.text[at] + self.text[at - 1] + self.text[at + 1 :], at + 1)

    def _change_word(self, change: Callable[[str], str]) -> None:
        end = self._right_of_word()
        self._set(self.text[: self.cursor] + change(self.text[self.cursor : end]) + self.text[end:], end)

    # history

    def _go(self, back: int) -> None:
        lines = self.history()
        back = max(0, min(back, len(lines)))
        if back == self._back:
            return
        if self._back == 0:
            self._draft = self.text
        self._back = back
        self.replace(lines[-back] if back else self._draft)

    def _older(self) -> None:
        self._go(self._back + 1)

    def _newer(self) -> None:
        self._go(self._back - 1)

    def _oldest(self) -> None:
        self._go(len(self.history()))

    def _newest(self) -> None:
        self._go(0)
