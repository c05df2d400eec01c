"""Class maps and policy maps: R1 - R2 - R3, a tunnel from R2 to R3; what R2's policies do to what passes."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import ipv4
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
TUNNEL = "interface Tunnel0\n ip address 172.16.0.{} 255.255.255.0\n tunnel source {}\n tunnel destination {}\n"
CONFIGS = {
    "R1": PORT.format("Fa0/0", "10.0.12.1") + "ip route 0.0.0.0 0.0.0.0 10.0.12.2\n",
    "R2": PORT.format("Fa0/0", "10.0.12.2") + PORT.format("Fa0/1", "10.0.23.2")
    + TUNNEL.format(2, "10.0.23.2", "10.0.23.3") + "ip route 3.3.3.3 255.255.255.255 Tunnel0\n",
    "R3": PORT.format("Fa0/1", "10.0.23.3") + TUNNEL.format(3, "10.0.23.3", "10.0.23.2")
    + "interface Lo0\n ip address 3.3.3.3 255.255.255.255\nip route 10.0.12.0 255.255.255.0 Tunnel0\n"
    "interface Lo1\n ip address 10.3.3.3 255.255.255.255\n",
}  # fmt: skip
BOOK = """ip access-list extended BIZ
 permit ip any host 3.3.3.3
class-map match-all BIZ
 match access-group name BIZ
policy-map OUTER
 class BIZ
  set dscp af31
 class class-default
policy-map INNER
 class BIZ
  set dscp af21
interface Tunnel0
 service-policy output INNER
interface FastEthernet0/1
 service-policy output OUTER
