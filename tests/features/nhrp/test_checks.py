"""Checks on received packets (those of IOS are stricter than RFC 2332), seen against routers of other makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.types import parse_ipv4 as ip
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

PASSWORD = " ip nhrp authentication SECRET1\n"
TRANSIT = (nhrp.EXT_RESPONDER, nhrp.EXT_FORWARD_TRANSIT, nhrp.EXT_REVERSE_TRANSIT)


@pytest.fixture
def net(tmp_path: Path) -> Cloud:
    lines = [config(1, HUB + PASSWORD), config(2, SPOKE + PASSWORD + " ip nhrp shortcut\n")]
    made = Cloud(tmp_path, [lines[0], lines[1], config(3, SPOKE + PASSWORD)])
    made.run(10)
    for number in (1, 2):
        made[number].cli("debug nhrp error")
        made[number].configure("logging dmvpn")
    made.warm()
    for number in (1, 2):
        made.logs[number].clear()
    return made


def extensions(*more: nhrp.Extension) -> list[nhrp.Extension]:
    return [*(nhrp.Extension(kind) for kind in TRANSIT), nhrp.cleartext("SECRET1"), *more]


def give(net: Cloud, number: int, packet: nhrp.Packet, nbma: str) -> None:
    """As if GRE had brought it from that NBMA address."""
    net.engine(number).receive(packet.encode(), ip(nbma), net.tunnel(number).iface)
    net.run(1)


def registration(hops: int) -> nhrp.Packet:
    cie = nhrp.Cie(0, 255, 1472, 600)
    return nhrp.Packet(
        nhrp.REGISTRATION_REQUEST, ip("192.0.2.9"), ip("10.0.0.9"), ip("10.0.0.1"), 7, nhrp.NAT, hops, [cie],
        extensions(),
    )  # fmt: skip


def resolution(*more: nhrp.Extension) -> nhrp.Packet:
    cie = nhrp.Cie(0, 32, 1472, 600)
    return nhrp.Packet(
        nhrp.RESOLUTION_REQUEST, ip("192.0.2.3"), ip("10.0.0.3"), ip("172.16.2.1"), 55, 0xC802, 254, [cie],
        extensions(*more),
    )  # fmt: skip


def test_a_packet_without_hops_is_dropped(net: Cloud) -> None:
    give(net, 1, registration(0), "192.0.2.9")
    assert "192.0.2.9" not in [row[1] for row in net.rows(1)]
    text = "Packet Recved with 0 Hop counts"
    reason = "hop count exceeded (15) on (Tunnel: 10.0.0.9 NBMA: 192.0.2.1)"
    assert sorted(net.logs[1]) == [
        f"%DMVPN-3-NHRP_ERROR:  Tunnel0: {text} for  Registration Request , Reason:  {reason}",
        f"NHRP-ERROR: {text} on Tunnel0.",
    ]
    give(net, 1, registration(1), "192.0.2.9")
    assert "192.0.2.9" in [row[1] for row in net.rows(1)]


def test_a_redirect_without_hops_is_dropped(net: Cloud) -> None:
    inner = bytes.fromhex("4500006400010000ff010000") + bytes([172, 16, 2, 1, 172, 16, 3, 1]) + bytes(8)
    net[2].configure("ip route 172.16.3.0 255.255.255.0 10.0.0.1")
    for hops in (0, 1):
        packet = nhrp.Packet(
            nhrp.TRAFFIC_INDICATION, ip("192.0.2.1"), ip("10.0.0.1"), ip("172.16.2.1"), 0, 0, hops, [],
            [nhrp.cleartext("SECRET1")], contents=inner,
        )  # fmt: skip
        give(net, 2, packet, "192.0.2.1")
        assert ("172.16.3.1/32" in net[2].cli("show ip nhrp incomplete")) == bool(hops)


# a second extension -> what `debug nhrp error` says of it
FLAWS = {
    "empty": (nhrp.Extension(nhrp.EXT_AUTHENTICATION), "NHRP-ERROR: Incorrect Auth extn length 0"),
    "twice": (nhrp.cleartext("SECRET1"), None),
    "another twice": (nhrp.Extension(nhrp.EXT_RESPONDER), None),
    "too short": (nhrp.Extension(nhrp.EXT_NAT, False, data=b"\0\0\0"), None),
}


@pytest.mark.parametrize("name", FLAWS)
def test_an_extension_given_twice_or_cut_short_is_answered_by_an_error(net: Cloud, name: str) -> None:
    extension, said = FLAWS[name]
    net[2].cli("clear ip nhrp counters")
    del net.frames[:]
    packet = resolution(extension)
    give(net, 2, packet, "192.0.2.1")
    sent = net[2].cli("show ip nhrp traffic").partition("Rcvd")[0]
    assert " 0 Resolution Reply" in sent
    assert " 1 Error Indication" in sent
    lines = [said] if said else []
    assert net.logs[2] == [*lines, "NHRP: Sending error indication. Reason: 'Pak sanity failure'"]
    indication = net.frames[0][1]
    assert (indication.type, indication.code) == (nhrp.ERROR_INDICATION, nhrp.INVALID_EXTENSION)
    # the flawed extension is pointed at, and the way is that of the next hop server, who takes it for good
    kind = int.from_bytes(indication.contents[indication.offset : indication.offset + 2], "big") & 0x3FFF
    assert kind == extension.type
    assert nhrp.ERROR_INDICATION in [p.type for _, p in net.frames[1:]]
    assert not [line for line in net.logs[1] if "authentication" in line]


def test_without_a_flaw_it_is_answered(net: Cloud) -> None:
    net[2].cli("clear ip nhrp counters")
    give(net, 2, resolution(), "192.0.2.1")
    sent = net[2].cli("show ip nhrp traffic").partition("Rcvd")[0]
    assert " 1 Resolution Reply" in sent
    assert " 0 Error Indication" in sent
