"""RIP between routers. Timers 30/180/180/240 s by RFC 2453 and IOS."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain, log_of, network, routes

RIP = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 192.168.{i}.0\n"


@pytest.fixture
def three() -> Lab:
    lab = chain(3, RIP)
    lab.run(40)
    return lab


def test_routes(three: Lab) -> None:
    assert routes(three, "R1", "rip") == {
        "10.0.23.0/24": (120, 1),
        "192.168.2.0/24": (120, 1),
        "192.168.3.0/24": (120, 2),
    }
    assert "!!!!!" in three["R1"].cli("ping 192.168.3.1 source loopback0")


def test_silence_invalid_then_flushed(three: Lab) -> None:
    """No word from R2: invalid (possibly down) 180 s after the last update, gone after 240 s."""
    engine = three["R1"].device.engine("rip").instances[""]
    three.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    heard = next(entry for entry in engine.database.entries.values() if not entry.origin).paths[0x0A000C02].heard
    three.run(heard + 179 - three.now)
    assert "is possibly down" not in three["R1"].cli("show ip route")
    three.run(heard + 181 - three.now)
    assert "is possibly down" in three["R1"].cli("show ip route")
    three.run(heard + 239 - three.now)
    assert len(routes(three, "R1", "rip")) == 3
    three.run(heard + 241 - three.now)
    assert routes(three, "R1", "rip") == {}


def test_flash_update_poisons(three: Lab) -> None:
    """A dead line is told at once with metric 16, not with the next regular update."""
    lines = log_of(three, "R1")
    three["R1"].cli("debug ip rip")
    three.link("R2", "R3").cut()
    three.run(1)
    poisoned = [text for _, text in lines if "192.168.3.0/24 via 0.0.0.0 in 16 hops  (inaccessible)" in text]
    assert poisoned


def test_split_horizon(three: Lab) -> None:
    """R1 does not announce to R2 what it learnt from R2, unless told so."""
    lines = log_of(three, "R2")
    three["R2"].cli("debug ip rip")
    three.run(31)
    assert not any("192.168.3.0/24" in text and "in 3 hops" in text for _, text in lines)
    three["R1"].configure("interface Fa0/0\n no ip split-horizon\n")
    three.run(31)
    assert any("192.168.3.0/24" in text and "in 3 hops" in text for _, text in lines)


def test_default_information_through_a_route_map(three: Lab) -> None:
    """`set interface` sends the default out of that interface only."""
    three["R2"].configure(
        "router rip\n default-information originate route-map TO-R1\nroute-map TO-R1 permit 10\n set interface FastEthernet0/1\n"
    )
    three.run(31)
    assert routes(three, "R1", "rip")["0.0.0.0/0"] == (120, 1)
    assert "0.0.0.0/0" not in routes(three, "R3", "rip")


def test_authentication(three: Lab) -> None:
    keys = "key chain K\n key 1\n  key-string cisco\n"
    use = "interface {}\n ip rip authentication mode md5\n ip rip authentication key-chain K\n"
    three["R1"].configure(keys + use.format("Fa0/0"))
    three.run(300)
    assert routes(three, "R1", "rip") == {}
    three["R2"].configure(keys + use.format("Fa0/1"))
    three.run(40)
    assert len(routes(three, "R1", "rip")) == 3


def test_auto_summary_at_the_border_of_networks(three: Lab) -> None:
    """192.168.x.0/24 are classful nets already; 10.0.23.0/24 seen over 10.0.12.0/24 is not summarised."""
    three["R3"].configure(
        "router rip\n auto-summary\n network 172.16.0.0\ninterface Lo1\n ip address 172.16.5.1 255.255.255.0\n"
    )
    three.run(40)
    assert "172.16.0.0/16" in routes(three, "R2", "rip")
    three["R3"].configure("router rip\n no auto-summary\n")
    three.run(40)
    assert "172.16.5.0/24" in routes(three, "R2", "rip")


def test_distribute_list_out(three: Lab) -> None:
    three["R2"].configure(
        "ip prefix-list DEFAULT-ONLY permit 0.0.0.0/0\nrouter rip\n default-information originate\n"
        " distribute-list prefix DEFAULT-ONLY out FastEthernet0/1\n"
    )
    three.run(300)
    assert set(routes(three, "R1", "rip")) == {"0.0.0.0/0"}


def test_running_config_reads_back(three: Lab) -> None:
    text = "\n".join(three["R2"].running_config())
    block = text[text.index("router rip") :].split("!")[0]
    assert block.split("\n")[:5] == [
        "router rip", " version 2", " network 10.0.0.0", " network 192.168.2.0", " no auto-summary",
    ]  # fmt: skip


def test_removed_without_a_trace(three: Lab) -> None:
    three["R2"].configure("no router rip\n")
    three.run(5)
    assert routes(three, "R2", "rip") == {}
    assert "router rip" not in "\n".join(three["R2"].running_config())
    three.run(300)
    assert routes(three, "R1", "rip") == {}


def test_new_timers_hold_for_the_update_under_way(three: Lab) -> None:
    """`timers basic 5 …`: the next update comes within 5 s, not at the end of the old 30 s."""
    three["R1"].cli("debug ip rip")
    lines = log_of(three, "R1")
    three.run(31)
    lines.clear()
    three["R1"].configure("router rip\n timers basic 5 15 15 20\n")
    three.run(5)
    assert any("sending v2 update to 224.0.0.9 via FastEthernet0/0" in text for _, text in lines)


def test_v2_broadcast(three: Lab) -> None:
    """Version 2 to 255.255.255.255, for hosts that do not hear 224.0.0.9."""
    lines = log_of(three, "R1")
    three["R1"].cli("debug ip rip events")
    three["R1"].configure("interface Fa0/0\n ip rip v2-broadcast\n")
    three.run(31)
    texts = [text for _, text in lines]
    assert "RIP: sending v2 update to 255.255.255.255 via FastEthernet0/0 (10.0.12.1)" in texts
    assert "RIP: Update contains 1 routes" in texts and "RIP: Update sent via FastEthernet0/0" in texts
    assert "192.168.1.0/24" in routes(three, "R2", "rip")
    assert " ip rip v2-broadcast" in three["R1"].running_config()


def test_versions_that_do_not_meet() -> None:
    """Version 1 is sent and both are heard by default; a router told `version 2` ignores version 1."""
    lab = chain(2, RIP.replace(" version 2\n", ""))
    lab.run(40)
    assert "192.168.1.0/24" in routes(lab, "R2", "rip")  # a classful network comes through version 1
    lab["R2"].configure("router rip\n version 2\n")
    lines = log_of(lab, "R2")
    lab["R2"].cli("debug ip rip")
    lab.run(300)
    assert routes(lab, "R2", "rip") == {}
    assert any("RIP: ignored v1 packet from 10.0.12.1 (illegal version)" in text for _, text in lines)
    assert "192.168.2.0/24" in routes(lab, "R1", "rip")
    lab["R1"].configure("interface Fa0/0\n ip rip send version 1 2\n")
    lab.run(40)
    assert "192.168.1.0/24" in routes(lab, "R2", "rip")


def test_unicast_neighbour_of_a_passive_interface(three: Lab) -> None:
    """`passive-interface` silences the group, `neighbor` speaks to one router all the same."""
    three["R1"].configure("router rip\n passive-interface FastEthernet0/0\n")
    three.run(300)
    assert "192.168.1.0/24" not in routes(three, "R2", "rip")
    assert "192.168.2.0/24" in routes(three, "R1", "rip")
    three["R1"].configure("router rip\n neighbor 10.0.12.2\n")
    three.run(40)
    assert "192.168.1.0/24" in routes(three, "R2", "rip")


def test_distribute_list_of_a_source(three: Lab) -> None:
    """It filters what was redistributed from there, not the same network of RIP's own."""
    three["R3"].configure(
        "access-list 5 permit 172.16.0.0\nip route 172.16.0.0 255.255.0.0 Null0\nip route 172.17.0.0 255.255.0.0 Null0\n"
        "router rip\n redistribute static\n distribute-list 5 out static\n"
    )
    three.run(40)
    assert "172.16.0.0/16" in routes(three, "R1", "rip") and "172.17.0.0/16" not in routes(three, "R1", "rip")
    assert "192.168.3.0/24" in routes(three, "R1", "rip")
    assert " distribute-list 5 out static" in three["R3"].running_config()
    assert "    Redistributed static filtered by 5\n" in three["R3"].cli("show ip protocols")


