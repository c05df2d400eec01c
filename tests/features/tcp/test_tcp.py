"""What is configured and told of TCP; R1 - R2 - R3, telnet as its user."""

from __future__ import annotations

import re

from tests.features.telnet.test_telnet import R3, Desk, three
from tests.features.wired import log_of


def test_show_tcp_follows_a_conversation() -> None:
    lab = three()
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    brief = lab["R3"].cli("show tcp brief").splitlines()
    assert brief[0] == "TCB       Local Address               Foreign Address             (state)"
    row = re.fullmatch(r"([0-9A-F]{8})  10\.0\.23\.2\.23               10\.0\.12\.1\.(\d{5})             ESTAB", brief[1])
    assert row is not None and 11000 <= int(row[2]) <= 65535 and len(brief) == 2
    assert "  0.0.0.0.23                 *.*                         LISTEN\n" in lab["R3"].cli("show tcp brief all")
    text = lab["R3"].cli(f"show tcp tcb {row[1]}")
    assert "\nConnection state is ESTAB, I/O status: 1, unread input bytes: 0\n" in text
    assert f"\nLocal host: 10.0.23.2, Local port: 23\nForeign host: 10.0.12.1, Foreign port: {row[2]}\n" in text
    counted = re.search(r"Rcvd: (\d+) \(out of order: 0\), with data: (\d+), total data bytes: (\d+)", text)
    desk.type("show clock")
    again = re.search(r"Rcvd: (\d+) \(out of order: 0\), with data: (\d+), total data bytes: (\d+)", lab["R3"].cli("show tcp"))
    assert counted is not None and again is not None
    assert int(again[3]) == int(counted[3]) + len("show clock\r\0")
    assert lab["R3"].cli(f"show tcp tcb {int(row[1], 16) + 1:X}") == ""
    assert lab["R3"].cli(f"clear tcp tcb {row[1]}", "") == "[confirm]\n [OK]\n"
    assert "closed by foreign host" in desk.type()
    assert lab["R3"].cli("clear tcp tcb 1") == "% Unknown TCP connection\n"


def test_settings_are_seen_on_the_wire() -> None:
    lab = three()
    tcp = lab["R1"].device.ip.tcp

    def syn() -> tuple[int | None, int]:
        lab["R1"].cli(f"telnet {R3} 99")
        lab["R1"].cli(f"telnet {R3}")
        connection = list(tcp.connections.values())[-1]
        return connection.machine.settings.mss, connection.machine.inflow.size

    assert syn() == (536, 4128)
    lab["R1"].configure("ip tcp path-mtu-discovery")
    assert syn() == (1460, 4128)
    lab["R1"].configure("ip tcp mss 700\nip tcp window-size 9000\n")
    assert syn() == (700, 9000)
    lab["R1"].configure("no ip tcp mss\nno ip tcp window-size\nno ip tcp path-mtu-discovery\n")
    assert syn() == (536, 4128)
    assert "tcp" not in "\n".join(lab["R1"].running_config()).replace("service tcp", "")


def test_synwait_time() -> None:
    lab = three()
    lab["R1"].configure("ip tcp synwait-time 5")
    lab["R2"].configure("access-list 100 deny tcp any any\naccess-list 100 permit ip any any\ninterface Fa0/1\n no ip unreachables\n ip access-group 100 in")
    begun = lab.now
    assert "timed out" in lab["R1"].cli(f"telnet {R3}")
    assert 5 <= lab.now - begun < 6


def test_keepalives_clear_a_dead_line() -> None:
    """Without them a vty stays taken by somebody whose router has gone."""
    lab = three()
    lab["R3"].configure("line vty 0 4\n exec-timeout 0 0\nservice tcp-keepalives-in")
    desk = Desk(lab, "R1")
    desk.type(f"telnet {R3}", "cisco")
    lab["R1"].power_off()
    lab.run(200)
    assert "vty 0" in lab["R3"].cli("show users")
    lab.run(200)
    assert "vty 0" not in lab["R3"].cli("show users")


def test_debug_tells_states_and_retries() -> None:
    lab = three()
    lines = log_of(lab, "R1")
    assert lab["R1"].cli("debug ip tcp transactions") == "TCP special event debugging is on\n"
    lab["R2"].configure("access-list 100 deny tcp any any\naccess-list 100 permit ip any any\ninterface Fa0/1\n no ip unreachables\n ip access-group 100 in")
    lab["R1"].cli(f"telnet {R3}")
    told = [text for _, text in lines]
    assert [text for text in told if "timeout #" in text] == [
        text for text in told if re.fullmatch(r"TCP0: timeout #[123] - timeout is (4000|8000|16000) ms, seq \d+", text)
    ]
    assert sum("RETRANS timeout timer expired" in text for text in told) == 3
    assert any(re.fullmatch(r"TCP0: state was SYNSENT -> CLOSED \[\d+ -> 10\.0\.23\.2\(23\)\]", text) for text in told)
    assert lab["R1"].cli("undebug ip tcp transactions") == "TCP special event debugging is off\n"
