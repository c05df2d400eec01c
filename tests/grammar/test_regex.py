"""Regular expressions of output filters and of the pager: IOS's meaning, never more than linear time."""

from __future__ import annotations

import pytest

from iosemu.cli.regex import Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("^R1$", ["R1"], ["R11", "xR1"]),
        ("a.c", ["abc", "a c", "aéc"], ["ac"]),
        ("10_20", ["10 20", "10,20", "10_20", "10{20"], ["1020", "10.20"]),
        ("_100_", ["100", "1 100 2", "(100)"], ["1001", "x100"]),
        (r"1\.1", ["1.1"], ["1x1"]),
        (r"a\_b", ["a_b"], ["a b"]),
        ("[a_]b", ["_b", "ab"], [" b"]),
        (r"[^a\-\]]x", ["bx"], ["ax", "-x", "]x"]),
        ("[]a]b", ["]b", "ab"], ["bb"]),
        ("[^]]b", ["ab"], ["]b"]),
        ("x{2}", ["x{2}"], ["xx"]),
        ("{a}+", ["{a}}}"], ["{a"]),
        ("(ab)+c|d", ["ababc", "xdx"], ["abab"]),
        (r"\d+", ["d+"], ["12"]),
        (r"C:\\", ["C:\\"], ["C:"]),
        ("é", ["café"], ["cafe"]),
        ("\udcff", ["\udcff"], ["x"]),
    ],
)  # fmt: skip
def test_meaning(pattern: str, yes: list[str], no: list[str]) -> None:
    found = Pattern(pattern)
    assert [line for line in yes + no if found.search(line)] == yes


@pytest.mark.parametrize("pattern", ["(", "(" * 5000, "[a", "[z-a]", "*a", "(?=x)", "(?i)a", ")", "x" * 5_000_000])
def test_what_is_none(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)


@pytest.mark.parametrize("pattern", ["(x+x+)+y", "(x*)*y", "((x*)*)*y", "(x|x|x)*y", "_*_*_*_*y", "(.*)(.*)(.*)(.*)(.*)y"])
def test_no_pattern_explodes(pattern: str) -> None:
    """Where a matcher that goes back would need longer than the world stands."""
    assert not Pattern(pattern).search("x" * 100_000)
    assert Pattern(pattern).search("x" * 100_000 + "y")
