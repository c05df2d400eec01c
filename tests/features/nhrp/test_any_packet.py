"""Whatever well-formed NHRP comes in, the engine goes on: no exception, own configuration untouched, all output decodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iosemu.types import parse_ipv4
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

KNOWN = [parse_ipv4(text) for text in ("10.0.0.1", "10.0.0.2", "10.0.0.3", "172.16.2.1", "172.16.1.1", "10.0.0.99")]
addresses = st.none() | st.sampled_from([*KNOWN, 0]) | st.integers(0, 0xFFFFFFFF)
nbmas = st.none() | st.sampled_from([parse_ipv4(f"192.0.2.{n}") for n in (1, 2, 3, 4)])
u8, u16 = st.integers(0, 255), st.integers(0, 65535)
cies = st.builds(nhrp.Cie, st.sampled_from([0, 4, 12, 14]), u8, u16, u16, nbmas, addresses, u8)
extensions = st.builds(
    nhrp.Extension,
    st.sampled_from([nhrp.EXT_RESPONDER, nhrp.EXT_FORWARD_TRANSIT, nhrp.EXT_REVERSE_TRANSIT, nhrp.EXT_NAT]),
    st.booleans(),
    st.lists(cies, max_size=2),
)
packets = st.builds(
    nhrp.Packet,
    st.integers(1, 8), nbmas, addresses, addresses, st.integers(0, 8), u16, st.sampled_from([0, 1, 2, 255]),
    st.lists(cies, max_size=2), st.lists(extensions, max_size=3), contents=st.binary(max_size=30),
)  # fmt: skip


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    route = "ip route 172.16.2.0 255.255.255.0 10.0.0.2\n"
    hub = config(1, HUB + " ip nhrp redirect\n ip nhrp shortcut\n", more=route)
    made = Cloud(tmp_path_factory.mktemp("cloud"), [hub, config(2, SPOKE + " ip nhrp shortcut\n"), config(3, SPOKE)])
    for flag in ("debug nhrp", "debug nhrp packet", "debug nhrp cache", "debug nhrp extension"):
        made[1].cli(flag)
    made.run(10)
    yield made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([1, 2]), packets, st.sampled_from([1, 2, 3, 4]))
def test_no_packet_harms(net: Cloud, number: int, packet: nhrp.Packet, sender: int) -> None:
    tunnel = net.tunnel(number)
    net.engine(number).receive(packet.encode(), parse_ipv4(f"192.0.2.{sender}"), tunnel.iface)
    net.run(0.2)
    assert tunnel.usable
    for view in ("show ip nhrp detail", "show dmvpn detail", "show ip nhrp nhs detail", "show ip nhrp summary"):
        net[number].cli(view)


def test_the_cloud_still_works_afterwards(tmp_path: Path, net: Cloud) -> None:
    for number in (1, 2, 3):
        net[number].cli("clear ip nhrp")
        net[number].configure("interface Tunnel0\n shutdown\n no shutdown")
    net.run(100)
    assert {row[1]: row[3] for row in net.rows(1)}["192.0.2.2"] == "UP"
