"""Rows of a pane: what a terminal would show of what a console wrote; keys of a far terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.cli.keys import Keyboard, character, key_of
from iosemu.console.scroll import Scroll


def shown(scroll: Scroll, width: int = 20, height: int = 4, back: int = 0) -> tuple[list[str], int | None, int]:
    lines, row, column = scroll.view(width, height, back)
    return ["".join(text for _, text in line) for line in lines], row, column


def test_editing_and_wrapping() -> None:
    scroll = Scroll()
    rows: list[str] = []
    scroll.on_row = rows.append
    scroll.write("R1#sh clo\b\b\b   \b\b\bver\n")
    scroll.write(" --More-- \r          \rdone\a\x1b[31;1m red\x1b[0m\x1b[2J\n")
    assert rows == ["R1#sh ver", "done red"]
    assert scroll.rows[1] == [("", "done"), ("ansired bold", " red"), ("", "  ")]
    scroll.write("abcdefghijklmnopqrstuvwxyz")
    assert shown(scroll) == (["R1#sh ver", "done red  ", "abcdefghijklmnopqrst", "uvwxyz"], 3, 6)
    assert shown(scroll, back=1) == (["R1#sh ver", "done red  ", "abcdefghijklmnopqrst", "uvwxyz"], 3, 6)  # there is no more
    assert shown(scroll, height=2, back=1) == (["done red  ", "abcdefghijklmnopqrst"], None, 6)
    scroll.write("\b" * 10)
    assert shown(scroll)[1:] == (2, 16)
    scroll.write("\r" + "x" * 20)  # the cursor stands behind a full line
    assert shown(scroll, height=2) == (["xxxxxxxxxxxxxxxxxxxx", "uvwxyz"], 1, 0)
    assert scroll.tail(2) == ["done red", "xxxxxxxxxxxxxxxxxxxxuvwxyz"]


@settings(deadline=None)
@given(st.text("ab\n\r\b\t\x1b[0;31mé\x00", max_size=200), st.integers(1, 30), st.integers(1, 10), st.integers(0, 40))
def test_any_text_fits(text: str, width: int, height: int, back: int) -> None:
    scroll = Scroll(kept=50)
    scroll.write(text)
    lines, row, column = shown(scroll, width, height, back)
    assert 1 <= len(lines) <= height and all(len(line) <= width for line in lines)
    assert 0 <= column < width and (row is None or 0 <= row < len(lines))
    assert all(char.isprintable() for line in lines for char in line)


def test_keys_of_a_vt100() -> None:
    board = Keyboard()
    assert list(board.keys("a\x01\x1b[A\x1bOB\x1b[3~\x1b[1;5C\x7f\r")) == ["a", "c-a", "up", "down", "delete", "right", "c-h", "c-m"]
    assert list(board.keys("\x1b")) == [] and list(board.keys("[")) == [] and list(board.keys("D")) == ["left"]
    assert list(board.keys("\x1bb\x1b\x1b[C")) == ["escape", "b", "escape", "right"]
    assert list(board.keys("\x1b[" + "1" * 100 + "x")) == [*("1" * 84), "x"]  # no sequence is that long


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=255), max_size=100))
def test_any_characters_are_keys(text: str) -> None:
    keys = list(Keyboard().keys(text))
    assert len(keys) <= len(text) and all(keys)
    if "\x1b" not in text:
        assert keys == [key_of(char) for char in text]
        assert all(character(key) for key in keys if key != "c-@")
