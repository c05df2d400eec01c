"""`extend`: a file adds to a choice that another file defines, and arguments that belong to the words before them."""

from __future__ import annotations

import marshal

import pytest
from grammar_sample import Globals
from grammar_terminal import Terminal

from iosemu.cli.lint import clash_faults, help_faults, model_faults
from iosemu.cli.source import CachedSource, GrammarSource, freeze, parse_texts

EARLY = """\
feature sample
extend SOURCE, SHOWN bgp <1-65535>:+
    bgp     Border Gateway Protocol (BGP)
    bgp <1-65535>  Autonomous system number
extend SOURCE ospf <1-99>:+
    ospf    Open Shortest Path First (OSPF)
    ospf <1-99>  Process ID
extend SOURCE lisp
    lisp    Locator ID Separation Protocol
    since 16: lisp
"""
OWNER = """\
feature sample
define SOURCE, SHOWN connected
    connected  Connected
mode config : Globals
take @SOURCE:motd
    take    Take routes of a source
    > take ospf 7
except @SOURCE:hostname
    without: ospf
    except  Routes of any other
user @SOURCE:name [privilege <0-15>:privilege] => users[name]
    user    By source
    privilege  Level
    <0-15>  Level
list <100-199>:number @SOURCE:names... => lists[number]
    list    Of sources
    <100-199>  Number
opt {bgp [<1-9>:+] | none}:domain
    opt     With or without
    bgp     BGP
    bgp <1-9>  A number
    none    None of them
"""
LATE = "feature sample\nextend SOURCE rip\n    rip     Routing Information Protocol (RIP)\n"


@pytest.fixture
def term() -> Terminal:
    return Terminal(EARLY, OWNER.replace("opt {bgp [<1-9>:+] | none}:domain", "opt {bgp [<1-9>:+] | none}:motd"), LATE)


def globals_of(term: Terminal) -> Globals:
    return term.device[Globals]


def test_a_choice_is_of_all_who_add_to_it_before_and_behind(term: Terminal) -> None:
    for line, value in (
        ("take connected", "connected"), ("take bgp 65000", "bgp 65000"), ("take osp 7", "ospf 7"), ("take rip", "rip"),
    ):  # fmt: skip
        term.config(line)
        assert globals_of(term).motd == value
        assert line.replace("osp ", "ospf ") in term.shell.running_config()


def test_what_nobody_added_or_a_later_release_brings_is_refused(term: Terminal) -> None:
    for line in ("take eigrp 1", "take lisp", "take bgp", "take rip 1", "take ospf 100", "except ospf 1"):
        assert "%" in term.shell.configure(line)
    term.config("except rip")
    assert globals_of(term).hostname == "rip"


def test_words_with_their_argument_are_a_key_and_elements_of_a_list(term: Terminal) -> None:
    term.config("user bgp 5 privilege 3\nuser bgp 6\nuser rip\nlist 101 rip bgp 5 connected bgp 6 ospf 1")
    assert list(globals_of(term).users) == ["bgp 5", "bgp 6", "rip"]
    assert globals_of(term).lists[101] == ["rip", "bgp 5", "connected", "bgp 6", "ospf 1"]
    shown = term.shell.running_config()
    assert "user bgp 5 privilege 3" in shown and "list 101 rip bgp 5 connected bgp 6 ospf 1" in shown
    term.config("no user bgp 5")
    assert list(globals_of(term).users) == ["bgp 6", "rip"]


def test_the_argument_may_be_left_out_where_it_is_an_option(term: Terminal) -> None:
    for line in ("opt bgp", "opt bgp 4", "opt none"):
        term.config(line)
        assert globals_of(term).motd == line[4:]


def test_an_argument_has_the_help_of_the_word_before_it(term: Terminal) -> None:
    term.session.enter_configuration()
    assert "  bgp        Border Gateway Protocol (BGP)\n" in "\n".join([*term.session.help("take "), ""])
    assert "  <1-65535>  Autonomous system number" in term.session.help("take bgp ")
    assert "  <1-99>  Process ID" in term.session.help("take ospf ")


def test_lint_and_cache_know_them(term: Terminal) -> None:
    language = term.shell.language
    faults = [*help_faults(language), *clash_faults(language), *model_faults(language)]
    assert [fault for fault in faults if "sample1.cmd" in fault and "belongs to several" not in fault] == []
    grammar = parse_texts([("a.cmd", EARLY), ("b.cmd", OWNER), ("c.cmd", LATE)])
    cached = CachedSource(marshal.loads(freeze(grammar)))
    assert cached.commands("config") == GrammarSource(grammar).commands("config")
