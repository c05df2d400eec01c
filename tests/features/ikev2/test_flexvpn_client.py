"""FlexVPN client: a tunnel whose far end is the first hub that answers."""

from __future__ import annotations

from flex_world import ANY, DYNAMIC, PROFILE, TEMPLATE, TUNNEL
from ikev2_world import BASE, IKE, ping
from test_config_exchange import HUB, SPOKE

from iosemu.lab.lab import Lab
from tests.features.wired import network

CLIENT = """\
crypto ikev2 keyring KR
 peer PEER
  address 0.0.0.0 0.0.0.0
crypto ikev2 profile PROF
 match identity remote any
crypto ikev2 dpd 10 2 periodic
crypto ikev2 client flexvpn FLEX
  peer 1 10.0.12.1
  peer 2 10.0.12.2
  client connect Tunnel0
"""
LINE = TUNNEL.replace(" ip unnumbered Loopback0\n", " ip address negotiated\n").replace(
    " tunnel destination 10.0.12.1\n", " tunnel destination dynamic\n"
)


def world(client: str = CLIENT) -> Lab:
    """R1 and R2 are hubs, R3 is the client."""
    configs = {}
    for n in (1, 2):
        text = BASE + IKE + PROFILE + TEMPLATE + ANY + DYNAMIC + HUB.replace("10.99.0.", f"10.99.{n}.")
        text = text.replace(" ip unnumbered Loopback0\n", " ip unnumbered Loopback9\n")
        configs[f"R{n}"] = text.replace("{n}", str(n)).replace("{m}", "3")
    line = LINE.replace("ip route 192.168.1.0 255.255.255.0 Tunnel0\n", "")
    configs["R3"] = (BASE + IKE + PROFILE + line + SPOKE + client).replace("{n}", "3").replace("{m}", "1")
    return network(configs, "R1:Gi0/0 R2:Gi0/0 R3:Gi0/0", platform="iosv", delay=0.001)


def state(lab: Lab) -> tuple[str, str]:
    row = lab["R3"].rows("show crypto ikev2 client flexvpn")[0]
    return row.state, row.peer


def test_it_connects_to_the_first() -> None:
    lab = world()
    lab.run(15)
    assert state(lab) == ("ACTIVE", "10.0.12.1")
    shown = lab["R3"].cli("show crypto ikev2 client flexvpn")
    for line in (
        "  Profile : FLEX", "  Current state:ACTIVE", "  Peer : 10.0.12.1", "  Source : GigabitEthernet0/0",
        "  ivrf : IP DEFAULT", "  Tunnel interface : Tunnel0", "  Assigned IP address: 10.99.1.10",
    ):  # fmt: skip
        assert f"{line}\n" in shown
    words = "%FLEXVPN-6-FLEXVPN_CONNECTION_UP: FlexVPN(FLEX) Client_public_addr = 10.0.12.3 Server_public_addr = 10.0.12.1"
    assert f"{words} Assigned_Tunnel_v4_addr = 10.99.1.10" in lab["R3"].cli("show logging")
    assert "!!!!!" in ping(lab, "R3", "192.168.1.1")
    running = lab["R3"].cli("show running-config")
    assert "crypto ikev2 client flexvpn FLEX\n  peer 1 10.0.12.1\n  peer 2 10.0.12.2\n  client connect Tunnel0\n!" in running
    assert " tunnel destination dynamic\n" in running


def test_the_next_one_comes_when_it_is_lost() -> None:
    lab = world()
    lab.run(15)
    lab["R1"].configure("interface GigabitEthernet0/0\n shutdown")
    lab.run(200)
    assert state(lab) == ("ACTIVE", "10.0.12.2")
    assert "%FLEXVPN-6-FLEXVPN_CONNECTION_DOWN: FlexVPN(FLEX) Client_public_addr = 10.0.12.3" in lab["R3"].cli("show logging")
    assert "Internet address is 10.99.2.10/32" in lab["R3"].cli("show interfaces Tunnel0")
    assert "!!!!!" in ping(lab, "R3", "192.168.2.1")
    lab["R2"].configure("interface GigabitEthernet0/0\n shutdown")
    lab["R1"].configure("interface GigabitEthernet0/0\n no shutdown")
    lab.run(300)
    assert state(lab) == ("ACTIVE", "10.0.12.1")
    again = Lab.restore(lab.checkpoint())
    assert "!!!!!" in ping(again, "R3", "192.168.1.1")


def test_it_begins_anew_with_the_same_hub() -> None:
    lab = world()
    lab.run(15)
    lab["R3"].cli("clear crypto ikev2 client flexvpn FLEX")
    lab.run(5)
    assert state(lab) == ("ACTIVE", "10.0.12.1")
    assert "!!!!!" in ping(lab, "R3", "192.168.1.1")
    assert [row.status for row in lab["R1"].rows("show crypto ikev2 sa")].count("READY") == 1


def test_by_command() -> None:
    lab = world(CLIENT.replace("  client connect", "  connect manual\n  client connect"))
    lab.run(15)
    assert state(lab) == ("CONNECT_REQUIRED", "")
    assert "line protocol is down" in lab["R3"].cli("show interfaces Tunnel0")
    lab["R3"].cli("crypto ikev2 client flexvpn connect FLEX")
    lab.run(5)
    assert state(lab) == ("ACTIVE", "10.0.12.1")
    lab["R3"].cli("clear crypto ikev2 client flexvpn FLEX")
    lab.run(5)
    assert state(lab) == ("CONNECT_REQUIRED", "")
    lab["R3"].configure("no crypto ikev2 client flexvpn FLEX")
    assert lab["R3"].cli("show crypto ikev2 client flexvpn") == ""


def test_a_tunnel_that_is_shut() -> None:
    lab = world()
    lab.run(15)
    lab["R3"].configure("interface Tunnel0\n shutdown")
    lab.run(5)
    assert state(lab) == ("IDLE", "")
    lab["R3"].configure("interface Tunnel0\n no shutdown")
    lab.run(10)
    assert state(lab) == ("ACTIVE", "10.0.12.1")
