"""Logins by RADIUS: who is asked, how long that takes, what becomes of it, and what the router shows of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu import Lab
from iosemu.device.debug import LogRecord
from tests.features.radius.servers import Caller, network


def try_it(lab: Lab, name: str, password: str, line: str = "vty 0") -> tuple[bool, int, float]:
    caller = Caller(lab, line)
    seconds = caller.login(name, password)
    found = caller.is_in, caller.session.privilege, seconds
    caller.session.close()
    return found


def heard(lab: Lab) -> list[str]:
    lines: list[str] = []
    lab["R1"].device.bus.listen(LogRecord, lambda record: lines.append(record.text))
    return lines


def test_an_answer_decides_and_silence_asks_the_next_method() -> None:
    lab = network()
    assert try_it(lab, "noc", "noc-pw")[:2] == (True, 15)
    assert try_it(lab, "help", "help-pw")[:2] == (True, 1)
    good, _, seconds = try_it(lab, "emergency", "help")  # the router knows that one, but the server does not
    assert not good and 0.9 < seconds < 1.3
    assert not try_it(lab, "noc", "wrong")[0]

    lab["RAD1"].configure("radiusd stop")
    good, privilege, seconds = try_it(lab, "noc", "noc-pw")
    assert (good, privilege) == (True, 15) and 5.9 < seconds < 6.3
    lab["RAD2"].configure("radiusd stop")
    good, privilege, seconds = try_it(lab, "emergency", "help")
    assert (good, privilege) == (True, 15) and seconds > 11.9
    assert not try_it(lab, "noc", "noc-pw")[0]


@pytest.mark.parametrize("what", ["key", "source", "port", "list"])
def test_ways_of_hearing_nothing(what: str) -> None:
    lab = network()
    said = heard(lab)
    lab["R1"].cli("debug radius authentication")
    lines = {
        "key": "radius server RAD1\n key other\nradius server RAD2\n key other\n",
        "source": "no ip radius source-interface Loopback0\n",
        "port": "radius server RAD1\n address ipv4 10.99.1.2\nradius server RAD2\n address ipv4 10.99.2.2\n",
        "list": "access-list 101 deny udp any eq 1812 any\naccess-list 101 deny udp any eq 1912 any\naccess-list 101 permit ip any any\n"
        "interface FastEthernet0/0\n ip access-group 101 in\ninterface FastEthernet0/1\n ip access-group 101 in\n",
    }
    lab["R1"].configure(lines[what])
    caller = Caller(lab)
    told = caller.type("noc", "noc-pw")
    assert told == ""
    lab.run(13)
    text = "\n".join(said)
    assert ("failed decrypt" in text) == (what == "key")
    assert ("RADIUS: Received from id" in text) == (what == "key")
    assert ("Best Local IP-Address 10.99.1.1 for Radius-Server 10.99.1.2" in text) == (what == "source")
    assert ("Retransmit to (10.99.1.2:1645,1646) for id 1645/1" in text) == (what == "port")
    assert "No response from server" in text
    if what == "list":
        assert "deny udp any eq 1812 any (2 matches)" in lab["R1"].cli("show access-lists")
    log = "\n".join(lab["RAD1"].cli("radiusd log").splitlines())
    assert ("unknown client 10.99.1.1" in log) == (what == "source")
    assert ("Login incorrect (pap" in log) == (what == "key")


def test_what_debug_tells() -> None:
    lab = network(platform="iol")
    said = heard(lab)
    told = lab["R1"].cli("debug radius authentication")
    assert told.startswith("Radius protocol debugging is on\nRadius protocol brief debugging is off\n")
    assert "Radius packet protocol (accounting) debugging is off\n" in told
    assert try_it(lab, "noc", "noc-pw")[0]
    text = "\n".join(said)
    for line in (
        'RADIUS/ENCODE(00000001): dropping service type, "radius-server attribute 6 on-for-login-auth" is off',
        "RADIUS(00000001): Config NAS IP: 10.0.0.1",
        "RADIUS(00000001): sending",
        "RADIUS(00000001): Send Access-Request to 10.99.1.2:1812 id 1645/1, len 78",
        'RADIUS:  User-Name           [1]   5   "noc"',
        "RADIUS:  User-Password       [2]   18  *",
        "RADIUS:  NAS-Port            [5]   6   2",
        'RADIUS:  NAS-Port-Id         [87]  6   "tty2"',
        "RADIUS:  NAS-Port-Type       [61]  6   Virtual                   [5]",
        'RADIUS:  Calling-Station-Id  [31]  11  "192.0.2.9"',
        "RADIUS:  NAS-IP-Address      [4]   6   10.0.0.1",
        "RADIUS(00000001): Started 3 sec timeout",
        "RADIUS: Received from id 1645/1 10.99.1.2:1812, Access-Accept, len 69",
        "RADIUS:  Service-Type        [6]   6   NAS Prompt                [7]",
        "RADIUS:  Vendor, Cisco       [26]  25  ",
        'RADIUS:   Cisco AVpair       [1]   19  "shell:priv-lvl=15"',
        "RADIUS(00000001): Received from id 1645/1",
    ):
        assert line in text, line
    lab["R1"].cli("undebug all")
    said.clear()
    assert try_it(lab, "noc", "noc-pw")[0] and not [line for line in said if "RADIUS" in line]


def test_authorization_is_asked_of_servers_too() -> None:
    """As measured: without it the privilege stays 1; with nobody to answer nobody gets a shell."""
    lab = network("no aaa authorization exec default\n")
    assert try_it(lab, "noc", "noc-pw")[:2] == (True, 1)
    lab = network("aaa authorization exec default group RADGRP\n")
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd stop")
    caller = Caller(lab)
    caller.login("emergency", "help")
    caller.wait(13)
    assert caller.session.closed
    lab["R1"].configure("aaa authorization exec default group RADGRP if-authenticated\n")
    assert try_it(lab, "emergency", "help")[:2] == (True, 1)
    # who was let in by the router itself is refused by a server that does not know them
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd" + (" -p 1912 -a 1913" if node == "RAD2" else ""))
    lab["R1"].configure("aaa authentication login LOCAL local\nline vty 0 4\n login authentication LOCAL\n")
    caller = Caller(lab)
    caller.login("emergency", "help")
    lab.run(2)
    assert caller.session.closed and caller.take().endswith("% Authorization failed.\n")


def test_the_console_has_no_privilege_without_aaa_authorization_console() -> None:
    lab = network()
    assert try_it(lab, "noc", "noc-pw", "con 0")[:2] == (True, 1)
    lab["R1"].configure("aaa authorization console\n")
    assert try_it(lab, "noc", "noc-pw", "con 0")[:2] == (True, 15)


def test_enable_by_servers() -> None:
    lab = network("aaa authentication enable default group RADGRP enable\n")
    said = heard(lab)
    lab["R1"].cli("debug aaa authentication")
    caller = Caller(lab)
    caller.login("help", "help-pw")
    assert caller.type("enable") == "Password: "
    caller.type("top")
    assert caller.wait(2) == "% Error in authentication.\n\n" and caller.session.privilege == 1
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd user $enab15$ level15")
    caller.type("enable", "level15")
    caller.wait()
    assert caller.session.privilege == 15
    caller.type("disable")
    said.clear()
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd stop")
    caller.type("enable", "top")
    lab.run(13)
    assert caller.session.privilege == 15
    steps = [line.split(": ", 1)[1] for line in said if "AAA/AUTHEN" in line]
    assert steps == [
        "port='tty2' list='' action=LOGIN service=ENABLE", 'using "default" list', "Method=RADGRP (radius)", "status = GETPASS",
        "continue_login (user='help')", "status = GETPASS", "Method=RADGRP (radius)", "status = ERROR",
        "port='tty2' list='' action=LOGIN service=ENABLE", "Restart", "Method=ENABLE", "status = GETPASS",
        "continue_login (user='(undef)')", "status = GETPASS", "Method=ENABLE", "status = PASS",
    ]  # fmt: skip


def test_test_aaa() -> None:
    lab = network()
    ask = "test aaa group RADGRP noc {} {}"
    r1 = lab["R1"]
    assert r1.cli(ask.format("noc-pw", "legacy")) == (
        "Attempting authentication test to server-group RADGRP using radius\nUser was successfully authenticated.\n\n"
    )
    assert "request was rejected by server.\n" in r1.cli(ask.format("x", "legacy"))
    told = r1.cli(ask.format("noc-pw", "new-code"))
    assert told.startswith("Sending password\nUser successfully authenticated\n\nUSER ATTRIBUTES\n\n")
    assert 'username             0   "noc"\nservice-type         0   7 [NAS Prompt]\npriv-lvl             0   15 (0xF)\n' in told
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd stop")
    assert "No authoritative response from any server.\n" in r1.cli(ask.format("noc-pw", "legacy"))
    assert "No authoritative response" in r1.cli("test aaa group NOBODY a b legacy")


def test_servers_die_and_come_back() -> None:
    lab = network("radius-server dead-criteria time 5 tries 1\nradius-server deadtime 5\n")
    said = heard(lab)
    lab["RAD1"].configure("radiusd stop")
    assert try_it(lab, "noc", "noc-pw")[2] > 5.9
    assert "RADIUS server 10.99.1.2:1812,1813 is not responding." in said
    assert try_it(lab, "noc", "noc-pw")[2] < 0.5  # it is passed over
    shown = lab["R1"].cli("show aaa servers")
    assert "host 10.99.1.2, auth-port 1812, acct-port 1813\n     State: current DEAD" in shown
    lab.run(300)
    assert "RADIUS server 10.99.1.2:1812,1813 is being marked alive." in said
    shown = lab["R1"].cli("show aaa servers")
    assert "     State: current UP, duration " in shown and "previous duration 300s\n     Dead: total time 300s, count 1\n" in shown
    lab["RAD2"].configure("radiusd stop")
    try_it(lab, "noc", "noc-pw")
    lab["RAD1"].configure("radiusd")
    assert try_it(lab, "noc", "noc-pw")[0]  # all are dead: all are asked


def test_counters() -> None:
    lab = network()
    try_it(lab, "noc", "noc-pw")
    try_it(lab, "noc", "wrong")
    lab["RAD1"].configure("radiusd stop")
    try_it(lab, "noc", "noc-pw")
    shown = lab["R1"].cli("show aaa servers")
    assert shown.startswith("RADIUS: id 1, priority 1, host 10.99.1.2, auth-port 1812, acct-port 1813\n     State: current UP, duration ")
    assert (
        "     Authen: request 4, timeouts 2, failover 0, retransmission 1\n"
        "             Response: accept 1, reject 1, challenge 0\n"
        "             Response: unexpected 0, server error 0, incorrect 0, time 502ms\n"
        "             Transaction: success 2, failure 1\n"
    ) in shown
    assert "     Authen: request 1, timeouts 0, failover 1, retransmission 0\n" in shown
    stats = lab["R1"].cli("show radius statistics")
    assert "  Access Rejects           :          1\n  Access Accepts           :          2\n" in stats
    assert "  Number of Radius timeouts:          2          0          2\n" in stats
    assert " Last used Source Port/Identifier:\n 1645/3\n 1646/0\n" in stats
    lab["R1"].cli("clear aaa counters servers all")
    assert "Authen: request 0, timeouts 0" in lab["R1"].cli("show aaa servers")
    new = network(platform="iol")
    assert "acct-port 1813, hostname RAD1\n" in new["R1"].cli("show aaa servers")


def test_asking_and_clearing_start_nothing() -> None:
    device = Lab.from_yaml("name: r\nnodes:\n  R1: {platform: c7200}\n")["R1"]
    for line in ("clear radius statistics", "clear aaa counters servers all", "show aaa servers"):
        assert device.cli(line) == ""
    assert "radius" not in device.device.engines
    server = "radius server RAD1\n address ipv4 10.0.0.2 auth-port 1812 acct-port 1813\n"
    for lines, ports in (("aaa new-model\n", 0), (server, 2), ("no radius server RAD1\n", 0)):
        device.configure(lines)  # its ports are open while there are servers
        assert sum(port in device.device.ip.udp.handlers for port in (1645, 1646)) == ports


def test_accounting_of_shells() -> None:
    lab = network("aaa accounting exec default start-stop group RADGRP\naaa accounting connection default start-stop group RADGRP\naaa accounting update periodic 1\n")
    caller = Caller(lab)
    caller.login("noc", "noc-pw")
    lab.run(70)
    caller.type("exit")
    lab.run(2)
    detail = lab["RAD1"].cli("radiusd detail").splitlines()
    who = 'Acct-Session-Id = "00000001", User-Name = "noc", NAS-IP-Address = 10.0.0.1, NAS-Port-Id = "tty2", Calling-Station-Id = "192.0.2.9"'
    assert detail[0] == f"Acct-Status-Type = Start, {who}"
    assert detail[1] == f"Acct-Status-Type = Interim-Update, {who}, Acct-Session-Time = 60"
    assert detail[2].startswith(f"Acct-Status-Type = Stop, {who}, Acct-Session-Time = 7")
    assert detail[2].endswith("Acct-Terminate-Cause = User-Request")
    shown = lab["R1"].cli("show aaa servers")
    assert "     Account: request 3, timeouts 0, failover 0, retransmission 0\n             Request: start 1, interim 1, stop 1\n             Response: start 1, interim 1, stop 1\n" in shown

    # who sits idle too long; a server that does not answer costs no record
    lab["RAD1"].configure("radiusd stop")
    lab["R1"].configure("line vty 0 4\n exec-timeout 1 0\n")
    caller = Caller(lab)
    caller.login("noc", "noc-pw")
    lab.run(90)
    detail = lab["RAD2"].cli("radiusd detail").splitlines()
    assert "Start" in detail[0] and "Acct-Terminate-Cause = Idle-Timeout" in detail[-2] and caller.session.closed


def test_accounting_at_several_groups() -> None:
    """`broadcast` tells all of them, otherwise the first that answers."""
    groups = "".join(f"aaa group server radius G{each}\n server name RAD{each}\n" for each in (1, 2))
    for word, second in (("", 0), ("broadcast ", 2)):
        lab = network(f"{groups}aaa accounting exec default start-stop {word}group G1 group G2\n")
        caller = Caller(lab)
        caller.login("noc", "noc-pw")
        caller.type("exit")
        lab.run(2)
        told = [lab[name].cli("radiusd detail").count("Acct-Status-Type") for name in ("RAD1", "RAD2")]
        assert told == [2, second]


def test_nothing_is_held_without_servers() -> None:
    """Ports and listeners are there as long as they are of use."""
    lab = Lab.from_yaml("name: one\nnodes:\n  R1:\n")
    r1 = lab["R1"]
    zeros = r1.cli("show radius statistics")
    assert "Total responses seen:          0          0          0" in zeros and "radius" not in r1.device.engines
    free = set(r1.device.ip.udp.handlers)
    for protocol, line in (("radius", "auth-port 1812 acct-port 1813"), ("tacacs", "")):
        r1.configure(f"{protocol}-server key 0 cisco\n")
        engine = r1.device.engines[protocol]
        assert engine.keyed and set(r1.device.ip.udp.handlers) == free
        r1.configure(f"{protocol}-server host 10.0.0.1 {line}\nno {protocol}-server key\n")
        assert not engine.keyed and (set(r1.device.ip.udp.handlers) > free) == (protocol == "radius")
        r1.configure(f"no {protocol}-server host 10.0.0.1 {line}\n")
        assert set(r1.device.ip.udp.handlers) == free


def test_accounting_of_the_router() -> None:
    lab = network("aaa accounting system default start-stop group RADGRP\naaa accounting exec default stop-only group RADGRP\n")
    r1 = lab["R1"]
    caller = Caller(lab)
    caller.login("noc", "noc-pw")
    r1.cli("write memory")
    for _ in range(2):
        r1.cli("reload", "")
        lab.run(60)
    told = [line.split(",")[0].split(" = ")[1] for line in lab["RAD1"].cli("radiusd detail").splitlines() if line]
    assert told == ["Stop", "Accounting-Off"]
    told = [line.split(",")[0].split(" = ")[1] for line in lab["RAD2"].cli("radiusd detail").splitlines() if line]
    assert told == ["Accounting-On", "Accounting-On"]  # RAD1 was asked while the ports came up


def test_it_reads_back_and_keys_are_hidden() -> None:
    lab = network("service password-encryption\n", platform="csr1000v")
    shown = "\n".join(lab["R1"].running_config())
    for line in (
        "aaa group server radius RADGRP\n server name RAD1\n server name RAD2\n",
        "radius server RAD1\n address ipv4 10.99.1.2 auth-port 1812 acct-port 1813\n key 7 ",
        "ip radius source-interface Loopback0\n",
        "radius-server retransmit 1\nradius-server timeout 3\n",
    ):
        assert line in shown, line
    assert "Poc-Rad-1" not in shown
    assert try_it(lab, "noc", "noc-pw")[0]
    r1 = lab["R1"]
    r1.configure("password encryption aes\nkey config-key password-encrypt S3cretMaster\n")
    assert " key 6 " in "\n".join(r1.running_config()) and try_it(lab, "noc", "noc-pw")[0]
    r1.device.engine("type6").set_master("")
    assert not try_it(lab, "noc", "noc-pw")[0]


def test_the_older_way() -> None:
    lab = network(
        "no radius server RAD1\nno radius server RAD2\nno aaa group server radius RADGRP\n"
        "aaa authentication login default group radius local\naaa authorization exec default group radius local\n"
    )
    r1 = lab["R1"]
    told = r1.configure("radius-server host 10.99.1.2 auth-port 1812 acct-port 1813 key Poc-Rad-1\n")
    assert told == "Warning: The cli will be deprecated soon\n 'radius-server host 10.99.1.2 key Poc-Rad-1'\n Please move to 'radius server <name>' CLI.\n"
    assert "radius-server host 10.99.1.2 auth-port 1812 acct-port 1813 key Poc-Rad-1" in "\n".join(r1.running_config())
    assert try_it(lab, "noc", "noc-pw")[:2] == (True, 15)
    said = heard(lab)
    r1.configure("aaa group server radius OLD\n server 10.99.2.2 auth-port 1912 acct-port 1913\n")
    assert "Warning: Server 10.99.2.2:1912,1913 is not defined." in said
    r1.configure("aaa authentication login X group NOBODY local\n")
    assert 'The server-group "NOBODY" is not defined. Please define it.' in said
    r1.configure("radius-server host 10.99.2.2 auth-port 1912 acct-port 1913 key Poc-Rad-1\nno radius-server host 10.99.1.2 auth-port 1812 acct-port 1813\naaa authentication login default group OLD local\n")
    assert try_it(lab, "noc", "noc-pw")[0]
    assert "Login OK: [noc]" in lab["RAD2"].cli("radiusd log")


def test_an_older_line_is_taken_away_without_its_ports() -> None:
    r1 = Lab.from_yaml("name: one\nnodes:\n  R1:\n")["R1"]
    r1.configure("radius-server host 10.0.0.1 auth-port 1\nradius-server host 10.0.0.1 auth-port 2\nradius-server host 10.0.0.2\n")
    r1.configure("no radius-server host 10.0.0.1 auth-port 2\n")
    shown = r1.cli("show running-config | include radius-server")
    assert "auth-port 2 " not in shown and "radius-server host 10.0.0.1 auth-port 1 " in shown
    r1.configure("no radius-server host 10.0.0.1\n")
    assert r1.cli("show running-config | include radius-server").split()[:3] == ["radius-server", "host", "10.0.0.2"]


def test_keys_while_a_server_is_asked_open_no_door() -> None:
    lab = network()
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd stop")
    caller = Caller(lab)
    caller.session.interrupt()
    assert not caller.is_in
    caller.session.ctrl_c()
    assert not caller.is_in
    caller.type("noc", "noc-pw")
    for _ in range(30):
        caller.session.interrupt()
        caller.session.ctrl_c()
        assert not caller.is_in and caller.session.privilege == 1
        lab.run(0.5)
    assert caller.session.question is not None  # the next try


def test_a_caller_who_goes_while_a_server_is_asked() -> None:
    lab = network()
    lab["RAD1"].configure("radiusd stop")
    lab["R1"].configure("login on-success log\n")
    said = heard(lab)
    caller = Caller(lab)
    caller.type("noc", "noc-pw")
    lab.run(1)
    caller.session.close()
    lab.run(20)
    assert not [line for line in said if "Login Success" in line]
    assert not lab["R1"].device.engine("radius").transactions


@given(st.binary(max_size=60), st.sampled_from([1645, 1646, 1812, 1813]))
@settings(max_examples=40, deadline=None)
def test_whatever_comes_breaks_nothing(lab_of_strangers: Lab, data: bytes, port: int) -> None:
    lab = lab_of_strangers
    far, own, name = (0x0A630101, 0, "RAD1") if port < 1800 else (0x0A630102, 0x0A000001, "R1")
    device = lab[name].device
    for payload in (data, b"\x02\x01" + (20 + len(data)).to_bytes(2, "big") + bytes(16) + data):
        device.ip.udp.send(device.vrfs.default, own, 1812 if port < 1800 else 1645, far, port, payload)
    lab.run(0.1)


@pytest.fixture(scope="module")
def lab_of_strangers() -> Lab:
    lab = network()
    lab["R1"].cli("debug radius")
    for node in ("RAD1", "RAD2"):
        lab[node].configure("radiusd user slow slow-pw")
    return lab


def test_a_saved_lab_goes_on_with_its_questions() -> None:
    """In the middle of a transaction; who typed is not there any more, records of accounting are."""
    lab = network("aaa accounting exec default start-stop group RADGRP\n")
    lab["RAD1"].configure("radiusd stop")
    caller = Caller(lab)
    caller.login("noc", "noc-pw")
    lab.run(1)
    assert lab["R1"].device.engine("radius").transactions
    caller.session.close()
    again = Lab.restore(lab.checkpoint())
    again.run(20)
    detail = again["RAD2"].cli("radiusd detail")
    assert detail.count("Acct-Status-Type = Start") == detail.count("Acct-Status-Type = Stop") == 1
