"""TACACS+: conversations with servers, shells and commands by their leave, records; and servers that fail."""

from __future__ import annotations

import pickle
import random

import pytest

from iosemu import Lab
from iosemu.device.debug import LogRecord
from tests.features.radius.servers import LAN
from tests.features.tacacs.servers import ASKS, COMMANDS, SERVER, Guest, network


def heard(lab: Lab) -> list[str]:
    lines: list[str] = []
    lab["R1"].device.bus.listen(LogRecord, lambda record: lines.append(record.text))
    return lines


def stop(lab: Lab, *nodes: str) -> None:
    for node in nodes:
        lab[node].configure("tac_plus stop")


def test_the_server_asks() -> None:
    lab = network()
    guest = Guest(lab)
    assert guest.say() == ASKS
    assert guest.say("anna") == "Password: "
    assert guest.say("wrong") == f"% Authentication failed\n\n{ASKS}"
    guest.say("anna", "one")
    assert guest.is_in and (guest.session.username, guest.session.privilege) == ("anna", 15)
    other = Guest(lab, "vty 1")
    other.say("bert", "two")
    assert other.is_in and other.session.privilege == 1
    log = lab["RAD1"].cli("tac_plus log")
    assert "10.99.1.1: login query for 'anna' tty2 from 192.0.2.9 rejected\n10.99.1.1: login query for 'anna' tty2 from 192.0.2.9 accepted\n" in log
    stranger = Guest(lab, "vty 2")
    for _ in range(3):
        told = stranger.say("emergency", "help")  # the server does not know him, and nobody else is asked
    assert told == "% Authentication failed\n\n" and stranger.session.closed


def test_silence_asks_the_next_server_and_the_next_method() -> None:
    lab = network()
    lab["RAD1"].configure("ip addr del 10.99.1.2/24 dev eth0")
    guest = Guest(lab)
    assert guest.say(seconds=4.9) == "" and guest.say(seconds=0.3) == ASKS  # of the second
    guest.say("anna", "one")
    assert guest.is_in or (guest.wait(5) == "" and guest.is_in)  # the shell, too, is asked of the first one first
    lab["RAD2"].configure("ip addr del 10.99.2.2/24 dev eth0")
    guest = Guest(lab, "vty 1")
    assert guest.say(seconds=7.9) == ""
    assert guest.say(seconds=0.3) == f"\n{ASKS}"  # ours
    guest.type("emergency", "help")
    lab.run(8.2)
    assert guest.is_in and guest.session.privilege == 15
    shown = lab["R1"].cli("show tacacs")
    assert "   Failed Connect Attempts:          4\n" in shown and "          Socket Timeouts:          0\n" in shown


@pytest.mark.parametrize("what", ["port", "key", "client", "route", "list"])
def test_ways_of_hearing_nothing(what: str) -> None:
    lab = network()
    said = heard(lab)
    r1 = lab["R1"]
    if what == "port":
        stop(lab, "RAD1", "RAD2")
    elif what == "client":
        for node in ("RAD1", "RAD2"):
            lab[node].configure("tac_plus no client 10.99.0.0/16")
    else:
        lines = {
            "key": "tacacs server T1\n key other\ntacacs server T2\n key other\n",
            "route": "tacacs server T1\n address ipv4 192.0.2.1\ntacacs server T2\n address ipv4 192.0.2.1\n",
            "list": "access-list 101 deny tcp any eq tacacs any\naccess-list 101 deny tcp any eq 4949 any\naccess-list 101 permit ip any any\n"
            "interface FastEthernet0/0\n ip access-group 101 in\ninterface FastEthernet0/1\n ip access-group 101 in\n",
        }
        r1.configure(lines[what])
    r1.cli("debug tacacs")
    guest = Guest(lab)
    told = guest.wait(8.5 if what == "list" else 0.5)
    assert told == f"\n{ASKS}"
    guest.type("emergency", "help")
    lab.run(9 if what == "list" else 1)
    assert guest.is_in and guest.session.privilege == 15
    text = "\n".join(said)
    assert ("Invalid AUTHEN packet (check keys)" in text) == (what == "key")
    assert ("timed out, clean up" in text) == (what == "list")
    assert "TPLUS: Choosing next server" in text
    log = lab["RAD1"].cli("tac_plus log")
    assert ("Invalid AUTHEN/START packet (check keys)" in log) == (what == "key")
    assert ("no such client" in log) == (what == "client")


def test_a_server_that_goes_away_in_the_middle() -> None:
    lab = network()
    guest = Guest(lab)
    guest.say("anna")
    stop(lab, "RAD1")
    assert guest.say("one") == f"\n{ASKS}"  # ours: a conversation does not move to another server
    guest.say("emergency", "help")
    assert guest.session.closed  # the other server gives him no shell
    lab["RAD1"].configure("tac_plus")
    guest = Guest(lab, "vty 1")
    guest.say("anna")
    guest.session.close()
    lab.run(1)
    assert not lab["R1"].device.engine("tacacs").talks and "Socket closes" in lab["R1"].cli("show tacacs")


