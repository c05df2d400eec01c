"""Why adjacencies end, in the words of both ends; what only resynchronises; what interfaces inherit."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.eigrp import Opcode, Packet, Parameters
from tests.features.wired import chain, log_of, network, routes

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"


def pair(platform: str = "iosv") -> Lab:
    lab = chain(2, EIGRP, platform=platform)
    lab.run(20)
    return lab


def texts(lines: list[tuple[float, str]]) -> list[str]:
    """What follows "Neighbor A (I) "."""
    return [text.split(") ")[-1] if "Neighbor" in text else text for _, text in lines]


HERE = [
    ("router eigrp 1\n eigrp stub\n", "is down: peer info changed"),
    ("router eigrp 1\n eigrp router-id 9.9.9.9\n", "is down: route configuration changed"),
    ("router eigrp 1\n metric weights 0 1 1 1 0 0\n", "is down: metric changed"),
    ("interface Gi0/0\n ip authentication mode eigrp 1 md5\n", "is down: authentication mode changed"),
    ("router eigrp 1\n neighbor 10.0.12.2 GigabitEthernet0/0\n", "is down: Static peer replaces multicast"),
    ("do clear ip eigrp neighbors\n", "is down: manually cleared"),
]


@pytest.mark.parametrize(("typed", "reason"), HERE)
def test_what_ends_an_adjacency(typed: str, reason: str) -> None:
    """The router that was touched says why, its neighbour was told to let go."""
    lab = pair()
    here, there = log_of(lab, "R1", "DUAL"), log_of(lab, "R2", "DUAL")
    if typed.startswith("do "):
        lab["R1"].cli(typed.removeprefix("do ").strip())
    else:
        lab["R1"].configure(typed)
    lab.run(0.5)
    assert texts(here)[0] == reason
    assert texts(there)[0] == "is down: Interface PEER-TERMINATION received"


def test_12_4_knows_no_peer_termination() -> None:
    """There the neighbour learns it from the INIT of the next adjacency."""
    lab = pair("c3725")
    there = log_of(lab, "R2", "DUAL")
    lab["R1"].cli("clear ip eigrp neighbors")
    lab.run(10)
    assert texts(there)[0] == "is down: peer restarted"
    assert "IP-EIGRP(0) 1: Neighbor 10.0.12.1 (FastEthernet0/1)" in there[0][1]
    assert "192.168.1.0/24" in routes(lab, "R2", "eigrp 1")


RESYNC = [
    ("interface Gi0/0\n no ip split-horizon eigrp 1\n", "split horizon changed"),
    ("interface Gi0/0\n ip summary-address eigrp 1 192.168.0.0 255.255.0.0\n", "summary configured"),
    ("router eigrp 1\n distribute-list 7 out\n", "route configuration changed"),
    ("router eigrp 1\n distribute-list 7 out GigabitEthernet0/0\n", "intf route configuration changed"),
    ("router eigrp 1\n offset-list 0 in 1000\n", "route configuration changed"),
]


@pytest.mark.parametrize(("typed", "reason"), RESYNC)
def test_what_only_resynchronises(typed: str, reason: str) -> None:
    """No adjacency is lost: the table is told again, and what it no longer has is forgotten."""
    lab = pair()
    here, there = log_of(lab, "R1", "DUAL"), log_of(lab, "R2", "DUAL")
    up = lab["R2"].device.engine("eigrp")
    lab["R1"].configure("access-list 7 deny any\n" + typed)
    lab.run(3)
    assert texts(here) == [f"is resync: {reason}"]
    assert texts(there) == ["is resync: peer graceful-restart"]
    seen = routes(lab, "R2", "eigrp 1")
    if "distribute" in typed:
        assert seen == {}
    elif "summary" in typed:
        assert set(seen) == {"192.168.0.0/16"}
    else:
        assert set(seen) == {"192.168.1.0/24"}
    assert up is lab["R2"].device.engine("eigrp")


def test_no_log_neighbor_changes() -> None:
    lab = pair()
    lines = log_of(lab, "R1", "DUAL")
    lab["R1"].configure("router eigrp 1\n no eigrp log-neighbor-changes\n")
    lab["R1"].cli("clear ip eigrp neighbors")
    lab.run(10)
    assert lines == []
    assert "192.168.2.0/24" in routes(lab, "R1", "eigrp 1")
    lab["R1"].configure("router eigrp 1\n eigrp log-neighbor-changes\n")
    lab["R1"].cli("clear ip eigrp neighbors")
    lab.run(1)
    assert texts(lines)[0] == "is down: manually cleared"


def test_hold_time_on_both_ends() -> None:
    """R1 no longer hears R2; R2 hears R1 say so."""
    lab = pair()
    here, there = log_of(lab, "R1", "DUAL"), log_of(lab, "R2", "DUAL")
    lab.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    lab.run(16)
    assert texts(here) == ["is down: holding time expired"]
    assert texts(there)[0] == "is down: Interface PEER-TERMINATION received"


@pytest.mark.parametrize(("platform", "kind"), [("iosv", "Gi"), ("c3725", "Fa")])
def test_wrong_key_of_a_neighbour_that_was_up(platform: str, kind: str) -> None:
    lab = chain(2, EIGRP + "key chain K\n key 1\n  key-string cisco\n", platform=platform)
    for node, port in (("R1", f"{kind}0/0"), ("R2", f"{kind}0/1")):
        lab[node].configure(
            f"interface {port}\n ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\n"
        )
    lab.run(20)
    lines = log_of(lab, "R1", "DUAL")
    lab["R2"].configure("key chain K\n key 1\n  key-string other\n")
    lab.run(6)
    assert texts(lines) == ["is down: Auth failure"]


def test_shutdown_of_the_interface_and_of_the_process() -> None:
    lab = pair()
    here, there = log_of(lab, "R1", "DUAL"), log_of(lab, "R2", "DUAL")
    lab["R1"].configure("router eigrp 1\n passive-interface GigabitEthernet0/0\n")
    lab.run(1)
    assert texts(here) == ["is down: interface passive"]
    assert texts(there) == ["is down: Interface Goodbye received"]
    lab["R1"].configure("router eigrp 1\n no passive-interface GigabitEthernet0/0\n")
    lab.run(6)
    lab["R1"].configure("interface GigabitEthernet0/0\n shutdown\n")
    lab.run(1)
    assert texts(here)[-1] == "is down: interface down"


def test_static_neighbours_are_deaf_to_multicast() -> None:
    """Three on a segment; R1 and R2 name each other, R3 finds nobody."""
    port = "interface Gi0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\nrouter eigrp 1\n network 10.0.0.0\n"
    configs = {f"R{i}": port.replace("{i}", str(i)) for i in (1, 2, 3)}
    configs["R1"] += " neighbor 10.0.0.2 GigabitEthernet0/0\n"
    configs["R2"] += " neighbor 10.0.0.1 GigabitEthernet0/0\n"
    lab = network(configs, "R1:Gi0/0 R2:Gi0/0 R3:Gi0/0", platform="iosv")
    seen: list[bytes] = []

    def note(sender: str, frame: bytes) -> bool:
        if sender.startswith("R1") and frame[12:14] == b"\x08\0" and frame[23] == 88:
            seen.append(frame[30:34])
        return True

    lab.link("R1", "R2").filters.append(note)
    lab.run(30)
    assert "10.0.0.2" in lab["R1"].cli("show ip eigrp neighbors")
    assert "10.0.0.3" not in lab["R1"].cli("show ip eigrp neighbors")
    assert "10.0.0" not in lab["R3"].cli("show ip eigrp neighbors")
    assert set(seen) == {bytes((10, 0, 0, 2))}  # nothing to 224.0.0.10
    assert "Static neighbor" in lab["R1"].cli("show ip eigrp neighbors detail")
    for name, other in (("R1", 2), ("R2", 1)):
        lab[name].configure(f"router eigrp 1\n no neighbor 10.0.0.{other} GigabitEthernet0/0\n")
    lab.run(20)
    assert "10.0.0.3" in lab["R1"].cli("show ip eigrp neighbors")


NAMED = """router eigrp CORE
 address-family ipv4 unicast autonomous-system 1
  network 10.0.0.0
  network 192.168.{i}.0
  af-interface default
   hello-interval 2
   hold-time 7
   passive-interface
  exit-af-interface
  af-interface GigabitEthernet0/0
   no passive-interface
  exit-af-interface
  af-interface GigabitEthernet0/1
   no passive-interface
   hold-time 9
  exit-af-interface
