"""tclsh: the language, and IOS commands inside scripts."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.cli import Write
from iosemu.features.tcl.expr import evaluate
from iosemu.features.tcl.interp import Break, Continue, Interp, Return, Step
from iosemu.features.tcl.parse import TclError, complete, join_list, split_list
from tests.features.wired import chain


def run(script: str) -> str:
    """What a script prints, then its value."""
    said: list[str] = []

    def execute(line: str, show: bool) -> Step:
        return f"<{line}>"
        yield

    interp = Interp(execute, lambda lines: "")
    body = interp.run(script)
    try:
        while True:
            request = next(body)
            assert isinstance(request, Write)
            said.append(request.text)
    except StopIteration as stop:
        return "".join(said) + (stop.value or "")


@pytest.mark.parametrize(
    ("script", "result"),
    [
        ("set a 5; expr {$a * 2 + 1}", "11"),
        ("foreach {a b} {1 2 3 4} {puts $a-$b}", "1-2\n3-4\n"),
        ("for {set i 0} {$i < 3} {incr i} {puts -nonewline $i}", "012"),
        ("set i 0; while {1} {incr i; if {$i == 2} continue; if {$i > 3} break; puts $i}", "1\n3\n"),
        ("proc add {a {b 10}} {return [expr $a + $b]}; add 5", "15"),
        ("if {1 > 2} {puts a} elseif {\"x\" eq \"x\"} {puts b} else {puts c}", "b\n"),
        ("set l [list a {b c} d]; puts [llength $l]; lindex $l 1", "3\nb c"),
        ("lappend x 1 2; lappend x 3; join $x ,", "1,2,3"),
        ("catch {set nosuch} m; set m", "can't read \"nosuch\": no such variable"),
        ("string toupper [string range hello 1 end]", "ELLO"),
        ("expr 7 / 2 + 7 % 4 + (1 << 3)", "14"),
        ("expr {10 > 9 && !0 ? \"yes\" : \"no\"}", "yes"),
        ("proc f n {if {$n < 2} {return 1}; return [expr $n * [f [expr $n - 1]]]}; f 6", "720"),
        ("show version", "<show version>"),
        ("set x 1\nproc g {} {global x; incr x}\ng\nset x", "2"),
        ("# a comment\nset y {a $b}", "a $b"),
    ],
)  # fmt: skip
def test_language(script: str, result: str) -> None:
    assert run(script) == result


@pytest.mark.parametrize("script", ["set {", "expr 1 +", "expr 1/0", "foreach a", "set a b c", "expr {$nosuch}", "if"])
def test_errors_are_tcl_errors(script: str) -> None:
    with pytest.raises(TclError):
        run(script)


@given(st.text(alphabet='ab1 {}[]"$\\;\n#+-*/%()<>=!&|?:', max_size=30))
def test_any_script_runs_or_is_refused(script: str) -> None:
    for attempt in (lambda: run(script), lambda: evaluate(script), lambda: split_list(script)):
        with contextlib.suppress(TclError, RecursionError, Break, Continue, Return):
            attempt()
    complete(script)


@given(st.lists(st.text(alphabet="ab1 .", max_size=6), max_size=6))
def test_lists_round_trip(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


def test_loop_of_pings() -> None:
    """The loop that every lab book shows: typed over several lines, addresses one below the other."""
    lab = chain(3, "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 192.168.{i}.0\n")
    lab.run(40)
    said = lab["R1"].cli(
        "tclsh",
        "foreach VAR {",
        "192.168.1.1",
        "192.168.3.1",
        "192.168.9.9",
        "} { ping $VAR source loopback0 }",
        "tclquit",
    )
    assert said.count("Success rate is 100 percent (5/5)") == 2
    assert said.count("Success rate is 0 percent (0/5)") == 1
    assert "(tcl)#" not in said  # answers only: neither echo nor prompts


def test_configuration_and_exec_from_tcl() -> None:
    lab = chain(1)
    lab["R1"].cli("tclsh", 'ios_config "interface Loopback7" "ip address 7.7.7.7 255.255.255.255"', "exit")
    assert "7.7.7.7" in lab["R1"].cli("show ip interface brief")
    said = lab["R1"].cli("tclsh", "puts [string length [exec {show clock}]]", "show privilege", "exit")
    assert "Current privilege level is 15" in said