def test_keys_while_a_server_is_asked_open_no_door() -> None:
    lab = network("line vty 0 4\n timeout login response 20\n")
    for node in ("RAD1", "RAD2"):
        lab[node].configure(f"ip addr del 10.99.{node[-1]}.2/24 dev eth0")
    guest = Guest(lab)
    for _ in range(15):
        guest.session.interrupt()
        guest.session.ctrl_c()
        assert not guest.is_in
        lab.run(0.5)
    assert guest.say(seconds=1) == f"\n{ASKS}"
    lab["RAD1"].configure("ip 10.99.1.2/24 10.99.1.1")
    other = Guest(lab, "vty 1")
    other.say()
    other.session.ctrl_c()
    assert not other.is_in and other.say() == f"\n{ASKS}"  # it begins again
    other.say("anna")
    assert "Password:  timeout expired!" in other.wait(21)


def test_shells() -> None:
    """Privilege and automatic commands; who the router itself lets in is asked about, too."""
    lab = network("aaa authentication login LOCAL local\nline vty 1\n login authentication LOCAL\n")
    lab["RAD1"].configure("tac_plus user carl three priv-lvl*7 autocmd=show privilege")
    guest = Guest(lab)
    guest.say("carl")
    assert "level is 7" in guest.say("three") and guest.session.closed
    local = Guest(lab, "vty 1")
    local.type("emergency", "help")
    assert local.wait() == "% Authorization failed.\n" and local.session.closed
    stop(lab, "RAD1", "RAD2")
    local = Guest(lab, "vty 1")
    local.type("emergency", "help")
    local.wait()
    assert local.is_in and local.session.privilege == 15
    lab = network("no aaa authorization exec default\n")
    guest = Guest(lab)
    guest.say("anna", "one")
    assert guest.is_in and guest.session.privilege == 1


def test_enable() -> None:
    lab = network("aaa authentication enable default group TG enable\n")
    guest = Guest(lab)
    guest.say("bert", "two")
    assert guest.say("enable") == "Password: " and guest.say("top") == "% Error in authentication.\n\n"
    guest.say("enable", "level15")
    assert guest.session.privilege == 15
    guest.say("disable")
    stop(lab, "RAD1", "RAD2")
    assert guest.say("enable") == "Password: "
    guest.say("top")
    assert guest.session.privilege == 15
    assert "enable 15 query for 'bert' tty2 from 192.0.2.9 accepted" in lab["RAD1"].cli("tac_plus log")


UNAUTHORIZED = "Command authorization failed.\n\n"


def test_commands_need_leave() -> None:
    lab = network(COMMANDS)
    guest = Guest(lab)
    guest.say("bert", "two")
    assert "uptime" in guest.say("sh ver | inc uptime") and guest.say("show ip interface brief") == UNAUTHORIZED
    guest.say("enable", "top")
    assert guest.session.privilege == 15
    assert guest.say("show running-config") == UNAUTHORIZED and "Enter configuration" in guest.say("conf t")
    assert guest.say("interface fa0/1") == UNAUTHORIZED and guest.say("hostname R9") == UNAUTHORIZED
    assert guest.say("interface fa0/0", "description uplink to anna") == ""
    assert guest.session.prompt == "R1(config-if)#" and guest.say("no description") == UNAUTHORIZED
    assert "Invalid input" in guest.say("descripton x")  # that is no command: nobody is asked
    assert guest.say("do show clock").startswith("*") and guest.say("do show users") == UNAUTHORIZED
    guest.say("end", "exit")
    assert guest.session.closed
    assert "description uplink to anna" in "\n".join(lab["R1"].running_config())
    rows = [line.split("\t")[1:] for line in lab["RAD1"].cli("tac_plus acct").splitlines() if line]
    told = [row for row in rows if row[0] != "unknown"]
    assert [row[3] for row in told] == ["start", *["stop"] * (len(told) - 1)]
    assert [row[-1] for row in told[1:-1]] == [
        "cmd=show version <cr>", "cmd=configure terminal <cr>", "cmd=interface FastEthernet 0/0 <cr>",
        "cmd=description uplink to anna <cr>", "cmd=show clock <cr>",
    ]  # fmt: skip
    assert {row[0] for row in told} == {"bert"} and {row[2] for row in told} == {"192.0.2.9"}
    # nobody there: who is known may go on
    stop(lab, "RAD1", "RAD2")
    guest = Guest(lab, "vty 1")
    guest.say("emergency", "help")
    assert "Interface" in guest.say("show ip interface brief")
    lab["R1"].configure("aaa authorization commands 15 default group TG\n")
    assert guest.say("configure terminal") == UNAUTHORIZED


