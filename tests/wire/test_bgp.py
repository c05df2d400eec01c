"""BGP messages: round trips, what is malformed and how it is answered, what tshark and scapy read in them."""

from __future__ import annotations

import contextlib
import copy
import pickle
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import Prefix, Prefix6, parse_ipv6
from iosemu.wire import bgp, ethernet, ipv4, pcap
from iosemu.wire import bgp_attributes as attrs
from iosemu.wire.bgp import (
    BgpError,
    Cap,
    Code,
    Kind,
    Notification,
    Open,
    OrfAction,
    OrfEntry,
    Restart,
    RouteRefresh,
    When,
)
from iosemu.wire.bgp_attributes import Attributes, Handling, Type
from iosemu.wire.bgp_update import END_OF_RIB, END_OF_RIB6, Update, announcements, withdrawals
from iosemu.wire.tcp import ACK, PSH, Tcp

asns = st.one_of(st.integers(1, 65535), st.integers(65536, 0xFFFFFFFF))
u32 = st.integers(0, 0xFFFFFFFF)
hosts = st.integers(0x01000000, 0x7EFFFFFF)
numbers = st.lists(asns, min_size=1, max_size=6).map(tuple)
segments = st.tuples(st.sampled_from([attrs.SET, attrs.SEQUENCE, attrs.CONFED_SEQUENCE]), numbers)


