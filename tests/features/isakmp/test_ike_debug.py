"""`debug crypto isakmp`, line by line against real devices, and the messages in the log."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from isakmp_world import Net, Node, pair
from test_ike_upkeep import nat_pair

from iosemu.device.debug import Audience
from iosemu.device.device import Device
from iosemu.features.isakmp import trace as events
from iosemu.features.isakmp.debug import SPECIAL, SYSLOG, WORDS, words
from iosemu.features.isakmp.model import Keyring, PresharedKey, Profile
from iosemu.features.isakmp.trace import Step, Trace
from iosemu.features.keying.contract import ESP, Layer, Proposal, SaRef, subnet
from iosemu.types import format_ipv4, parse_ipv4

GOLDEN = Path(__file__).parent / "golden"


def listen(node: Node) -> list[str]:
    """All lines of the log, one per list element; an empty line for each one in the text."""
    lines: list[str] = []
    told = Audience(node)  # type: ignore[arg-type]  # a stand-in
    node.bus.listen(Trace, lambda trace: lines.extend(line for text in words(trace, told) for line in text.split("\n")))
    return lines


def normal(line: str, node: str = "") -> str:
    """Without what differs from run to run: addresses in memory, SPIs, message IDs, `major` of the vendor ID."""
    line = re.sub(r"0x[0-9A-F]{6,}\b", "0x{n}", line.replace("\t", " "))
    line = re.sub(r"\b(?=[0-9A-F]*[A-F])(?=[0-9A-F]*\d)[0-9A-F]{8,}\b", "{ptr}", line)
    line = re.sub(r"-?\b\d{8,}\b", "{mid}", line)
    line = re.sub(r"(sa=?|inserted successfully|delme) ?=? ?[0-9A-F]{8,}\b", r"\1 {ptr}", line)
    line = re.sub(r"\((100\d)\)", "(conn)", line)
    line = re.sub(r"major \d+", "major N", line)
    return re.sub(r" +", " ", line).strip()


def between(lines: list[str], first: str, last: str) -> list[str]:
    start = next(number for number, line in enumerate(lines) if first in line)
    end = max(number for number, line in enumerate(lines) if last in line)
    return lines[start : end + 1]


def test_every_step_has_words() -> None:
    assert set(Step) == set(WORDS) | set(SPECIAL)
    assert not set(WORDS) & set(SPECIAL)


def test_initiator_of_17_x_line_by_line(reference: Path) -> None:
    """Origin: IOL 17.x, crypto map, debug on the spoke (transcripts/debug-crypto)."""
    text = (reference / "transcripts/debug-crypto/iol-ikev1-cryptomap-debug-isakmp-initiator.txt").read_text()
    text = text.replace("PHASE2_COMPLETE.....", "PHASE2_COMPLETE")
    real = [re.sub(r"^\*\w+ \d+ [\d:.]+: ", "", line) for line in text.splitlines()]
    real = between(real, "SA request profile", "IKE_QM_PHASE2_COMPLETE")
    net = Net()
    spoke, hub = Node(net, "S", "203.0.113.10", "csr1000v"), Node(net, "H", "203.0.113.1", "csr1000v")
    for node in (spoke, hub):
        node.policy(key_bits=256, group=14)
        node.key("cisco123")
        node.ipsec.proposals = [Proposal((Layer("aes", 256, "sha1"),))]
    lines = listen(spoke)
    ours, theirs = (subnet(parse_ipv4(f"192.168.{n}.0"), parse_ipv4("255.255.255.0")) for n in (1, 0))
    spoke.request(hub, mine=(ours,), theirs=(theirs,))
    net.run(1)
    made = [normal(line).replace("FastEthernet0/0", "Ethernet0/0") for line in lines]
    wanted = [normal(line) for line in real]
    assert made == wanted


@pytest.mark.parametrize("role", ["responder", "initiator"])
def test_both_ends_of_16_x_with_nat_between_line_by_line(reference: Path, role: str) -> None:
    """Origin: CSR1000v 16.x, headquarters and a site behind port translation, profiles with key rings."""
    text = (reference / "transcripts/debug-crypto/jc-nat-ike-debug.txt").read_text()
    headquarters, _, site_text = text.partition("#####################################")
    site_text = re.sub(r"Sending an IKE \.!!!!\n.*\nSITE-A#IPv4 Packet", "Sending an IKE IPv4 Packet", site_text)
    net, site, hq = nat_pair("csr1000v")
    for node, ring in ((site, "VPN"), (hq, "RA")):
        node.policy(encryption="3des", lifetime=6000)
        node.ipsec.proposals = [Proposal((Layer("3des", 0, "sha1"),))]
        node.config.keys.clear()
        node.config.keyrings[ring] = Keyring(ring, keys={(0, 0): PresharedKey("cisco")})
        node.config.profiles["VPN"] = Profile("VPN", keyrings={ring: True}, match_addresses={(0, 0, ""): True})
    lines = listen(hq if role == "responder" else site)
    site.request(hq)
    net.run(1)
    source = headquarters if role == "responder" else site_text
    first = "(N) NEW SA" if role == "responder" else "SA request profile"
    real = between(source.splitlines(), first, "IKE_QM_PHASE2_COMPLETE")
    wanted = [normal(line.replace("GigabitEthernet1", "FastEthernet0/0")) for line in real if line.strip()]
    if role == "initiator":  # there an old SA was in the tree, and a late delete message came in between
        duplicate = "Find a dup sa in the avl tree during calling isadb_insert sa ="
        wanted = [line.replace(duplicate, "insert sa successfully sa =") for line in wanted]
        start = next(at for at, line in enumerate(wanted) if "set new node {mid}" in line)
        del wanted[start - 1 : start + 6]
    assert [normal(line) for line in lines if line.strip()] == wanted


def test_a_delete_message_of_16_x_line_by_line(reference: Path) -> None:
    text = (reference / "transcripts/debug-crypto/jc-nat-ike-debug.txt").read_text()
    real = text.splitlines()
    start = real.index("ISAKMP: (1003):set new node 1319368483 to QM_IDLE")
    net, site, hq = nat_pair("csr1000v")
    site.request(hq)
    net.run(1)
    lines = listen(site)
    hq.isakmp.deleted(parse_ipv4("103.1.1.1"), [SaRef("", ESP, hq.address, 0xF5AC7011)])
    net.run(1)
    assert [normal(line) for line in lines] == [normal(line) for line in real[start - 1 : start + 6]]


def check_golden(name: str, lines: list[str]) -> None:
    made = "\n".join(line.replace("\t", "        ") for line in lines)
    path = GOLDEN / name
    if os.environ.get("IOSEMU_UPDATE_GOLDEN"):
        head = path.read_text().partition("-----\n")[0] if path.exists() else "Origin: to be told\n"
        path.write_text(f"{head}-----\n{made}\n")
    text = path.read_text()
    head, _, body = text.partition("-----\n")
    assert "origin:" in head.lower()
    assert made.rstrip("\n") == body.rstrip("\n"), f"{name} differs"


def masked(lines: list[str]) -> list[str]:
    """Only what is an address in memory or drawn by chance."""
    masked = []
    for line in lines:
        line = re.sub(r"\b66[0-9A-F]{6}\b", "{ptr}", line)
        line = re.sub(r"0x66[0-9A-F]{6}\b", "0x{ptr}", line)
        line = re.sub(r"(node |M-ID of |message ID = |Node )-?\d{6,}", r"\1{mid}", line)
        masked.append(re.sub(r"major (?!69|245|157|123)\d+", "major {octet}", line))
    return masked


@pytest.mark.parametrize("name", ["initiator", "responder"])
def test_15_x_from_the_first_message_to_the_last(name: str) -> None:
    net, r1, r2 = pair()
    r1.policy(lifetime=86400)
    r2.policy(lifetime=1200)
    lines = listen(r1 if name == "initiator" else r2)
    r1.request(r2)
    net.run(1)
    check_golden(f"{name}_15.txt", masked(lines))


@pytest.mark.parametrize("name", ["policy_mismatch", "wrong_key", "no_answer", "no_key", "transform_mismatch", "clear"])
@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_15_x_failures(name: str, role: str) -> None:
    net, r1, r2 = pair()
    if name == "policy_mismatch":
        r2.policy(20, key_bits=256)
        r2.policy(10, hash="md5")
    elif name == "wrong_key":
        r2.key("cisc0")
    elif name == "no_key":
        (r1 if role == "initiator" else r2).config.keys.clear()
    elif name == "no_answer":
        net.filters.append(lambda each: each if each.src == r1.address and role == "responder" else None)
    elif name == "transform_mismatch":
        r2.ipsec.proposals = [Proposal((Layer("3des", 0, "md5"),), tunnel=False)]
    if name == "clear":
        r1.request(r2)
        net.run(1)
    lines = listen(r1 if role == "initiator" else r2)
    if name == "clear":
        r1.isakmp.clear()
    else:
        r1.request(r2)
    net.run(15 if name in ("wrong_key", "no_answer") else 2)
    if name == "no_answer":
        lines.append("(later)")
        net.run(107)
    check_golden(f"{name}_{role}.txt", masked(lines))


def test_conditions_let_one_peer_through() -> None:
    net = Net()
    hub, one, two = (Node(net, name, f"{name}.{name}.{name}.{name}") for name in "167")
    for node in (hub, one, two):
        node.policy()
        node.key("cisco")
    hub.isakmp.keying.conditions.peers.add(two.address)
    lines = listen(hub)
    one.request(hub)
    two.request(hub)
    net.run(1)
    assert any("7.7.7.7" in line for line in lines)
    assert not any("6.6.6.6" in line for line in lines)


def test_the_words_of_the_log() -> None:
    peer = parse_ipv4("192.0.2.1")

    def text(event: Any) -> str:
        message = SYSLOG[type(event)](event, Audience(Device("R1")))
        return f"%{message.facility}-{message.severity}-{message.mnemonic}: {message.text}"

    assert text(events.IsakmpSwitched(True)) == "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON"
    assert text(events.BadMessage(peer)) == (
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.1 failed its sanity check or is malformed"
    )
    assert text(events.NoSaForMessage(peer)) == (
        "%CRYPTO-4-IKMP_NO_SA: IKE message from 192.0.2.1 has no SA and is not an initialization offer"
    )
    assert text(events.ModeFailure("Quick", peer)) == (
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 192.0.2.1"
    )
    assert text(events.AggressiveDisabled(peer)) == (
        "%CRYPTO-5-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to Aggressive Mode while disabled"
    )
    assert format_ipv4(peer) == "192.0.2.1"
