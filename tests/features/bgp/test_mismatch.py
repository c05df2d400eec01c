"""Neighbours that do not fit each other: what both ends say by syslog, debug and shows."""

from __future__ import annotations

import re

import pytest

from iosemu.device.debug import LogRecord
from iosemu.lab.lab import Lab
from tests.features.bgp.world import pair
from tests.features.wired import log_of

Wanted = tuple[str, ...]
RECEIVED = "%BGP-3-NOTIFICATION: received from neighbor 10.0.12.2 active {}"
SENT = "%BGP-3-NOTIFICATION: sent to neighbor 10.0.12.1 passive {}"
DOWN = "%BGP-5-NBR_RESET: Neighbor 10.0.12.{0} {1} reset ({2})", "%BGP-5-ADJCHANGE: neighbor 10.0.12.{0} {1} Down {2}"
BAD_KEY = r"%TCP-6-BADAUTH: {} MD5 digest from 10\.0\.12\.{}\({}\) to 10\.0\.12\.{}\({}\) tableid - 0"
TIMEOUT = "BGP: 10.0.12.{} open failed: Connection timed out; remote host not responding"


def refused(code: str) -> tuple[Wanted, Wanted]:
    """R1 opens and is told why not; R2 closes some seconds later."""
    return (
        (RECEIVED.format(code), *(line.format(2, "active", "BGP Notification received") for line in DOWN)),
        (SENT.format(code), *(line.format(1, "passive", "BGP Notification sent") for line in DOWN)),
    )


# lines about the neighbour at R1 and at R2 -> syslog of both (expressions), debug of both, state and reset of both
FAULTS: dict[str, tuple[tuple[str, str], tuple[Wanted, Wanted], tuple[Wanted, Wanted], tuple[str, str], tuple[str, str]]] = {
    "wrong AS": (
        ("", " neighbor 10.0.12.1 remote-as 65003\n"), refused("2/2 (peer in wrong AS) 2 bytes FDE9"),
        ((), ("BGP: 10.0.12.1 passive bad OPEN, remote AS is 65001, expected 65003  ",
              "BGP: 10.0.12.1 passive local error close after sending NOTIFICATION")),
        ("Idle|Closing", "Idle|Closing"), ("BGP Notification received", "BGP Notification sent"),
    ),
    "one identifier for both": (
        (" bgp router-id 9.9.9.9\n", " bgp router-id 9.9.9.9\n"), refused("2/3 (BGP identifier wrong) 4 bytes 09090909"),
        ((), ("BGP: 10.0.12.1 passive local error close after sending NOTIFICATION",)),
        ("Idle|Closing", "Idle|Closing"), ("BGP Notification (received|sent)", "BGP Notification (received|sent)"),
    ),
    "hold time below the least": (
        (" neighbor 10.0.12.2 timers 5 21\n", " neighbor 10.0.12.1 timers 60 180 60\n"),
        refused("2/6 (unacceptable hold time) 0 bytes "), ((), ()),
        ("Idle|Closing", "Idle|Closing"), ("BGP Notification received", "BGP Notification sent"),
    ),
    "other passwords": (
        (" neighbor 10.0.12.2 password one\n", " neighbor 10.0.12.1 password other\n"),
        ((BAD_KEY.format("Invalid", 2, r"\d+", 1, 179),), (BAD_KEY.format("Invalid", 1, r"\d+", 2, 179),)),
        ((TIMEOUT.format(2),), (TIMEOUT.format(1),)), ("Active|Idle", "Active|Idle"), ("Active open failed",) * 2,
    ),
    "a password at one end": (
        (" neighbor 10.0.12.2 password one\n", ""), ((BAD_KEY.format("No", 2, r"\d+", 1, r"\d+"),), ()),
        ((TIMEOUT.format(2),), (TIMEOUT.format(1),)), ("Active|Idle", "Active|Idle"), ("Active open failed",) * 2,
    ),
    "not the address that was meant": (
        ("", " neighbor 10.0.12.1 update-source Loopback0\n"), ((), ()),
        (("BGP: 10.0.12.2 open failed: Connection refused by remote host",),
         ("BGP: 10.0.12.1 passive open failed - 10.0.12.2 is not update-source Loopback0's address (2.2.2.2)",
          "BGP: 10.0.12.1 remote connection attempt failed(due to session creation failure, local address 10.0.12.2")),
        ("Active|Idle", "Active|Idle"), ("Active open failed",) * 2,
    ),
    "further away than it may be": (
        (" neighbor 10.0.12.2 ttl-security hops 1\n", ""), ((), ()),
        ((TIMEOUT.format(2),), (TIMEOUT.format(1),)), ("Active|Idle", "Active|Idle"), ("Active open failed",) * 2,
    ),
}  # fmt: skip


def messages(lab: Lab, node: str) -> list[str]:
    found: list[str] = []

    def note(record: LogRecord) -> None:
        if record.facility in ("BGP", "TCP"):
            found.append(f"%{record.facility}-{record.severity}-{record.mnemonic}: {record.text}")

    lab[node].device.bus.listen(LogRecord, note)
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_both_ends_say_it(fault: str) -> None:
    lines, logs, debugs, states, resets = FAULTS[fault]
    lab = pair(*lines)
    said = [messages(lab, node) for node in ("R1", "R2")]
    told = [log_of(lab, node) for node in ("R1", "R2")]
    for node in ("R1", "R2"):
        lab[node].cli("debug ip bgp")
    lab.run(100)
    for at, node in enumerate(("R1", "R2")):
        places = []
        for line in logs[at]:
            fits = [number for number, text in enumerate(said[at]) if text == line or ("tableid" in line and re.fullmatch(line, text))]
            assert fits, f"{node}: {line}"
            places.append(fits[0])
        assert places == sorted(places)
        assert bool(said[at]) == bool(logs[at])
        texts = {text for _, text in told[at]}
        assert not [line for line in debugs[at] if line not in texts]
        row = lab[node].cli("show ip bgp summary").splitlines()[-1]
        assert re.search(rf" never +({states[at]})$", row), row
        shown = lab[node].cli("show ip bgp neighbors")
        assert re.search(rf"  Last reset \S+, due to {resets[at]}", shown)
        assert "  Connections established 0; dropped 0\n" in shown
