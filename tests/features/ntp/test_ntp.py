"""NTP between routers: clocks that were wrong come right by packets alone."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from iosemu.lab.lab import Lab
from iosemu.lab.node import Node
from iosemu.wire import ntp
from tests.features.wired import chain

MASTER = "ntp logging\nntp master 3\n"
SERVER = "ntp logging\nntp server 10.0.12.1\n"


@pytest.fixture
def lab() -> Lab:
    lab = chain(2, platform="iosv")
    lab.run(5)
    lab["R1"].cli("clock set 10:00:00 1 Jan 2026")
    lab["R2"].cli("ping 10.0.12.1")
    return lab


def difference(one: Node, other: Node) -> float:
    first, second = (node.device.engine("clock").utc() for node in (one, other))
    return float((first - second).total_seconds())


def session_says(node: Node, line: str) -> str:
    node.console.take()
    node.console.session.feed_line(line)
    return node.console.take()


def row(node: Node, address: str) -> str:
    return next(line for line in node.cli("show ntp associations").splitlines() if line[2:].startswith(f"{address} "))


def test_a_client_follows(lab: Lab) -> None:
    """As captures of IOSv show it: the frequency is measured for a quarter of an hour, and only then the clock counts."""
    r1, r2 = lab["R1"], lab["R2"]
    assert r2.cli("show ntp status") == "%NTP is not enabled.\n" == r2.cli("show ntp associations")
    assert r2.cli("show clock detail").endswith("\nNo time source\n")
    assert r1.configure(MASTER) == ""
    lab.run(5)
    assert r2.configure(SERVER) == ""
    assert row(r2, "10.0.12.1") == " ~10.0.12.1       .INIT.          16      -     64     0  0.000   0.000 15937."
    assert "Clock is unsynchronized, stratum 16, no reference clock\n" in r2.cli("show ntp status")
    assert "loopfilter state is 'NSET' (Never set), drift is 0.000000000 s/s\nsystem poll interval is 8, never updated.\n" in r2.cli(
        "show ntp status"
    )
    assert f"\nfilterror = {' 16000.0' * 8}\n" in r2.cli("show ntp associations detail")
    assert r2.cli("show clock detail").endswith("\nTime source is NTP\n")
    lab.run(51)
    first = r1.cli("show ntp status")
    assert first.startswith("Clock is unsynchronized, stratum 3, reference is 127.127.1.1     \n")
    assert "'FREQ' (Drift being measured)" in first and "system poll interval is 16, last update was " in first
    assert row(r1, "127.127.1.1").startswith("*~127.127.1.1     .LOCL.           2 ")
    assert "root dispersion is 0.77 msec, peer dispersion is 0.00 msec\n" in r2.cli("show ntp status"), "it grows anyhow"
    assert re.match(r" ~10\.0\.12\.1       127\.127\.1\.1      3 +\d+     64     0  0\.000   0\.000 15937\.$", row(r2, "10.0.12.1"))
    lab.run(900)
    assert "Clock is synchronized, stratum 3, reference is 127.127.1.1" in r1.cli("show ntp status")
    assert r2.cli("show clock").startswith("*") and abs(difference(r1, r2)) > 1e8
    lab.run_until(lambda: abs(difference(r1, r2)) < 0.01)  # a step: all begins again
    assert " .STEP. " in row(r2, "10.0.12.1") and row(r2, "10.0.12.1").split()[3:6] == ["0", "64", "0"]
    assert r2.cli("show clock").startswith("*")
    lab.run(8)
    assert re.match(r"\*~10\.0\.12\.1       127\.127\.1\.1      3 +\d+     64     1  [12]\.\d{3}  -?0\.\d{3} 18[79]\.\d\d$", row(r2, "10.0.12.1"))
    said = r2.cli("show ntp status")
    assert said.startswith("Clock is unsynchronized, stratum 4, reference is 10.0.12.1       \n") and "'FREQ'" in said
    assert "10.0.12.1 configured, ipv4, our_master, sane, valid, stratum 3\n" in r2.cli("show ntp associations detail")
    lab.run(1000)
    said = r2.cli("show ntp status")
    assert "Clock is synchronized, stratum 4, reference is 10.0.12.1       \n" in said
    assert "'CTRL' (Normal Controlled Loop)" in said and "system poll interval is 64, last update was " in said
    assert not r2.cli("show clock").startswith("*") and r2.cli("show clock detail").endswith("Time source is NTP\n")
    log = r2.cli("show logging")
    order = [log.index(text) for text in (
        "%NTP-6-RESTART: NTP process starts", "%NTP-6-PEERREACH: Peer 10.0.12.1 is reachable",
        "%PKI-6-AUTHORITATIVE_CLOCK: The system clock has been set.", "%NTP-5-PEERSYNC: NTP synced to peer 10.0.12.1",
    )]  # fmt: skip
    assert order == sorted(order)
    assert abs(difference(r1, r2)) < 0.001


@pytest.fixture
def quick() -> Lab:
    """A release that measures no frequency: R2 follows R1 within seconds."""
    lab = chain(2)
    lab.run(5)
    lab["R1"].cli("clock set 10:00:00 1 Jan 2026")
    lab["R1"].configure(MASTER)
    lab["R2"].cli("ping 10.0.12.1")
    return lab


def test_an_older_release_follows_at_once(quick: Lab) -> None:
    """Six packets after the first answer, as captures show it: `reach 1`, six samples."""
    r1, r2 = quick["R1"], quick["R2"]
    r2.configure(SERVER)
    quick.settle()
    quick.run(9)
    assert re.match(r"\*~10\.0\.12\.1       127\.127\.1\.1      3 +\d+     64     1 +\S+ +\S+ 187\.\d\d$", row(r2, "10.0.12.1"))
    assert "'CTRL'" in r2.cli("show ntp status") and "Clock is synchronized, stratum 4" in r2.cli("show ntp status")
    assert abs(difference(r1, r2)) < 0.001
    r2.configure("no ntp server 10.0.12.1\n")
    assert r2.cli("show ntp status") == "%NTP is not enabled.\n" and r2.cli("show clock").startswith(".")
    r2.configure(SERVER)
    said = r2.cli("show ntp status")
    assert "unsynchronized, stratum 16, no reference clock\n" in said and "'NSET'" in said and said.endswith("never updated.\n")


def test_who_loses_its_server_says_so_at_once(quick: Lab) -> None:
    """The last one taken away: unsynchronized; one of two: the other leads."""
    r1, r2 = quick["R1"], quick["R2"]
    r1.configure("interface Loopback7\n ip address 192.0.2.7 255.255.255.255\n")
    r2.configure("ip route 192.0.2.7 255.255.255.255 10.0.12.1\nntp logging\nntp server 10.0.12.1 prefer\nntp server 192.0.2.7\n")
    quick.run(200)
    assert "reference is 10.0.12.1 " in r2.cli("show ntp status") and row(r2, "192.0.2.7").startswith("+~")
    before = r2.device.engine("clock").utc()
    r2.configure("no ntp server 10.0.12.1\n")
    assert "Clock is synchronized, stratum 4, reference is 192.0.2.7 " in r2.cli("show ntp status")
    assert row(r2, "192.0.2.7").startswith("*~")
    r2.configure("ntp server 10.0.12.9\nno ntp server 192.0.2.7\n")
    assert r2.device.engine("clock").utc() == before, "nobody corrected the clock by what was known before"
    said = r2.cli("show ntp status")
    assert said.startswith("Clock is unsynchronized, stratum 16, no reference clock\n")
    assert "clock offset is 0.0000 msec, root delay is 0.00 msec\nroot dispersion is 0.00 msec, peer dispersion is 0.00 msec\n" in said
    assert "%NTP-4-UNSYNC: NTP sync is lost" in r2.cli("show logging")
    assert [line for line in r2.running_config() if line.startswith("ntp")] == ["ntp logging", "ntp server 10.0.12.9"]


def test_poll_intervals_grow_and_the_loss_is_told(quick: Lab) -> None:
    lab = quick
    r2 = lab["R2"]
    r2.configure(SERVER)
    lab.run(4 * 3600)
    line = row(r2, "10.0.12.1")
    assert " 1024   377 " in line and line.startswith("*~")
    r2.configure("interface Fa0/1\n shutdown\n")
    lab.run(9 * 1024)
    assert row(r2, "10.0.12.1").startswith(" ~10.0.12.1       127.127.1.1      3 ") and row(r2, "10.0.12.1").endswith(" 0  0.000   0.000 15937.")
    assert "Clock is unsynchronized, stratum 16, no reference clock" in r2.cli("show ntp status")
    assert r2.cli("show clock").startswith(".")
    assert "%NTP-4-PEERUNREACH: Peer 10.0.12.1 is unreachable" in r2.cli("show logging")
    assert re.search(r"\n(\S+ +){3}%NTP-4-UNSYNC: NTP sync is lost\n", r2.cli("show logging"))
    lab.run(1)
    r2.configure("interface Loopback0\n shutdown\n")
    lab.run(2)
    assert re.search(r"\n\.Jan  1 1\d:\d\d:\d\d\.\d{3}: %", r2.cli("show logging")), "logs carry the mark, too"
    r2.configure("interface Fa0/1\n no shutdown\n")
    lab.run(2 * 3600)
    assert row(r2, "10.0.12.1").startswith("*~") and not r2.cli("show clock").startswith(".")


def test_a_clock_that_was_set_wrong(quick: Lab) -> None:
    """What jumps is not believed at once: a quarter of an hour later it is. Meanwhile the router counts as synchronized
    and tells the offset that it sees (captures of IOSv)."""
    lab = quick
    r1, r2 = lab["R1"], lab["R2"]
    r2.configure(SERVER)
    lab.run(500)
    r2.cli("clock set 12:00:00 1 Jan 2026")
    assert r2.cli("show clock detail").endswith("Time source is NTP\n")
    lab.run(200)
    said = r2.cli("show ntp status")
    assert row(r2, "10.0.12.1").startswith("*~") and "'SPIK' (Spike)" in said
    assert said.startswith("Clock is synchronized, stratum 4, reference is 10.0.12.1       \n")
    offset, spread = (float(re.search(rf"{words} is (\S+) msec", said)[1]) for words in ("clock offset", "root dispersion"))
    assert -7.2e6 < offset < -6e6 and spread > 6e6
    assert abs(difference(r1, r2)) > 6000
    saved = Lab.restore(lab.checkpoint())
    lab.run_until(lambda: abs(difference(r1, r2)) < 0.1, limit=2000)
    assert 700 < lab.now - 500 < 1300
    assert "unsynchronized, stratum 16, no reference clock\n" in r2.cli("show ntp status") and " .STEP. " in row(r2, "10.0.12.1")
    lab.run(10)
    assert abs(difference(r1, r2)) < 0.001 and row(r2, "10.0.12.1").startswith("*~")
    saved.run(lab.now - saved.now)
    assert [saved["R2"].cli(f"show ntp {what}") for what in ("status", "associations detail")] == [
        r2.cli(f"show ntp {what}") for what in ("status", "associations detail")
    ]
    r2.device.engine("clock").adjust(-0.05)
    lab.run(70)
    assert 0.005 < difference(r1, r2) < 0.05, "little by little"
    assert re.search(r"clock offset is (\d\d)\.\d{4} msec", r2.cli("show ntp status"))
    lab.run(24 * 3600)
    assert abs(difference(r1, r2)) < 0.001


def test_a_server_that_goes_while_the_clock_jumps(quick: Lab) -> None:
    """What captures call SPIK and unsynchronized; when it comes again the clock comes right all the same."""
    lab = quick
    r1, r2 = lab["R1"], lab["R2"]
    r2.configure(SERVER)
    lab.run(500)
    r2.cli("clock set 12:00:00 1 Jan 2026")
    lab.run(200)
    r2.configure("interface Fa0/1\n shutdown\n")
    lab.run(3000)
    said = r2.cli("show ntp status")
    assert said.startswith("Clock is unsynchronized, stratum 16, no reference clock\n") and "'SPIK' (Spike)" in said
    assert "clock offset is 0.0000 msec, root delay is 0.00 msec\n" in said
    r2.configure("interface Fa0/1\n no shutdown\n")
    lab.run(1500)
    assert abs(difference(r1, r2)) < 0.001 and "Clock is synchronized" in r2.cli("show ntp status")


def test_keys(quick: Lab) -> None:
    """As measured: without the trusted key the server is asked for ever, and `.AUTH.` stays."""
    lab = quick
    r1, r2 = lab["R1"], lab["R2"]
    key = "ntp authentication-key 1 md5 clockwork\n"
    r1.configure(f"{MASTER}{key}ntp trusted-key 1\n")
    r2.configure(f"ntp authenticate\n{key}ntp server 10.0.12.1 key 1\n")
    lab.run(1000)
    assert row(r2, "10.0.12.1").startswith(" ~10.0.12.1       .AUTH.          16 ") and row(r2, "10.0.12.1").split()[-4] == "0"
    r2.configure("ntp trusted-key 1\n")
    lab.run(3000)
    assert row(r2, "10.0.12.1").startswith("*~10.0.12.1       127.127.1.1 ")
    assert "10.0.12.1 configured, ipv4, authenticated, our_master, sane, valid, stratum 3\n" in r2.cli("show ntp associations detail")
    saved = [line for line in r2.running_config() if line.startswith("ntp")]
    assert [re.sub(r"md5 \d\w+ 7", "md5 X 7", line) for line in saved] == [
        "ntp authentication-key 1 md5 X 7", "ntp authenticate", "ntp trusted-key 1", "ntp server 10.0.12.1 key 1",
    ]  # fmt: skip
    assert r2.configure("\n".join(saved) + "\n") == "" and [line for line in r2.running_config() if line.startswith("ntp")] == saved
    assert "Invalid input" in r2.configure("ntp authentication-key 2 md5 99zz 7\n")
    r2.configure("ntp authentication-key 1 md5 other\n")  # a wrong key is silent
    lab.run(5000)
    assert row(r2, "10.0.12.1").startswith(" ~")


def test_what_goes_over_the_wire(lab: Lab) -> None:
    r1, r2 = lab["R1"], lab["R2"]
    r1.configure(MASTER)
    r2.cli("ping 10.0.12.1 timeout 1")
    capture = lab.capture()
    r2.configure("interface Loopback9\n ip address 192.168.9.9 255.255.255.255\nntp server 10.0.12.1 version 3 source Loopback9\n")
    r1.configure("ip route 192.168.9.9 255.255.255.255 10.0.12.2\n")
    assert r2.cli("debug ntp packet") == "NTP packets debugging is on\n"
    lab.run(3)
    packets = [ntp.Packet.decode(frame.data[42:]) for frame in capture.frames if frame.data[36:38] == b"\0\x7b"]
    assert [(each.mode, each.version, each.leap) for each in packets] == [(3, 3, 3), (4, 3, 3)]
    assert packets[1].origin == packets[0].transmit and packets[1].receive == packets[1].transmit
    sent = datetime(1900, 1, 1).timestamp() + (packets[0].transmit >> 32) - datetime(2002, 3, 1).timestamp()
    assert 5 <= sent <= 8
    assert [frame.data[15] for frame in capture.frames if frame.data[36:38] == b"\0\x7b"] == [0xC0, 0xC0]
    said = r2.console.take()
    assert ": NTP message sent to 10.0.12.1, from interface 'GigabitEthernet0/1' (192.168.9.9).\n" in said
    assert ": NTP message received from 10.0.12.1 on interface 'GigabitEthernet0/1' (192.168.9.9).\n" in said


def test_version_3_and_its_words() -> None:
    with chain(2, platform="c3725") as lab:
        r1, r2 = lab["R1"], lab["R2"]
        lab.run(5)
        assert r2.cli("show ntp status").startswith("Clock is unsynchronized, stratum 16, no reference clock\n")
        r1.cli("clock set 10:00:00 1 Jan 2026")
        r1.configure("ntp master 1\n")
        r2.configure("ntp server 10.0.12.1\n")
        assert row(r2, "10.0.12.1") == " ~10.0.12.1        0.0.0.0          16     -    64    0     0.0    0.00  16000."
        assert r2.cli("debug ntp packets") == "NTP packets debugging is on\n"
        lab.run(80)
        said = r2.console.take()
        assert "NTP: xmit packet to 10.0.12.1:\n leap 3, mode 3, version 3, stratum 0, ppoll 64\n rtdel 0000 (0.000), rtdsp 0000 (0.000), refid 00000000 (0.0.0.0)\n" in said
        assert "NTP: rcv packet from 10.0.12.1 to 10.0.12.2 on FastEthernet0/1:\n leap 0, mode 4, version 3, stratum 1, ppoll 64\n" in said
        assert re.search(r"refid 4C4F434C \(76\.79\.67\.76\)\n ref ED00C\w+\.\w{8} \(10:0\d:\d\d\.\d{3} UTC Thu Jan 1 2026\)\n", said)
        lab.run(200)
        assert re.match(r"\*~10\.0\.12\.1 {8}76\.79\.67\.76 {6} 1 ", row(r2, "10.0.12.1")), row(r2, "10.0.12.1")
        assert "Clock is synchronized, stratum 2, reference is 10.0.12.1\n" in r2.cli("show ntp status")
        assert "* master (synced), # master (unsynced), + selected, - candidate, ~ configured\n" in r2.cli("show ntp associations")


def test_peers_and_the_better_one_leads() -> None:
    with chain(3) as lab:
        r1, r2, r3 = (lab[name] for name in ("R1", "R2", "R3"))
        lab.run(5)
        r1.cli("clock set 10:00:00 1 Jan 2026")
        r1.configure("ntp master 5\n")
        r2.configure("ntp server 10.0.12.1\nntp peer 10.0.23.2\n")
        r3.configure("ntp peer 10.0.23.1\n")
        lab.run(2000)
        assert row(r2, "10.0.12.1").startswith("*~") and row(r3, "10.0.23.1").startswith("*~10.0.23.1       10.0.12.1        6 ")
        assert row(r2, "10.0.23.2")[0] == " ", "who follows us is nobody to follow"
        assert abs(difference(r1, r3)) < 0.001
        assert "our mode active, peer mode active" in r3.cli("show ntp associations detail")


def test_a_falseticker_is_outvoted() -> None:
    """Three servers, one of which lives in another time."""
    with chain(4, more="router rip\n version 2\n network 10.0.0.0\n network 192.168.0.0\n network 192.168.{i}.0\n") as lab:
        nodes = [lab[f"R{i}"] for i in range(1, 5)]
        lab.run(60)
        for node, time in zip(nodes[:3], ("10:00:00", "10:00:00", "11:30:00"), strict=True):
            node.cli(f"clock set {time} 1 Jan 2026")
            node.configure("ntp master 4\n")
        nodes[3].configure("ntp server 192.168.1.1\nntp server 192.168.2.1\nntp server 192.168.3.1\n")
        lab.run(5000)
        marks = {address: row(nodes[3], address)[0] for address in ("192.168.1.1", "192.168.2.1", "192.168.3.1")}
        assert sorted(marks.values()) == ["*", "+", "x"] and marks["192.168.3.1"] == "x"
        assert abs(difference(nodes[0], nodes[3])) < 0.1
        nodes[3].configure("no ntp server 192.168.1.1\n")
        lab.run(1000)
        assert "Clock is unsynchronized" in nodes[3].cli("show ntp status"), "two who contradict each other"
        nodes[3].configure("no ntp server 192.168.3.1\n")
        lab.run(1000)
        assert row(nodes[3], "192.168.2.1").startswith("*~")


def test_rights() -> None:
    """Without `peer` for its own clock a master has none, which is a well-known trap."""
    lab = chain(2)
    lab.run(5)
    r1, r2 = lab["R1"], lab["R2"]
    r1.configure("access-list 7 permit 10.0.12.9\nntp access-group serve-only 7\n" + MASTER)
    r2.configure(SERVER)
    lab.run(300)
    assert row(r1, "127.127.1.1").split()[-4] == "0" == row(r2, "10.0.12.1").split()[-4]
    r1.configure("access-list 8 permit 127.127.1.1\nntp access-group peer 8\naccess-list 7 permit 10.0.12.2\n")
    lab.run(900)
    assert row(r2, "10.0.12.1").startswith("*~") and "10 permit 10.0.12.9" in r1.cli("show access-lists 7")
    r2.configure("interface Fa0/1\n ntp disable\n")
    lab.run(5000)
    assert row(r2, "10.0.12.1").split()[-4] == "0"


def test_broadcasts(quick: Lab) -> None:
    lab = quick
    r1, r2 = lab["R1"], lab["R2"]
    r1.configure("interface Fa0/0\n ntp broadcast\n")
    r2.configure("ntp broadcastdelay 2000\ninterface Fa0/1\n ntp broadcast client\n")
    lab.run(1000)
    assert row(r2, "10.0.12.1").startswith("* 10.0.12.1       127.127.1.1      3 ")
    assert abs(difference(r1, r2)) < 0.001
    assert " ntp broadcast client" in r2.running_config()
    r1.configure("interface Fa0/0\n no ntp broadcast\n")
    lab.run(1000)
    assert "10.0.12.1" not in r2.cli("show ntp associations")


def test_names_vrfs_and_what_is_refused(quick: Lab) -> None:
    lab = quick
    r2 = lab["R2"]
    r2.configure("ip host clock.example.com 10.0.12.1\nntp server clock.example.com prefer source Fa0/1\n")
    lab.run(600)
    assert row(r2, "10.0.12.1").startswith("*~")
    assert "ntp server clock.example.com prefer source FastEthernet0/1" in r2.running_config()
    assert r2.configure("ntp server vrf NONE 10.0.12.1\n") == "% VRF NONE does not exist\n"
    r2.configure("no ntp server clock.example.com\nvrf definition BLUE\n address-family ipv4\ninterface Fa0/1\n vrf forwarding BLUE\n"
                 " ip address 10.0.12.2 255.255.255.0\nntp server vrf BLUE 10.0.12.1\nntp server vrf BLUE nobody source Fa0/1\n")  # fmt: skip
    lab.run(600)
    assert row(r2, "10.0.12.1").startswith("*~") and "ntp server vrf BLUE 10.0.12.1" in r2.running_config()
    r2.configure("no vrf definition BLUE\n")
    assert "ntp server vrf BLUE 10.0.12.1" not in r2.running_config() and r2.cli("show ntp status") == "%NTP is not enabled.\n"
    lab.run(100)


def test_a_name_server_is_asked(quick: Lab) -> None:
    """While the name is typed, and as long as nobody knows it; the address of who does not answer is looked up again."""
    lab = quick
    r1, r2 = lab["R1"], lab["R2"]
    r2.configure("ip name-server 10.0.12.1\nip domain timeout 1\nip domain retry 0\n")
    lab.run(2)
    session = r2.console.session
    for line in ("configure terminal", "ntp server clock.example.com version 3"):
        session.feed_line(line)
    lab.run(10)
    assert 'Translating "clock.example.com"...domain server (10.0.12.1)\n' in r2.console.take()
    assert "ntp server clock.example.com version 3" in r2.running_config()
    assert " ~clock.example.com .INIT. " in session_says(r2, "do show ntp associations")
    r1.configure("ip dns server\nip host clock.example.com 10.0.12.1\n")
    lab.run(200)
    assert row(r2, "10.0.12.1").startswith("*~")
    session.feed_line("no ntp server clock.example.com")
    session.feed_line("ntp peer clock.example.com")
    assert "Translating" not in r2.console.take(), "it is known by now"
    lab.run(2000)
    r1.configure("no ip host clock.example.com\nip host clock.example.com 192.168.1.1\ninterface Fa0/0\n ntp disable\n")
    r2.configure("ip route 192.168.1.0 255.255.255.0 10.0.12.1\n")
    session.feed_line("end")
    session.feed_line("clear host *")
    lab.run(12000)
    assert "192.168.1.1" in r2.cli("show ntp associations")


def test_an_old_release_keeps_the_address() -> None:
    with chain(2, platform="c3725") as lab:
        r1, r2 = lab["R1"], lab["R2"]
        r1.configure("ip dns server\nip host clock.example.com 10.0.12.1\n")
        r2.configure("ip name-server 10.0.12.1\nip domain timeout 1\nip domain retry 0\n")
        lab.run(2)
        r2.cli("ping 10.0.12.1")
        for line in ("configure terminal", "ntp server clock.example.com prefer", ""):
            r2.console.session.feed_line(line)
            lab.run(5)
        assert 'Translating "clock.example.com"...domain server (10.0.12.1) [OK]\n' in r2.console.take()
        r2.console.session.feed_line("ntp server nowhere")
        lab.run(5)
        assert r2.console.take().endswith(
            'Translating "nowhere"...domain server (10.0.12.1)\n' + " " * len("R2(config)#ntp server ") + "^\n"
            "% Invalid input detected at '^' marker.\n\n"
        )
        assert [line for line in r2.running_config() if line.startswith("ntp")] == ["ntp server 10.0.12.1 prefer"]


def test_order_in_the_configuration(lab: Lab) -> None:
    text = ("ntp server 10.0.12.9 prefer\nntp peer 10.0.12.8\nntp update-calendar\nntp master\nntp access-group peer 5\n"
            "ntp source GigabitEthernet0/1\nntp logging\n")  # fmt: skip
    lab["R2"].configure(text)
    lines = lab["R2"].running_config()
    assert [line for line in lines if line.startswith("ntp")] == [
        "ntp logging", "ntp source GigabitEthernet0/1", "ntp access-group peer 5", "ntp master", "ntp update-calendar",
        "ntp peer 10.0.12.8", "ntp server 10.0.12.9 prefer",
    ]  # fmt: skip
    assert lines.index("ntp logging") > next(at for at, line in enumerate(lines) if line.startswith("line vty"))
    lab["R2"].reload()
    lab.run(60)
    assert lab["R2"].cli("show ntp status") == "%NTP is not enabled.\n"
