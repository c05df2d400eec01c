"""Dialogues: processes, questions, pager, pipes, modes, notifications, all in virtual time."""

from __future__ import annotations

import pytest
from grammar_terminal import Terminal


@pytest.fixture
def term() -> Terminal:
    return Terminal()


def test_a_process_writes_while_time_passes(term: Terminal) -> None:
    assert term.type("ping 192.0.2.1 repeat 3") == "Sending 3 to 192.0.2.1\n"
    assert term.session.busy
    assert term.after(2) == "!!"
    assert term.after(9) == "!\nSuccess 3\n"
    assert not term.session.busy


def test_the_console_hears_when_a_process_ends(term: Terminal) -> None:
    ready: list[float] = []
    term.session.on_ready = lambda: ready.append(term.clock.now)
    term.type("ping 192.0.2.1 repeat 2")
    term.after(60)
    assert ready == [2.0]
    term.type("show clock")  # ends within the call: the console knows
    assert len(ready) == 1


def test_interrupt_stops_a_process(term: Terminal) -> None:
    term.type("ping 192.0.2.1")
    term.after(2)
    term.out.clear()
    term.session.interrupt()
    assert "".join(term.out) == "\nSuccess 2\n"
    assert term.after(60) == "" and not term.session.busy


def test_questions_are_answered_by_lines_and_keys(term: Terminal) -> None:
    assert term.type("ping") == "Target IP address: "
    assert term.type("10.1.1.1") == "to 10.1.1.1\n"
    assert term.type("reload") == "Proceed with reload? [confirm]"
    term.out.clear()
    term.session.key("n")
    assert "".join(term.out) == "\ngot 'n'\n"
    assert term.session.prompt == "Router#" and not term.session.busy


def test_ctrl_c_abandons_a_question(term: Terminal) -> None:
    term.type("ping")
    term.session.ctrl_c()
    assert not term.session.busy


def test_waiting_ends_by_event_or_timeout(term: Terminal) -> None:
    term.type("wait")
    assert term.after(4) == ""
    assert term.after(2) == "woke None\n"
    term.type("wait")
    process = term.session._process
    assert process is not None
    term.out.clear()
    process.wake("reply")
    assert "".join(term.out) == "woke reply\n"


def test_pages_lines_and_stop() -> None:
    term = Terminal(length=24)
    first = term.type("show ip route").split("\n")
    assert first[0] == "line 1" and first[22] == "line 23" and first[23] == " --More-- "
    term.out.clear()
    term.session.key("\r")
    erased, rest = "".join(term.out).rsplit("\b", 1)
    assert rest == "line 24\n --More-- " and erased.count(" ") == 10
    term.out.clear()
    term.session.key(" ")
    assert "line 47\n --More-- " in "".join(term.out)
    term.session.key("q")
    assert not term.session.busy
    term.session.length = 0
    assert term.type("show ip route").endswith("line 100\n")


def test_search_at_more() -> None:
    term = Terminal(length=24)
    term.type("show ip route")
    for key in "/9[05]$\r":
        term.session.key(key)
    assert "\nline 90\nline 91\n" in "".join(term.out)


@pytest.mark.parametrize(
    ("pipe", "lines"),
    [
        ("| include MTU", ["  MTU None"] * 3),
        ("| inc ^Null|FastEthernet0/1", ["FastEthernet0/1 is up", "Null0 is up"]),
        ("| exclude MTU|Keep|Fast", ["Null0 is up"]),
        ("| begin Null", ["Null0 is up", "  MTU None", "  Keepalive 10"]),
        ("| section Null", ["Null0 is up", "  MTU None", "  Keepalive 10"]),
        ("| count MTU", ["Number of lines which match regexp = 3"]),
        ("| include _is_", ["FastEthernet0/0 is up", "FastEthernet0/1 is up", "Null0 is up"]),
        ("| inc mtu", []),  # regular expressions are case-sensitive
    ],
)
def test_pipes(term: Terminal, pipe: str, lines: list[str]) -> None:
    assert term.type(f"show interfaces {pipe}").splitlines() == lines