def test_held_down() -> None:
    """R2 poisons its route; R3 has another way, but nobody is believed for the 100 s of the holddown."""
    port = "interface {0}\n ip address 10.0.{1} 255.255.255.0\n no shutdown\n"
    rip = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n"
    static = "ip route 172.16.0.0 255.255.0.0 Null0\n"
    configs = {
        "R1": port.format("Fa0/0", "12.1") + port.format("Fa0/1", "13.1") + rip + " timers basic 30 180 100 240\n",
        "R2": port.format("Fa0/0", "12.2") + static + rip + " redistribute static metric 1\n",
        "R3": port.format("Fa0/0", "13.3") + static + rip + " redistribute static metric 5\n",
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0")
    lab.run(40)
    assert routes(lab, "R1", "rip")["172.16.0.0/16"] == (120, 1)
    lab["R2"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(1)
    poisoned = lab.now
    assert "172.16.0.0/16 is possibly down" in lab["R1"].cli("show ip rip database")
    lab.run(poisoned + 97 - lab.now)
    assert "172.16.0.0/16 is possibly down" in lab["R1"].cli("show ip rip database")
    lab.run(poisoned + 131 - lab.now)
    assert routes(lab, "R1", "rip")["172.16.0.0/16"] == (120, 5)


def test_database_rows(three: Lab) -> None:
    """Format: reference ios-output/show-ip-rip-database/genie-1.txt."""
    three["R2"].configure("interface Fa0/1\n ip summary-address rip 192.168.0.0 255.255.0.0\n")
    three.run(31)
    lines = three["R2"].cli("show ip rip database").splitlines()
    assert lines[0] == "10.0.0.0/8    auto-summary"
    assert "10.0.12.0/24    directly connected, FastEthernet0/1" in lines
    at = lines.index("192.168.0.0/16    int-summary")
    assert lines[at + 1] == "192.168.0.0/16"
    assert re.fullmatch(r"    \[1\] via 10\.0\.(12\.1|23\.2), 00:00:00, FastEthernet0/[01]", lines[at + 2])
    assert set(routes(three, "R1", "rip")) >= {"192.168.0.0/16"}


def test_debug_database(three: Lab) -> None:
    lines = log_of(three, "R1")
    assert three["R1"].cli("debug ip rip database") == "RIP database events debugging is on\n"
    three["R3"].configure("interface Lo7\n ip address 10.7.0.1 255.255.0.0\n")
    three.run(2)
    assert [text for _, text in lines] == [
        "RIP-DB: network_update with 10.7.0.0/16 succeeds",
        "RIP-DB: adding 10.7.0.0/16 (metric 2) via 10.0.12.2 on FastEthernet0/0 to RIP database",
    ]


def test_only_two_versions(three: Lab) -> None:
    for wrong in ("0", "3", "two"):
        assert "% Invalid input detected" in three["R1"].configure(f"router rip\n version {wrong}\n")
    assert " version 2" in three["R1"].running_config()


def test_a_gateway_that_fell_silent_is_forgotten(three: Lab) -> None:
    """After the time in which all its routes are flushed."""
    assert "10.0.12.2" in three["R1"].cli("show ip protocols | begin Gateway")
    three["R2"].configure("interface Fa0/1\n shutdown")
    three["R1"].configure("interface Fa0/0\n no keepalive")
    three.run(200)
    assert "10.0.12.2" in three["R1"].cli("show ip protocols | begin Gateway")
    three.run(80)
    assert "10.0.12.2" not in three["R1"].cli("show ip protocols | begin Gateway")