def joined(path: list[tuple[int, tuple[int, ...]]]) -> attrs.AsPath:
    """Two sequences in a row are one."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for kind, part in path:
        if found and kind == attrs.SEQUENCE == found[-1][0]:
            found[-1] = (kind, found[-1][1] + part)
        else:
            found.append((kind, part))
    return tuple(found)


paths = st.lists(segments, max_size=3).map(joined)
some = st.none() | u32
sets = st.builds(
    Attributes.make, st.integers(0, 2), paths, hosts, some, some, st.booleans(), st.none() | st.tuples(asns, u32),
    st.sets(u32, max_size=4).map(sorted).map(tuple), some, st.lists(u32, max_size=3).map(tuple),
    st.lists(st.binary(min_size=8, max_size=8), max_size=2).map(tuple),
)  # fmt: skip
prefixes = st.builds(Prefix.of, u32, st.integers(0, 32))
P1, P2 = Prefix.parse("10.1.0.0/16"), Prefix.parse("203.0.113.128/25")
PLAIN = Attributes.make(0, ((attrs.SEQUENCE, (65001, 65002)),), 0x0A000001, 5)


def body(message: bytes, kind: int = Kind.UPDATE) -> bytes:
    stream = bytearray(message)
    found = list(bgp.messages(stream))
    assert not stream and [each[0] for each in found] == [kind]
    return found[0][1]


@given(sets, st.lists(prefixes, min_size=1, max_size=5, unique=True))
def test_updates_come_back_as_they_went(attributes: Attributes, networks: list[Prefix]) -> None:
    [message] = announcements(attributes, True, networks)
    found = Update.decode(body(message))
    assert found.attributes is attributes and found.networks == networks
    assert not found.fault and not found.withdrawn
    [message] = withdrawals(networks)
    assert Update.decode(body(message)) == Update(networks)


@given(sets)
def test_numbers_of_four_octets_survive_speakers_of_two(attributes: Attributes) -> None:
    """RFC 6793 section 4.2: AS_TRANS in the old attributes, the truth in the new ones."""
    plain = tuple(segment for segment in attributes.as_path if segment[0] in (attrs.SET, attrs.SEQUENCE))
    attributes = attributes.but(as_path=joined(list(plain)))
    [message] = announcements(attributes, False, [P1])
    found = Update.decode(body(message), four=False)
    assert found.attributes is attributes


def test_an_old_speaker_in_the_middle_adds_its_number() -> None:
    old = ((attrs.SEQUENCE, (100, bgp.AS_TRANS, bgp.AS_TRANS)),)
    assert attrs.merge(old, ((attrs.SEQUENCE, (70001, 70002)),)) == ((attrs.SEQUENCE, (100, 70001, 70002)),)
    longer = ((attrs.SEQUENCE, (1, 2, 3, 4)),)
    assert attrs.merge(old, longer) == old, "an AS4_PATH that is longer than the AS_PATH counts for nothing"
    mixed = ((attrs.SEQUENCE, (9,)), (attrs.SET, (5, bgp.AS_TRANS)))
    assert attrs.merge(mixed, ((attrs.SET, (5, 70001)),)) == ((attrs.SEQUENCE, (9,)), (attrs.SET, (5, 70001)))


def test_a_speaker_that_knows_of_two_octets_passes_the_rest_on() -> None:
    attributes = PLAIN.but(as_path=((attrs.SEQUENCE, (70001, 5)),))
    [message] = announcements(attributes, False, [P1])
    old = Update.decode(body(message), four=False, new=False).attributes
    assert old is not None and old.as_path == ((attrs.SEQUENCE, (bgp.AS_TRANS, 5)),)
    [(flags, kind, _)] = old.unknown
    assert (flags, kind) == (0xC0, Type.AS4_PATH)
    further = old.but(as_path=attrs.prepend(old.as_path, (2,)))
    [message] = announcements(further, False, [P1])
    found = Update.decode(body(message), four=False).attributes
    assert found is not None and found.as_path == ((attrs.SEQUENCE, (2, 70001, 5)),)


def test_many_networks_take_many_messages() -> None:
    networks = [Prefix(0x0A000000 + (i << 8), 24) for i in range(2500)]
    messages = list(announcements(PLAIN, True, networks))
    assert len(messages) == 3 and all(len(message) <= bgp.LONGEST for message in messages)
    assert [p for message in messages for p in Update.decode(body(message)).networks] == networks
    assert [p for message in withdrawals(networks) for p in Update.decode(body(message)).withdrawn] == networks


def test_one_set_is_one_object() -> None:
    again = Attributes.make(0, ((attrs.SEQUENCE, (65001, 65002)),), 0x0A000001, 5)
    assert again is PLAIN and copy.deepcopy(PLAIN) is PLAIN and pickle.loads(pickle.dumps(PLAIN)) is PLAIN
    assert PLAIN.but(med=6) is not PLAIN and PLAIN.but(med=6).but(med=5) is PLAIN


def test_words_and_lengths_of_paths() -> None:
    path = ((attrs.CONFED_SEQUENCE, (65010, 65011)), (attrs.SEQUENCE, (1, 2)), (attrs.SET, (3, 4)))
    assert attrs.as_path_text(path) == "(65010 65011) 1 2 {3,4}"
    assert attrs.as_path_length(path) == 3 and attrs.first_as(path) == 1
    assert attrs.prepend(((attrs.SEQUENCE, (1,)),), (5, 5)) == ((attrs.SEQUENCE, (5, 5, 1)),)
    assert attrs.prepend(((attrs.SET, (1,)),), (5,)) == ((attrs.SEQUENCE, (5,)), (attrs.SET, (1,)))


@given(asns, st.integers(3, 65535), hosts, st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=9)), max_size=5))
def test_opens_come_back(asn: int, hold: int, identifier: int, more: list[tuple[int, bytes]]) -> None:
    more = [each for each in more if each[0] != Cap.FOUR_OCTETS]
    opening = Open(asn, hold, identifier, [bgp.multiprotocol(1, 1), *more, bgp.four_octets(asn)])
    found = Open.decode(body(opening.message(), Kind.OPEN))
    assert (found.asn, found.hold, found.identifier, found.capabilities) == (asn, hold, identifier, opening.capabilities)
    assert found.two == (asn if asn < 65536 else bgp.AS_TRANS) and (1, 1) in found.families and found.four_octets


def test_the_capability_of_graceful_restart() -> None:
    restart = Restart(120, True, {(1, 1): True, (2, 1): False})
    opening = Open(1, 90, 5, [bgp.graceful_restart(restart)])
    assert Open.decode(body(opening.message(), Kind.OPEN)).restart == restart


def test_ios_opens_with_57_bytes() -> None:
    caps = [bgp.multiprotocol(1, 1), (128, b""), (2, b""), (70, b""), bgp.four_octets(65001)]
    assert len(Open(65001, 180, 0x01010101, caps).message()) == 57


@given(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=40))
def test_notifications_and_refreshes_come_back(code: int, subcode: int, data: bytes) -> None:
    told = Notification(code, subcode, data)
    assert Notification.decode(body(told.message(), Kind.NOTIFICATION)) == told
    asked = RouteRefresh(code, subcode, 1)
    assert RouteRefresh.decode(body(asked.message(), Kind.ROUTE_REFRESH)) == asked


def wrong(data: bytes) -> tuple[int, int, bytes]:
    with pytest.raises(BgpError) as error:
        for kind, found in bgp.messages(bytearray(data)):
            {Kind.OPEN: Open, Kind.UPDATE: Update}[Kind(kind)].decode(found)
    return error.value.code, error.value.subcode, error.value.data


def opened(**changes: int | bytes) -> bytes:
    """An OPEN with fields of its own: version, hold, identifier, options."""
    fields = {"version": 4, "hold": 180, "identifier": 1, "options": b""} | changes
    options = fields["options"]
    assert isinstance(options, bytes)
    head = bytes((int(fields["version"]),)) + b"\0\1" + int(fields["hold"]).to_bytes(2, "big")
    return bgp.frame(Kind.OPEN, head + int(fields["identifier"]).to_bytes(4, "big") + bytes((len(options),)) + options)


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"\0" + bgp.KEEPALIVE[1:], (1, 1, b"")),
        (bgp.MARKER + b"\0\x12\4", (1, 2, b"\0\x12")),
        (bgp.MARKER + b"\x10\1\2", (1, 2, b"\x10\1")),
        (bgp.frame(4, b"x"), (1, 2, b"\0\x14")),
        (bgp.frame(2, b"\0\0\0"), (1, 2, b"\0\x16")),
        (bgp.frame(9, b""), (1, 3, b"\x09")),
        (opened(version=3), (2, 1, b"\0\4")),
        (opened(hold=2), (2, 6, b"")),
        (opened(identifier=0), (2, 3, b"\0\0\0\0")),
        (opened(options=b"\1\2ab"), (2, 4, b"\1\2ab")),
        (opened(options=b"\2\3\1\4a"), (2, 0, b"")),
        (bgp.frame(2, b"\0\x09\0\0\0"), (3, 1, b"")),
        (bgp.frame(2, b"\0\0\0\x09"), (3, 1, b"")),
        (bgp.frame(2, b"\0\2\x21\1\0\0"), (3, 10, b"")),
        (bgp.frame(2, b"\0\0\0\0\x08\x0a"), (3, 3, b"\1")),
    ],
)
def test_what_ends_the_session(data: bytes, answer: tuple[int, int, bytes]) -> None:
    assert wrong(data) == answer


ORIGIN, PATH, HOP = b"\x40\1\1\0", b"\x40\2\0", b"\x40\3\4\x0a\0\0\1"


@pytest.mark.parametrize(
    ("attributes", "handling", "subcode", "data"),
    [
        (PATH + HOP, Handling.WITHDRAW, 3, b"\1"),
        (ORIGIN + HOP, Handling.WITHDRAW, 3, b"\2"),
        (ORIGIN + PATH, Handling.WITHDRAW, 3, b"\3"),
        (b"\x40\1\1\3" + PATH + HOP, Handling.WITHDRAW, 6, b"\x40\1\1\3"),
        (b"\x40\1\2\0\0" + PATH + HOP, Handling.WITHDRAW, 5, b"\x40\1\2\0\0"),
        (b"\xc0\1\1\0" + PATH + HOP, Handling.WITHDRAW, 4, b"\xc0\1\1\0"),
        (ORIGIN + b"\x40\2\3\7\1\0" + HOP, Handling.WITHDRAW, 11, b"\x40\2\3\7\1\0"),
        (ORIGIN + PATH + b"\x40\3\4\xe0\0\0\1", Handling.WITHDRAW, 8, b"\x40\3\4\xe0\0\0\1"),
        (ORIGIN + PATH + HOP + b"\x80\4\1\0", Handling.WITHDRAW, 5, b"\x80\4\1\0"),
        (ORIGIN + PATH + HOP + b"\xc0\x08\2\0\0", Handling.WITHDRAW, 9, b"\xc0\x08\2\0\0"),
        (ORIGIN + PATH + HOP + b"\x40\6\1\0", Handling.DISCARD, 5, b"\x40\6\1\0"),
        (ORIGIN + PATH + HOP + b"\xc0\7\2\0\0", Handling.DISCARD, 5, b"\xc0\7\2\0\0"),
        (ORIGIN + PATH + HOP + b"\x40\x63\0", Handling.RESET, 2, b"\x40\x63\0"),
        (ORIGIN + PATH + HOP + b"\x80\4\x09\0", Handling.WITHDRAW, 5, b"\x80\4\x09\0"),
        (ORIGIN + PATH + HOP + b"\x80\4", Handling.WITHDRAW, 1, b""),
        (b"\x80\x0e\3\0\1\1" + ORIGIN + PATH, Handling.RESET, 9, b"\x80\x0e\3\0\1\1"),
    ],
)
def test_faulty_attributes(attributes: bytes, handling: Handling, subcode: int, data: bytes) -> None:
    """RFC 7606 section 7 says what becomes of each, RFC 4271 section 6.3 what answers it."""
    found = Update.decode(b"\0\0" + len(attributes).to_bytes(2, "big") + attributes + b"\x08\x0a")
    fault = found.fault
    assert fault is not None and (fault.handling, fault.subcode, fault.data) == (handling, subcode, data)
    assert found.networks == [Prefix.parse("10.0.0.0/8")]


def test_of_two_attributes_of_a_kind_the_first_counts() -> None:
    attributes = ORIGIN + PATH + HOP + b"\x80\4\4\0\0\0\1" + b"\x80\4\4\0\0\0\2"
    found = Update.decode(b"\0\0" + len(attributes).to_bytes(2, "big") + attributes + b"\x08\x0a")
    assert found.fault is None and found.attributes is not None and found.attributes.med == 1


def test_unknown_transitive_attributes_are_passed_on() -> None:
    attributes = ORIGIN + PATH + HOP + b"\xc0\x63\2ab" + b"\x80\x64\2cd"
    found = Update.decode(b"\0\0" + len(attributes).to_bytes(2, "big") + attributes + b"\x08\x0a").attributes
    assert found is not None and found.unknown == ((0xC0, 0x63, b"ab"),)
    assert attrs.pack_attributes(found).endswith(b"\xe0\x63\2ab"), "with the partial bit"


def test_ipv4_unicast_may_come_in_the_multiprotocol_attributes() -> None:
    reach = b"\0\1\1\4\x0a\0\0\x09\0" + bgp.pack_prefixes([P1])
    attributes = ORIGIN + PATH + bytes((0x80, Type.MP_REACH, len(reach))) + reach
    found = Update.decode(b"\0\0" + len(attributes).to_bytes(2, "big") + attributes)
    assert found.networks == [P1] and found.attributes is not None and found.attributes.next_hop == 0x0A000009
    gone = b"\0\1\1" + bgp.pack_prefixes([P2])
    attributes = bytes((0x80, Type.MP_UNREACH, len(gone))) + gone
    found = Update.decode(b"\0\0" + len(attributes).to_bytes(2, "big") + attributes)
    assert found.withdrawn == [P2] and not found.networks and found.fault is None


@given(st.binary(min_size=4, max_size=120), st.booleans())
def test_any_bytes_are_refused_politely(data: bytes, four: bool) -> None:
    with contextlib.suppress(BgpError):
        Update.decode(data, four)
    with contextlib.suppress(BgpError):
        list(bgp.messages(bytearray(bgp.MARKER + data)))
    with contextlib.suppress(BgpError):
        Open.decode((data * 4)[:60])


def test_a_stream_is_cut_into_messages_as_it_comes() -> None:
    whole = bgp.KEEPALIVE + next(withdrawals([P1])) + bgp.KEEPALIVE
    stream, found = bytearray(), []
    for byte in whole:
        stream.append(byte)
        found += [kind for kind, _ in bgp.messages(stream)]
    assert found == [4, 2, 4] and not stream


EVERYTHING = Attributes.make(
    2, ((attrs.SEQUENCE, (65001, 70000)), (attrs.SET, (3, 4))), 0x0A000001, 50, 200, True, (70000, 0x01010101),
    (0xFFFFFF01, 0xFFFF0001), 0x05050505, (0x06060606, 0x07070707), (b"\0\2\xfd\xe9\0\0\0\x64",),
)  # fmt: skip
WIDE = EVERYTHING.but(
    communities=(0xFFFF0001, 0xFFFFFF01), next_hop=parse_ipv6("2001:db8:12::1"), link_local=parse_ipv6("fe80::1")
)
W1, W2 = Prefix6.parse("2001:db8:77::/48"), Prefix6.parse("2001:db8::5/128")
MESSAGES = [
    Open(70000, 180, 0x01010101, [
        bgp.multiprotocol(1, 1), (128, b""), (2, b""), (70, b""), bgp.four_octets(70000),
        bgp.graceful_restart(Restart(120, True, {(1, 1): True})),
    ]).message(),
    bgp.KEEPALIVE,
    *announcements(EVERYTHING, True, [P1, P2]),
    *withdrawals([P1]),
    END_OF_RIB,
    RouteRefresh().message(),
    Notification(Code.CEASE, 2).message(),
    RouteRefresh(when=When.DEFER, filters=[(bgp.OLD_PREFIX_LIST, b"".join(entry.encode() for entry in (
        OrfEntry(OrfAction.REMOVE_ALL), OrfEntry(OrfAction.ADD, False, 300, 16, 24, Prefix.parse("10.0.0.0/8")),
    )))]).message(),
    *announcements(WIDE, True, [W1, W2], wide=True),
    *announcements(WIDE.but(link_local=0), True, [W1], wide=True),
    *withdrawals([W1], wide=True),
    END_OF_RIB6,
]  # fmt: skip


_ORF = "bgp.route_refresh.orf"
REFRESH = [f"{_ORF}.flag", f"{_ORF}.type", *(f"{_ORF}.entry.{name}" for name in (
    "action", "match", "sequence", "prefixmask_lower", "prefixmask_upper", "ip",
))]  # fmt: skip


def test_networks_of_ipv6_come_back() -> None:
    [message] = announcements(WIDE, True, [W1, W2], wide=True)
    found = Update.decode(body(message))
    assert not found.networks and found.wide is not None and found.wide.networks == [W1, W2]
    assert found.wide.attributes is WIDE
    [message] = withdrawals([W1], wide=True)
    gone = Update.decode(body(message))
    assert gone.wide is not None and gone.wide.withdrawn == [W1] and not gone.end_of_rib
    end = Update.decode(body(END_OF_RIB6)).wide
    assert end is not None and end.end_of_rib
    many = [Prefix6((0x2001 << 112) + (i << 64), 64) for i in range(1500)]
    messages = [*announcements(WIDE, True, many, wide=True), *withdrawals(many, wide=True)]
    assert all(len(message) <= bgp.LONGEST for message in messages)
    parts = [Update.decode(body(message)).wide for message in messages]
    assert [p for part in parts if part is not None for p in part.networks] == many
    assert [p for part in parts if part is not None for p in part.withdrawn] == many


def test_a_next_hop_of_no_known_length_ends_the_session() -> None:
    [message] = announcements(WIDE, True, [W1], wide=True)
    bad = bytearray(body(message))
    at = bad.index(b"\0\2\1\x20")
    bad[at + 3] = 24
    fault = Update.decode(bytes(bad)).fault
    assert fault is not None and fault.handling is attrs.Handling.RESET


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_networks_of_ipv6(tmp_path: Path) -> None:
    fields = (
        "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6",
        "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local", "bgp.mp_reach_nlri_ipv6_prefix",
        "bgp.mp_unreach_nlri_ipv6_prefix", "bgp.update.path_attribute.mp_unreach_nlri.end_of_rib", "_ws.malformed",
    )  # fmt: skip
    known = subprocess.run(["tshark", "-G", "fields"], capture_output=True, text=True, check=True).stdout
    fields = tuple(name for name in fields if f"\t{name}\t" in known)
    rows = read(tmp_path, MESSAGES[-4:], fields)
    said = ["\t".join(row.values()) for row in rows]
    assert "2001:db8:12::1" in said[0] and "fe80::1" in said[0] and "2001:db8:77::" in said[0]
    assert "2001:db8::5" in said[0] and "fe80::1" not in said[1] and "2001:db8:77::" in said[2]
    assert not any(row["_ws.malformed"] for row in rows)


def read(tmp_path: Path, messages: list[bytes], fields: tuple[str, ...]) -> list[dict[str, str]]:
    """What tshark tells of them."""
    file, sequence, frames = tmp_path / "bgp.pcap", 1, []
    for number, message in enumerate(messages):
        segment = Tcp(20000, 179, sequence, 1, ACK | PSH, payload=message).encode(0x0A000002, 0x0A000001)
        packet = ipv4.IPv4(0x0A000002, 0x0A000001, ipv4.TCP, segment, ttl=1).encode()
        frames.append(pcap.Packet(float(number), ethernet.Frame(2, 1, ethernet.IPV4, packet).encode()))
        sequence += len(message)
    file.write_bytes(pcap.encode(frames, pcap.LinkType.ETHERNET))
    command = ["tshark", "-n", "-r", str(file), "-Y", "bgp", "-T", "fields"]
    said = subprocess.run([*command, *(f"-e{name}" for name in fields)], capture_output=True, text=True, check=True)
    return [dict(zip(fields, line.split("\t"), strict=True)) for line in said.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_what_we_write(tmp_path: Path) -> None:
    fields = (
        "bgp.type", "bgp.open.myas", "bgp.open.holdtime", "bgp.cap.type", "bgp.cap.4as",
        "bgp.update.path_attribute.origin", "bgp.update.path_attribute.next_hop", "bgp.update.path_attribute.local_pref",
        "bgp.update.path_attribute.multi_exit_disc",
        "bgp.update.path_attribute.originator_id", "bgp.nlri_prefix", "bgp.withdrawn_prefix",
        "bgp.notify.major_error", *REFRESH, "_ws.malformed", "_ws.expert.severity",
    )  # fmt: skip
    rows = read(tmp_path, MESSAGES, fields)
    assert [row["bgp.type"] for row in rows] == ["1", "4", "2", "2", "2", "5", "3", "5", "2", "2", "2", "2"]
    assert not any(row["_ws.malformed"] for row in rows)
    assert not any("8388608" in row["_ws.expert.severity"] for row in rows)
    first, update, gone = rows[0], rows[2], rows[3]
    assert (first["bgp.open.myas"], first["bgp.open.holdtime"]) == ("23456", "180")
    assert first["bgp.cap.type"] == "1,128,2,70,65,64" and first["bgp.cap.4as"] == "70000"
    assert update["bgp.update.path_attribute.origin"] == "2"
    assert update["bgp.update.path_attribute.next_hop"] == "10.0.0.1"
    assert update["bgp.update.path_attribute.local_pref"] == "200"
    assert update["bgp.update.path_attribute.multi_exit_disc"] == "50"
    assert update["bgp.update.path_attribute.originator_id"] == "5.5.5.5"
    assert update["bgp.nlri_prefix"] == "10.1.0.0,203.0.113.128" and gone["bgp.withdrawn_prefix"] == "10.1.0.0"
    assert rows[6]["bgp.notify.major_error"] == "6"
    assert [rows[7][name] for name in REFRESH] == ["2", "128", "2,0", "1", "300", "16", "24", "10.0.0.0"]


def test_scapy_reads_what_we_write() -> None:
    theirs = pytest.importorskip("scapy.contrib.bgp")
    theirs.bgp_module_conf.use_2_bytes_asn = False
    opening = theirs.BGP(MESSAGES[0])[theirs.BGPOpen]
    assert (opening.version, opening.my_as, opening.hold_time, opening.bgp_id) == (4, 23456, 180, "1.1.1.1")
    codes = [parameter.param_value.code for parameter in opening.opt_params]
    assert codes == [1, 128, 2, 70, 65, 64]
    update = theirs.BGP(MESSAGES[2])[theirs.BGPUpdate]
    found = {each.type_code: each.attribute for each in update.path_attr}
    assert sorted(found) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16]
    assert (found[3].next_hop, found[4].med, found[5].local_pref) == ("10.0.0.1", 50, 200)
    assert [each.segment_value for each in found[2].segments] == [[65001, 70000], [3, 4]]
    assert [each.prefix for each in update.nlri] == ["10.1.0.0/16", "203.0.113.128/25"]


def test_we_read_what_scapy_writes() -> None:
    theirs = pytest.importorskip("scapy.contrib.bgp")
    theirs.bgp_module_conf.use_2_bytes_asn = True
    made = theirs.BGPHeader(type=2) / theirs.BGPUpdate(
        withdrawn_routes=[theirs.BGPNLRI_IPv4(prefix="192.0.2.0/24")],
        path_attr=[
            theirs.BGPPathAttr(type_flags=0x40, type_code=1, attribute=theirs.BGPPAOrigin(origin=1)),
            theirs.BGPPathAttr(type_flags=0x40, type_code=2, attribute=theirs.BGPPAASPath(
                segments=[theirs.BGPPAASPath.ASPathSegment(segment_type=2, segment_value=[65001, 65002])])),
            theirs.BGPPathAttr(type_flags=0x40, type_code=3, attribute=theirs.BGPPANextHop(next_hop="10.0.0.1")),
        ],
        nlri=[theirs.BGPNLRI_IPv4(prefix="10.1.0.0/16")],
    )  # fmt: skip
    found = Update.decode(body(bytes(made)), four=False)
    assert found.withdrawn == [Prefix.parse("192.0.2.0/24")] and found.networks == [P1]
    assert found.attributes is Attributes.make(1, ((attrs.SEQUENCE, (65001, 65002)),), 0x0A000001)
