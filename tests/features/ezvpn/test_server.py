"""The server of Easy VPN: who comes in, what they get, and who stays outside."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire.isakmp import CfgAttribute
from tests.features.ezvpn.guest import Client
from tests.features.wired import log_of, network

SERVER = """
aaa new-model
aaa authentication login XAUTH local
aaa authorization network GROUPS local
username ann password 0 secret
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 2
crypto isakmp client configuration group EZVPN
 key cisco
 dns 10.2.0.53 10.2.0.54
 domain example.com
 pool VPN
 acl SPLIT
 backup-gateway 192.0.2.77
 save-password
 netmask 255.255.255.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto dynamic-map DYN 10
 set transform-set T
 reverse-route
crypto map CM client authentication list XAUTH
crypto map CM isakmp authorization list GROUPS
crypto map CM client configuration address respond
crypto map CM 65000 ipsec-isakmp dynamic DYN
ip local pool VPN 10.9.0.1 10.9.0.2
interface Loopback0
 ip address 10.2.0.1 255.255.255.0
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 no shutdown
 crypto map CM
ip access-list extended SPLIT
 permit ip 10.2.0.0 0.0.255.255 any
"""
CLIENT = """
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 2
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.1
 set transform-set T
 match address MINE
interface Loopback0
 ip address 10.9.0.1 255.255.255.255
interface FastEthernet0/0
 ip address 192.0.2.2 255.255.255.0
 no shutdown
 crypto map CM
ip route 10.2.0.0 255.255.0.0 192.0.2.1
ip access-list extended MINE
 permit ip host 10.9.0.1 any
