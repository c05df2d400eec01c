"""Words of `debug eigrp fsm` and `debug eigrp packets`. Origin: reference ios-behaviour/routing-debug.md."""

from __future__ import annotations

import re

import pytest

from tests.features.wired import chain, log_of

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"


@pytest.mark.parametrize(
    ("platform", "prefix", "tid"), [("c3725", "DUAL: ", ""), ("c7200", "EIGRP-IPv4(1): ", " on tid 0")]
)
def test_fsm(platform: str, prefix: str, tid: str) -> None:
    lab = chain(3, EIGRP, platform=platform)
    lab.run(20)
    lines = log_of(lab, "R2")
    assert lab["R2"].cli("debug eigrp fsm") == "EIGRP FSM Events/Actions debugging is on\n"
    lab["R1"].configure("interface Lo0\n shutdown\n")
    lab.run(3)
    none = "4294967295/4294967295"
    assert [text.removeprefix(prefix) for _, text in lines][:9] == [
        f"rcvquery: 192.168.1.0/24 via 10.0.12.1 metric {none}{tid}",
        f"Find FS for dest 192.168.1.0/24. FD is 156160, RD is 156160{tid}",
        f"\t0.0.0.0 metric {none} not found Dmin is 4294967295",
        "Dest 192.168.1.0/24 entering active state.",
        "Set reply-status table. Count is 1.",
        f"rcvreply: 192.168.1.0/24 via 10.0.23.2 metric {none}{tid}",
        "reply count is 1",
        "Freeing reply status table",
        "No routes.  Flushing dest 192.168.1.0/24",
    ]
    assert all(text.startswith(prefix) for _, text in lines)
    lines.clear()
    lab["R1"].configure("interface Lo0\n no shutdown\n")
    lab.run(3)
    texts = [text.removeprefix(prefix) for _, text in lines]
    assert "\t10.0.12.1 metric 156160/128256 found Dmin is 156160" in texts
    assert "RT installed 192.168.1.0/24 via 10.0.12.1" in texts
    lines.clear()
    lab.link("R2", "R3").cut()
    lab.run(1)
    texts = [text.removeprefix(prefix) for _, text in lines]
    assert "linkdown: start - 10.0.23.2 via FastEthernet0/0" in texts
    assert texts.index("Destination 192.168.3.0/24") < texts.index("linkdown: finish")


def test_packets() -> None:
    lab = chain(2, EIGRP)
    lab.run(20)
    lines = log_of(lab, "R1")
    assert lab["R1"].cli("debug eigrp packets hello ack") == "EIGRP Packets debugging is on\n    (HELLO, ACK)\n"
    lab.run(6)
    texts = [text for _, text in lines]
    assert "EIGRP: Sending HELLO on Fa0/0 - paklen 20" in texts
    assert "  AS 1, Flags 0x0:(NULL), Seq 0/0 interfaceQ 0/0 iidbQ un/rely 0/0" in texts
    assert "EIGRP: Received HELLO on Fa0/0 - paklen 20 nbr 10.0.12.2" in texts
    lines.clear()
    lab["R1"].cli("undebug all")
    lab["R1"].cli("debug eigrp packets update")
    lab.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    lab["R1"].configure("interface Lo5\n ip address 10.5.0.1 255.255.255.0\n")
    lab.run(6)
    texts = [text for _, text in lines if "Sending UPDATE" in text]
    assert texts[0] == "EIGRP: Sending UPDATE on Fa0/0 - paklen 28 nbr 10.0.12.2 tid 0"
    assert re.fullmatch(r"EIGRP: Sending UPDATE on Fa0/0 - paklen 28 nbr 10.0.12.2, retry 1, RTO \d+ tid 0", texts[1])


def test_neighbors() -> None:
    lab = chain(2, EIGRP)
    lines = log_of(lab, "R1")
    assert lab["R1"].cli("debug eigrp neighbors") == "EIGRP Neighbors debugging is on\n"
    lab.run(20)
    lab.link("R1", "R2").cut()
    lab.run(1)
    texts = [text for _, text in lines]
    assert texts == ["EIGRP: New peer 10.0.12.2", "EIGRP: Neighbor 10.0.12.2 went down on FastEthernet0/0"]


@pytest.mark.parametrize(
    ("platform", "prefix", "said"),
    [
        ("c3725", "IP-EIGRP(Default-IP-Routing-Table:1): ", "IP-EIGRP Route Events debugging is on\n"),
        ("c7200", "EIGRP-IPv4(1): ", "EIGRP-IPv4 Route Event debugging is on\n"),
    ],
)
def test_route_events(platform: str, prefix: str, said: str) -> None:
    lab = chain(3, EIGRP, platform=platform)
    lab.run(20)
    lines = log_of(lab, "R2")
    assert lab["R2"].cli("debug ip eigrp") == said
    lab["R3"].configure("interface Lo0\n shutdown\n")
    lab.run(1)
    lab["R3"].configure("interface Lo0\n no shutdown\n")
    lab.run(1)
    texts = [text.removeprefix(prefix) for _, text in lines]
    infinite = "4294967295 - {} 4294967295"
    assert texts[:2] == [
        "Processing incoming QUERY packet",
        f"Int 192.168.3.0/24 M {infinite.format(256)} SM {infinite.format(256)}",
    ]
    assert texts[-4:] == [
        "Processing incoming UPDATE packet",
        "Int 192.168.3.0/24 M 156160 - 25600 130560 SM 128256 - 256 128000",
        "192.168.3.0/24 - do advertise out FastEthernet0/1",
        "Int 192.168.3.0/24 metric 156160 - 25600 130560",
    ]
    assert all(text.startswith(prefix) for _, text in lines)
