"""SSH as the router has it: when it is on, who gets in by which line, terminals and commands, in virtual time."""

from __future__ import annotations

import pytest

from iosemu.features.ssh.call import Call, Gone
from iosemu.features.ssh.server import SshCommand, SshTerminal
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from tests.features.wired import network

CONFIG = """\
ip domain name lab.net
username admin privilege 15 password cisco
username oper password oper
crypto key generate rsa modulus 1024
line vty 0 1
 login local
line vty 2 4
 login local
 transport input telnet
"""


class Far:
    """A caller, and its channel."""

    waiting = 0

    def __init__(self, lab: Lab, peer: str = "192.0.2.9") -> None:
        self.lab = lab
        self.remote, self.local = (parse_ipv4(peer), 50_000), (0, 22)
        self.vrf = lab["R1"].device.vrfs.default
        self.text = ""
        self.status: int | None = None
        self.hung_up = False

    def hang_up(self) -> None:
        self.hung_up = True

    def write(self, data: bytes) -> None:
        self.text += data.decode()

    def close(self, status: int) -> None:
        self.status = status

    def call(self, name: str = "admin", password: str = "cisco") -> Call:
        call = self.lab["R1"].device.engine("ssh").called(self)
        assert call is not None
        call.begin(name, "aes128-ctr", "hmac-sha1")
        call.judge(name, password, Gone())
        return call

    def shell(self, call: Call, size: tuple[int, int] = (80, 24)) -> SshTerminal:
        line = call.line_for_session()
        assert line is not None
        terminal = SshTerminal(call, line, self, size)
        terminal.begin()
        return terminal

    def run(self, call: Call, command: str) -> SshCommand:
        line = call.line_for_session()
        assert line is not None
        done = SshCommand(call, line, self, command)
        done.begin()
        self.lab.run(1)
        return done

    def take(self) -> str:
        self.lab.run(1)
        text, self.text = self.text, ""
        return text


def one(config: str = CONFIG, platform: str = "c7200") -> Lab:
    lab = network({"R1": config}, platform=platform)
    lab.run(5)
    return lab


def test_it_is_on_while_there_is_a_key() -> None:
    lab = one("ip domain name lab.net\nip ssh time-out 60\n")
    r1 = lab["R1"]
    engine = r1.device.engine("ssh")
    assert engine.called(Far(lab)) is None
    shown = r1.cli("show ip ssh")
    assert shown.startswith("SSH Disabled - version 1.99\n%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n")
    assert "Authentication timeout: 60 secs; Authentication retries: 3\n" in shown
    r1.configure("crypto key generate rsa modulus 512\n")
    lab.run(1)
    assert "SSH" not in r1.console.take() and engine.called(Far(lab)) is None  # too small a key
    r1.cli("configure terminal\ncrypto key generate rsa modulus 1024\nyes")
    lab.run(1)
    assert "%SSH-5-ENABLED: SSH 1.99 has been enabled" in r1.console.take()
    assert r1.configure("ip ssh version 2\n") == ""
    shown = r1.cli("show ip ssh")
    assert shown.startswith("SSH Enabled - version 2.0\n") and "\nssh-rsa AAAAB3NzaC1yc2E" in shown
    r1.cli("configure terminal\ncrypto key zeroize rsa\nyes")
    lab.run(1)
    assert "%SSH-5-DISABLED: SSH 2.0 has been disabled" in r1.console.take()
    assert engine.called(Far(lab)) is None
    assert r1.configure("ip ssh version 1\nip ssh version 2\n") == "Please create RSA keys (of at least 768 bits size) to enable SSH v2.\n"


def test_it_is_on_again_after_a_reload_if_the_keys_were_kept() -> None:
    lab = one()
    lab["R1"].cli("write memory")
    lab["R1"].device.startup_config = lab["R1"].device.startup_config.replace("crypto key", "!")
    lab["R1"].reload()
    lab.run(60)
    assert "%SSH-5-ENABLED" in lab["R1"].cli("show logging")
    assert lab["R1"].device.engine("ssh").called(Far(lab)) is not None