@pytest.mark.parametrize(
    ("pipe", "found"),
    [
        ("include NHRP_NHS", ["ip NHRP_NHS x", "ip NHRP NHS x"]),
        ("exclude P_N", ["first", "the end"]),
        ("begin P_N", ["ip NHRP_NHS x", "ip NHRP NHS x", "the end"]),
        ("section P_NHS", ["ip NHRP_NHS x", "ip NHRP NHS x"]),
        ("count NHRP_", ["Number of lines which match regexp = 2"]),
    ],
)
def test_underscore_is_a_separator_and_itself(pipe: str, found: list[str]) -> None:
    from iosemu.cli.pipes import parse_filter

    filter_ = parse_filter(pipe)
    assert not isinstance(filter_, tuple)
    assert list(filter_(["first", "ip NHRP_NHS x", "ip NHRP NHS x", "the end"])) == found


def test_no_blank_before_the_bar(term: Terminal) -> None:
    assert term.type("show interfaces| section Null") == term.type("show interfaces | section Null")
    assert term.session.help("show interfaces| inc")[0] == "include  "


def test_section_prints_a_line_and_what_is_below_it() -> None:
    """Not what a line stands below, as real outputs of `show running-config | section ospfv3` show."""
    from iosemu.cli.pipes import parse_filter

    lines = [
        "interface A", " ospf 5", " shutdown", "!", "router ospf 5", " !", " family", "  deep", " last", "!", "end",
    ]  # fmt: skip
    for pipe, wanted in [
        (" section ospf", [" ospf 5", "router ospf 5", " !", " family", "  deep", " last"]),
        (" section family", [" family", "  deep"]),
        (" section exclude ospf", ["interface A", " shutdown", "end"]),
    ]:
        assert list(parse_filter(pipe)(lines)) == wanted


def test_bad_pipes(term: Terminal) -> None:
    assert term.type("show clock |") == "% Incomplete command.\n\n"
    caret = term.type("show clock | inxlude x").split("\n")[0]
    assert caret == " " * len("Router#show clock | in") + "^"


def test_prompts_follow_the_modes(term: Terminal) -> None:
    session = term.session
    session.enter_configuration()
    prompts = []
    for line in (
        "interface Tunnel0", "interface FastEthernet0/0.10", "crypto isakmp policy 10", "router X", "address-family ipv4",
        "exit", "hostname A23456789012345678901234", "interface range FastEthernet0/0,FastEthernet0/1", "exit", "exit",
    ):  # fmt: skip
        assert term.type(line) == ""
        prompts.append(session.prompt)
    assert prompts == [
        "Router(config-if)#", "Router(config-subif)#", "Router(config-isakmp)#", "Router(config-router)#",
        "Router(config-router-af)#", "Router(config-router)#", "A2345678901234567890(config)#",
        "A2345678901234567890(config-if-range)#", "A2345678901234567890(config)#", "A23456789012345678901234#",
    ]  # fmt: skip


def test_global_command_leaves_the_sub_mode(term: Terminal) -> None:
    term.session.enter_configuration()
    term.type("interface Tunnel0")
    assert term.type("ip domain lookup") == ""
    assert term.session.prompt == "Router(config)#"


def test_closing_word_leaves_one_level(term: Terminal) -> None:
    term.session.enter_configuration()
    for line in ("router X", "address-family ipv4", "exit-address-family"):
        assert term.type(line) == ""
    assert term.session.prompt == "Router(config-router)#"


def test_do_runs_exec_commands_everywhere(term: Terminal) -> None:
    term.session.enter_configuration()
    term.type("interface Tunnel0")
    assert term.type("do show clock") == "12:00:00 UTC\n"
    assert term.type("do show interfaces | count is up").startswith("Number of lines")
    assert term.session.prompt == "Router(config-if)#"