"""


def two(server: str = SERVER, client: str = CLIENT) -> Lab:
    lab = network({"R1": server, "R2": client}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    return lab


def ping(lab: Lab) -> str:
    return lab["R2"].cli("ping 10.2.0.1 source Loopback0")


def test_a_client_gets_in_and_what_its_group_has() -> None:
    lab = two()
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "secret"))
    ping(lab)
    lab.run(10)
    assert "!!!!!" in ping(lab)
    assert client.statuses == [1]
    given = {CfgAttribute(each).name: values for each, values in client.given.items()}
    assert given == {
        "ADDRESS": [bytes([10, 9, 0, 1])], "NETMASK": [bytes([255, 255, 255, 0])],
        "DNS": [bytes([10, 2, 0, 53]), bytes([10, 2, 0, 54])], "SAVE_PASSWORD": [b"\0\1"],
        "DEFAULT_DOMAIN": [b"example.com"], "BACKUP_SERVERS": [b"192.0.2.77"],
        "SPLIT_INCLUDE": [bytes([10, 2, 0, 0, 255, 255, 0, 0]) + bytes(6)],
    }  # fmt: skip
    r1 = lab["R1"]
    assert re.search(r"192\.0\.2\.1 +192\.0\.2\.2 +QM_IDLE +1001 ACTIVE", r1.cli("show crypto isakmp sa"))
    assert re.search(r"10\.9\.0\.1 +ann", r1.cli("show ip local pool VPN"))
    assert re.search(r"S +10\.9\.0\.1/32 \[1/0\] via 192\.0\.2\.2", r1.cli("show ip route static"))
    session = r1.cli("show crypto session detail")
    assert "Username: ann\nGroup: EZVPN\nAssigned address: 10.9.0.1\n" in session
    assert re.search(r"Capabilities:\S*C\S*X connid:1001", session)
    r1.cli("clear crypto session")
    lab.run(1)
    assert re.search(r"VPN +10\.9\.0\.1 +10\.9\.0\.2 +2 +0 ", r1.cli("show ip local pool"))


def test_three_wrong_passwords_end_it() -> None:
    lab = two()
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "wrong"), ("ann", ""), ("eve", "secret"))
    ping(lab)
    lab.run(10)
    assert client.statuses == [0]
    assert client.ended
    assert "!" not in ping(lab)[-120:]
    assert "QM_IDLE" not in lab["R1"].cli("show crypto isakmp sa")
    assert lab["R1"].cli("show crypto ipsec sa | include spi: 0x[1-9A-F]") == ""


def test_the_second_try_may_be_right() -> None:
    lab = two()
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "wrong"), ("ann", "secret"))
    ping(lab)
    lab.run(10)
    assert client.statuses == [1]
    assert "!!!!!" in ping(lab)


@pytest.mark.parametrize(("group", "key"), [("EZVPN", "other"), ("NOBODY", "cisco")])
def test_a_wrong_group_or_key_ends_phase_1(group: str, key: str) -> None:
    lab = two()
    client = Client(lab, "R2", group, key, ("ann", "secret"))
    ping(lab)
    lab.run(60)
    assert client.statuses == []
    assert "QM_IDLE" not in lab["R1"].cli("show crypto isakmp sa")


def test_who_says_nothing_waits_and_is_let_go() -> None:
    lab = two(SERVER + "crypto isakmp xauth timeout 30\n")
    Client(lab, "R2", "EZVPN", "cisco")
    lab["R1"].cli("debug crypto isakmp")
    log = log_of(lab, "R1")
    ping(lab)
    lab.run(10)
    assert re.search(r"192\.0\.2\.2 +CONF_XAUTH +1001 ACTIVE", lab["R1"].cli("show crypto isakmp sa"))
    lab.run(30)
    text = "\n".join(each for _, each in log)
    assert "ISAKMP:(1001):Need XAUTH" in text
    assert "Old State = IKE_P1_COMPLETE  New State = IKE_XAUTH_REQ_SENT" in text
    assert 'deleting SA reason "XAuth timed out" state (R) CONF_XAUTH' in text


def test_quick_mode_does_not_pass_xauth_by() -> None:
    """A peer that begins quick mode without having said its name."""
    lab = two()
    client = Client(lab, "R2", "EZVPN", "cisco")
    client.up = lambda sa: None  # type: ignore[method-assign, assignment]
    ping(lab)
    lab.run(10)
    assert lab["R1"].cli("show crypto ipsec sa | include spi: 0x[1-9A-F]") == ""
    assert "IKMP_SA_NOT_AUTH" in lab["R1"].cli("show logging")


def test_a_peer_with_a_key_of_its_own_is_asked_unless_it_is_spared() -> None:
    spared = "crypto isakmp key other address 192.0.2.2 no-xauth\n"
    plain = CLIENT + "crypto isakmp key other address 192.0.2.1\n"
    lab = two(SERVER + spared.replace(" no-xauth", ""), plain)
    ping(lab)
    lab.run(10)
    assert "CONF_XAUTH" in lab["R1"].cli("show crypto isakmp sa")
    lab = two(SERVER + spared, plain)
    ping(lab)
    lab.run(10)
    assert "!!!!!" in ping(lab)


def test_the_pool_runs_dry() -> None:
    lab = two(SERVER.replace("10.9.0.1 10.9.0.2", "10.9.0.1"))
    lab["R1"].device.engine("localpool").take("VPN", "somebody")
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "secret"))
    ping(lab)
    lab.run(10)
    assert client.statuses == [1]
    assert client.ended


def test_group_lock_and_limits() -> None:
    lab = two(SERVER.replace(" netmask", " group-lock\n netmask"))
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "secret"), ("ann@OTHER", "secret"), ("ann@EZVPN", "secret"))
    ping(lab)
    lab.run(10)
    assert client.statuses == [1]
    lab = two(SERVER.replace(" netmask", " access-restrict FastEthernet0/1\n netmask"))
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "secret"))
    ping(lab)
    lab.run(10)
    assert client.statuses == []


def test_a_profile_says_so_too_and_reads_back() -> None:
    text = SERVER
    access = ("client authentication list XAUTH", "isakmp authorization list GROUPS", "client configuration address respond")
    for line in access:
        text = text.replace(f"crypto map CM {line}\n", "")
    profile = (
        "crypto isakmp profile CLIENTS\n match identity group EZVPN\n client authentication list XAUTH\n"
        " isakmp authorization list GROUPS\n client configuration address respond\n"
    )
    text = text.replace("crypto ipsec transform", profile + "crypto ipsec transform")
    lab = two(text.replace(" reverse-route", " set isakmp-profile CLIENTS\n reverse-route"))
    client = Client(lab, "R2", "EZVPN", "cisco", ("ann", "secret"))
    ping(lab)
    lab.run(10)
    assert client.given[CfgAttribute.ADDRESS] == [parse_ipv4("10.9.0.1").to_bytes(4, "big")]
    assert "!!!!!" in ping(lab)
    shown = lab["R1"].cli("show running-config")
    assert profile.replace("\n ", "\n   ") in shown
    group = SERVER[SERVER.index("crypto isakmp client") : SERVER.index("crypto ipsec transform")]
    read = shown[shown.index("crypto isakmp client") : shown.index("crypto isakmp profile")]
    assert sorted(group.split("\n")) == sorted(read.split("\n"))


def test_a_trace_names_what_is_asked() -> None:
    lab = two(SERVER + "crypto isakmp key other address 192.0.2.2\n", CLIENT + "crypto isakmp key other address 192.0.2.1\n")
    ping(lab)
    lab.run(10)
    text = str(lab.trace("R2", "10.2.0.1", source="10.9.0.1"))
    assert "IKE: R1 asks R2 for a name and a password (XAUTH: its crypto map CM), and gets no answer" in text
    assert "crypto map CM client authentication list XAUTH" in text
    assert "R1: crypto isakmp key <key> address 192.0.2.2 no-xauth" in text