def test_the_pair_that_is_named_counts() -> None:
    lab = one()
    r1 = lab["R1"]
    r1.configure("crypto key generate rsa modulus 768 label OTHER\nip ssh rsa keypair-name OTHER\n")
    assert "base64 encoded): OTHER\n" in r1.cli("show ip ssh")
    assert "Please create RSA keys" in r1.configure("ip ssh rsa keypair-name NONE\n")
    assert r1.device.engine("ssh").called(Far(lab)) is None


def test_lines_users_and_what_is_shown() -> None:
    lab = one()
    r1 = lab["R1"]
    first, second, third = Far(lab), Far(lab, "192.0.2.8"), Far(lab)
    call = first.call()
    first.shell(call)
    assert first.take() == "\r\nR1#"
    other = second.call("oper", "oper")
    second.shell(other)
    assert second.take() == "\r\nR1>"
    assert r1.device.engine("ssh").called(third) is None  # the other lines take telnet alone
    users = r1.cli("show users")
    assert "   2 vty 0     admin      idle                 00:00:02 192.0.2.9\n" in users and " 3 vty 1     oper " in users
    assert r1.cli("show ssh") == (
        "Connection Version Mode Encryption  Hmac         State                 Username\n"
        "0          2.0     IN   aes128-ctr  hmac-sha1    Session started       admin\n"
        "0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       admin\n"
        "1          2.0     IN   aes128-ctr  hmac-sha1    Session started       oper\n"
        "1          2.0     OUT  aes128-ctr  hmac-sha1    Session started       oper\n"
        "%No SSHv1 server connections running.\n"
    )
    r1.cli("clear line vty 0", "")
    assert first.status == 0 and first.hung_up and not second.hung_up
    r1.cli("disconnect ssh 1", "")
    assert second.hung_up
    assert r1.cli("show ssh") == "%No SSHv2 server connections running.\n%No SSHv1 server connections running.\n"
    assert third.call().line.number == 0


def test_tries() -> None:
    lab = one(CONFIG + "ip ssh authentication-retries 1\nip ssh logging events\n")
    far = Far(lab)
    call = far.call("admin", "wrong")
    assert call.admission is None and not call.given_up
    assert not call.judge("nobody", "cisco", Gone()).accepted and call.given_up
    call.ended()
    lab.run(1)
    said = lab["R1"].cli("show logging")
    head = "SSH2 Session request from 192.0.2.9 (tty = 0) using crypto cipher 'aes128-ctr', hmac 'hmac-sha1' Succeeded"
    assert f"%SSH-5-SSH2_SESSION: {head}\n" in said
    assert "%SSH-5-SSH2_USERAUTH: User 'nobody' authentication for SSH2 Session from 192.0.2.9 (tty = 0) using" in said
    assert "%SSH-5-SSH2_CLOSE: SSH2 Session from 192.0.2.9 (tty = 0) for user 'admin' using crypto" in said


def test_an_access_class_keeps_callers_out() -> None:
    lab = one(CONFIG + "access-list 7 permit 192.0.2.8\nline vty 0 4\n access-class 7 in\n")
    engine = lab["R1"].device.engine("ssh")
    assert engine.called(Far(lab)) is None and engine.called(Far(lab, "192.0.2.8")) is not None


def test_a_terminal_echoes_pages_and_is_resized() -> None:
    lab = one(CONFIG + "banner motd #Hello#\n")
    far = Far(lab)
    terminal = far.shell(far.call(), (100, 10))
    assert far.take() == "\r\nHello\r\nR1#"
    terminal.received(b"show runn\r")
    assert far.text.startswith("show runn\r\n") and far.take().endswith(" --More-- ")
    terminal.received(b"q")
    far.take()
    terminal.received(b"show terminal | include Length\r")
    assert "Length: 10 lines, Width: 100 columns\r\n" in far.take()
    terminal.resized((132, 50))
    terminal.received("terminal length 0\rshow terminal | include Width\rconf t\rint lo0\rdescription é\rend\r".encode())
    said = far.take()
    assert "Length: 0 lines, Width: 132 columns\r\n" in said and "R1(config-if)#description é\r\n" in said
    terminal.received(b"ping 192.0.2.77\r\x03exit\r")
    lab.run(20)
    assert far.status == 0 and far.hung_up


