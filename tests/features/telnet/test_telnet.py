"""R1 - R2 - R3: R1's users call R3, in virtual time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.console.router import RouterConsole
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import SYN, Tcp
from iosemu.wire.telnet import DO, ECHO, IAC, SB, SE, TERMINAL_TYPE, WILL, WINDOW_SIZE, WONT, Telnet
from tests.features.wired import chain

R3 = "10.0.23.2"
ROUTES = "ip route 10.0.12.0 255.255.255.0 10.0.23.1\nip route 10.0.23.0 255.255.255.0 10.0.12.2\n"
VTY = "line vty 0 4\n password cisco\n login\n"


def three(more: str = VTY) -> Lab:
    lab = chain(3, ROUTES + more)
    lab.run(10)
    lab["R1"].cli(f"ping {R3}")  # nothing waits for ARP
    return lab


class Desk:
    """A person at the console of a router."""

    def __init__(self, lab: Lab, node: str) -> None:
        self.lab, self.text = lab, ""
        self.console = RouterConsole(lab[node])
        self.console.join(self._write, since=0)
        self.type("", "enable")

    def _write(self, text: str) -> None:
        self.text += text

    def type(self, *lines: str) -> str:
        for line in lines:
            self.console.paste(f"{line}\n")
            self.lab.run(1.0)
        self.lab.run(1.0)
        text, self.text = self.text, ""
        return text.replace("\b", "")

    def keys(self, *keys: str) -> str:
        for key in keys:
            self.console.key(key)
        return self.type()


def test_login_look_around_leave() -> None:
    lab = three("enable secret top\n" + VTY)
    said = lab["R1"].cli(f"telnet {R3}\ncisco\nenable\ntop\nshow users\nconf t\nint lo7\nend\nexit")
    assert said.startswith(f"Trying {R3} ... Open\n\n\nUser Access Verification\n\nPassword: \nR3>enable\nPassword: \nR3#show users\n")
    assert "\n*  2 vty 0                idle                 00:00:00 10.0.12.1\n" in said
    assert "Enter configuration commands, one per line.  End with CNTL/Z.\nR3(config)#int lo7\nR3(config-if)#end\nR3#exit\n" in said
    assert said.endswith(f"\n[Connection to {R3} closed by foreign host]\n")
    assert "%SYS-5-CONFIG_I: Configured from console by vty0 (10.0.12.1)" in lab["R3"].cli("show logging")
    lab.run(100)
    assert not lab["R1"].device.ip.tcp.connections and not lab["R3"].device.ip.tcp.connections


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("line vty 0 4\n transport input none\n", f"Trying {R3} ... \n% Connection refused by remote host\n\n"),
        ("line vty 0 4\n transport input ssh\n", f"Trying {R3} ... \n% Connection refused by remote host\n\n"),
        ("line vty 0 4\n access-class 9 in\naccess-list 9 permit 10.9.9.9\n", f"Trying {R3} ... \n% Connection refused by remote host\n\n"),
        ("line vty 0 4\n no password\n", f"Trying {R3} ... Open\n\n\nPassword required, but none set\n\n[Connection to {R3} closed by foreign host]\n"),
        ("interface Fa0/1\n shutdown\n", f"Trying {R3} ... \n% Connection timed out; remote host not responding\n\n"),
        ("line vty 0 4\n no login\n", f"Trying {R3} ... Open\nR3>"),
    ],
)  # fmt: skip
def test_how_it_fails(lines: str, said: str) -> None:
    lab = three()
    lab["R2"].configure("interface Fa0/1\n no ip unreachables\n")
    lab["R3"].configure(lines)
    begun = lab.now
    assert lab["R1"].cli(f"telnet {R3}") == said
    if "timed out" in said:
        assert 30 <= lab.now - begun < 31


def test_no_route_and_unreachable() -> None:
    lab = three()
    gone = "% Destination unreachable; gateway or host down\n\n"
    assert lab["R1"].cli("telnet 172.16.9.9") == f"Trying 172.16.9.9 ... \n{gone}"
    lab["R2"].configure("access-list 101 deny tcp any any\naccess-list 101 permit ip any any\ninterface Fa0/1\n ip access-group 101 in\n")
    assert lab["R1"].cli(f"telnet {R3}") == f"Trying {R3} ... \n{gone}"
    assert lab["R1"].cli(f"telnet {R3} 179") == f"Trying {R3}, 179 ... \n{gone}"


def test_access_class_sees_the_source() -> None:
    lab = three()
    lab["R3"].configure("access-list 9 permit host 192.168.1.1\nline vty 0 4\n access-class 9 in\nip route 192.168.1.0 255.255.255.0 10.0.23.1\n")
    lab["R2"].configure("ip route 192.168.1.0 255.255.255.0 10.0.12.1")
    assert "refused" in lab["R1"].cli(f"telnet {R3}")
    assert "Password: " in lab["R1"].cli(f"telnet {R3} /source-interface Loopback0")
    lab["R1"].configure("ip telnet source-interface Loopback0")
    assert "Password: " in lab["R1"].cli(f"telnet {R3}")
    assert "permit 192.168.1.1 (2 matches)" in lab["R3"].cli("show access-lists 9")
    lab["R3"].configure("line vty 0 4\n no access-class in\nno access-list 9\n")
    assert "access-class" not in "\n".join(lab["R3"].running_config())


def test_five_lines_and_no_more() -> None:
    lab = three()
    desks = [Desk(lab, "R1")]
    desk = desks[0]
    for _ in range(5):
        assert "Password: " in desk.type(f"telnet {R3}", "cisco")
        desk.keys("c-^", "x")
    assert "refused" in desk.type(f"telnet {R3}")
    shown = desk.type("show sessions")
    assert f"Conn Host                Address             Byte  Idle Conn Name\n   1 {R3}           {R3}              0     0 {R3}\n" in shown
    assert f"*  5 {R3}" in shown
    assert lab["R3"].cli("show users").count("vty") == 5
    asked = desk.type("disconnect 2")
    assert f"Closing connection to {R3} [confirm]" in asked
    desk.keys("c-m")
    lab.run(5)
    assert lab["R3"].cli("show users").count("vty") == 4
    assert "(You have open connections) [confirm]" in desk.type("exit")
    assert desk.keys("c-m").count(f"Closing: {R3} !") == 4
    lab.run(5)
    assert lab["R3"].cli("show users").count("vty") == 0


def test_away_and_back() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    assert desk.keys("c-^", "x").endswith("\nR1#")
    assert f"*  0 con 0                {R3:<20} 00:00:00" in desk.type("show users"), "put aside it is still the line's"
    assert desk.type("").endswith(f"[Resuming connection 1 to {R3} ... ]\n")
    assert desk.type("").endswith("\nR3>")
    desk.keys("c-^", "x")
    assert desk.type("resume 3").startswith("resume 3\n% 3 is not an open connection\n")
    assert desk.type("2").startswith("2\n% 2 is not an open connection\n")
    assert desk.type("resume far").startswith("resume far\n% far is not an open connection\n")
    assert "WORD    The name" in "\n".join(desk.console.session.help("resume "))
    assert desk.type(f"resume {R3}").endswith(f"[Resuming connection 1 to {R3} ... ]\n")
    desk.keys("c-^", "x")
    assert desk.type("1").endswith(f"[Resuming connection 1 to {R3} ... ]\n")
    assert "Translating" not in desk.type("show clock")
    assert desk.type("exit").endswith(f"[Connection to {R3} closed by foreign host]\nR1#")
    assert "% No connections open" in desk.type("where")
    assert "*  0 con 0                idle " in desk.type("show users")


@pytest.mark.parametrize("word", ["logout", "quit", "exit"])
def test_whoever_leaves_with_conversations_is_asked(word: str) -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    desk.keys("c-^", "x")
    assert desk.type(word).endswith("(You have open connections) [confirm]")
    assert desk.keys("n").endswith("R1#")
    desk.type(word)
    assert f"Closing: {R3} !" in desk.keys("c-m")
    lab.run(5)
    assert lab["R3"].cli("show users").count("vty") == 0


def test_nobody_clears_the_line_that_he_sits_at() -> None:
    lab = three("line vty 0 4\n no login\n privilege level 15\n")
    desk = Desk(lab, "R1")
    for line in ("0", "con 0"):
        assert f"clear line {line}\n% Not allowed to clear current line\n" in desk.type(f"clear line {line}")
    desk.type(f"telnet {R3}")
    assert "\n% Not allowed to clear current line\nR3#" in desk.type("clear line vty 0")


def test_a_source_in_another_vrf_is_no_matter_of_ping() -> None:
    lab = three()
    lab["R1"].configure("ip vrf RED\ninterface Loopback5\n ip vrf forwarding RED\n ip address 172.16.5.1 255.255.255.0\n")
    said = lab["R1"].cli(f"telnet {R3} /source-interface Loopback5")
    assert said.endswith("% Invalid source interface - Interface vrf does not match the vrf used\n")
    assert said.count("ping") == 0


def test_help_tab_editing_and_the_pager_work_far_away() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    assert "ping" in desk.type() + desk.keys("p", "i", "?")
    assert desk.keys("c-u", *"sho ver", "c-i").endswith("sho ver\nR3>sho version ")
    assert "--More--" in desk.type("")
    assert desk.keys("q").endswith("R3>")
    desk.keys("p", *f"ing {R3[:-1]}77 repeat 100", "c-m")
    lab.run(5)
    desk.console.key("c-^")
    desk.console.key("c-^")  # the second one goes through to R3 and stops the ping there
    assert "Success rate is 0 percent" in desk.type()


def test_a_name_alone_calls() -> None:
    lab = three()
    lab["R1"].configure(f"ip host far {R3}")
    assert lab["R1"].cli("far").startswith(f"Trying far ({R3})... Open\n")
    assert lab["R1"].cli(R3).startswith(f"Trying {R3} ... Open\n")
    lab["R1"].configure("line con 0\n transport preferred none")
    assert "Invalid input" in lab["R1"].cli("far")


def test_the_far_router_reloads() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    lab["R3"].reload()
    lab.run(60)
    assert f"[Connection to {R3} closed by foreign host]" in desk.type("x")
    assert "Open" in desk.type(f"telnet {R3}")


def test_exec_timeout_and_clear_line() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    lab["R1"].configure("line con 0\n exec-timeout 0 0")
    lab["R3"].configure("line vty 0 4\n exec-timeout 1 0")
    desk.type(f"telnet {R3}", "cisco")
    lab.run(55)
    assert "closed" not in desk.text
    lab.run(10)
    assert desk.type().endswith(f"[Connection to {R3} closed by foreign host]\nR1#")
    desk.type(f"telnet {R3}", "cisco")
    assert lab["R3"].cli("clear line vty 0", "") == "[confirm]\n [OK]\n"
    assert f"[Connection to {R3} closed by foreign host]" in desk.type()
    assert lab["R3"].cli("clear line vty 9") == "% Invalid line number\n"


def test_send_to_the_others() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    other = Desk(lab, "R3")
    asked = other.type("send *", "going down", "at noon")
    assert "Enter message, end with CTRL/Z; abort with CTRL/C:\n" in asked
    other.keys("c-z")
    other.keys("c-m")
    assert "\n***\n***\n*** Message from tty0 to all terminals:\n***\ngoing down\nat noon\n" in desk.type()


def test_options_are_negotiated_once() -> None:
    near, far = Telnet(frozenset(), frozenset({ECHO})), Telnet(frozenset({ECHO}), frozenset())
    far.ask(WILL, ECHO)
    far.ask(DO, TERMINAL_TYPE)
    assert near.receive(far.take_reply()) == b""
    reply = near.take_reply()
    assert reply == bytes((IAC, DO, ECHO, IAC, WONT, TERMINAL_TYPE))
    assert far.receive(reply) == b"" and far.take_reply() == b"" and far.doing == {ECHO}
    stream = b"a\xff\xffb\r\0c\r\nd" + bytes((IAC, SB, TERMINAL_TYPE, 0, IAC, IAC, SE)) + b"x" * 2000 + bytes((IAC, SE)) + b"e"
    for cut in range(0, len(stream), 7):
        end = Telnet(frozenset(), frozenset())
        assert end.receive(stream[:cut]) + end.receive(stream[cut:]) == b"a\xffb\rc\rde"


def test_wireshark_reads_it(tmp_path: Path) -> None:
    if shutil.which("tshark") is None:
        pytest.skip("no tshark here")
    lab = three()
    taken = lab.capture("R2", "R3")
    lab["R1"].cli(f"telnet {R3}\ncisco\nshow version\nexit")
    file = tmp_path / "telnet.pcap"
    file.write_bytes(taken.pcap())
    told = subprocess.run(
        ["tshark", "-r", file, "-Y", "telnet", "-T", "fields", "-e", "telnet.cmd", "-e", "telnet.data"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "251,251,253,253" in told and "User Access Verification" in told and "Cisco IOS Software" in told
    bad = subprocess.run(["tshark", "-r", file, "-Y", "_ws.malformed || tcp.analysis.flags"], capture_output=True, text=True, check=True)
    assert bad.stdout == ""


def test_typed_ahead_without_end() -> None:
    """Thousands of lines while a ping runs, at the console and far away: each is carried out, none sinks the router."""
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco", "terminal length 0")
    for place in ("far", "here"):
        desk.console.paste("ping 10.9.9.9 repeat 3\n" + "\n" * 3000 + "show clock\n")
        lab.run(120)
        shown = desk.type()
        assert "Success rate is 0 percent (0/3)" in shown and shown.count(" UTC ") == 1
        desk.type("exit") if place == "far" else None
    for _ in range(70_000):
        desk.console.key("x") if desk.console.occupied else desk.type("ping 10.9.9.9 repeat 10000")
    assert "\a" in desk.type()


def test_a_line_is_taken_by_who_opens_the_connection() -> None:
    """SYNs from addresses that nobody has take no line."""
    lab = three()
    src = parse_ipv4("10.0.12.77")
    for port in range(1000, 1010):
        syn = Tcp(port, 23, 5, 0, SYN).encode(src, parse_ipv4(R3))
        lab["R1"].device.ip.send(lab["R1"].device.vrfs.default, ipv4.IPv4(src, parse_ipv4(R3), ipv4.TCP, syn))
    lab.run(1)
    assert len(lab["R3"].device.ip.tcp.connections) == 10
    assert "Open" in lab["R1"].cli(f"telnet {R3}")


def test_transport_output() -> None:
    lab = three()
    lab["R1"].configure("line con 0\n transport output none")
    assert lab["R1"].cli(f"telnet {R3}") == "% telnet connections not permitted from this terminal\n"
    lab["R1"].configure("line con 0\n transport output telnet")
    assert "Open" in lab["R1"].cli(f"telnet {R3}")


def test_a_conversation_put_aside_closes_its_window() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    desk.keys("c-^", "x")
    (far,) = lab["R3"].device.ip.tcp.in_order()
    far.write(b"A" * 100_000)
    lab.run(60)
    (conversation,) = lab["R1"].device.engine("telnet").of(desk.console.session)
    assert conversation.waiting <= 4128
    assert f"{conversation.waiting:>5}     1 {R3}" in desk.type("show sessions")
    shown = desk.type("resume")
    lab.run(60)
    assert (shown + desk.type()).count("A") >= 95_000


def test_a_caller_who_takes_nothing_holds_up_only_themselves() -> None:
    """What was said to them is kept, and nothing further is begun; nothing is lost."""
    lab = three("line vty 0 4\n no login\n length 0\n exec-timeout 0 0\n")
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}")
    desk.console.paste("show interfaces\n" * 200)
    shown = desk.keys("c-^", "x")
    lab.run(60)
    (far,) = lab["R3"].device.ip.tcp.in_order()
    assert 60_000 < far.waiting < 100_000
    shown += desk.type("resume")
    lab.run(300)
    assert (shown + desk.type()).count("Loopback0 is up") == 200


_REFUSED = "% Connections to that host not permitted from this terminal"


def test_access_class_out_filters_where_the_lines_user_calls() -> None:
    lab = three()
    r1 = lab["R1"]
    r1.configure(f"access-list 7 deny host {R3}\naccess-list 7 permit any\nline con 0\n access-class 7 out")
    assert " access-class 7 out" in r1.running_config()
    assert Desk(lab, "R1").type(f"telnet {R3}") == f"telnet {R3}\nTrying {R3} ... \n{_REFUSED}\n\nR1#"
    assert "(1 match)" in r1.cli("show access-lists 7")
    assert "Open" in Desk(lab, "R1").type("telnet 10.0.12.2")  # permitted: R2
    # a user of a vty has the rule of that vty
    assert "Open" in Desk(lab, "R2").type(f"telnet {R3}")
    r1.configure("line con 0\n no access-class 7 out\nline vty 0 4\n access-class 7 out")
    assert "Open" in Desk(lab, "R1").type(f"telnet {R3}", "\x1e", "x")
    assert _REFUSED in Desk(lab, "R2").type("telnet 10.0.12.1", "cisco", f"telnet {R3}")


def test_access_class_out_with_an_extended_list_looks_at_port_and_source() -> None:
    lab = three()
    lab["R1"].configure(
        "ip access-list extended OUT\n permit tcp host 10.0.12.1 any eq telnet\nline con 0\n access-class OUT out"
    )
    assert "Open" in Desk(lab, "R1").type(f"telnet {R3}")
    lab = three()
    lab["R1"].configure("ip access-list extended OUT\n deny tcp any any eq bgp\nline con 0\n access-class OUT out")
    assert _REFUSED in Desk(lab, "R1").type(f"telnet {R3} 179")


def test_access_class_in_with_an_extended_list_looks_at_the_port() -> None:
    lab = three(VTY + "access-list 101 permit tcp host 10.0.12.1 any eq telnet\nline vty 0 4\n access-class 101 in\n")
    assert "Open" in Desk(lab, "R1").type(f"telnet {R3}")


def test_users_with_several_conversations() -> None:
    """The one in front first, each with its own time; when one is closed its line goes."""
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    desk.keys("c-^", "x")
    desk.type("telnet 10.0.12.2", "cisco")
    desk.keys("c-^", "x")
    lab.run(60)
    shown = desk.type("show users").splitlines()
    at = next(number for number, line in enumerate(shown) if "con 0" in line)
    assert shown[at].split()[:4] == ["*", "0", "con", "0"] and "10.0.12.2" in shown[at]
    assert shown[at + 1].startswith(f"{'':<26}{R3:<20} 00:01:")
    assert shown[at + 2] == ""
    desk.type("disconnect 1", "")
    assert R3 not in desk.type("show users")


def test_the_size_of_the_window_is_told() -> None:
    """RFC 1073; the byte 255 of a width is doubled, in whatever pieces it comes."""
    told = bytes((IAC, SB, WINDOW_SIZE, 0, IAC, IAC, 0, 50, IAC, SE))
    for cut in range(len(told)):
        end = Telnet(frozenset(), frozenset({WINDOW_SIZE}))
        assert end.receive(told[:cut]) + end.receive(told[cut:]) + end.receive(b"x") == b"x"
        assert end.window == (255, 50)