"""


@pytest.fixture
def lab() -> Lab:
    made = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    made.run(5)
    made["R2"].configure("ip route 10.3.3.3 255.255.255.255 10.0.23.3\n")
    for target in ("3.3.3.3", "10.3.3.3"):
        made["R1"].cli(f"ping {target} repeat 2")
    return made


class Tap:
    """Datagrams that R2 sends to R3, with the time."""

    def __init__(self, lab: Lab) -> None:
        self.heard: list[tuple[float, ipv4.IPv4]] = []
        next(link for name, link in lab.links.items() if "R3" in name).taps.append(self._note)

    def _note(self, now: float, sender: str, frame: bytes) -> None:
        if sender.startswith("R2") and frame[12:14] == b"\x08\x00":
            self.heard.append((now, ipv4.IPv4.decode(frame[14:])))


def counts(lab: Lab, interface: str, name: str) -> tuple[int, int]:
    """Packets and bytes of a class."""
    text = lab["R2"].cli(f"show policy-map interface {interface} class {name}")
    found = re.search(r"(\d+) packets, (\d+) bytes", text)
    assert found is not None, text
    return int(found[1]), int(found[2])


def test_both_headers_are_marked_with_pre_classification_only(lab: Lab) -> None:
    """The example of the DMVPN book: INNER marks AF21 on the tunnel, OUTER AF31 on the port."""
    r2, tap = lab["R2"], Tap(lab)
    assert r2.configure(BOOK) == ""
    lab["R1"].cli("ping 3.3.3.3")
    assert {(each.tos >> 2, each.payload[5] >> 2) for _, each in tap.heard} == {(18, 18)}
    assert counts(lab, "Tunnel0", "BIZ") == (5, 500)
    assert counts(lab, "Fa0/1", "BIZ") == (0, 0)
    r2.configure("interface Tunnel0\n qos pre-classify\n")
    tap.heard.clear()
    lab["R1"].cli("ping 3.3.3.3")
    assert {(each.tos >> 2, each.payload[5] >> 2) for _, each in tap.heard} == {(26, 18)}
    assert counts(lab, "Fa0/1", "BIZ") == (5, 5 * (100 + 24 + 14))
    assert "  Queueing strategy: fifo (QOS pre-classification)\n" in r2.cli("show interfaces Tunnel0")
    assert "          Packets marked 5\n" in r2.cli("show policy-map interface Fa0/1")


def test_what_is_typed_is_rendered_and_read_back(lab: Lab) -> None:
    r2 = lab["R2"]
    assert r2.configure(BOOK) == ""
    assert r2.configure(
        "class-map match-any WEB\n description surfers\n match dscp 46 20\n match ip precedence 5\n match protocol http\n"
        " match not qos-group 3\n match packet length min 100 max 300\n match class-map BIZ\n"
        "policy-map WAN\n class WEB\n  priority percent 10\n class BIZ\n  bandwidth percent 30\n  queue-limit 100\n"
        "  police 64000\n   exceed-action set-dscp-transmit 14\n class class-default\n  fair-queue\n  random-detect\n"
        "policy-map SHAPE\n class class-default\n  shape average 64000\n  service-policy WAN\n"
    ) == ""  # fmt: skip
    running = "\n".join(r2.running_config())
    assert (
        "class-map match-any WEB\n description surfers\n match  dscp af22  ef \n match ip precedence 5 \n"
        " match protocol http\n match not qos-group 3\n match packet length min 100 max 300\n match class-map BIZ\n"
    ) in running
    assert (
        " class BIZ\n  bandwidth percent 30\n  police cir 64000 conform-action transmit  "
        "exceed-action set-dscp-transmit af13 \n  queue-limit 100 packets\n class class-default\n"
        "  fair-queue\n  random-detect\n"
    ) in running
    again = network({"R2": running}, "R2:Fa0/0 R2:Fa0/1")["R2"]
    assert [line for line in again.running_config() if line in running.splitlines()] == again.running_config()
    r2.configure("policy-map WAN\n no class WEB\n class BIZ\n  no police\n  no bandwidth percent 30\n no class-map WEB\n")
    assert "WEB" not in "\n".join(r2.running_config()).split("policy-map WAN")[1]


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ("policy-map P\n class NONE\n", "% class map NONE not configured"),
        ("interface Fa0/0\n service-policy output NONE\n", "% policy map NONE not configured"),
        ("interface Fa0/1\n service-policy output INNER\n", "Policy map OUTER is already attached"),
        ("no class-map BIZ\n", "% Class-map BIZ is being used"),
        ("policy-map Q\n class BIZ\n  bandwidth 100\ninterface Tunnel0\n no service-policy output INNER\n"
         " service-policy output Q\n", "Class Based Weighted Fair Queueing not supported on this interface"),
        ("policy-map Q\n class BIZ\n  bandwidth 100\ninterface Fa0/0\n service-policy input Q\n",
         "CBWFQ : Can be enabled as an output feature only"),
        ("policy-map Q\n class BIZ\n  shape average 64000\ninterface Fa0/0\n service-policy input Q\n",
         "GTS : Can be enabled as an output feature only"),
        ("policy-map Q\n class BIZ\n  bandwidth 100\ninterface Fa0/0.5\n encapsulation dot1Q 5\n service-policy output Q\n",
         "CBWFQ : Not supported on subinterfaces"),
        ("policy-map Q\n class BIZ\n  bandwidth 100\npolicy-map R\n class class-default\n  service-policy Q\n",
         "CBWFQ : Hierarchy supported only if shaping is configured in this class"),
        ("policy-map Q\n class BIZ\n  bandwidth 100\n class class-default\n  bandwidth percent 10\n",
         "All classes with bandwidth should have consistent units"),
        ("policy-map Q\n class BIZ\n  bandwidth percent 60\n class class-default\n  bandwidth percent 50\n",
         "Sum total of class bandwidths exceeds 100 percent"),
        ("policy-map Q\n class BIZ\n  bandwidth 110000\ninterface Fa0/0\n service-policy output Q\n",
         "I/f FastEthernet0/0 class BIZ requested bandwidth 110000 (kbps), available only 100000 (kbps)"),
        ("interface Fa0/0\n no service-policy output\n", "service policy output not attached"),
        ("class-map class-default\n",
         "% class-default is a well-known class and is not configurable under class-map"),
    ],
)  # fmt: skip
def test_refusals(lab: Lab, lines: str, refused: str) -> None:
    lab["R2"].configure(BOOK)
    before = lab["R2"].cli("show policy-map interface")
    assert refused in lab["R2"].configure(lines)
    if "no service-policy output INNER" not in lines:
        assert lab["R2"].cli("show policy-map interface") == before


def test_a_policer_lets_its_rate_through(lab: Lab) -> None:
    """8000 bit/s with a burst of 1500 bytes: of ten packets of 1000 bytes at once one, later one a second."""
    r2 = lab["R2"]
    assert r2.configure(
        "policy-map P\n class class-default\n  police 8000\n   conform-action set-dscp-transmit ef\n"
        "interface Fa0/0\n service-policy input P\n"
    ) == ""  # fmt: skip
    tap = Tap(lab)
    text = lab["R1"].cli("ping 10.3.3.3 size 986 repeat 10 timeout 0")
    lab.run(5)
    shown = r2.cli("show policy-map interface Fa0/0")
    assert "Success rate is 0 percent" in text
    assert [each.tos >> 2 for _, each in tap.heard] == [46]
    assert (
        "      police:\n          cir 8000 bps, bc 1500 bytes\n        conformed 1 packets, 1000 bytes; actions:\n"
        "          set-dscp-transmit ef \n        exceeded 9 packets, 9000 bytes; actions:\n          drop \n"
    ) in shown
    assert "policed" in {str(reason) for reason in r2.device.interfaces.get(tapped("Fa0/0")).counters.drops}
    said = r2.cli("ping 10.0.12.1 size 986 timeout 1 repeat 1")
    assert "100 percent" in said  # replies are policed, and a second is enough for one


def tapped(text: str) -> object:
    from iosemu.types import InterfaceName

    return InterfaceName.parse(text)


def test_a_shaper_sends_at_its_rate(lab: Lab) -> None:
    """64 kbit/s: a packet of 1014 bytes on the wire takes 127 ms; sixty-four wait, the rest is dropped."""
    r2, tap = lab["R2"], Tap(lab)
    assert r2.configure(
        "policy-map S\n class class-default\n  shape average 64000\ninterface Fa0/1\n service-policy output S\n"
    ) == ""  # fmt: skip
    lab["R1"].cli("ping 10.3.3.3 size 1000 repeat 100 timeout 0")
    lab.run(20)
    gaps = [later - earlier for (earlier, _), (later, _) in zip(tap.heard[2:], tap.heard[3:], strict=False)]
    assert all(gap == pytest.approx(1014 * 8 / 64000, rel=1e-6) for gap in gaps)
    shown = r2.cli("show policy-map interface Fa0/1")
    sent = len(tap.heard)
    assert f"      (queue depth/total drops/no-buffer drops) 0/{100 - sent}/0\n" in shown
    assert f"      (pkts output/bytes output) {sent}/{sent * 1014}\n" in shown
    assert sent < 70
    assert f"Total output drops: {100 - sent}\n" in r2.cli("show interfaces Fa0/1")
    r2.cli("clear counters", "")
    assert "(pkts output/bytes output) 0/0\n" in r2.cli("show policy-map interface Fa0/1")
    assert counts(lab, "Fa0/1", "class-default") == (0, 0)
    assert "  Queueing strategy: Class-based queueing\n" in r2.cli("show interfaces Fa0/1")
    assert "      shape (average) cir 64000, bc 256, be 256\n      target shape rate 64000\n" in shown


def test_percentages_follow_the_bandwidth_of_the_interface(lab: Lab) -> None:
    r2 = lab["R2"]
    r2.configure(
        "class-map match-any BIG\n match packet length min 500\n match protocol ospf\n"
        "policy-map P\n class BIG\n  bandwidth percent 10\ninterface Fa0/1\n service-policy output P\n"
    )
    assert "          bandwidth 10% (10000 kbps)\n".strip() in r2.cli("show policy-map interface Fa0/1")
    r2.configure("interface Fa0/1\n bandwidth 2000\n")
    assert "bandwidth 10% (200 kbps)\n" in r2.cli("show policy-map interface Fa0/1")
    lab["R1"].cli("ping 10.3.3.3 size 1000 repeat 50")
    shown = r2.cli("show policy-map interface Fa0/1 class BIG")
    rate = int(50 * 1014 * 8 / 300 / 1000) * 1000
    assert f"        50 packets, 50700 bytes\n        5 minute rate {rate} bps\n" in shown
    assert "        0 packets, 0 bytes\n        5 minute rate 0 bps\n" in shown


def test_a_policy_that_goes_sends_what_waits(lab: Lab) -> None:
    r2, tap = lab["R2"], Tap(lab)
    r2.configure("policy-map S\n class class-default\n  shape average 8000\ninterface Fa0/1\n service-policy output S\n")
    lab["R1"].cli("ping 10.3.3.3 size 1000 repeat 10 timeout 0")
    lab.run(0.1)
    assert 0 < len(tap.heard) < 3
    assert r2.configure("no policy-map S\n") == ""
    assert len(tap.heard) == 10
    assert not [line for line in r2.running_config() if "service-policy" in line]
    assert r2.cli("show policy-map interface") == ""


def test_a_saved_lab_sends_what_waits(lab: Lab) -> None:
    lab["R2"].configure(
        "policy-map S\n class class-default\n  shape average 64000\n  fair-queue\n  random-detect\n"
        "interface Fa0/1\n service-policy output S\n"
    )
    lab["R1"].cli("ping 10.3.3.3 size 1000 repeat 10 timeout 0")
    lab.run(0.2)
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(5)
    assert again["R2"].cli("show policy-map interface") == lab["R2"].cli("show policy-map interface")
    assert "(pkts output/bytes output) 10/10140" in again["R2"].cli("show policy-map interface")


def test_trace_names_the_class(lab: Lab) -> None:
    lab["R2"].configure(BOOK + "policy-map INNER\n class BIZ\n  no set dscp af21\n  drop\n")
    assert "drop" in lab["R2"].cli("show policy-map INNER")
    said = str(lab.trace("R1", "3.3.3.3"))
    assert "class BIZ of policy INNER, out of Tunnel0 of R2, drops what is in it" in said
    assert "| R2, policy-map INNER: drop" in said


def test_a_slow_cable_and_a_policy_before_it() -> None:
    """128 kbit/s: without a policy what is urgent waits behind the rest, with one it overtakes."""
    trips = []
    for policy in ("", "interface Fa0/1\n service-policy output LLQ\n"):
        lab = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
        slow = next(link for name, link in lab.links.items() if "R3" in name)
        lab.run(5)
        lab["R2"].configure("ip route 10.3.3.3 255.255.255.255 10.0.23.3\n")
        lab["R1"].cli("ping 10.3.3.3 repeat 2")
        slow.rate = 128_000.0
        lab["R2"].configure(
            "ip access-list extended SMALL\n permit icmp any any dscp ef\nclass-map VOICE\n match access-group name SMALL\n"
            "policy-map LLQ\n class VOICE\n  priority 64\n class class-default\n  fair-queue\n" + policy
        )
        lab["R2"].cli("ping 10.3.3.3 size 1400 repeat 30 timeout 0")
        answer = lab["R2"].cli("ping 10.3.3.3 tos 184 repeat 1 timeout 10")
        found = re.search(r"min/avg/max = (\d+)/", answer)
        trips.append(int(found[1]) if found is not None else 0)
    assert trips[0] > 2000  # thirty of 1414 bytes at 128 kbit/s
    assert 0 < trips[1] < 500


def test_what_is_in_the_transmit_ring_has_been_chosen() -> None:
    """A packet of the priority class waits for what the ring has, at 128 kbit/s."""
    trips = {}
    for ring in (0, 2, 10):
        lab = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
        slow = next(link for name, link in lab.links.items() if "R3" in name)
        lab.run(5)
        lab["R2"].configure("ip route 10.3.3.3 255.255.255.255 10.0.23.3\n")
        lab["R2"].cli("ping 10.3.3.3 repeat 2")
        slow.rate = 128_000.0
        said = lab["R2"].configure(
            "class-map VOICE\n match dscp ef\npolicy-map LLQ\n class VOICE\n  priority 64\n class class-default\n  fair-queue\n"
            "interface Fa0/1\n service-policy output LLQ\n" + (f" tx-ring-limit {ring}\n" if ring else "")
        )
        assert said == "" and (f" tx-ring-limit {ring}" in lab["R2"].running_config()) is bool(ring)
        lab["R2"].cli("ping 10.3.3.3 size 1400 repeat 15 timeout 0")
        again, tap = Lab.restore(lab.checkpoint()), Tap(lab)
        for each in (lab, again):
            answer = each["R2"].cli("ping 10.3.3.3 tos 184 repeat 1 timeout 10")
            found = re.search(r"min/avg/max = (\d+)/", answer)
            assert found is not None and trips.setdefault(ring, int(found[1])) == int(found[1])
        lab.run(30)
        assert len(tap.heard) == 15, "nothing is lost"
    one = 1414 * 8 / 128  # milliseconds of a large one
    assert trips[0] < 2 * one + 20 and 20 > trips[2] - trips[0] - one > -20 and trips[10] - trips[0] > 8.5 * one
    lab["R2"].configure("interface Fa0/1\n no tx-ring-limit\n")
    assert not [line for line in lab["R2"].running_config() if "tx-ring" in line]


def test_a_hold_queue_before_a_slow_cable() -> None:
    lab = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    slow = next(link for name, link in lab.links.items() if "R3" in name)
    lab.run(5)
    lab["R2"].cli("ping 10.0.23.3 repeat 2")
    slow.rate = 64_000.0
    lab["R2"].cli("ping 10.0.23.3 size 1000 repeat 100 timeout 0")
    assert "  Output queue: 40/40 (size/max)\n" in lab["R2"].cli("show interfaces Fa0/1")
    again, tap = Lab.restore(lab.checkpoint()), Tap(lab)
    lab.run(60)
    assert len(tap.heard) == 40
    gaps = {round(later - earlier, 6) for (earlier, _), (later, _) in zip(tap.heard, tap.heard[1:], strict=False)}
    assert gaps == {round(1014 * 8 / 64000, 6)}
    again.run(60)
    assert again["R3"].cli("show interfaces Fa0/1 | include packets input") == lab["R3"].cli(
        "show interfaces Fa0/1 | include packets input"
    )


def test_rates_are_those_of_the_load_interval(lab: Lab) -> None:
    """Thirty seconds after the last packet a rate over thirty seconds has fallen to a third, one over five minutes hardly."""
    r2 = lab["R2"]
    r2.configure("class-map match-any BIZ\n match access-group name BIZ\n" + BOOK.replace("match-all", "match-any"))
    shown = "show policy-map interface Fa0/1 class class-default | include rate"
    assert "      5 minute offered rate 0 bps, drop rate 0 bps\n" in r2.cli(shown)
    lab["R1"].cli("ping 3.3.3.3 size 1400 repeat 200")
    over_minutes = rate(r2.cli(shown))
    assert r2.configure("interface Fa0/1\n load-interval 30\n") == ""
    assert "      30 second offered rate " in r2.cli(shown)
    lab["R1"].cli("ping 3.3.3.3 size 1400 repeat 200")
    over_seconds = rate(r2.cli(shown))
    assert over_seconds > 8 * over_minutes > 0
    interface = r2.cli("show interfaces Fa0/1 | include output rate")
    assert interface.startswith("  30 second output rate ")
    lab.run(30)
    assert abs(rate(r2.cli(shown)) / over_seconds - 0.37) < 0.05
    assert "      5 minute offered rate " in r2.cli("show policy-map interface Tunnel0")
    r2.configure("interface Fa0/1\n no load-interval\n")
    assert "      5 minute offered rate " in r2.cli(shown)


def rate(text: str) -> int:
    found = re.search(r"offered rate (\d+) bps", text)
    assert found is not None, text
    return int(found[1])


TAGGED = {
    "R1": PORT.format("Fa0/0", "10.0.12.1") + "ip route 0.0.0.0 0.0.0.0 10.0.12.2\n",
    "R2": PORT.format("Fa0/0", "10.0.12.2") + "interface Fa0/1\n no shutdown\n"
    "interface Fa0/1.23\n encapsulation dot1Q 23\n ip address 10.0.23.2 255.255.255.0\n"
    "interface Fa0/1.24\n encapsulation dot1Q 24 native\n ip address 10.0.24.2 255.255.255.0\n",
    "R3": "interface Fa0/1\n no shutdown\ninterface Fa0/1.23\n encapsulation dot1Q 23\n ip address 10.0.23.3 255.255.255.0\n"
    "interface Fa0/1.24\n encapsulation dot1Q 24 native\n ip address 10.0.24.3 255.255.255.0\n"
    "ip route 10.0.12.0 255.255.255.0 10.0.23.2\n",
}  # fmt: skip


def test_the_class_of_service_of_tags() -> None:
    """It is in the tag of what leaves by a subinterface, the next router matches it; a native VLAN has no tag."""
    lab = network(TAGGED, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    lab.run(5)
    r1, r2, r3 = lab["R1"], lab["R2"], lab["R3"]
    tags: list[int] = []
    next(link for name, link in lab.links.items() if "R3" in name).taps.append(
        lambda now, sender, frame: tags.append(int.from_bytes(frame[14:16], "big"))
        if sender.startswith("R2") and frame[12:14] == b"\x81\x00" and frame[16:18] == b"\x08\x00" else None
    )  # fmt: skip
    for target in ("10.0.23.3", "10.0.24.3"):
        r1.cli(f"ping {target} repeat 2")
    tags.clear()
    marks = "policy-map MARK\n class class-default\n  set cos 5\n  set dscp ef\n"
    assert r2.configure(marks + "interface Fa0/1.23\n service-policy output MARK\n") == ""
    assert r2.configure("interface Fa0/1.24\n service-policy output MARK\n") == ""
    assert r3.configure(
        "class-map match-any FIVE\n match cos 5 6\npolicy-map IN\n class FIVE\n  police 8000000\n"
        "interface Fa0/1.23\n service-policy input IN\ninterface Fa0/1.24\n service-policy input IN\n"
    ) == ""  # fmt: skip
    r1.cli("ping 10.0.23.3")
    assert tags == [5 << 13 | 23] * 5
    r1.cli("ping 10.0.24.3")
    assert len(tags) == 5
    text = r3.cli("show policy-map interface Fa0/1.23 input class FIVE")
    assert "      5 packets, " in text and "      Match: cos  5  6\n" in text
    assert "      0 packets, " in r3.cli("show policy-map interface Fa0/1.24 input class FIVE")
    assert "          cos 5\n" not in r2.cli("show policy-map interface Fa0/1.23")
    assert "        cos 5\n          Packets marked 5\n" in r2.cli("show policy-map interface Fa0/1.23")
    assert " match cos  5  6 \n" in "\n".join(r3.running_config()) and "  set cos 5\n" in "\n".join(r2.running_config())
    told = r2.configure("interface Fa0/1.23\n service-policy input MARK\n")
    assert told == "set cos : Can be enabled as an output feature only\n"
    r2.configure("policy-map MARK\n class class-default\n  no set cos 5\n")
    tags.clear()
    r1.cli("ping 10.0.23.3")
    assert tags == [23] * 5


def test_a_policer_of_percentages(lab: Lab) -> None:
    """Of the interface's bandwidth, or of the shaper around it; `bandwidth` moves them."""
    r2 = lab["R2"]
    lines = "policy-map PCT\n class class-default\n  police cir percent 20 bc 300 ms pir percent 40 be 400 ms"
    assert r2.configure(f"{lines}\ninterface Fa0/1\n bandwidth 2048\n service-policy output PCT\n") == ""
    assert (
        "  police cir percent 20 bc 300 ms pir percent 40 be 400 ms conform-action transmit  exceed-action drop \n"
        in "\n".join(r2.running_config())
    )
    assert (
        "      police:\n          cir 20 % bc 300 ms\n          cir 409600 bps, bc 15360 bytes\n"
        "          pir 40 % be 400 ms\n          pir 819200 bps, be 40960 bytes\n        conformed 0 packets, 0 bytes; actions:\n"
    ) in r2.cli("show policy-map interface Fa0/1")
    assert "     police cir percent 20 bc 300 ms pir percent 40 be 400 ms\n" in r2.cli("show policy-map PCT")
    r2.configure("interface Fa0/1\n bandwidth 1024\n")
    assert "          cir 204800 bps, bc 7680 bytes\n" in r2.cli("show policy-map interface Fa0/1")
    r2.configure(
        "policy-map OUT\n class class-default\n  shape average 1000000\n  service-policy PCT\n"
        "interface Fa0/1\n no service-policy output PCT\n service-policy output OUT\n"
    )
    assert "cir 200000 bps, bc 7500 bytes\n" in r2.cli("show policy-map interface Fa0/1")
    r2.configure("policy-map PCT\n class class-default\n  police 64000\n")
    assert "  police cir 64000 conform-action transmit  exceed-action drop \n" in "\n".join(r2.running_config())