@pytest.mark.parametrize("width", [0, 300])
def test_a_line_scrolls_where_the_terminal_ends(width: int) -> None:
    lab = one()
    far = Far(lab)
    terminal = far.shell(far.call())
    long = b"show ip access-lists " + b"x" * 100
    terminal.received(long)
    assert "$" in far.take()
    terminal.received(b"\x15terminal width %d\r" % width)
    far.take()
    terminal.received(long)
    assert far.take() == long.decode()


def test_a_command() -> None:
    lab = one()
    far = Far(lab)
    far.run(far.call(), "show privilege\nshow clock")
    assert far.text.startswith("\r\nCurrent privilege level is 15\r\n*00:00:0") and far.text.count("\r\n") == 3
    assert far.status == 0 and far.hung_up
    far = Far(lab)
    done = far.run(far.call(), "clear line vty 4")
    assert far.text == "\r\n[confirm]" and far.status is None
    done.received(b"\n")
    assert far.text == "\r\n[confirm]\r\n [OK]\r\n" and far.status == 0
    far = Far(lab)
    far.run(far.call("oper", "oper"), "show running-config")
    assert "% Invalid input detected at '^' marker." in far.text
    far = Far(lab)
    done = far.run(far.call(), "clear line vty 4")
    done.end()
    assert far.status == 0


def test_two_sessions_of_one_connection_have_a_line_each() -> None:
    lab = one()
    far, other = Far(lab), Far(lab)
    call = far.call()
    far.shell(call)
    other.shell(call).received(b"show users\r")
    assert "*  3 vty 1     admin" in other.take()
    assert call.line_for_session() is None  # all are taken
    lab["R1"].cli("clear line vty 0", "")
    assert far.status == 0 and not far.hung_up  # the other one goes on
    lab["R1"].cli("clear line vty 1", "")
    assert far.hung_up and not call.sessions
    assert lab["R1"].device.engine("login").holders == {}


class Host(Far):
    """One that no checkpoint holds."""

    def __reduce__(self) -> tuple[type[Gone], tuple[()]]:
        return Gone, ()


def test_in_a_restored_lab_nobody_is_at_the_other_end() -> None:
    lab = one()
    far = Host(lab)
    terminal = far.shell(far.call())
    terminal.received(b"show clock\rsh\xc3")
    lab.run(1)
    again = Lab.restore(lab.checkpoint())
    engine = again["R1"].device.engine("ssh")
    assert not engine.calls and again["R1"].cli("show ssh").startswith("%No SSHv2")
    assert "vty 0" not in again["R1"].cli("show users") and engine.login.holders == {}
    assert "vty 0     admin" in lab["R1"].cli("show users")  # there it goes on
    far.take()
    terminal.received(b"\rshow privilege\r")
    assert "Current privilege level is 15" in far.take()


@pytest.mark.parametrize("how", ["reload", "power"])
def test_a_router_that_goes_down_leaves_nobody_behind(how: str) -> None:
    lab = one()
    far = Far(lab)
    far.shell(far.call())
    if how == "reload":
        lab["R1"].reload()
    else:
        lab["R1"].power_off()
    lab.run(60)
    assert far.status == 0 and far.hung_up
    if how == "reload":
        assert lab["R1"].cli("show ssh").startswith("%No SSHv2")


def test_modern_software_shows_its_algorithms_and_takes_no_version_1() -> None:
    lab = one(CONFIG.replace("1024", "2048"), platform="iol")
    r1 = lab["R1"]
    if not r1.device.software.ssh_modern:
        pytest.skip("an older release")
    shown = r1.cli("show ip ssh")
    assert "KEX Algorithms:curve25519-sha256," in shown and "Modulus Size : 2048 bits\n" in shown
    assert "% Invalid input" in r1.configure("ip ssh version 1\n")
    assert r1.configure("ip ssh server algorithm kex ecdh-sha2-nistp384\nip ssh server algorithm mac hmac-sha2-512\n") == ""
    shown = r1.cli("show ip ssh")
    assert "KEX Algorithms:ecdh-sha2-nistp384\n" in shown and "MAC Algorithms:hmac-sha2-512\n" in shown
