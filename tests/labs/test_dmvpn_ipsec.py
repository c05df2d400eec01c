"""The lab `dmvpn-ipsec` against the article that it comes from, and the stories that its README tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu import Lab

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "dmvpn-ipsec-hub.txt"
VOLATILE = (
    (r"\d\d?:\d\d:\d\d", "<time>"),
    (r"\[0x[0-9A-F]+\]", "[<address>]"),
    (r"0x[0-9A-F]+\(\d+\)", "<spi>"),
    (r"SPI : 0x[0-9A-F]+", "SPI : <spi>"),
    (r"(connid|conn id):( ?)\d+", r"\1:\2<id>"),
    (r"SW:\d+", "SW:<id>"),
    (r"QM_IDLE +\d+", "QM_IDLE           <id>"),
    (r"(#pkts [a-z']+:?|#pkts (?:enc|dec)'ed) \d+", r"\1 <n>"),
    (r"\(\d+/\d+\)", "(<kilobytes>/<seconds>)"),
    (r"\(KB/Sec\) \d+/\d+", "(KB/Sec) <kilobytes>/<seconds>"),
)


def plain(text: str) -> list[str]:
    """Lines with volatile values replaced by their names, as a web page keeps them: no tabs, no blanks at the end."""
    for pattern, name in VOLATILE:
        text = re.sub(pattern, name, text)
    return [line.expandtabs().rstrip() for line in text.splitlines() if line.strip()]


def golden(command: str) -> list[str]:
    """What the article shows for a command."""
    text = GOLDEN.read_text(encoding="utf-8")
    block = text.partition(f"R1#{command}\n")[2]
    return plain(block.partition("\nR1#")[0])


@pytest.fixture
def lab() -> Lab:
    lab = Lab.load("dmvpn-ipsec")
    assert lab.settle()
    lab.run(18)
    return lab


def test_show_dmvpn_detail(lab: Lab) -> None:
    """The article prints one session of three, and the remains of an SA that had expired."""
    shown = plain(lab["R1"].cli("sh dmvpn detail"))
    expected = golden("sh dmvpn detail")
    at = next(number for number, line in enumerate(expected) if "Inactive" in line)
    del expected[at : at + 2]
    assert shown[: len(expected)] == expected


def test_show_crypto_isakmp_sa(lab: Lab) -> None:
    shown = plain(lab["R1"].cli("sh crypto isakmp sa"))
    expected = golden("sh crypto isakmp sa")
    assert sorted(shown[:-1]) == sorted(expected)
    assert shown[:2] == expected[:2]
    assert shown[-1] == "IPv6 Crypto ISAKMP SA"


def test_show_crypto_ipsec_sa_peer(lab: Lab) -> None:
    assert plain(lab["R1"].cli("sh crypto ipsec sa peer 6.6.6.6")) == golden("sh crypto ipsec sa peer 6.6.6.6")


def test_counters_move_with_traffic(lab: Lab) -> None:
    def counters() -> list[int]:
        text = lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6 | include encaps|decaps")
        return [int(number) for number in re.findall(r"(?:encaps|decaps): (\d+)", text)]

    before = counters()
    assert "!!!!!!!!!!" in lab["R1"].cli("ping 192.168.1.6 repeat 10")
    assert counters() == [number + 10 for number in before]


def test_rekeying_loses_no_packet(lab: Lab) -> None:
    """Lifetime 300 s: five minutes of pings, other SPIs afterwards."""

    def spis() -> set[str]:
        return set(re.findall(r"spi: (0x[0-9A-F]+)", lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6")))

    before = spis()
    for _ in range(35):
        assert "Success rate is 100 percent" in lab["R1"].cli("ping 192.168.1.6 repeat 2")
        lab.run(10)
    assert not before & spis()


def test_spoke_to_spoke(lab: Lab) -> None:
    r6 = lab["R6"]
    assert "7.7.7.7" not in r6.cli("show dmvpn")
    assert "!" in r6.cli("ping 77.77.77.7 source Loopback1")
    lab.run(5)
    assert re.search(r"1 7\.7\.7\.7 +192\.168\.1\.7 +UP .* D", r6.cli("show dmvpn"))
    assert "ACTIVE" in r6.cli("show crypto isakmp sa | include 7.7.7.7")
    before = r6.cli("show crypto ipsec sa peer 1.1.1.1 | include encaps")
    assert "!!!!!" in r6.cli("ping 77.77.77.7 source Loopback1")
    assert r6.cli("show crypto ipsec sa peer 1.1.1.1 | include encaps") == before  # the hub has no part in it
    trace = r6.cli("traceroute 77.77.77.7 source Loopback1")
    assert [line.split()[1] for line in trace.splitlines() if re.match(r" +\d", line)] == ["192.168.1.7"]


def test_a_wrong_key(lab: Lab) -> None:
    r8 = lab["R8"]
    assert r8.configure("no crypto isakmp key dmvpncloud1 address 0.0.0.0\ncrypto isakmp key other address 0.0.0.0\n") == ""
    r8.cli("clear crypto session")
    lab.run(90)
    assert "Success rate is 0 percent" in r8.cli("ping 192.168.1.1")
    assert "ACTIVE" not in r8.cli("show crypto isakmp sa | include QM_IDLE").replace("ACTIVE (deleted)", "")
    assert re.search(r"1\.1\.1\.1 +192\.168\.1\.1 +IKE ", r8.cli("show dmvpn"))
    assert " UP " not in r8.cli("show dmvpn | include 1.1.1.1")


def test_pfs_on_one_side_only(lab: Lab) -> None:
    """The hub wants PFS and refuses R7's offer without; it does not ask itself: who lost its socket is no client of it."""
    r1, r7 = lab["R1"], lab["R7"]
    assert r7.configure("crypto ipsec profile DMVPN\n no set pfs\n") == ""
    r7.cli("clear crypto session")
    lab.run(120)
    assert [line.split()[1] for line in r1.cli("show dmvpn | include UP ").splitlines()] == ["6.6.6.6", "8.8.8.8"]
    assert "QM_IDLE" in r7.cli("show crypto isakmp sa | include 1.1.1.1")
    assert re.search(r"1\.1\.1\.1 +192\.168\.1\.1 IPSEC ", r7.cli("show dmvpn"))
    r1.cli("debug crypto isakmp")
    r1.cli("debug crypto ipsec")
    r1.console.take()
    r7.cli("clear crypto session")
    lab.run(70)
    assert re.search(r"IPSEC\(ipsec_process_proposal\):|phase 2 SA policy not acceptable", r1.console.take())

    assert r7.configure("crypto ipsec profile DMVPN\n set pfs group5\n") == ""
    assert lab.run_until(lambda: "7.7.7.7" in r1.cli("show dmvpn | include UP "), 300)


def test_a_cut_cable(lab: Lab) -> None:
    """The hub believes in R8 until something expires."""
    lab.cut("R8:FastEthernet0/0")
    lab.run(5)
    assert "is down" in lab["R8"].cli("show interfaces FastEthernet0/0 | include line protocol")
    assert " UP " in lab["R1"].cli("show dmvpn | include 8.8.8.8")
    assert "Success rate is 0 percent" in lab["R1"].cli("ping 192.168.1.8")
    lab.run(8000)
    assert "8.8.8.8" not in lab["R1"].cli("show dmvpn")
    lab.repair("R8:FastEthernet0/0")
    assert lab.run_until(lambda: " UP " in lab["R1"].cli("show dmvpn | include 8.8.8.8"), 300)
