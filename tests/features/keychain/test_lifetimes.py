"""Lifetimes of keys: what is sent and accepted when, seen through EIGRP and RIP neighbours. The clock starts 1 March 2002."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network, routes

ROUTER = (
    "key chain K\n key 1\n  key-string one\n key 2\n  key-string two\n"
    "interface Loopback0\n ip address 192.168.{0}.1 255.255.255.0\n"
    "interface Fa0/0\n ip address 10.0.0.{0} 255.255.255.0\n no shutdown\n"
    " ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\n"
    "router eigrp 1\n network 0.0.0.0\n"
)


@pytest.fixture
def pair() -> Lab:
    lab = network({"R1": ROUTER.format(1), "R2": ROUTER.format(2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(20)
    return lab


def key(lab: Lab, number: int, *lines: str, nodes: tuple[str, ...] = ("R1", "R2")) -> None:
    for node in nodes:
        said = lab[node].configure(f"key chain K\n key {number}\n" + "".join(f"  {line}\n" for line in lines))
        assert said == ""


def up(lab: Lab) -> bool:
    return "192.168.2.0/24" in routes(lab, "R1", "eigrp 1")


def sent_key(lab: Lab) -> int:
    """Number of the key in R1's packets, from the wire."""
    found: list[int] = []

    def tap(time: float, sender: str, frame: bytes) -> None:
        if sender.startswith("R1") and frame[23] == 88 and frame[54:56] == b"\0\2":
            found.append(int.from_bytes(frame[62:66], "big"))

    link = lab.link("R1", "R2")
    link.taps.append(tap)
    lab.run(6)
    link.taps.remove(tap)
    return found[-1]


def test_lowest_live_key_is_sent(pair: Lab) -> None:
    assert up(pair)
    assert sent_key(pair) == 1
    key(pair, 1, "send-lifetime 00:00:00 Mar 1 2002 00:05:00 Mar 1 2002")
    assert sent_key(pair) == 1
    pair.run(300)
    assert sent_key(pair) == 2
    assert up(pair)


def test_roll_over_without_a_gap(pair: Lab) -> None:
    """Accept a little longer than sent: the adjacency never ends."""
    key(
        pair,
        1,
        "accept-lifetime 00:00:00 Mar 1 2002 00:06:00 Mar 1 2002",
        "send-lifetime 00:00:00 Mar 1 2002 duration 300",
    )
    key(pair, 2, "accept-lifetime 00:04:00 1 Mar 2002 infinite", "send-lifetime 00:05:00 Mar 1 2002 infinite")
    since = next(iter(pair["R1"].device.engine("eigrp").processes.values()))
    neighbor = next(iter(since.neighbors()))
    pair.run(600)
    assert next(iter(since.neighbors())) is neighbor
    assert sent_key(pair) == 2


def test_expired_on_the_receiver_only(pair: Lab) -> None:
    key(pair, 1, "accept-lifetime 00:00:00 Mar 1 2002 00:01:00 Mar 1 2002", nodes=("R1",))
    pair.run(30)
    assert up(pair)
    pair.run(60)
    assert not up(pair)
    key(pair, 1, "no accept-lifetime", nodes=("R1",))
    pair.run(20)
    assert up(pair)


def test_setting_the_clock_counts(pair: Lab) -> None:
    key(pair, 1, "send-lifetime 00:00:00 Mar 1 2002 00:00:00 Mar 2 2002")
    assert sent_key(pair) == 1
    pair["R1"].cli("clock set 12:00:00 2 Mar 2002")
    assert sent_key(pair) == 2


def test_local_time(pair: Lab) -> None:
    """UTC+2: it is past two o'clock there at power-on."""
    for node in ("R1", "R2"):
        pair[node].configure("clock timezone CEST 2\n")
    key(pair, 1, "send-lifetime local 00:00:00 Mar 1 2002 02:00:00 Mar 1 2002")
    assert sent_key(pair) == 2
    key(pair, 1, "send-lifetime 00:00:00 Mar 1 2002 02:00:00 Mar 1 2002")
    assert sent_key(pair) == 1


def test_show(reference: Path) -> None:
    """Origin: show-key-chain/genie-1."""
    text = (
        "clock timezone UTC 0\nkey chain cisco\n key 1\n  key-string cisco123\n  accept-lifetime 11:11:11 Mar 1 2001 infinite\n"
        "  send-lifetime 11:11:11 Mar 1 2001 infinite\n key 2\n  key-string cisco234\n"
        "  accept-lifetime 11:22:11 Jan 1 2001 22:11:11 Dec 20 2030\n key 3\n  key-string cisco\n"
        "key chain bla\n key 1\n  key-string cisco123\n key 2\n  key-string blabla\n"
        "  accept-lifetime 10:10:10 Jan 1 2002 06:01:00 Jan 1 2010\n  send-lifetime 10:10:10 Jan 1 2002 06:01:00 Jan 1 2010\n"
    )
    lab = network({"R1": text, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    lab["R1"].cli("clock set 10:00:00 1 Aug 2025")
    real = (reference / "ios-output/show-key-chain/genie-1.txt").read_text().splitlines()
    blocks = {"cisco": real[:10], "bla": [line for line in real[10:] if line]}
    for name, block in blocks.items():
        assert lab["R1"].cli(f"show key chain {name}").splitlines() == block
    running = "\n".join(lab["R1"].running_config())
    assert "  accept-lifetime 11:22:11 Jan 1 2001 22:11:11 Dec 20 2030" in running
    assert "  send-lifetime 10:10:10 Jan 1 2002 06:01:00 Jan 1 2010" in running


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("accept-lifetime 10:00:00 Jan 1 2026 09:00:00 Jan 1 2026", "%start-time must be before end-time"),
        ("accept-lifetime 10:00:00 Feb 30 2026 infinite", "% Invalid input detected at '^' marker."),
        ("accept-lifetime 10:00:00 Foo 3 2026 infinite", "% Invalid input detected at '^' marker."),
        ("accept-lifetime 10:00:00 Jan 1 2026", "% Incomplete command."),
    ],
)
def test_refused(pair: Lab, line: str, said: str) -> None:
    assert said in pair["R1"].configure(f"key chain K\n key 1\n  {line}\n")
    assert "lifetime" not in "\n".join(pair["R1"].running_config())
