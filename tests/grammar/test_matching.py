"""Abbreviations, carets and messages, as on a real console (caret rule from captured lines)."""

from __future__ import annotations

from typing import Any

import pytest
from grammar_terminal import Terminal


@pytest.fixture
def term() -> Terminal:
    return Terminal()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("sh i", '% Ambiguous command:  "sh i"\n'),
        ("show", '% Type "show ?" for a list of subcommands\n'),
        ("ping 1.1.1.1 repeat", "% Incomplete command.\n\n"),
        ("foo", "% Unknown command or computer name, or unable to find computer address\n"),
        ("! a comment", ""),
        ("   ", ""),
        ("sh clo", "12:00:00 UTC\n"),
        ("SHOW CLOCK", "12:00:00 UTC\n"),
        ("crash", "% Refused\n"),
    ],
)
def test_messages_of_exec(term: Terminal, typed: str, answer: str) -> None:
    assert term.type(typed) == answer


@pytest.mark.parametrize(
    ("mode", "typed", "under"),
    [
        ("exec", "shr un", "r"),  # "sh" fits show
        ("exec", "sh xlock", "x"),
        ("exec", "sh clxck", "x"),
        ("exec", "  sh xlock", "x"),  # leading blanks shift the caret
        ("exec", "show clock zzz", "z"),
        ("config", "ip bandwidth 1", "b"),
        ("config", "crypto end", "e"),
        ("config", "crypto isakmp policy 10001", "1"),  # out of range: under the number
        ("config", "interface GigabitEthernet0/9", "9"),  # the last accepted position
        ("config", "ip route 10.0.0.300 255.0.0.0 1.1.1.1", "0 255"),  # 30 could be an octet, 300 cannot
        ("config", "no ip bandwidth", "b"),
        ("config", "interface Tunnel x", "x"),
        ("config", "do show xlock", "x"),
    ],
)
def test_caret_under_the_first_stranger(term: Terminal, mode: str, typed: str, under: str) -> None:
    if mode == "config":
        term.session.enter_configuration()
    prompt = term.session.prompt
    caret, message, blank, end = term.type(typed).split("\n")
    assert (message, blank, end) == ("% Invalid input detected at '^' marker.", "", "")
    assert caret == " " * (len(prompt) + typed.index(under)) + "^"


def test_failing_argument_check_puts_caret_under_it(term: Terminal) -> None:
    term.session.enter_configuration()
    answer = term.type("ip route 10.0.0.0 255.0.0.0 0.0.0.0")
    assert answer.startswith(" " * len("Router(config)#ip route 10.0.0.0 255.0.0.0 ") + "^\n")
    answer = term.type("ip route 10.0.0.0 255.0.0.0 Loopback77")  # does not exist
    assert answer.startswith(" " * len("Router(config)#ip route 10.0.0.0 255.0.0.0 Loopback") + "^\n")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("int tu 46", "interface Tunnel46"),
        ("interface Tunnel46", "interface Tunnel46"),
        ("INT fastEthernet 0/0", "interface FastEthernet0/0"),
        ("in fa0/0.5", "interface FastEthernet0/0.5"),
    ],
)
def test_interface_names(term: Terminal, typed: str, shown: str) -> None:
    term.session.enter_configuration()
    assert term.type(typed) == ""
    assert shown in term.shell.running_config()


def test_backtracking_gives_the_argument_reading(term: Terminal) -> None:
    """`range` is a keyword beside the interface argument; a profile may be called like a beginning of one."""
    term.session.enter_configuration()
    assert term.type("crypto map ip 10 ipsec-isakmp").startswith("% NOTE")
    assert "crypto map ip 10 ipsec-isakmp " in term.shell.running_config()


def test_user_mode_has_fewer_commands(term: Terminal) -> None:
    term.session.privilege = 1
    assert term.session.prompt == "Router>"
    assert term.type("show clock") == "12:00:00 UTC\n"
    assert "% Invalid input" in term.type("show dmvpn")
    assert not any("reload" in line for line in term.session.help(""))


def test_any_order_options(term: Terminal) -> None:
    want = "interface=None peer=167772161 detail=True\n"
    assert term.type("show dmvpn detail peer 10.0.0.1") == want
    assert term.type("show dmvpn peer 10.0.0.1 detail") == want
    assert "% Invalid input" in term.type("show dmvpn detail detail")


def test_every_word_of_help_is_accepted(term: Terminal) -> None:
    """What `?` lists as a keyword at the root of each mode parses at least as far as that word."""
    for mode in ("exec", "config"):
        if mode == "config":
            term.session.enter_configuration()
        for line in term.session.help("")[1:]:
            word = line.split()[0]
            answer: Any = term.session.help(word + " ")
            assert answer != ["% Unrecognized command"], word
