"""Figures, filters and errors of ISAKMP on whole routers."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab


@pytest.fixture
def lab() -> Lab:
    found = Lab.load("dmvpn-ipsec")
    found.settle()
    return found


def _stats(lab: Lab, node: str) -> dict[str, int]:
    rows = re.findall(r"(?m)^(.+?): +(\d+)$", lab[node].cli("show crypto isakmp stats"))
    return {name: int(value) for name, value in rows}


def _log(lab: Lab, node: str) -> str:
    return lab[node].console.take()


def test_statistics_count_what_travelled(lab: Lab) -> None:
    before = _stats(lab, "R6")
    assert (before["Active Tunnels"], before["SAs locally initiated"], before["Out P2 exchg"]) == (1, 1, 1)
    seen: list[int] = []
    port = b"\x01\xf4\x01\xf4"

    def count(time: float, sender: str, frame: bytes) -> None:
        at = frame.find(port)
        if at >= 0 and sender.startswith("R6"):
            seen.append(int.from_bytes(frame[at + 4 : at + 6], "big") - 8)  # of the UDP header

    for link in lab.links.values():
        link.taps.append(count)
    lab["R6"].cli("clear crypto sa")
    lab.run(5)
    after = _stats(lab, "R6")
    assert after["Out packets"] - before["Out packets"] == len(seen) >= 3
    assert after["Out octets"] - before["Out octets"] == sum(seen)
    assert after["Out IPSEC delete"] - before["Out IPSEC delete"] == 1
    assert after["Out P2 exchg"] + after["In P2 exchg"] > before["Out P2 exchg"] + before["In P2 exchg"]
    lab["R6"].cli("clear crypto isakmp")
    assert _stats(lab, "R6")["Previous Tunnels"] == 1
    assert _stats(lab, "R6")["Active Tunnels"] == 0


def test_refusals_are_counted_at_both_ends(lab: Lab) -> None:
    lab["R1"].configure("crypto ipsec transform-set TSET esp-3des esp-sha-hmac\n mode transport\n")
    lab["R6"].cli("clear crypto sa")
    lab.run(10)
    refused = _stats(lab, "R6")["Out P2 exchg rejects"]
    assert refused >= 1
    assert _stats(lab, "R1")["In P2 exchg rejects"] == refused


def test_rows_that_are_active_and_rows_behind_a_nat(lab: Lab) -> None:
    lab["R1"].cli("clear crypto isakmp")
    assert "deleted" in lab["R1"].cli("show crypto isakmp sa")
    active = lab["R1"].cli("show crypto isakmp sa active")
    assert "dst             src" in active
    assert "deleted" not in active
    lab.run(61)
    lab["R6"].cli("clear crypto sa")
    lab.run(10)
    assert "6.6.6.6" in lab["R1"].cli("show crypto isakmp sa active")
    assert "6.6.6.6" not in lab["R1"].cli("show crypto isakmp sa nat")


def test_errors_alone(lab: Lab) -> None:
    assert lab["R1"].cli("debug crypto isakmp error") == "Crypto ISAKMP Error debugging is on\n"
    _log(lab, "R1")
    lab["R6"].cli("clear crypto sa")
    lab.run(5)
    assert "ISAKMP" not in _log(lab, "R1")
    lab["R1"].configure("crypto ipsec transform-set TSET esp-3des esp-sha-hmac\n mode transport\n")
    lab["R6"].cli("clear crypto sa")
    lab.run(5)
    lines = [line for line in _log(lab, "R1").splitlines() if "ISAKMP" in line]
    assert any("phase 2 SA policy not acceptable! (local 1.1.1.1 remote 6.6.6.6)" in line for line in lines)
    assert not any("processing" in line or "Old State" in line for line in lines)
    assert lab["R1"].cli("undebug crypto isakmp error") == "Crypto ISAKMP Error debugging is off\n"


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("peer ipv4 6.6.6.6", "IKE peer IP address filters:\n6.6.6.6\n"),
        ("peer subnet 6.0.0.0 255.0.0.0", "IKE peer IP subnet filters:\n6.0.0.0/255.0.0.0\n"),
        ("connid {conn} engine-id 1", "Connection-id filters:[connid:engine_id]{conn}:1,\n"),
    ],
)
def test_conditions(lab: Lab, condition: str, shown: str) -> None:
    row = re.search(r"1\.1\.1\.1 +6\.6\.6\.6 +QM_IDLE +(\d+)", lab["R1"].cli("show crypto isakmp sa"))
    assert row is not None
    condition, shown = condition.format(conn=row[1]), shown.format(conn=row[1])
    r1 = lab["R1"]
    assert r1.cli(f"debug crypto condition {condition}") == ""
    assert shown in r1.cli("show crypto debug-condition")
    r1.cli("debug crypto isakmp")
    r1.cli("debug crypto ipsec")
    _log(lab, "R1")
    lab["R7"].cli("clear crypto sa")
    lab.run(5)
    assert not re.search(r"ISAKMP|IPSEC\(", _log(lab, "R1"))
    lab["R6"].cli("clear crypto sa")
    lab.run(5)
    told = _log(lab, "R1")
    assert "ISAKMP" in told
    assert "IPSEC(" in told
    assert "7.7.7.7" not in told
    r1.cli(f"no debug crypto condition {condition}")
    assert "turned OFF" in r1.cli("show crypto debug-condition")
    lab["R7"].cli("clear crypto sa")
    lab.run(5)
    assert "7.7.7.7" in _log(lab, "R1")


def test_the_engine_under_a_condition_tells_only_when_unmatched_is_asked_for(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.cli("debug crypto engine")
    r1.cli("debug crypto condition peer ipv4 6.6.6.6")
    for wanted in (False, True):
        if wanted:
            r1.cli("debug crypto condition unmatched engine")
            assert "Crypto Engine debug context unmatched flag:  ON" in r1.cli("show crypto debug-condition")
        _log(lab, "R1")
        lab["R6"].cli("clear crypto sa")
        lab.run(5)
        assert ("crypto_engine:" in _log(lab, "R1")) is wanted


def test_sessions_are_cleared_by_their_own_end(lab: Lab) -> None:
    assert lab["R1"].cli("clear crypto session local 10.0.1.2") == ""
    assert "deleted" not in lab["R1"].cli("show crypto isakmp sa")
    lab["R1"].cli("clear crypto session local 1.1.1.1 remote 7.7.7.7")
    rows = [line for line in lab["R1"].cli("show crypto isakmp sa").splitlines() if "deleted" in line]
    assert [row.split()[1] for row in rows] == ["7.7.7.7"]
    lab["R1"].cli("clear crypto session local 1.1.1.1")
    assert lab["R1"].cli("show crypto isakmp sa").count("deleted") == 3


def test_the_engine_there_is(lab: Lab) -> None:
    brief = lab["R1"].cli("show crypto engine brief")
    assert "crypto engine type:  software" in brief
    assert lab["R1"].cli("show crypto engine configuration").startswith(brief.splitlines()[0])
