"""`?` and Tab (layout: two blanks, longest keyword plus two, ASCII order, <cr> last)."""

from __future__ import annotations

import pytest
from grammar_terminal import Terminal


@pytest.fixture
def term() -> Terminal:
    term = Terminal()
    term.session.enter_configuration()
    return term


def test_listing(term: Terminal) -> None:
    term.type("interface Tunnel0")
    assert term.session.help("ip nhrp nhs 10.0.0.1 ") == [
        "  nbma      NBMA of NHS",
        "  priority  NHS priority, don't specify for default priority",
        "  <cr>",
    ]
    assert term.session.help("ip nhrp map ") == [
        "  A.B.C.D    IP address of destination",
        "  multicast  Use this NBMA mapping for broadcasts/multicasts",
    ]


def test_root_has_a_title(term: Terminal) -> None:
    assert term.session.help("")[0] == "Configure commands:"
    listed = [line.split()[0] for line in term.session.help("")[1:]]
    assert listed == sorted(listed) and {"do", "no", "default", "exit", "end"} <= set(listed)


def test_glued_question_mark_lists_words_in_a_row(term: Terminal) -> None:
    assert term.session.help("crypto key") == ["keyring  "]
    assert term.session.help("e") == ["end  exit  "]
    assert term.session.help("x") == ["% Unrecognized command"]


def test_help_after_unknown_and_ambiguous(term: Terminal) -> None:
    assert term.session.help("foo ") == ["% Unrecognized command"]
    assert term.session.help("i ") == ['% Ambiguous command:  "i "']


def test_help_after_no_and_do(term: Terminal) -> None:
    assert term.session.help("no ip ") == ["  domain  IP DNS Resolver", "  route   Establish static routes"]
    assert "  show     Show running system information" in term.session.help("do ")
    assert term.session.help("do sh") == ["show  "]


def test_interface_kinds(term: Terminal) -> None:
    assert term.session.help("interface tunnel ") == ["  <0-2147483647>  Tunnel interface number"]


def test_pipe_help(term: Terminal) -> None:
    term.session.ctrl_z()
    said = term.session.help("show clock | ")
    assert said[:2] == ["  append    Append redirected output to URL (URLs supporting append operation", f"{'':12}only)"]
    assert [line.split()[0] for line in said if line[2] != " "] == [
        "append", "begin", "count", "exclude", "include", "redirect", "section", "tee",
    ]  # fmt: skip
    assert term.session.help("show clock | in") == ["include  "]
    assert term.session.help("show clock | include ") == ["  LINE  Regular Expression"]
    assert term.session.help("show clock | tee ") == ["  WORD  Uniform Resource Locator"]
    assert term.session.help("show clock ")[-2:] == ["  |     Output modifiers", "  <cr>"]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("host", "hostname "),
        ("crypto isa", "crypto isakmp "),
        ("no ip dom", "no ip domain "),
        ("do sho", "do show "),
        ("do show clock | inc", "do show clock | include "),
        ("i", None),
        ("foo", None),
        ("hostname ", None),
        ("interface fast", "interface FastEthernet "),
    ],
)
def test_tab(term: Terminal, typed: str, completed: str | None) -> None:
    assert term.session.complete(typed) == completed


def test_hidden_commands_are_accepted_but_not_listed(term: Terminal) -> None:
    term.session.ctrl_z()
    assert not any("crash" in line for line in term.session.help(""))
    assert term.session.help("c") == ["% Unrecognized command"]
    assert term.type("crash") == "% Refused\n"
