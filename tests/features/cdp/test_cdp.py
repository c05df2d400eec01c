"""CDP: who is heard where, for how long, and what the shows say. Tables as in `show-cdp-*` of real devices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import cdp
from tests.features.wired import log_of, network

PAIR = "interface Fa0/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"


@pytest.fixture
def pair() -> Lab:
    lab = network({"R1": PAIR.format(1), "R2": PAIR.format(2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    return lab


def row(lab: Lab, node: str) -> list[str]:
    """Rows of `show cdp neighbors`, as printed."""
    lines = lab[node].cli("show cdp neighbors").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("Device ID"))
    return [line for line in lines[at + 1 :] if line and not line.startswith("Total")]


def test_both_hear_each_other(pair: Lab) -> None:
    assert re.fullmatch(
        r"R2               Fas 0/0           17\d               R    7206VXR   Fas 0/0", row(pair, "R1")[0]
    )
    assert row(pair, "R2")[0].startswith("R1 ")


def test_columns_are_those_of_real_devices(reference: Path, pair: Lab) -> None:
    """Each field starts where it starts on real devices; capabilities are centred."""
    lines = (reference / "ios-output/show-cdp-neighbors/genie-3.txt").read_text().splitlines()
    real = [line for line in lines if line.startswith(" " * 17) and " R I " in line]
    packet = next(iter(pair["R1"].device.engine("cdp").neighbors.values())).packet
    packet.capabilities = cdp.Capability.ROUTER | cdp.Capability.IGMP
    ours = row(pair, "R1")[0]
    for theirs in real:
        assert ours.index("R I") == theirs.index("R I")
        assert ours.index("7206VXR") == re.search(r"R I +(\S)", theirs).start(1)  # type: ignore[union-attr]
    header = next(line for line in lines if line.startswith("Device ID"))
    assert header in pair["R1"].cli("show cdp neighbors").splitlines()


@pytest.mark.parametrize("capabilities", ["R", "R I", "R S I", "R B S I"])
def test_capabilities_are_centred(pair: Lab, capabilities: str) -> None:
    letters = {"R": cdp.Capability.ROUTER, "I": cdp.Capability.IGMP, "S": cdp.Capability.SWITCH,
               "B": cdp.Capability.SOURCE_ROUTE_BRIDGE}  # fmt: skip
    packet = next(iter(pair["R1"].device.engine("cdp").neighbors.values())).packet
    packet.capabilities = sum(letters[letter] for letter in capabilities.split())
    start = {"R": 53, "R I": 52, "R S I": 51, "R B S I": 50}[capabilities]  # as real devices print them
    assert row(pair, "R1")[0][start : start + len(capabilities)] == capabilities


def test_a_domain_name_makes_the_name_longer(pair: Lab) -> None:
    pair["R2"].configure("ip domain name lab.example.com\n")
    pair.run(61)
    rows = row(pair, "R1")
    assert "R2.lab.example.com" in rows
    assert rows[rows.index("R2.lab.example.com") + 1].startswith(" " * 17 + "Fas 0/0")


def test_silence_ends_the_entry_after_the_holdtime(pair: Lab) -> None:
    """Last advertisement 1 s after power-on of the line, told for 180 s."""
    heard = next(iter(pair["R1"].device.engine("cdp").neighbors.values())).heard
    pair.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    pair.run(heard + 179.5 - pair.now)
    assert len(row(pair, "R1")) == 1
    assert row(pair, "R1")[0].split()[3] == "0"
    pair.run(1)
    assert row(pair, "R1") == []
    assert "Total cdp entries displayed : 0" in pair["R1"].cli("show cdp neighbors")


def test_a_cut_cable_ends_it_at_once(pair: Lab) -> None:
    pair.link("R1", "R2").cut()
    pair.run(2)
    assert row(pair, "R1") == []


def test_no_cdp_enable_and_no_cdp_run(pair: Lab) -> None:
    pair["R2"].configure("interface Fa0/0\n no cdp enable\n")
    pair.run(200)
    assert row(pair, "R1") == []
    assert " no cdp enable" in pair["R2"].running_config()
    pair["R2"].configure("interface Fa0/0\n cdp enable\n")
    pair.run(5)
    assert len(row(pair, "R1")) == 1
    pair["R2"].configure("no cdp run\n")
    assert pair["R2"].cli("show cdp") == "% CDP is not enabled\n"
    assert pair["R2"].cli("show cdp neighbors") == "% CDP is not enabled\n"
    assert "no cdp run" in pair["R2"].running_config()
    said = pair["R2"].configure("interface Fa0/0\n cdp enable\n")
    assert "% Cannot enable CDP on this interface, since CDP is not running" in said
    pair.run(200)
    assert row(pair, "R1") == []


def test_interfaces_that_cannot_carry_it(pair: Lab) -> None:
    for name in ("Loopback0", "FastEthernet0/0.5"):
        said = pair["R1"].configure(f"interface {name}\n cdp enable\n")
        assert "% CDP is not supported on this interface, or for this encapsulation" in said
        assert pair["R1"].configure(f"interface {name}\n no cdp enable\n") == ""
    assert "cdp enable" not in "\n".join(pair["R1"].running_config())


def test_timers_of_the_sender_count(pair: Lab) -> None:
    pair["R2"].configure("cdp timer 10\ncdp holdtime 25\n")
    assert "Sending CDP packets every 10 seconds" in pair["R2"].cli("show cdp")
    assert "Sending a holdtime value of 25 seconds" in pair["R2"].cli("show cdp")
    pair.run(61)
    times = [int(row(pair, "R1")[0].split()[3])]
    pair.link("R1", "R2").filters.append(lambda sender, frame: not sender.startswith("R2"))
    pair.run(26)
    assert 14 <= times[0] <= 25
    assert row(pair, "R1") == []


def test_off_by_default_on_xe_and_on_tunnels() -> None:
    text = PAIR.replace("Fa0/0", "Gi1")
    lab = network({"R1": text.format(1), "R2": text.format(2)}, "R1:Gi1 R2:Gi1", platform="csr1000v")
    lab.run(70)
    assert lab["R1"].cli("show cdp neighbors") == "% CDP is not enabled\n"
    for node in ("R1", "R2"):
        lab[node].configure("cdp run\n")
    lab.run(5)
    assert len(row(lab, "R1")) == 1
    other = {"R1": "2", "R2": "1"}
    for node, peer in other.items():
        lab[node].configure(
            f"interface Tunnel0\n ip address 10.9.9.{3 - int(peer)} 255.255.255.0\n tunnel source Gi1\n"
            f" tunnel destination 10.0.0.{peer}\n"
        )
    lab.run(70)
    assert len(row(lab, "R1")) == 1
    for node in other:
        lab[node].configure("interface Tunnel0\n cdp enable\n")
    lab.run(65)  # the first one may die in the tunnel for want of a MAC address beneath it
    assert [line.split()[1] for line in row(lab, "R1")] == ["Gig", "Tun"]


def test_detail(pair: Lab) -> None:
    shown = pair["R1"].cli("show cdp neighbors detail").splitlines()
    assert shown[0] == "-------------------------"
    assert shown[1:6] == [
        "Device ID: R2",
        "Entry address(es): ",
        "  IP address: 10.0.0.2",
        "Platform: cisco 7206VXR,  Capabilities: Router ",
        "Interface: FastEthernet0/0,  Port ID (outgoing port): FastEthernet0/0",
    ]
    assert re.fullmatch(r"Holdtime : 17\d sec", shown[6])
    assert shown[7:9] == ["", "Version :"]
    assert shown[9].startswith("Cisco IOS Software, 7200 Software")
    tail = shown[shown.index("advertisement version: 2") :]
    assert tail[1:5] == [
        "VTP Management Domain: ''",
        "Duplex: full",
        "Management address(es): ",
        "  IP address: 10.0.0.2",
    ]
    assert tail[-1] == "Total cdp entries displayed : 1"
    assert pair["R1"].cli("show cdp entry R2").splitlines()[:6] == shown[:6]
    assert pair["R1"].cli("show cdp entry *").splitlines()[:6] == shown[:6]
    assert "Device ID" not in pair["R1"].cli("show cdp entry R9")
    assert "Device ID: R2" not in pair["R1"].cli("show cdp neighbors FastEthernet0/1 detail")


def test_traffic_counts(pair: Lab) -> None:
    def counters() -> list[int]:
        return [int(n) for n in re.findall(r"(\d+)", pair["R1"].cli("show cdp traffic").split("Hdr")[0])]

    before = counters()
    pair.run(120)
    assert counters() == [before[0] + 2, before[1] + 2]
    pair["R1"].cli("clear cdp counters")
    assert counters() == [0, 0]
    engine = pair["R1"].device.engine("cdp")
    data = bytearray(cdp.Cdp(180, "X", [1], "Y").encode())
    data[-1] ^= 1
    engine._received(bytes(data), 0, engine.active()[0])
    assert "Chksum error: 1" in pair["R1"].cli("show cdp traffic")
    assert len(row(pair, "R1")) == 1


def test_clear_table(pair: Lab) -> None:
    pair["R1"].cli("clear cdp table")
    assert row(pair, "R1") == []
    pair.run(61)
    assert len(row(pair, "R1")) == 1


def test_debug(pair: Lab) -> None:
    lines = log_of(pair, "R1")
    assert pair["R1"].cli("debug cdp packets") == "CDP packet info debugging is on\n"
    pair.run(60)
    assert any(text.startswith("CDP-PA: version 2 packet sent out on FastEthernet0/0") for _, text in lines)
    assert any(text.startswith("CDP-PA: Packet received from R2 on interface FastEthernet0/0") for _, text in lines)


def test_interface_summary(pair: Lab) -> None:
    shown = pair["R1"].cli("show cdp interface").splitlines()
    at = shown.index("FastEthernet0/0 is up, line protocol is up")
    assert shown[at + 1 : at + 4] == [
        "  Encapsulation ARPA",
        "  Sending CDP packets every 60 seconds",
        "  Holdtime is 180 seconds",
    ]
    listed = [line for line in shown if " is " in line and line.endswith(("up", "down")) and not line.startswith(" ")]
    assert shown[-3:] == [
        f" cdp enabled interfaces : {len(listed)}",
        " interfaces up          : 1",
        f" interfaces down        : {len(listed) - 1}",
    ]


def test_what_a_stranger_calls_itself_is_fit_for_a_terminal() -> None:
    """Names and versions come from the wire: no control character of theirs reaches a screen or a log."""
    evil = "R2\x1b[2J\nR1#\x07"
    packet = cdp.Cdp(180, evil, [], evil, cdp.Capability.ROUTER, "line one\nline\ttwo\x9b", evil)
    read = cdp.Cdp.decode(packet.encode())
    assert read.device_id == read.port_id == read.platform == "R2?[2J?R1#?"
    assert read.software == "line one\nline?two?"
