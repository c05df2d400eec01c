"""Registration: timers by the book, reply codes, uniqueness, authentication, what the hub keeps and forgets."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config


def cloud(folder: Path, hub: str = HUB, *spokes: str, more: str = "", platform: str = "c7200") -> Cloud:
    spokes = spokes or (SPOKE,)
    configs = [config(1, hub, platform=platform, more=more)]
    configs += [config(number, lines, platform=platform, more=more) for number, lines in enumerate(spokes, 2)]
    return Cloud(folder, configs, platform)


def test_a_spoke_registers_and_refreshes_every_third_of_the_holdtime(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " ip nhrp holdtime 300\n")
    net.run(10.5)
    # the one-time request after a second is lost to ARP, the initial one after two seconds is not
    assert net.rows(1) == [["1", "192.0.2.2", "10.0.0.2", "UP", "00:00:08", "D"]]
    assert net.flags(1, "10.0.0.2/32") == "unique registered nhop"
    assert net.rows(2) == [["1", "192.0.2.1", "10.0.0.1", "UP", "00:00:08", "S"]]
    first = len(net.sent(nhrp.REGISTRATION_REQUEST))
    net.run(350)
    times = net.sent(nhrp.REGISTRATION_REQUEST)[first - 1 :]
    assert [round(b - a, 2) for a, b in itertools.pairwise(times)] == [100.0, 100.0, 100.0]


@pytest.mark.parametrize(("platform", "holdtime"), [("c7200", 7200), ("csr1000v", 600)])
def test_holdtime_default_is_that_of_the_release(tmp_path: Path, platform: str, holdtime: int) -> None:
    net = cloud(tmp_path, "", platform=platform)
    net.run(10)
    request = next(packet for _, packet in net.frames if packet.type == nhrp.REGISTRATION_REQUEST)
    assert request.cies[0].holding_time == holdtime
    entry = next(iter(net.tunnel(1).cache))
    assert entry.expires is not None
    assert entry.expires - entry.created == holdtime


def test_unanswered_requests_back_off_from_two_to_sixty_four_seconds(tmp_path: Path) -> None:
    """With jitter: measured on IOL 17.15 were 1.9, 2.0, 3.8, 6.9, 13.5, 26.6, 55.5 s and the like."""
    net = cloud(tmp_path)
    net.run(10)
    net[1].configure("interface Tunnel0\n no ip nhrp network-id")
    net[2].configure("interface Tunnel0\n shutdown\n no shutdown")
    start = net.lab.now
    net.run(250)
    times = [time - start for time in net.sent(nhrp.REGISTRATION_REQUEST) if time >= start]
    assert 0.75 <= times[0] <= 1.0 < 1.75 <= times[1] < 2.0
    gaps = [b - a for a, b in itertools.pairwise(times[1:])]
    waits = [2, 4, 8, 16, 32, 64, 64]
    assert all(0.75 * wait <= gap <= wait for gap, wait in zip(gaps, waits, strict=False))
    assert all(gap != int(gap) for gap in gaps)
    assert len(gaps) >= len(waits)
    detail = net[2].cli("show ip nhrp nhs detail").splitlines()
    assert detail[2].startswith("10.0.0.1   E  NBMA Address: 192.0.2.1 priority = 0 cluster = 0  req-sent ")
    sent = len([packet for time, packet in net.frames if packet.type == nhrp.REGISTRATION_REQUEST and time >= start])
    assert (
        f"req-sent {sent - 1}  req-failed 0  repl-recv 0 (00:04:" in detail[2]
    )  # counts began again; one was one-time
    assert detail[-1].endswith("Ret 64  NHS 10.0.0.1 expired (Tu0)")
    assert net.rows(2)[0][3] == "NHRP"
    net[1].configure("interface Tunnel0\n ip nhrp network-id 1")
    net.run(65)
    assert net.rows(2)[0][3] == "UP"


def test_the_server_is_down_after_three_tries(tmp_path: Path) -> None:
    net = cloud(tmp_path, more="logging dmvpn\n")
    net.run(10)
    net.logs[2].clear()
    net[1].configure("interface Tunnel0\n shutdown")
    net[2].configure("interface Tunnel0\n shutdown\n no shutdown")
    net.run(6.4)
    assert not [line for line in net.logs[2] if "Registration Failure" in line]
    net.run(1.7)
    # the age of the row begins with the failure
    assert net.rows(2)[0][4] in ("00:00:00", "00:00:01")
    assert [line for line in net.logs[2] if "Registration Failure" in line] == [
        "%DMVPN-5-NHRP_NHS_DOWN: Tunnel0: Next Hop Server : (Tunnel: 10.0.0.1 NBMA: 192.0.2.1 ) for "
        "(Tunnel: 10.0.0.2 NBMA: 192.0.2.2) is DOWN, Reason: NHRP Registration Failure(NHRP: no error)"
    ]


def test_registration_expires_at_the_hub(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " ip nhrp holdtime 90\n")
    net.run(10)
    entry = net.tunnel(1).cache.hosts[parse_ipv4("10.0.0.2")]
    assert entry.expires is not None
    net[2].configure("interface Tunnel0\n shutdown")
    net.run(entry.expires - net.lab.now - 0.01)
    assert net.rows(1)
    net.run(0.02)
    assert net.rows(1) == []
    assert net[1].cli("show ip nhrp multicast").splitlines() == ["  I/F     NBMA address"]


def test_a_unique_address_cannot_be_taken_over(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE, SPOKE)
    net.run(10)
    net[3].configure("interface Tunnel0\n ip address 10.0.0.2 255.255.255.0")
    net.run(5)
    assert net.tunnel(1).cache.hosts[parse_ipv4("10.0.0.2")].nbma == parse_ipv4("192.0.2.2")
    assert (
        "%NHRP-3-PAKREPLY: Receive Registration Reply packet with error - unique address registered already(14)"
        in (net.logs[3])
    )
    assert net.rows(3)[0][3] == "NHRP"


def test_without_the_unique_flag_it_can(tmp_path: Path) -> None:
    no_unique = SPOKE + " ip nhrp registration no-unique\n"
    net = cloud(tmp_path, HUB, no_unique, no_unique)
    net.run(10)
    assert net.flags(1, "10.0.0.2/32") == "registered nhop"
    net[3].configure("interface Tunnel0\n ip address 10.0.0.2 255.255.255.0")
    net.run(5)
    assert net.tunnel(1).cache.hosts[parse_ipv4("10.0.0.2")].nbma == parse_ipv4("192.0.2.3")


def test_authentication_must_match(tmp_path: Path) -> None:
    net = cloud(
        tmp_path, HUB + " ip nhrp authentication right\n", SPOKE + " ip nhrp authentication wrong\n",
        more="logging dmvpn\n",
    )  # fmt: skip
    net.run(20)
    assert net.rows(2)[0][3] == "NHRP"
    assert net.rows(1) == []
    error = (
        "%DMVPN-3-NHRP_ERROR:  Tunnel0: Recieved wrong authentication string for  Registration Request , "
        "Reason:  authentication failure (11) on (Tunnel: 10.0.0.2 NBMA: 192.0.2.1)"
    )
    assert error in net.logs[1]
    net[2].configure("interface Tunnel0\n ip nhrp authentication right")
    net.run(32)
    assert [row[3] for row in net.rows(1)] == ["UP"]
    assert [row[3] for row in net.rows(2)] == ["UP"]


def test_wrong_server_address_is_an_encapsulation_error_at_the_hub(tmp_path: Path) -> None:
    wrong = SPOKE.replace("10.0.0.1", "10.0.0.9")
    net = cloud(tmp_path, HUB, wrong, more="logging dmvpn\n")
    net.run(20)
    assert net.rows(2) == [["1", "192.0.2.1", "10.0.0.9", "NHRP", "00:00:12", "S"]]
    assert net.rows(1) == []
    errors = [line for line in net.logs[1] if "Encap Error" in line]
    assert any("for  Registration Request , Reason:  protocol generic error (7)" in line for line in errors)
    assert any("for  Error Indication , Reason:  protocol generic error (7)" in line for line in errors)
    net[1].cli("ping 10.0.0.2 repeat 2 timeout 0")
    assert ["1", "UNKNOWN", "10.0.0.2", "NHRP", "never", "IX"] in net.rows(1)
    shown = net[1].cli("show ip nhrp 10.0.0.2").splitlines()
    assert shown[2:] == ["   Type: incomplete, Flags: negative ", "   Cache hits: 1"]


def test_network_identifiers_are_local(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " ip nhrp network-id 77\n")
    net.run(10)
    assert net.rows(1)[0][3] == net.rows(2)[0][3] == "UP"


def test_no_network_identifier_no_nhrp(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " no ip nhrp network-id\n")
    net.run(10)
    assert net.rows(1) == [] == net.rows(2)
    assert net[2].cli("show ip nhrp nhs detail").strip() == ""


def test_dynamic_server_address_is_learnt_from_the_answer(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, " ip nhrp nhs dynamic nbma 192.0.2.1 multicast\n")
    net.run(10)
    assert net.rows(2)[0][:4] == ["1", "192.0.2.1", "10.0.0.1", "UP"]
    assert net[2].cli("show ip nhrp nhs").splitlines()[2].startswith("10.0.0.1  RED NBMA Address: 192.0.2.1 ")
    assert "Flags: nhs " in net[2].cli("show ip nhrp multicast")


def test_group_is_carried_in_the_registration(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " ip nhrp group SLOW\n")
    net.run(10)
    assert "   Group: SLOW" in net[1].cli("show ip nhrp").splitlines()
    assert "NHRP group: SLOW" in net[1].cli("show dmvpn detail").splitlines()


def test_max_send_keeps_packets_back(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB + " ip nhrp max-send 1 every 100\n", SPOKE, SPOKE)
    net.run(5)
    assert len(net.sent(nhrp.REGISTRATION_REPLY)) == 1
    assert "Max-send limit:1Pkts/100Sec, Usage:100%" in net[1].cli("show ip nhrp traffic")


def test_line_protocol_follows_the_server(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " if-state nhrp\n")
    net.run(10)
    assert net[2].device.interfaces[net.tunnel(2).iface.name].line_up
    net[1].configure("interface Tunnel0\n shutdown")
    net.run(7300 / 3 + 10)
    assert not net.tunnel(2).iface.line_up
    net[1].configure("interface Tunnel0\n no shutdown")
    net.run(70)
    assert net.tunnel(2).iface.line_up


def test_point_to_point_spoke_registers_without_a_map(tmp_path: Path) -> None:
    spoke = config(2, " ip nhrp nhs 10.0.0.1\n", multipoint=False)
    net = Cloud(tmp_path, [config(1, HUB), spoke])
    net.run(10)
    assert net.rows(1)[0][:4] == ["1", "192.0.2.2", "10.0.0.2", "UP"]
    assert net.rows(2)[0][:4] == ["1", "192.0.2.1", "10.0.0.1", "UP"]


def test_clearing_the_hub_heals_at_the_next_registration(tmp_path: Path) -> None:
    net = cloud(tmp_path, HUB, SPOKE + " ip nhrp registration timeout 20\n")
    net.run(10)
    net[1].cli("clear ip nhrp")
    assert net.rows(1) == []
    net.run(20)
    assert net.rows(1)[0][3] == "UP"
    net[1].cli("clear ip nhrp counters")
    assert "Rcvd: Total 0" in net[1].cli("show ip nhrp traffic")