def test_thresholds_of_random_early_detection(lab: Lab) -> None:
    r2 = lab["R2"]
    lines = "policy-map P\n class class-default\n"
    refused = "Must enable dscp-based random-detect in this class first\n"
    assert r2.configure(f"{lines}  random-detect\n  random-detect dscp af21 10 20\n") == refused
    assert r2.configure(
        f"{lines}  bandwidth 1000\n  random-detect dscp-based\n  random-detect dscp 18 1 2 1\n"
        "  random-detect exponential-weighting-constant 1\n  random-detect dscp ef 30 20\n"
    ) == "Maximum threshold must not be less than the minimum threshold\n"  # fmt: skip
    text = "\n".join(r2.running_config())
    wanted = "  random-detect dscp-based\n  random-detect exponential-weighting-constant 1\n  random-detect dscp af21 1 2 1\n"
    assert wanted in text
    shaped = "policy-map S\n class class-default\n  shape average 64000\n  service-policy P\n"
    assert r2.configure(f"{shaped}interface Fa0/1\n service-policy output S\n") == ""
    r1 = lab["R1"].device
    source, packets = 0x0A000C01, 20
    for tos in (18 << 2, 46 << 2):
        for _ in range(packets):
            r1.ip.udp.send(r1.vrfs.default, source, 9, 0x0A030303, 9, bytes(400), tos=tos)
    lab.run(5)
    shown = r2.cli("show policy-map interface Fa0/1")
    assert "Exp-weight-constant: 1 (1/2)" in shown
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line.split()[:1] in (["af21"], ["ef"])}
    assert rows["af21"][3:] == ["1", "2", "1/1"] and rows["ef"][3:] == ["36", "40", "1/10"]
    sent, early, tail = (int(each.split("/")[0]) for each in rows["af21"][:3])
    assert sent + early + tail == packets and early + tail > packets // 2
    assert rows["ef"][0].startswith(f"{packets}/")
    r2.configure(f"{lines}  no random-detect dscp af21\n")
    assert "random-detect dscp af21" not in "\n".join(r2.running_config())
    r2.configure(f"{lines}  random-detect dscp cs1 5 9\n  no random-detect\n  random-detect dscp-based\n")
    assert "random-detect dscp cs1" not in "\n".join(r2.running_config())
