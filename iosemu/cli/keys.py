"""Keys of a keyboard, and the characters that they are on a wire (ECMA-48 sequences of a VT100, RFC 854's NVT).

A key is a single character or one of the names that prompt_toolkit gives: "c-a" for Ctrl-A, "up", "escape".
"""

from __future__ import annotations

from collections.abc import Iterator

RETURN = ("c-m", "enter", "c-j")
_CONTROL = {"c-m": "\r", "enter": "\r", "c-j": "\n", "c-h": "\b", "backspace": "\b", "escape": "\x1b", "c-i": "\t"}
_FINAL = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_TILDE = {"1": "home", "3": "delete", "4": "end", "5": "pageup", "6": "pagedown", "7": "home", "8": "end"}
_LONGEST = 16  # characters of a sequence; what is longer is none


def character(key: str) -> str:
    """What a key is on the wire: "c-a" is \\x01; "" for one that has no character."""
    if len(key) == 1:
        return key
    if key in _CONTROL:
        return _CONTROL[key]
    if len(key) == 3 and key.startswith("c-"):
        return chr(ord(key[2].upper()) & 0x1F)
    return ""


def key_of(char: str) -> str:
    """The other way: \\x01 is "c-a"."""
    if char in "\r\n":
        return "c-m"
    if char == "\x7f":
        return "c-h"
    if char == "\x1b":
        return "escape"
    return f"c-{chr(ord(char) + 64).lower()}" if char < " " else char


class Keyboard:
    """Characters of a far terminal in, keys out. An Esc is kept until the next character tells what it is."""

    def __init__(self) -> None:
        self._sequence = ""

    def keys(self, text: str) -> Iterator[str]:
        for char in text:
            if self._sequence:
                yield from self._go_on(char)
            elif char == "\x1b":
                self._sequence = char
            else:
                yield key_of(char)

    def _go_on(self, char: str) -> Iterator[str]:
        before = self._sequence
        if before == "\x1b" and char not in "[O":
            self._sequence = ""
            yield "escape"
            yield from self.keys(char)
            return
        self._sequence = before + char
        if before == "\x1b":
            return
        if "@" <= char <= "~":  # its end
            self._sequence = ""
            parameter = before[2:].partition(";")[0]
            key = _TILDE.get(parameter) if char == "~" else _FINAL.get(char)
            if key is not None:
                yield key
        elif not " " <= char <= "?" or len(before) > _LONGEST:
            self._sequence = ""