"""


def test_af_interface_inherits_from_default() -> None:
    lab = chain(2, NAMED, platform="iosv")
    lab.run(20)
    detail = lab["R2"].cli("show ip eigrp interfaces detail")
    assert "Hello-interval is 2, Hold-time is 9" in detail
    assert "Hello-interval is 2, Hold-time is 7" in lab["R1"].cli("show ip eigrp interfaces detail")
    assert "192.168.1.0/24" in routes(lab, "R2", "eigrp 1")
    text = "\n".join(lab["R2"].running_config())
    assert "  af-interface GigabitEthernet0/1\n   no passive-interface\n   hold-time 9\n" in text or "hold-time 9" in text
    lab["R2"].configure(
        "router eigrp CORE\n address-family ipv4 unicast autonomous-system 1\n  af-interface GigabitEthernet0/1\n"
        "   passive-interface\n"
    )
    assert "no passive-interface" in "\n".join(lab["R1"].running_config())
    block = "\n".join(lab["R2"].running_config()).split("af-interface GigabitEthernet0/1")[1].split("exit-af")[0]
    assert "passive" not in block  # it only says again what the default says
    lab.run(1)
    assert routes(lab, "R2", "eigrp 1") == {}


def test_a_late_copy_of_an_init_takes_nothing_back() -> None:
    """R1's INIT and table have come, R2's INIT has not; then the INIT comes once more, as after a detour."""
    lab = chain(2, EIGRP, platform="iosv")
    copies: list[bytes] = []
    lost = True

    def keep(sender: str, frame: bytes) -> bool:
        if frame[23] != 88 or frame[35] != 1 or not frame[41] & 1:  # EIGRP, update, INIT
            return True
        if sender.startswith("R1"):
            copies.append(frame)
            return True
        return not lost

    lab.filter("R1", "R2", keep=keep)
    assert lab.run_until(lambda: "192.168.1.0/24" in routes(lab, "R2", "eigrp 1"), 30)
    port = next(iface for iface in lab["R2"].device.interfaces.values() if iface.link is not None)
    port.receive(copies[0])
    lost = False
    lab.run(120)
    assert "192.168.1.0/24" in routes(lab, "R2", "eigrp 1")
    assert "192.168.2.0/24" in routes(lab, "R1", "eigrp 1")


def test_a_hello_without_authentication_ends_nothing() -> None:
    """Anybody on the wire can send one: it is ignored, and the neighbour lives until its hold time."""
    lab = chain(2, EIGRP + "key chain K\n key 1\n  key-string cisco\n", platform="iosv")
    for node, port in (("R1", "Gi0/0"), ("R2", "Gi0/1")):
        lab[node].configure(
            f"interface {port}\n ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\n"
        )
    lab.run(20)
    lines, debugs = log_of(lab, "R1", "DUAL"), log_of(lab, "R1")
    lab["R1"].cli("debug eigrp packets hello")
    r1 = lab["R1"].device
    plain = Packet(Opcode.HELLO, 1, parameters=Parameters((1, 0, 1, 0, 0, 0), 15)).encode()
    port = r1.interfaces[InterfaceName.parse("Gi0/0")]
    (process,) = r1.engine("eigrp").processes.values()
    heard = ipv4.IPv4(parse_ipv4("10.0.12.2"), parse_ipv4("224.0.0.10"), ipv4.EIGRP, plain)
    process.receiver.received(heard, port)
    lab.run(4)
    assert [text for _, text in debugs if "missing authentication" in text] == [
        "EIGRP: Gi0/0: ignored packet from 10.0.12.2, opcode = 5 (missing authentication)"
    ]
    assert texts(lines) == []


def test_a_peer_that_drops_its_authentication_is_missed_after_the_hold_time() -> None:
    lab = chain(2, EIGRP + "key chain K\n key 1\n  key-string cisco\n", platform="iosv")
    for node, port in (("R1", "Gi0/0"), ("R2", "Gi0/1")):
        lab[node].configure(
            f"interface {port}\n ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\n"
        )
    lab.run(20)
    lines = log_of(lab, "R1", "DUAL")
    lab["R2"].configure("interface Gi0/1\n no ip authentication mode eigrp 1 md5\n")
    lab.run(9)
    assert texts(lines) == []
    lab.run(8)
    assert texts(lines) == ["is down: holding time expired"]


def test_clear_soft_tells_the_table_anew_and_keeps_the_adjacency() -> None:
    lab = pair()
    here, there = log_of(lab, "R1", "DUAL"), log_of(lab, "R2", "DUAL")
    lab["R1"].cli("clear ip eigrp neighbors soft")
    lab.run(2)
    assert texts(here) == ["is resync: manually cleared"]
    assert texts(there) == ["is resync: peer graceful-restart"]
    assert "192.168.1.0/24" in routes(lab, "R2", "eigrp 1") and "192.168.2.0/24" in routes(lab, "R1", "eigrp 1")
    assert lab["R1"].cli("clear eigrp address-family ipv4 1 neighbors 10.0.12.9 soft") == ""
    lab.run(2)
    assert len(here) == 1  # nobody of that address
    old = chain(2, EIGRP, platform="c3725")
    assert "Invalid input" in old["R1"].cli("clear ip eigrp neighbors soft")


def test_traffic_is_told_in_the_words_of_the_release() -> None:
    old = chain(2, EIGRP, platform="c3725")
    old.run(20)
    lines = old["R1"].cli("show ip eigrp traffic").splitlines()
    assert lines[0] == "IP-EIGRP Traffic Statistics for AS 1"
    assert lines[-3:] == [
        "  IP Socket queue:   0/2000/1/0 (current/max/highest/drops)",
        "  Eigrp input queue: 0/2000/1/0 (current/max/highest/drops)",
        "",
    ]
    new = pair()
    lines = new["R1"].cli("show ip eigrp traffic").splitlines()
    assert lines[0] == "EIGRP-IPv4 Traffic Statistics for AS(1)"
    assert lines[-3:-1] == [
        "  Socket Queue: 0/10000/1/0 (current/max/highest/drops)",
        "  Input Queue: 0/10000/1/0 (current/max/highest/drops)",
    ]
