"""`crypto isakmp fragmentation`: large messages in pieces, between two ends that say they take them."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.features.isakmp.fragments import LARGEST, cut, join
from iosemu.features.isakmp.sa import IkeSa
from iosemu.lab.capture import Frame
from iosemu.wire import ipv4
from iosemu.wire.isakmp import Exchange, Header, Kind
from iosemu.wire.udp import Udp
from tests.features.ipsec.office import Office
from tests.features.pki.test_rsa_sig import equipped, two, up

ON = "crypto isakmp fragmentation\n"
SMALL = "ip access-list extended WHOLE\n deny ip any any fragments\n permit ip any any\ninterface FastEthernet0/0\n ip access-group WHOLE in\n"


def ike(frames: Iterable[Frame]) -> list[Header]:
    """Of all messages; none is in fragments of IP."""
    found = []
    for frame in frames:
        if frame.data[12:14] != b"\x08\x00":
            continue
        packet = ipv4.IPv4.decode(frame.data[14:])
        assert not packet.is_fragment and packet.length <= 600
        if packet.protocol == ipv4.UDP:
            found.append(Header.decode(Udp.decode(packet.payload, packet.src, packet.dst).payload)[0])
    return found


def test_certificates_pass_where_fragments_of_ip_do_not() -> None:
    """MM5 and MM6 carry certificates. In pieces of their own no datagram is longer than 576 octets."""
    lab = two(f"{ON}interface FastEthernet0/0\n ip mtu 600\n", SMALL)
    capture = lab.capture()
    equipped(lab)
    assert up(lab)
    headers = [each for each in ike(capture.frames) if each.next_payload == Kind.FRAGMENT]
    assert {each.exchange for each in headers} == {int(Exchange.MAIN)}
    assert "Capabilities:F" in lab["R1"].cli("show crypto session detail")


@pytest.mark.parametrize("where", ["R1", "R2", ""])
def test_both_ends_must_say_so(where: str) -> None:
    lab = two("interface FastEthernet0/0\n ip mtu 600\n", SMALL)
    if where:
        lab[where].configure(ON)
    equipped(lab)
    assert not up(lab)


def test_what_debug_says_of_it() -> None:
    office = Office(extra="logging buffered 100000\n")
    office.one.shell.configure(ON)
    office.two.type("debug crypto isakmp")
    assert office.lan_ping() == ".!!"  # nothing of it is large
    told = office.two.type("show logging")
    assert "ISAKMP:(0): processing IKE frag vendor id payload" in told
    assert "ISAKMP:(0):Support for IKE Fragmentation not enabled" in told
    office.two.shell.configure(ON)
    office.one.type("clear crypto session")
    office.two.type("clear logging")
    office.run(2)
    office.lan_ping()
    assert "not enabled" not in office.two.type("show logging")
    assert " crypto isakmp fragmentation" in " " + "\n ".join(office.one.shell.running_config())


class Sa(IkeSa):
    """What pieces need of one."""

    def __init__(self) -> None:
        self.fragments, self.fragment_id, self.pieces = True, 0, None


@given(st.integers(0, 5000), st.randoms())
def test_a_message_is_what_it_was(size: int, chance: Random) -> None:
    data = Header(bytes(range(1, 9)), bytes(8), Exchange.MAIN, 0, 0, Kind.ID).encode(bytes(size))
    sender, receiver = Sa(), Sa()
    parts = list(cut(sender, data))
    assert len(parts) == 1 or all(len(part) <= LARGEST for part in parts)
    if len(parts) > 1:
        chance.shuffle(parts)
        whole = [join(receiver, Header.decode(part)[1]) for part in parts]
        assert whole[-1] == data and not any(whole[:-1]) and receiver.pieces is None


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_pieces_of_strangers_do_no_harm(bodies: list[bytes]) -> None:
    receiver = Sa()
    for body in bodies:
        join(receiver, body)
    assert receiver.pieces is None or sum(map(len, receiver.pieces.found.values())) < 400
