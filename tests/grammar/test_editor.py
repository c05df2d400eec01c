"""The line editor: keys in, a screen out."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from iosemu.cli.editor import LineEditor
from tests.console.screen import Screen


class Typist:
    """An editor on a screen. `type("sh|c-a|x")` presses keys: names between bars, or the characters of other pieces."""

    def __init__(self, prompt: str = "R1#", width: int = 80, history: list[str] | None = None) -> None:
        self.screen = Screen()
        self.lines = history or []
        self.editor = LineEditor(self.screen.write, lambda: self.lines, width)
        self.editor.start(prompt)

    def type(self, keys: str) -> Typist:
        for piece in keys.split("|"):
            if piece.startswith("c-") or piece in ("up", "down", "left", "right", "escape", "home", "end", "delete"):
                assert self.editor.key(piece)
            else:
                for char in piece:
                    assert self.editor.key(char)
        return self


@pytest.mark.parametrize(
    ("keys", "shown", "column"),
    [
        ("show ip", "show ip", 7),
        ("show ip|c-a|do |c-e|x", "do show ipx", 11),
        ("show ip|left|left|c-h", "showip", 4),
        ("show ip|c-w", "show", 5),
        ("show ip route|c-w|c-w|c-y", "show ip", 8),
        ("show ip route|c-w|c-w|c-y|escape|y", "show route", 10),
        ("show ip route|escape|b|escape|b|c-k", "show", 5),
        ("show ip route|escape|b|c-u|x", "xroute", 1),
        ("show ip route|c-a|escape|f|escape|d", "show route", 4),
        ("show ip route|c-a|c-d|c-d|delete", "w ip route", 0),
        ("show|c-a|escape|u| ip", "SHOW ip", 7),
        ("sohw|left|left|c-t", "show", 3),
        ("ab|c-v|?", "ab?", 3),
        ("show|c-b|c-b|c-f|x", "shoxw", 4),
    ],
)
def test_keys(keys: str, shown: str, column: int) -> None:
    typist = Typist().type(keys)
    assert typist.screen.line == f"R1#{shown}".rstrip()
    assert typist.screen.column == 3 + column


def test_keys_for_others() -> None:
    editor = Typist().editor
    assert [key for key in ("c-m", "c-i", "?", "c-c", "c-z", "c-^", "f1") if editor.key(key)] == []
    assert editor.text == ""


def test_history_and_the_unfinished_line() -> None:
    typist = Typist(history=["conf t", "show clock"]).type("sh|up")
    assert typist.screen.line == "R1#show clock"
    assert typist.type("c-p").screen.line == "R1#conf t"
    assert typist.type("up").screen.line == "R1#conf t"
    assert typist.type("down|down").screen.line == "R1#sh"
    assert typist.type("escape|<").screen.line == "R1#conf t"
    assert typist.type("escape|>").screen.line == "R1#sh"


def test_password_is_not_shown() -> None:
    screen = Screen()
    editor = LineEditor(screen.write, list)
    editor.start("Password: ", echo=False)
    for key in ("s", "x", "c-h", "e", "?"):
        editor.key(key)
    assert screen.line == "Password:"
    assert editor.finish() == "se?"


def test_long_line_scrolls_with_dollar_signs() -> None:
    typist = Typist("R1(config)#", width=40).type("crypto isakmp key dmvpncloud1 address 0.0.0.0")
    assert typist.screen.line == "R1(config)#$pncloud1 address 0.0.0.0"
    typist.type("c-a")
    assert typist.screen.line == "R1(config)#crypto isakmp key dmvpnclou$"
    assert typist.screen.column == 11
    typist.type("c-e")
    assert typist.editor.finish() == "crypto isakmp key dmvpncloud1 address 0.0.0.0"
    assert typist.screen.lines[0].startswith("R1(config)#$")


def test_typing_costs_few_bytes() -> None:
    written: list[str] = []
    editor = LineEditor(written.append, list)
    editor.start("R1#")
    written.clear()
    for char in "show ip route":
        editor.key(char)
    assert "".join(written) == "show ip route"
    written.clear()
    editor.key("c-h")
    assert "".join(written) == "\b \b"


KEYS = st.one_of(
    st.sampled_from(["c-a", "c-e", "c-b", "c-f", "c-h", "c-d", "c-k", "c-u", "c-w", "c-y", "c-t", "up", "down", "c-r"]),
    st.sampled_from(["escape", "left", "right", "c-l", "f", "b", "d", "y", "u"]),
    st.characters(min_codepoint=32, max_codepoint=126),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(KEYS, max_size=60), st.integers(20, 60))
@example(["up", "up", "c-w"], 42)  # a line that had to scroll and now fits
def test_screen_always_shows_the_text_around_the_cursor(keys: list[str], width: int) -> None:
    typist = Typist(width=width, history=["show running-config | section crypto isakmp", "conf t"])
    for key in keys:
        typist.editor.key(key)
    editor = typist.editor
    shown = "".join(typist.screen.rows[-1])
    assert editor.line == shown.ljust(len(editor.line))[: len(editor.line)]
    assert typist.screen.column < width
    if len(editor.text) < width - 4:
        assert typist.screen.line == f"R1#{editor.text}".rstrip()
    if editor.cursor:
        left = typist.screen.rows[-1][typist.screen.column - 1]
        assert left in (editor.text[editor.cursor - 1], "$")
