"""tclsh: the language, and IOS commands inside scripts."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.cli import Write
from iosemu.cli.context import Pause
from iosemu.features.tcl import interp
from iosemu.features.tcl.expr import evaluate
from iosemu.features.tcl.interp import Break, Continue, Interp, Return, Step, Stopped
from iosemu.features.tcl.parse import Lines, TclError, join_list, split_list
from tests.features.wired import chain


def run(script: str) -> str:
    """What a script prints, then its value."""
    said: list[str] = []

    def execute(line: str, show: bool) -> Step:
        return f"<{line}>"
        yield

    body = Interp(execute, lambda lines: "").evaluate(script)
    try:
        while True:
            request = next(body)
            if isinstance(request, Write):
                said.append(request.text)
            else:
                assert isinstance(request, Pause) and request.seconds == 0
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
        ("split a,b,,c ,", "a b {} c"),
        ("split abc {}", "a b c"),
        ("expr 2 + 3 * 2 ** 3 - -1", "27"),
        ("expr 10 - 4 - 3", "3"),
        ("expr !0 + ~-8 + - - 2", "10"),
        ("proc f n {if {$n == 0} {return 0}; return [expr 1 + [f [expr $n - 1]]]}; f 200", "200"),
    ],
)  # fmt: skip
def test_language(script: str, result: str) -> None:
    assert run(script) == result


@pytest.mark.parametrize("script", ["set {", "expr 1 +", "expr 1/0", "foreach a", "set a b c", "expr {$nosuch}", "if", "if 1", "lindex a", "string range a", "foreach {} {1 2} {}", "expr 9**9**9", "expr 9223372036854775807 + 1", "expr 1e308 * 10", "expr (-8.0) ** 0.5", "expr " + "9" * 5000, "incr x " + "9" * 5000, "expr 1 << 99"])
def test_errors_are_tcl_errors(script: str) -> None:
    with pytest.raises(TclError):
        run(script)


@given(st.text(alphabet='ab1 {}[]"$\\;\n#+-*/%()<>=!&|?:', max_size=30))
def test_any_script_runs_or_is_refused(script: str) -> None:
    for attempt in (lambda: run(script), lambda: evaluate(script), lambda: split_list(script)):
        with contextlib.suppress(TclError, Stopped, Break, Continue, Return):
            attempt()
    with contextlib.suppress(TclError):
        Lines().add(script)


@given(st.lists(st.text(alphabet="ab1 .", max_size=6), max_size=6))
def test_lists_round_trip(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


ENDLESS = [
    "while 1 {}",
    "while {1} {set x 1}",
    "for {set i 0} {1} {incr i} {}",
    "while 1 {catch {while 1 {}}}",
    "while 1 {puts x}",
    "while 1 {show clock}",
    "set l {}; while 1 {lappend l a}",
    "set x aaaaaaaa; while 1 {set x $x$x}",
    "set x a; while 1 {append x $x}",
    "set x a; while 1 {append x $x; catch {set y($x) $x}}",
    "proc f {} {f}; f",
    "proc f x {f $x$x}; f aaaaaaaa",
    "set x {eval $x}; eval $x",
    "set x [expr 1]; while 1 {set x [expr $x * 3]}",
    "[" * 4000 + "]" * 4000,
    "[" * 500,
    "{" * 500,
    "expr " + "(" * 5000 + "1" + ")" * 5000,
    "expr " + "max(" * 5000 + "1" + ")" * 5000,
    "expr " + "1?" * 5000 + "1" + ":1" * 5000,
]


@pytest.mark.parametrize("script", ENDLESS)
def test_what_does_not_end_is_ended(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By counting, not by a clock: it ends at the same place everywhere."""
    monkeypatch.setattr(interp, "WORK", interp.WORK // 10)
    with pytest.raises((TclError, Stopped)):
        run(script)


def test_what_is_kept_is_counted() -> None:
    """Many values, each as long as may be; what a proc kept is free again when it ends."""
    block = "set b " + "x" * 64 + "; for {set i 0} {$i < 14} {incr i} {append b $b}; "
    with pytest.raises(TclError, match="can be kept"):
        run(block + "for {set i 0} {$i < 20} {incr i} {set a($i) $b}")
    assert run(block + "proc f x {set y $x}; for {set i 0} {$i < 10} {incr i} {f $b}; puts ok") == "ok\n"


def test_signs_and_brackets_as_deep_as_anybody_needs() -> None:
    assert run("expr " + "-" * 5000 + "1") == "1"
    assert run("expr " + "(" * 90 + "1" + ")" * 90) == "1"
    assert run("set x 1; " + "if 1 {" * 300 + "set x 2" + "}" * 300) == "2"


def test_a_script_is_not_typed_for_ever() -> None:
    lines = Lines()
    with pytest.raises(TclError, match="no more than"):
        for _ in range(100):
            lines.add("{" * 1000)
    assert lines.add("set a 1") == "set a 1"


def test_one_line_says_that_a_script_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interp, "WORK", interp.WORK // 10)
    lab = chain(1)
    said = lab["R1"].cli("tclsh", "while 1 {}", "puts alive", "tclquit")
    assert said.splitlines()[-2:] == ["script stopped: it does more than a router lets a script do (infinite loop?)", "alive"]
    said = lab["R1"].cli("tclsh", "set " + "(" * 1000, "puts alive", "tclquit")
    assert all(len(line) < 500 for line in said.splitlines())


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


def test_files_of_the_flash() -> None:
    with chain(1) as lab:
        r1 = lab["R1"]

        def shell(*lines: str) -> list[str]:
            return [line for line in r1.cli("tclsh", *lines, "tclquit").splitlines() if "(tcl)" not in line]

        shell('puts [open "flash:a.txt" w+] {first', " second", "}")
        assert r1.device.flash["a.txt"] == b"first\n second\n\n"
        assert shell(
            "set f [open flash:a.txt]", "gets $f line", "puts <$line>", "read $f", "gets $f line", "eof $f", "close $f", "close $f",
        ) == ["file0", "5", "<first>", " second", "", "-1", "1", 'can not find channel named "file0"']  # fmt: skip
        shell("set f [open flash:a.txt a]", "puts -nonewline $f third", "close $f")
        assert r1.device.flash["a.txt"].endswith(b"\n\nthird")
        assert shell("open flash:none r") == ['couldn\'t open "flash:none": no such file or directory']
        assert shell("puts [open flash:a.txt r] x") == ['channel "file0" wasn\'t opened for writing']
        assert r1.cli("verify /md5 flash:a.txt").splitlines()[1].startswith("verify /md5 (flash:a.txt) = ")
