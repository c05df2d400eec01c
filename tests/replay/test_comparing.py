"""Which rows are the same: volatile values are understood by kind, everything else is not."""

from __future__ import annotations

import pytest

from iosemu.replay.compare import compare
from iosemu.replay.values import Mapping

EXPLAINED = [
    ("time of day", "*Mar  1 00:00:05.100: %X-5-Y: a", "*Nov 29 2026 10:11:12.9: %X-5-Y: a"),
    ("time of day", "*10:01:02.003 UTC Fri Mar 1 2002", "*23:01:02.999 UTC Sat Mar 2 2002"),
    ("age", "O  1.1.1.1 [110/2] via 2.2.2.2, 00:01:02, Fa0/0", "O  1.1.1.1 [110/2] via 2.2.2.2, 1w2d, Fa0/0"),
    ("age", "   UP 00:00:18    D", "   UP    never    D"),
    ("age", "uptime is 2 hours, 3 minutes", "uptime is 1 minute"),
    ("round trip", "min/avg/max = 4/4/5 ms", "min/avg/max = 28/39/44 ms"),
    ("SPI", "     current outbound spi: 0x311F0A49(824117833)", "     current outbound spi: 0x1(1)"),
    ("session", "Session: [0x67620188]", "Session: [0x7F]"),
    ("conn-id", "1.1.1.1  7.7.7.7  QM_IDLE           1006 ACTIVE", "1.1.1.1  7.7.7.7  QM_IDLE           1 ACTIVE"),
    ("conn-id", "conn id: 91, flow_id: SW:91, sibling_flags 80000006", "conn id: 1, flow_id: SW:1, sibling_flags 80000046"),
    ("lifetime", "sa timing: remaining key lifetime (k/sec): (4520501/287)", "sa timing: remaining key lifetime (k/sec): (4/9)"),
    ("counter", "    #pkts encaps: 13, #pkts encrypt: 13, #pkts digest: 13", "    #pkts encaps: 1, #pkts encrypt: 1, #pkts digest: 1"),
    ("counter", "     22 packets input, 1804 bytes, 0 no buffer", "     5 packets input, 18 bytes, 0 no buffer"),
    ("counter", "    10 permit ip any any (22 matches)", "    10 permit ip any any (3 matches)"),
    ("counter", "0   10.1.1.1   Fa0/0   12 00:01:02   10   200  0  5", "0   10.1.1.1   Fa0/0   9 01:01:02   4   100  0  77"),
    ("conn-id", "ISAKMP-PAK: (1003):sending packet to 1.1.1.1", "ISAKMP-PAK: (1):sending packet to 1.1.1.1"),
    ("fingerprint", "   Fingerprint MD5: 3F0B88FA 32299C7F C46A3DA7 2BE08A8E ", "   Fingerprint MD5: 00000001 32299C7F C46A3DA7 2BE08A8E"),
    ("fingerprint", "1  pending  C23F2612816D4778F16212115B234310 cn=R1", "1  pending  003F2612816D4778F16212115B234310 cn=R1"),
    ("cookie", "      Local spi: 2B1E6516F0947BCA       Remote spi: 69237B1FF2825E44", "      Local spi: AAAA6516F0947BCA       Remote spi: BBBB7B1FF2825E44"),
    ("key", "  30819F30 0D06092A 864886F7 0D010101", "  30819F30 0D06092A 864886F7 0D010102"),
    ("serial number", "    Serial Number: 98S8FAWRFAQ", "    Serial Number: 67111345"),
    ("time of day", "    start date: 23:56:42 UTC Jun 7 2017", "    start date: 03:56:42 UTC Jun 8 2017"),
    ("hardware address", "Internet  1.1.1.1  4  ca01.0b2c.0008  ARPA   Fa0/0", "Internet  1.1.1.1  -  ca02.0b2c.0008  ARPA   Fa0/0"),
]  # fmt: skip
DIFFERENT = [
    ("router ospf 1", "router ospf 2"),
    (" ip mtu 1400", " ip mtu 1392"),
    ("O  1.1.1.1 [110/2] via 2.2.2.2, 00:01:02, Fa0/0", "O  1.1.1.1 [110/3] via 2.2.2.2, 00:01:02, Fa0/0"),
    ("1.1.1.1  7.7.7.7  QM_IDLE  1006 ACTIVE", "1.1.1.1  7.7.7.7  MM_NO_STATE  1006 ACTIVE"),
    ("Success rate is 100 percent (5/5)", "Success rate is 80 percent (4/5)"),
    ("Neighbor 1.1.1.1 (Tunnel0) is up: new adjacency", "Neighbor 1.1.1.2 (Tunnel0) is up: new adjacency"),
]


@pytest.mark.parametrize(("kind", "expected", "actual"), EXPLAINED)
def test_explained(kind: str, expected: str, actual: str) -> None:
    (pair,) = compare([expected], [actual])
    assert pair.verdict == "explained" and kind in pair.kinds


@pytest.mark.parametrize(("expected", "actual"), DIFFERENT)
def test_different(expected: str, actual: str) -> None:
    assert "different" in {pair.verdict for pair in compare([expected], [actual])}


def test_rows_that_one_side_does_not_have() -> None:
    pairs = compare(["a 1", "gone", "b 2"], ["a 1", "b 2", "new"])
    assert [(pair.expected, pair.actual) for pair in pairs] == [
        ("a 1", "a 1"),
        ("gone", None),
        ("b 2", "b 2"),
        (None, "new"),
    ]


def test_entries_in_another_order_are_explained_words_are_not() -> None:
    first = ["1.1.1.1  6.6.6.6  QM_IDLE  1 ACTIVE", "1.1.1.1  7.7.7.7  QM_IDLE  2 ACTIVE"]
    assert {pair.verdict for pair in compare(first, first[::-1])} == {"equal", "explained"}
    assert {pair.verdict for pair in compare(first, first[::-1], strict=True)} == {"equal", "different"}
    assert "different" in {pair.verdict for pair in compare(["exit", "shutdown"], ["shutdown", "exit"])}


def test_blanks_count_only_if_strict() -> None:
    assert {pair.verdict for pair in compare(["", "a  b"], ["a b", ""])} == {"equal"}
    assert "different" in {pair.verdict for pair in compare(["", "a  b"], ["a b"], strict=True)}


def test_words_that_are_others_in_the_lab() -> None:
    names = Mapping({"10.1.1.1": "10.2.2.2", "10.1.1.10": "10.9.9.9", "Ethernet0/0": "FastEthernet0/0"})
    assert names("10.1.1.1, 10.1.1.10, 10.1.1.11, 110.1.1.1 on Ethernet0/0") == (
        "10.2.2.2, 10.9.9.9, 10.1.1.11, 110.1.1.1 on FastEthernet0/0"
    )