def test_without_config_commands_configuration_is_free() -> None:
    lab = network(COMMANDS + "no aaa authorization config-commands\nprivilege exec level 1 show ip route\n")
    guest = Guest(lab)
    guest.say("bert", "two")
    assert guest.say("show ip route") == UNAUTHORIZED
    guest.say("enable", "top", "configure terminal", "hostname R9")
    assert guest.session.prompt == "R9(config)#"
    console = Guest(lab, "con 0")  # is not asked about, unless that is said
    assert not console.session.closed and "Codes" in lab["R1"].cli("show ip route")
    lab["R1"].configure("aaa authorization console\n")
    assert lab["R1"].cli("show ip route") == UNAUTHORIZED


def test_one_connection_for_all() -> None:
    lab = network(COMMANDS + "tacacs server T1\n single-connection\n")
    lab.run(1)
    guest = Guest(lab)
    guest.say("bert", "two", "show clock", "show clock")
    shown = lab["R1"].cli("show tacacs")
    assert "Server name: T1" in shown and "              Socket opens:          1\n             Socket closes:          0\n" in shown
    assert len(lab["R1"].device.ip.tcp.connections) == 1
    stop(lab, "RAD1")
    lab["RAD1"].configure("tac_plus")
    assert guest.say("show clock").startswith("*")
    assert "              Socket opens:          2\n             Socket closes:          1\n" in lab["R1"].cli("show tacacs")
    lab["R1"].configure("tacacs server T1\n no single-connection\n")
    lab.run(1)
    assert guest.say("show clock").startswith("*") and not lab["R1"].device.engine("tacacs").lasting


def test_test_aaa() -> None:
    lab = network()
    r1 = lab["R1"]
    assert r1.cli("test aaa group TG anna one legacy") == (
        "Attempting authentication test to server-group TG using tacacs+\nUser was successfully authenticated.\n\n"
    )
    assert "rejected by server.\n" in r1.cli("test aaa group tacacs+ anna x legacy")
    told = r1.cli("test aaa group tacacs+ anna one new-code")
    assert told.endswith('USER ATTRIBUTES\n\nusername             0   "anna"\nreply-message        0   "Password: "\n\n')
    lab.run(1)
    shown = r1.cli("show tacacs")
    assert "              Socket opens:          3\n             Socket closes:          3\n" in shown
    assert "        Total Packets Sent:          6\n        Total Packets Recv:          6\n" in shown
    r1.cli("clear tacacs statistics")
    assert "Socket opens:          0\n" in r1.cli("show tacacs")
    stop(lab, "RAD1", "RAD2")
    assert "No authoritative response from any server." in r1.cli("test aaa group TG anna one legacy")


def test_what_debug_tells() -> None:
    lab = network()
    said = heard(lab)
    assert lab["R1"].cli("debug tacacs") == "TACACS access control debugging is on\n"
    guest = Guest(lab)
    guest.say("anna", "one")
    for line in (
        "TPLUS: Queuing AAA Authentication request 1 for processing",
        "TPLUS: processing authentication start request id 1",
        "TPLUS: Authentication start packet created for 1()",
        "TPLUS: Using server 10.99.1.2",
        "TPLUS(00000001)/0/NB_WAIT: wrote entire 33 bytes request",
        "TPLUS(00000001)/0/READ: read entire 12 header bytes (expect 43 bytes data)",
        "TPLUS: Received authen response status GET_USER (7)",
        "TPLUS: processing authentication continue request id 1",
        "TPLUS: Received authen response status GET_PASSWORD (8)",
        "TPLUS: Received authen response status PASS (2)",
        "TPLUS: Sending AV service=shell",
        "TPLUS: Sending AV cmd*",
        "TPLUS: Authorization request created for 1(anna)",
        "TPLUS: Processed AV priv-lvl=15",
        "TPLUS: received authorization response for 1: PASS",
    ):
        assert line in said, line


