"""Console logs as they are found: what pagers, terminals and blogs leave behind goes, prompts and answers stay."""

from __future__ import annotations

import pytest

from iosemu.lab.errors import LabError
from iosemu.replay.rows import read, rows
from iosemu.replay.transcript import Transcript, steps


def of(text: str, *known: str) -> Transcript:
    return steps(rows(text), known)


def typed(text: str) -> list[str]:
    return [f"{step.prompt}{step.command}" for step in of(text).steps]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("R1#shwo\b \b\b \bow ver\r", "R1#show ver"),
        (" --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bVlan1   up", "Vlan1   up"),
        (" --More--         \rVlan1   up    ", "Vlan1   up"),
        ("--More--Vlan1   up", "Vlan1   up"),
        ("<--- More --->Vlan1", "Vlan1"),
        ("\x1b[1;32mR1#\x1b[0mshow clock\x1b[K", "R1#show clock"),
        ("Attrb --&gt; S &#8211; Static", "Attrb --> S \u2013 Static"),
        ("R1#<b>show clock</b><br />", "R1#show clock"),
        ("R1#\u200bshow\u00a0clock", "R1#show clock"),
        ("x > y < z", "x > y < z"),
    ],
)
def test_rows_as_a_terminal_shows_them(line: str, shown: str) -> None:
    assert list(rows(line)) == [shown]


def test_prompts_of_several_routers() -> None:
    text = "R1#show clock\n*10:00:00.000 UTC Fri Mar 1 2002\nR2(config-if)#shut\nR1>en\nR1#\n"
    assert typed(text) == ["R1#show clock", "R2(config-if)#shut", "R1>en", "R1#"]


def test_what_tab_and_help_leave_is_not_typed() -> None:
    text = "R1#sh\nR1#show ip ro?\nroute  router\n\nR1#show ip ro\nR1#show clo\nR1#show clock\n*10:00:00.000 UTC\n"
    assert typed(text) == ["R1#sh", "R1#show ip ro?", "R1#show clock"]
    assert of("R1#SH RUN\nR1#SH RUNning-config\nBuilding configuration...\n").steps[0].command == "SH RUNning-config"


def test_log_lines_are_the_router_s_own_not_the_answer() -> None:
    text = (
        "R1#clear crypto sa\n*Mar  1 00:00:05.100: %X-5-Y: one\nR1#*Mar  1 00:00:06.100: NHRP: two\n"
        "00:01:02: %X-5-Y: three\nR1#show x\n% Invalid input detected at '^' marker.\n"
    )
    found = of(text)
    assert found.logs("R1") == [
        "*Mar  1 00:00:05.100: %X-5-Y: one",
        "*Mar  1 00:00:06.100: NHRP: two",
        "00:01:02: %X-5-Y: three",
    ]
    assert [step.answered for step in found.steps] == [[], ["% Invalid input detected at '^' marker."]]


def test_a_ping_that_a_log_line_cut_in_two_is_whole() -> None:
    text = "R1#ping 1.1.1.1\n!!.\n*Mar  1 00:00:05.100: %X-5-Y: one\n.!\nSuccess rate is 60 percent (3/5)\n"
    assert of(text).steps[0].answered == ["!!..!", "Success rate is 60 percent (3/5)"]


def test_of_an_article_only_the_blocks_of_code() -> None:
    text = "On R1# you type this:\n```\nR1#show clock\n*10:00\n```\nand then\n```\nR1#show x\n```\n"
    found = of(text)
    assert [(step.command, step.answered) for step in found.steps] == [("show clock", ["*10:00"]), ("show x", [])]


def test_where_lines_are_typed_outside_of_the_blocks_as_well_everything_is_the_log() -> None:
    text = "R1(config)#ip http server\nR1#show clock\n*10:00\n```\nR1#show x\n```\nthat was it\n"
    found = of(text)
    assert [step.command for step in found.steps] == ["ip http server", "show clock", "show x"]
    assert found.steps[2].answered == []


def test_debugs_without_timestamps_are_the_router_s_own() -> None:
    text = "R1#show x\nISAKMP: (1001):ID payload\n        next-payload : 8\n\ttype         : 1\nISAKMP:      encaps is 3\n  1 row\n"
    step = of(text).steps[0]
    assert len(step.logged) == 4 and step.answered == ["  1 row"]


def test_a_word_before_a_sign_is_no_prompt_where_the_lab_has_no_such_router() -> None:
    found = of("R1#show x\nAttrb>S\nAttrb>D\n", "R1")
    assert found.steps[0].answered == ["Attrb>S", "Attrb>D"]


def test_what_was_left_out_is_said() -> None:
    found = of("R1#show run\nBuilding configuration...\n[... running-config, 3 lines, left out here ...]\nR1#show x\n")
    assert [step.left_out for step in found.steps] == [True, False]


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "\x00\x01\x02", "a > b\n"])
def test_no_prompt_is_one_clear_line(text: str) -> None:
    with pytest.raises(LabError, match="no prompt of a router"):
        of(text)


@pytest.mark.parametrize("seconds", ["1e300", "9e999", "31536000.5"])
def test_a_line_that_is_typed_after_years_is_none(seconds: str) -> None:
    with pytest.raises(LabError, match=rf'^log\.txt:2: "! at {seconds}" is too late; 31536000 seconds are the most$'):
        steps(["R1#show clock", f"! at {seconds} led there", "R1#show x"], path="log.txt")


def test_a_file_that_is_not_there(tmp_path: object) -> None:
    with pytest.raises(LabError, match=r"nowhere\.log: no such file"):
        read(f"{tmp_path}/nowhere.log")
