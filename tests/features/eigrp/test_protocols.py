"""EIGRP's block of `show ip protocols` in releases 12.4 and 15, and `Redistributing via` of its routes."""

from __future__ import annotations

from tests.features.wired import chain

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"


def test_block_of_release_12() -> None:
    lab = chain(2, EIGRP, platform="c3725")
    lab.run(20)
    lab["R1"].configure("router eigrp 1\n redistribute static\n variance 3\n no auto-summary\n")
    text = lab["R1"].cli("show ip protocols")
    assert (
        "  EIGRP metric weight K1=1, K2=0, K3=1, K4=0, K5=0\n"
        "  EIGRP maximum hopcount 100\n"
        "  EIGRP maximum metric variance 3\n"
        "  Redistributing: static, eigrp 1\n"
        "  EIGRP NSF-aware route hold timer is 240s\n"
        "  Automatic network summarization is not in effect\n"
        "  Maximum path: 4\n"
        "  Routing for Networks:\n"
    ) in text
    assert "EIGRP-IPv4" not in text


def test_block_of_release_15() -> None:
    lab = chain(2, EIGRP, platform="iosv")
    lab.run(20)
    text = lab["R1"].cli("show ip protocols")
    assert "K4=0, K5=0\n    NSF-aware route hold timer is 240\n    Router-ID: " in text


def test_redistributing_via() -> None:
    lab = chain(2, EIGRP)
    lab.run(20)
    r1 = lab["R1"]
    assert ", type internal\n  Redistributing via eigrp 1\n  Last update from" in r1.cli("show ip route 192.168.2.0")
    r1.configure("router rip\n network 10.0.0.0\n redistribute eigrp 1 metric 2\n")
    lab.run(1)
    assert "  Redistributing via eigrp 1, rip\n" in r1.cli("show ip route 192.168.2.0")
    assert "  Redistributing via eigrp 1, rip\n" in r1.cli("show ip route 10.0.12.0 255.255.255.0")


def test_advertised_by() -> None:
    """What the line `redistribute` says is repeated. Origin: captures of `show ip route PREFIX` (Genie, public labs)."""
    lab = chain(2, EIGRP + "ip route 10.99.0.0 255.255.0.0 Null0\n")
    r1 = lab["R1"]
    shown = "show ip route 10.99.0.0 255.255.0.0"
    assert "Advertised" not in r1.cli(shown)
    r1.configure("router eigrp 1\n redistribute static\n")
    lab.run(1)
    assert "  Redistributing via eigrp 1\n  Advertised by eigrp 1\n  Routing Descriptor" in r1.cli(shown)
    r1.configure("route-map M permit 10\nrouter eigrp 1\n redistribute static metric 1000 20 255 1 1500 route-map M\n")
    r1.configure("router rip\n network 10.0.0.0\n redistribute static metric 3\n")
    lab.run(1)
    assert (
        "  Redistributing via eigrp 1, rip\n"
        "  Advertised by eigrp 1 metric 1000 20 255 1 1500 route-map M\n"
        "  Advertised by rip metric 3\n"
    ) in r1.cli(shown)
    assert "Advertised" not in r1.cli("show ip route 10.0.12.0 255.255.255.0")
