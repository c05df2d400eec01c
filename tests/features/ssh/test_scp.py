"""Files to and from a router, by the protocol that scp speaks over a channel."""

from __future__ import annotations

import pytest

from iosemu.features.ssh.scp import ScpSession, wanted
from iosemu.lab.lab import Lab
from tests.features.ssh.test_ssh import CONFIG, Far, one


class Peer(Far):
    """The far end of a transfer."""

    def __init__(self, lab: Lab, command: str, name: str = "admin", password: str = "cisco") -> None:
        super().__init__(lab)
        found = wanted(command)
        assert found is not None
        call = self.call(name, password)
        line = call.line_for_session()
        assert line is not None
        self.session = ScpSession(call, line, self, *found)
        self.session.begin()

    def send(self, data: bytes) -> str:
        self.session.received(data)
        return self.take()


def lab_of(more: str = "ip scp server enable\n") -> Lab:
    return one(CONFIG + more)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("scp -t flash:x", (True, "flash:x")),
        ("scp -v -p -f 'flash:/a b'", (False, "flash:/a b")),
        ("scp -vpt x", (True, "x")),
        ("scp x", None),
        ("scp -t", None),
        ("scp -t 'x", None),
        ("show version", None),
    ],
)
def test_what_is_scp(command: str, found: object) -> None:
    assert wanted(command) == found


def test_a_file_comes_and_goes() -> None:
    lab = lab_of()
    peer = Peer(lab, "scp -t flash:/x.txt")
    assert peer.take() == "\0"
    assert peer.send(b"T1 0 1 0\n") == "\0"
    assert peer.send(b"C0644 11 other\nhello") == "\0"
    assert peer.send(b"\nworld") == ""
    assert peer.send(b"\0") == "\0"
    peer.session.end()
    assert peer.status == 0 and peer.hung_up
    assert lab["R1"].cli("more flash:x.txt") == "hello\nworld\n"
    peer = Peer(lab, "scp -f flash:x.txt")
    assert peer.send(b"\0") == "C0644 11 flash:x.txt\n"
    assert peer.send(b"\0") == "hello\nworld\0"
    assert peer.send(b"\0") == "" and peer.status == 0


def test_configurations() -> None:
    lab = lab_of()
    peer = Peer(lab, "scp -f running-config")
    size, text = peer.send(b"\0"), peer.send(b"\0")
    assert size == f"C0644 {len(text) - 1} running-config\n" and "\nhostname R1\n" in text
    peer.send(b"\0")
    lines = b"interface Loopback5\n description by scp\n"
    peer = Peer(lab, "scp -t running-config")
    assert peer.send(b"C0644 %d x\n%s\0" % (len(lines), lines)) == "\0\0\0"
    peer.session.end()
    assert " description by scp" in lab["R1"].running_config()
    assert "%SYS-5-CONFIG_I: Configured from scp://192.0.2.9/ by admin on vty0 (192.0.2.9)" in lab["R1"].cli("show logging")
    peer = Peer(lab, "scp -t nvram:startup-config")
    peer.send(b"C0644 12 x\nhostname R9\n\0")
    assert "hostname R9" in lab["R1"].cli("show startup-config")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("scp -f flash:none", "\1flash:none: No such file or directory\n"),
        ("scp -f /etc/passwd", "\1/etc/passwd: No such file or directory\n"),
        ("scp -f ../../etc/passwd", "\1../../etc/passwd: No such file or directory\n"),
        ("scp -f tftp:x", "\1tftp:x: No such file or directory\n"),
    ],
)
def test_there_is_nothing_but_what_the_router_has(command: str, said: str) -> None:
    assert Peer(lab_of(), command).take() == said


def test_refusals() -> None:
    assert Peer(lab_of(""), "scp -t flash:x").take() == "\1Administratively disabled.\n"
    assert Peer(lab_of(), "scp -t flash:x", "oper", "oper").take() == "\1Sink: Privilege denied.\n"
    lab = lab_of()
    for line, said in (
        (b"C0644 99999999999 x\n", "\0\1flash:x: No space left on device\n"),
        (b"D0755 0 folder\n", "\0\1folder: not a regular file\n"),
        (b"nonsense\n", "\0\1protocol error\n"),
        (b"x" * 5000, "\0\1protocol error\n"),
    ):
        peer = Peer(lab, "scp -t flash:x")
        assert peer.send(line) == said and peer.status == 1
    peer = Peer(lab, "scp -t flash:x")
    peer.send(b"C0644 100 x\nhalf")
    peer.session.end()
    assert peer.status == 1 and "x" not in lab["R1"].device.flash
    assert lab["R1"].device.engine("login").holders == {}
