"""Local pools: typed, given, given back, shown."""

from __future__ import annotations

from tests.features.desk import Desk


def test_ranges_read_back_and_go_one_by_one() -> None:
    desk = Desk()
    desk.type("configure terminal")
    for line in ("ip local pool VPN 10.9.0.1 10.9.0.9", "ip local pool VPN 10.9.1.1", "ip local pool B 10.8.0.1 10.8.0.2"):
        assert desk.type(line) == ""
    assert desk.type("ip local pool C 10.9.0.5 10.9.0.20") == "%IP address range overlaps with pool: VPN\n"
    shown = desk.type("do show running-config | include local pool").rstrip().split("\n")
    assert shown == [
        "ip local pool VPN 10.9.0.1 10.9.0.9", "ip local pool VPN 10.9.1.1", "ip local pool B 10.8.0.1 10.8.0.2",
    ]  # fmt: skip
    desk.type("no ip local pool VPN 10.9.1.1")
    assert "10.9.1.1" not in desk.type("do show running-config | include local pool")
    desk.type("no ip local pool VPN")
    assert desk.type("do show running-config | include local pool").rstrip() == "ip local pool B 10.8.0.1 10.8.0.2"


def test_an_address_that_comes_back_waits_behind_the_others() -> None:
    desk = Desk("ip local pool VPN 10.9.0.1 10.9.0.3\n")
    pools = desk.device.engine("localpool")
    first = pools.take("VPN", "ann")
    assert first == 0x0A090001
    pools.release("VPN", first)
    assert [pools.take("VPN", who) for who in "abc"] == [0x0A090002, 0x0A090003, 0x0A090001]
    assert pools.take("VPN", "d") is None
    assert pools.take("NONE", "d") is None
    pools.release("VPN", 0x0A090003)
    assert pools.take("VPN", "e", 0x0A090003) == 0x0A090003
    assert desk.type("show ip local pool VPN").rstrip().split("\n") == [
        " Pool                     Begin           End             Free  In use   Blocked",
        " VPN                      10.9.0.1        10.9.0.3           0       3         0",
        " Available addresses:",
        " Inuse addresses:",
        "   10.9.0.2        a",
        "   10.9.0.1        c",
        "   10.9.0.3        e",
    ]
