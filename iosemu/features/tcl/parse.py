"""Tcl's syntax: scripts into commands, commands into words, lists (the twelve rules of Tcl(n))."""

from __future__ import annotations

from iosemu.records import dataclass

LONGEST_SCRIPT = 1 << 16  # characters typed before a script is whole
_BLANK = " \t"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class TclError(Exception):
    """What a script did wrong, in Tcl's words."""


@dataclass(slots=True)
class Word:
    """A word as written. `raw`: in braces, nothing is substituted."""

    text: str
    raw: bool


class Lines:
    """Takes lines until all braces, brackets and quotes are closed; each character is looked at once."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.held: list[str] = []
        self._size = 0
        self._open = 0
        self._quoted = self._escaped = False

    def add(self, line: str) -> str | None:
        """The whole script, None while it is open. Raises TclError, and begins again, when it gets too long."""
        if self.held:
            self._read("\n")
        self._read(line)
        self.held.append(line)
        self._size += len(line) + 1
        if self._size > LONGEST_SCRIPT:
            self._clear()
            raise TclError(f"a script can have no more than {LONGEST_SCRIPT} characters")
        if self._open > 0 or self._quoted or self._escaped:
            return None
        script = "\n".join(self.held)
        self._clear()
        return script

    def _read(self, text: str) -> None:
        for char in text:
            if self._escaped:
                self._escaped = False
            elif char == "\\":
                self._escaped = True
            elif char == '"' and self._open == 0:
                self._quoted = not self._quoted
            elif char in "{[" and not self._quoted:
                self._open += 1
            elif char in "}]" and not self._quoted:
                self._open -= 1


def commands(script: str) -> list[list[Word]]:
    """The commands of a script, each a list of its words. Raises TclError."""
    found: list[list[Word]] = []
    at, end = 0, len(script)
    words: list[Word] = []
    while at < end:
        char = script[at]
        if char in _BLANK:
            at += 1
        elif char == "\\" and script[at + 1 : at + 2] == "\n":
            at += 2
        elif char in "\n;":
            if words:
                found.append(words)
                words = []
            at += 1
        elif char == "#" and not words:
            while at < end and script[at] != "\n":
                at += 2 if script[at] == "\\" else 1
        else:
            word, at = _word(script, at)
            words.append(word)
    if words:
        found.append(words)
    return found


def _word(script: str, at: int) -> tuple[Word, int]:
    if script[at] == "{":
        close = closing(script, at)
        _end_of_word(script, close + 1, "close-brace")
        return Word(script[at + 1 : close].replace("\\\n", " "), True), close + 1
    if script[at] == '"':
        stop = at + 1
        while stop < len(script) and script[stop] != '"':
            stop = _skip(script, stop)
        if stop >= len(script):
            raise TclError('missing "')
        _end_of_word(script, stop + 1, "close-quote")
        return Word(script[at + 1 : stop], False), stop + 1
    stop = at
    while stop < len(script) and script[stop] not in _BLANK + "\n;":
        stop = _skip(script, stop)
    return Word(script[at:stop], False), stop


def _end_of_word(script: str, at: int, what: str) -> None:
    if at < len(script) and script[at] not in _BLANK + "\n;]":
        raise TclError(f"extra characters after {what}")


def _skip(script: str, at: int) -> int:
    """Past one character, an escape, or a bracketed command."""
    if script[at] == "\\":
        return at + 2
    if script[at] == "[":
        return closing(script, at) + 1
    if script[at : at + 2] == "${":
        return script.find("}", at) + 1 or len(script)
    return at + 1


def closing(script: str, at: int) -> int:
    """Where the brace or bracket at `at` closes. Raises TclError."""
    opening = script[at]
    ending = "}" if opening == "{" else "]"
    depth = 0
    while at < len(script):
        char = script[at]
        if char == "\\":
            at += 1
        elif char == opening:
            depth += 1
        elif char == ending:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise TclError("missing close-brace" if opening == "{" else "missing close-bracket")


def unescape(text: str, at: int) -> tuple[str, int]:
    """The character that the backslash at `at` stands for, and the place behind it."""
    char = text[at + 1 : at + 2]
    if char == "\n":
        return " ", at + 2
    return _ESCAPES.get(char, char or "\\"), at + 2


def split_list(text: str) -> list[str]:
    """A Tcl list into its elements. Raises TclError."""
    found: list[str] = []
    at, end = 0, len(text)
    while at < end:
        char = text[at]
        if char.isspace():
            at += 1
        elif char == "{":
            close = closing(text, at)
            found.append(text[at + 1 : close])
            at = close + 1
        elif char == '"':
            stop = text.find('"', at + 1)
            if stop < 0:
                raise TclError("unmatched open quote in list")
            found.append(text[at + 1 : stop])
            at = stop + 1
        else:
            part = ""
            while at < end and not text[at].isspace():
                if text[at] == "\\":
                    piece, at = unescape(text, at)
                    part += piece
                else:
                    part += text[at]
                    at += 1
            found.append(part)
    return found


def join_list(items: list[str]) -> str:
    """Elements into a Tcl list: braces where an element needs them."""
    return " ".join(
        item if item and not any(c.isspace() or c in '{}[]$";\\' for c in item) else "{" + item + "}" for item in items
    )