def test_it_reads_back() -> None:
    lab = network("service password-encryption\nip tacacs source-interface PORT0\n", platform="csr1000v")
    r1 = lab["R1"]
    shown = "\n".join(r1.running_config())
    for line in (
        "aaa group server tacacs+ TG\n server name T1\n server name T2\n",
        "tacacs server T2\n address ipv4 10.99.2.2\n key 7 ",
        "\n port 4949\n",
        "ip tacacs source-interface GigabitEthernet1\n",
    ):
        assert line in shown, line
    assert "tackey" not in shown
    r1.configure("password encryption aes\nkey config-key password-encrypt S3cretMaster\n")
    assert " key 6 " in "\n".join(r1.running_config())
    guest = Guest(lab)
    guest.say("anna", "one")
    assert guest.is_in
    told = r1.configure("aaa group server radius TG\naaa group server tacacs+ NEW\n server 10.99.1.2\n server name X\ntacacs-server host 10.99.1.2\n")
    assert "is a group of tacacs+ servers" in told and "Please move to 'tacacs server <name>' CLI" in told
    assert "aaa group server tacacs+ NEW\n server 10.99.1.2\n server name X\n" in "\n".join(r1.running_config())
    r1.configure("no tacacs server T1\nno tacacs server T2\nno tacacs-server host 10.99.1.2\nno aaa group server tacacs+ NEW\nno ip tacacs source-interface GigabitEthernet1\n")
    assert "tacacs" not in "\n".join(r1.running_config()).replace("server tacacs+ TG", "")


OLD = """\
hostname R1
interface PORT0
 ip address 10.99.1.1 255.255.255.0
 no shutdown
username emergency privilege 15 secret help
aaa new-model
tacacs-server host 10.99.1.2
tacacs-server timeout 2
tacacs-server key tackey
aaa authentication login default group tacacs+ local
"""


def test_the_older_way() -> None:
    text = LAN.replace("PLATFORM", "c7200").replace("PORT0", "FastEthernet0/0").replace("PORT1", "FastEthernet0/1")
    lab = Lab.from_yaml(text)
    told = lab["R1"].configure(OLD.replace("PORT0", "FastEthernet0/0"))
    assert told.endswith("Warning: This CLI will be deprecated soon. Please move to tacacs server <name> CLI.\n")
    lab["RAD1"].configure(SERVER.format(1, ""))
    lab.run(10)
    lab["R1"].cli("ping 10.99.1.2")
    guest = Guest(lab)
    guest.say("anna", "one")
    assert guest.is_in
    lab["RAD1"].configure("ip addr del 10.99.1.2/24 dev eth0")
    guest = Guest(lab, "vty 1")
    assert guest.say(seconds=1.9) == "" and "Username: " in guest.say(seconds=0.3)


class Liar:
    """Answers each connection with octets of its own."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def admits(self, connection: object) -> bool:
        return True

    def accept(self, connection: object) -> Liar:
        return self

    def key(self, remote: int, vrf: object) -> None:
        return None

    def opened(self, connection: object) -> None:
        pass

    acknowledged = ended = opened

    def readable(self, connection) -> None:  # type: ignore[no-untyped-def]
        asked = connection.read()
        rng = self.rng
        if len(asked) < 12:
            return
        body = rng.randbytes(rng.randrange(40))
        version, kind = rng.choice([(asked[0], asked[1]), (rng.randrange(256), rng.randrange(256))])
        sequence = rng.choice([asked[2] + 1, rng.randrange(256)])
        length = rng.choice([len(body), len(body), len(body), rng.getrandbits(32)])
        head = bytes((version, kind, sequence % 256, rng.choice([0, 0, 1, 4, 255]))) + asked[4:8] + length.to_bytes(4, "big")
        connection.write(head + body)
        if rng.random() < 0.3:
            connection.close()


@pytest.mark.parametrize("seed", range(3))
def test_servers_that_lie_let_nobody_in(seed: int) -> None:
    lab = network()
    rng = random.Random(seed)
    stop(lab, "RAD1", "RAD2")
    for node, port in (("RAD1", 49), ("RAD2", 4949)):
        lab[node].device.ip.tcp.listen(port, Liar(rng))
    for number in range(20):
        guest = Guest(lab, f"vty {number % 5}")
        for line in ("anna", "one", "anna", "one"):
            guest.wait(9)
            guest.type(line)
        guest.wait(9)
        assert not guest.is_in or guest.session.username == "emergency"
        guest.session.close()
    lab.run(20)
    assert not lab["R1"].device.engine("tacacs").talks


@pytest.mark.parametrize("single", ["", "tacacs server T1\n single-connection\n"])
def test_a_saved_lab_goes_on_with_what_is_on_its_way(single: str) -> None:
    lab = network(COMMANDS + single)
    guest = Guest(lab)
    guest.say("anna", "one", "show clock")
    guest.session.close()  # its record is on its way
    assert lab["R1"].device.engine("tacacs").talks
    again: Lab = pickle.loads(pickle.dumps(lab))
    told = []
    for each in (lab, again):
        each.run(5)
        told.append((each["RAD1"].cli("tac_plus acct"), each["R1"].cli("show tacacs")))
        guest = Guest(each, "vty 1")
        guest.say("anna", "one")
        assert guest.is_in and not each["R1"].device.engine("tacacs").talks
        guest.session.close()
    assert told[0] == told[1] and "disc-cause=1" in told[0][0]
