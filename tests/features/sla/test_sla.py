"""IP SLA: R1 measures R2, at first over a good cable."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import Malformed, ipv4, sla
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
CONFIGS = {"R1": PORT.format("Fa0/0", "10.0.0.1"), "R2": PORT.format("Fa0/0", "10.0.0.2") + "ip sla responder\n"}
ECHO = "ip sla 1\n icmp-echo 10.0.0.2 source-interface Fa0/0\n timeout 2000\n frequency 10\n"
START = "ip sla schedule {} life forever start-time now\n"


@pytest.fixture
def lab() -> Lab:
    made = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0")
    made.run(5)
    made["R1"].cli("ping 10.0.0.2")
    return made


def said(lab: Lab, number: int, what: str) -> str:
    found = re.search(rf"^\s*{what}: (.*)$", lab["R1"].cli(f"show ip sla statistics {number}"), re.M)
    assert found is not None
    return found[1]


def test_echo(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.configure(ECHO) == ""
    assert said(lab, 1, "Number of successes") == "Unknown"
    assert r1.configure(START.format(1)) == ""
    lab.run(35)
    shown = r1.cli("show ip sla statistics 1").splitlines()
    assert shown[:2] == ["IPSLAs Latest Operation Statistics", ""]
    assert shown[2:4] == ["IPSLA operation id: 1", "\tLatest RTT: 2 milliseconds"]
    assert shown[4].startswith("Latest operation start time: 00:00:") and shown[4].endswith(" UTC Fri Mar 1 2002")
    assert shown[5:9] == [
        "Latest operation return code: OK", "Number of successes: 4", "Number of failures: 0", "Operation time to live: Forever",
    ]  # fmt: skip
    lab.lose("R1--R2" if "R1--R2" in lab.links else next(iter(lab.links)), share=1.0)
    lab.run(20)
    assert said(lab, 1, "Latest operation return code") == "Timeout"
    assert said(lab, 1, "Latest RTT") == "NoConnection/Busy/Timeout"
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(20)
    assert again["R1"].cli("show ip sla statistics") == r1.cli("show ip sla statistics")


def test_one_that_runs_stays_as_it_is(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(ECHO + START.format(1))
    told = r1.configure("ip sla 1\n")
    assert told.startswith("Entry already running and cannot be modified\n\t(only can delete (no) and start over)\n\t(check")
    assert "already running" in r1.configure(START.format(1))
    assert "   Life (seconds): Forever\n" in r1.cli("show ip sla configuration 1")
    assert r1.configure("no ip sla schedule 1\n") == ""
    shown = r1.cli("show ip sla configuration 1")
    assert "   Life (seconds): 3600\n" in shown and "   Status of entry (SNMP RowStatus): notInService\n" in shown
    assert r1.configure("ip sla 1\n frequency 20\n") == ""  # it knows what it is
    assert " frequency 20" in r1.running_config()
    r1.configure("no ip sla 1\n")
    assert not [line for line in r1.running_config() if "sla" in line]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (" timeout 20000\n frequency 5\n", "%Scheduling a probe with timeout 20000 ms greater than frequency 5000 ms is not allowed."),
        (" timeout 4000\n threshold 30000\n", "%Scheduling a probe with threshold 30000 ms greater than timeout 4000 ms is not allowed."),
    ],
)
def test_times_that_do_not_fit(lab: Lab, lines: str, told: str) -> None:
    assert told in lab["R1"].configure(f"ip sla 1\n icmp-echo 10.0.0.2\n{lines}{START.format(1)}")


def test_over_the_threshold(lab: Lab) -> None:
    next(iter(lab.links.values())).delay = 0.4
    lab["R1"].configure(f"ip sla 1\n icmp-echo 10.0.0.2\n threshold 500\n{START.format(1)}")
    lab.run(5)
    assert said(lab, 1, "Latest operation return code") == "Over threshold"


def test_tcp(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("ip sla 2\n tcp-connect 10.0.0.2 23 control disable\n frequency 60\n" + START.format(2))
    r1.configure("ip sla 3\n tcp-connect 10.0.0.2 81 control disable\n" + START.format(3))
    lab.run(5)
    assert said(lab, 2, "Latest operation return code") == "OK"
    assert said(lab, 3, "Latest operation return code") == "No connection"
    lab.run(120)
    assert "ESTAB" not in r1.cli("show tcp brief")  # none is left open


def test_jitter(lab: Lab) -> None:
    r1, link = lab["R1"], next(iter(lab.links.values()))
    r1.configure("ip sla 3\n udp-jitter 10.0.0.2 5000 num-packets 20\n frequency 60\n" + START.format(3))
    lab.run(10)
    shown = r1.cli("show ip sla statistics 3")
    assert "\tNumber Of RTT: 20\t\tRTT Min/Avg/Max: 2/2/2 milliseconds\n" in shown
    assert "\tNumber of SD Jitter Samples: 19\n" in shown and "\tLoss Source to Destination: 0\n" in shown
    lab.lose(link.name, share=0.2)
    lab.run(60)
    assert said(lab, 3, "Latest operation return code") == "OK"
    lost = int(said(lab, 3, "Loss Source to Destination")) + int(said(lab, 3, "Loss Destination to Source"))
    assert lost > 0
    lab.lose(link.name, share=0)
    lab["R2"].configure("no ip sla responder\n")
    lab.run(60)
    assert said(lab, 3, "Latest operation return code") == "No connection"
    assert "General IP SLA Responder is: Disabled" in lab["R2"].cli("show ip sla responder")


def test_life_and_start(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure("ip sla 1\n icmp-echo 10.0.0.2\n frequency 10\nip sla schedule 1 life 60 start-time after 00:01:00\n")
    assert "ip sla schedule 1 life 60 start-time after 00:01:00" in r1.running_config()
    lab.run(50)
    assert said(lab, 1, "Number of successes") == "Unknown"
    lab.run(100)
    assert said(lab, 1, "Number of successes") == "6" and said(lab, 1, "Operation time to live") == "0"


def test_the_wire() -> None:
    control = sla.Control(1, 0x0A000001, 0x0A000002, 50000, 50000, 5000, 5200, time=1 << 40)
    assert len(control.encode()) == 72 and sla.Control.decode(control.encode()) == control
    packet = sla.Measured(3, 1 << 35, data=bytes(32))
    assert sla.Measured.decode(packet.encode()) == packet
    for data in (b"", control.encode()[:-1], b"\1" + control.encode()[1:]):
        with pytest.raises(Malformed):
            sla.Control.decode(data)


def test_nobody_else_uses_an_open_port(lab: Lab) -> None:
    """Only who has asked is answered, while the port is open."""
    lab["R1"].configure("ip sla 3\n udp-jitter 10.0.0.2 5000\n" + START.format(3))
    lab.run(1)
    heard: list[bytes] = []
    r1, r2 = lab["R1"].device, lab["R2"].device
    r1.ip.udp.listen(6000, lambda udp, passage, iface: heard.append(udp.payload))
    stranger = sla.Measured(1, 1).encode()
    r1.ip.send(r1.vrfs.default, ipv4.IPv4(0x0A0000FE, 0x0A000002, ipv4.UDP, bytes(8) + stranger))
    assert 5000 in r2.engine("sla").responder.open
    lab.run(30)
    assert heard == [] and not r2.engine("sla").responder.open