def test_end_tells_listeners(term: Terminal) -> None:
    heard: list[bool] = []
    term.shell.config_ended.append(lambda session, changed: heard.append(changed))
    term.session.enter_configuration()
    term.type("end")
    term.session.enter_configuration()
    term.type("hostname R9")
    term.session.ctrl_z()
    assert heard == [False, True] and term.session.prompt == "R9#"


def test_debug_undebug(term: Terminal) -> None:
    assert term.type("debug dmvpn") == "DMVPN debugging is on\n"
    assert term.type("no debug dmvpn") == term.type("undebug dm") == term.type("u dmvpn") == "DMVPN debugging is off\n"


def test_banner_over_several_lines(term: Terminal) -> None:
    session = term.session
    session.enter_configuration()
    assert term.type("banner motd #") == "Enter TEXT message.  End with the character '#'.\n"
    assert session.prompt == ""
    term.type("Hello,")
    term.type("  world#")
    assert session.prompt == "Router(config)#"
    lines = term.shell.running_config()
    assert lines[lines.index("banner motd ^C") + 1 :][:2] == ["Hello,", "  world^C"]
    again = Terminal()
    again.config("\n".join(lines))
    assert again.shell.running_config() == lines


def test_lines_up_to_quit(term: Terminal) -> None:
    term.session.enter_configuration()
    for line in ("certificate 1", "  30820201 ABCDEF", "  0102", "  quit"):
        assert term.type(line) == ""
    assert term.session.prompt == "Router(config)#"
    lines = term.shell.running_config()
    start = lines.index("certificate 1")
    assert lines[start : start + 4] == ["certificate 1", "  30820201 ABCDEF", "  0102", "  \tquit"]
    again = Terminal()
    again.config("\n".join(lines))
    assert again.shell.running_config() == lines


def test_log_lines_at_the_prompt(term: Terminal) -> None:
    term.session.notify(["*Mar  1: %SYS-5-X: x"])
    assert "".join(term.out) == "\n*Mar  1: %SYS-5-X: x\n"
    term.out.clear()
    term.session.synchronous, term.session.partial = True, "show ver"
    term.session.notify(["a", "b"])
    term.session.notify(["c"])
    assert term.after(1) == "\na\nb\nc\nRouter#show ver"
    assert term.after(1) == ""


def test_a_burst_of_messages_does_not_outlast_the_next_line(term: Terminal) -> None:
    term.session.synchronous = True
    term.session.notify(["a"])
    assert term.type("show clock") == "\na\n12:00:00 UTC\n"
    assert term.after(1) == ""


def test_ctrl_z_carries_out_the_line_and_ctrl_c_drops_it(term: Terminal) -> None:
    term.session.enter_configuration()
    term.session.ctrl_z("hostname R7")
    assert term.session.prompt == "R7#"
    term.session.enter_configuration()
    term.session.ctrl_z("hostnam%")
    assert term.session.prompt == "R7#" and "% Invalid input" in "".join(term.out)
    term.session.enter_configuration()
    term.type("banner motd #")
    term.session.ctrl_z("hello")
    assert term.type("show clock") == "12:00:00 UTC\n"


def test_log_lines_within_a_process(term: Terminal) -> None:
    term.type("ping 192.0.2.1 repeat 2")
    term.after(1)
    term.out.clear()
    term.session.notify(["log"])
    assert "".join(term.out) == "\nlog\n"
    assert term.after(5) == "!\nSuccess 2\n"


def test_history_keeps_the_last(term: Terminal) -> None:
    term.session.history_size = 2
    for line in ("show clock", "", "foo", "sh clock"):
        term.type(line)
    assert term.session.history == ["foo", "sh clock"]


def test_exit_closes(term: Terminal) -> None:
    closed: list[bool] = []
    term.session.on_close = lambda: closed.append(True)
    term.type("exit")
    assert closed and term.session.closed and term.session not in term.shell.sessions
    assert term.type("show clock") == ""
