"""IPv6 prefix lists: lines, shows, and what they let pass."""

from __future__ import annotations

from iosemu import Lab
from iosemu.features.policy.api import Facts, permits, route_map
from iosemu.types import Prefix, Prefix6
from tests.features.wired import network

LINES = """ipv6 prefix-list LANS permit 2001:db8:1::/64
ipv6 prefix-list LANS permit 2001:db8:2::/48 ge 56 le 64
ipv6 prefix-list LANS seq 7 deny 2001:db8:3::7/32 le 128
"""


def router(lines: str = LINES) -> Lab:
    lab = network({"R1": ""})
    assert lab["R1"].configure(lines) == ""
    return lab


def test_lines_and_shows() -> None:
    r1 = router()["R1"]
    assert [line for line in r1.running_config() if "prefix-list" in line] == [
        "ipv6 prefix-list LANS seq 5 permit 2001:DB8:1::/64",
        "ipv6 prefix-list LANS seq 7 deny 2001:DB8::/32 le 128",
        "ipv6 prefix-list LANS seq 10 permit 2001:DB8:2::/48 ge 56 le 64",
    ]
    assert r1.cli("show ipv6 prefix-list") == """ipv6 prefix-list LANS: 3 entries
   seq 5 permit 2001:DB8:1::/64
   seq 7 deny 2001:DB8::/32 le 128
   seq 10 permit 2001:DB8:2::/48 ge 56 le 64
"""
    r1.configure("ip prefix-list LANS permit 10.0.0.0/8\n")  # another list
    assert r1.cli("show ipv6 prefix-list detail LANS").splitlines()[:4] == [
        "Prefix-list with the last deletion/insertion: LANS",
        "ipv6 prefix-list LANS:",
        "   count: 3, range entries: 2, sequences: 5 - 10, refcount: 1",
        "   seq 5 permit 2001:DB8:1::/64 (hit count: 0, refcount: 1)",
    ]
    assert r1.cli("show ip prefix-list") == "ip prefix-list LANS: 1 entries\n   seq 5 permit 10.0.0.0/8\n"
    assert r1.cli("show ipv6 prefix-list NONE") == "%Can't find prefix-list NONE\n"
    assert "% Invalid prefix range for 2001:DB8::/32" in r1.configure("ipv6 prefix-list LANS permit 2001:db8::/32 ge 32\n")
    r1.configure("ipv6 prefix-list LANS description theirs\nno ipv6 prefix-list LANS seq 7\nno ip prefix-list LANS\n")
    assert "   Description: theirs" in r1.cli("show ipv6 prefix-list") and "seq 7" not in r1.cli("show ipv6 prefix-list")
    r1.configure("no ipv6 prefix-list LANS\n")
    assert "prefix-list" not in str(r1.running_config())
    assert r1.configure("no ipv6 prefix-list LANS\n") == "%Can't find prefix-list LANS\n"
    assert [row.prefix for row in router()["R1"].rows("show ipv6 prefix-list")] == [
        "2001:DB8:1::/64", "2001:DB8::/32", "2001:DB8:2::/48",
    ]  # fmt: skip


def test_what_passes_is_counted_and_no_list_is_asked_of_the_other_family() -> None:
    lab = router()
    device = lab["R1"].device
    assert permits(device, "prefix", "LANS", Prefix6.parse("2001:db8:1::/64"))
    assert not permits(device, "prefix", "LANS", Prefix6.parse("2001:db8:2:100::/56"))  # sequence 7 comes first
    assert not permits(device, "prefix", "LANS", Prefix6.parse("2002::/16"))
    assert permits(device, "prefix", "LANS", Prefix.parse("10.0.0.0/8"))  # there is none of that family
    shown = lab["R1"].cli("show ipv6 prefix-list detail LANS")
    assert shown.count("hit count: 1") == 2
    lab["R1"].cli("clear ipv6 prefix-list LANS")
    assert "hit count: 1" not in lab["R1"].cli("show ipv6 prefix-list detail")


def test_route_maps() -> None:
    lines = "route-map M permit 10\n match ipv6 address prefix-list LANS\n set tag 6\n"
    lab = router(LINES + lines + "route-map M permit 20\n match ip address 5\n set tag 4\naccess-list 5 permit 10.0.0.0\n")
    device = lab["R1"].device

    def tag(text: str) -> int | None:
        prefix = Prefix6.parse(text) if ":" in text else Prefix.parse(text)
        found = route_map(device, "M", Facts(prefix))
        return found.tag if found is not None else None

    assert [tag("2001:db8:1::/64"), tag("2001:db8:1::/65"), tag("10.0.0.0/8"), tag("11.0.0.0/8")] == [6, None, 4, None]
    assert "    ipv6 address prefix-lists: LANS \n" in lab["R1"].cli("show route-map")
    running = "\n".join(lab["R1"].running_config())
    assert running.index("ipv6 prefix-list") < running.index("route-map M") < running.index(" match ipv6 address prefix-list LANS")
    lab["R1"].configure("route-map M permit 10\n no match ipv6 address prefix-list\n match ipv6 next-hop prefix-list LANS\n")
    assert tag("2001:db8:1::/64") is None  # no next hop is of that network
