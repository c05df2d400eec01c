"""Rekeys on the wire, opened by a reader that was written from the RFC: what it finds is what members then use."""

from __future__ import annotations

import pytest

from iosemu.features.gdoi.engine import GdoiEngine
from iosemu.features.ipsec.keys import keys as sas
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire import ipv4
from tests.features.gdoi.group import SERVER, group
from tests.features.gdoi.rfc6407 import PUSH, SAK, SAT, Kek, open_push, value

# RFC 6407: section 5.3 (KEK attributes), 5.6 (key packets); RFC 2407 section 4.5, RFC 2409
KEK_ALGORITHM, KEK_KEY_LENGTH, KEK_LIFETIME, SIG_HASH, SIG_ALGORITHM, SIG_KEY_LENGTH = 2, 3, 4, 5, 6, 7
TEK, KEK = 1, 2
CIPHER_KEY, INTEGRITY_KEY = 1, 2
LIFE_TYPE, LIFE_DURATION, ENCAPSULATION, AUTHENTICATION, KEY_LENGTH = 1, 2, 4, 5, 6
ESP_AES = 12


def pushes(lab: Lab) -> list[tuple[bytes, int]]:
    """Datagrams of that exchange which the server sends from now on, each with its destination."""
    heard: list[tuple[bytes, int]] = []

    def tap(time: float, sender: object, frame: bytes) -> None:
        if frame[12:14] != b"\x08\x00" or not str(sender).startswith("KS"):
            return
        packet = ipv4.IPv4.decode(frame[14:])
        if packet.protocol == ipv4.UDP and packet.payload[2:4] == (848).to_bytes(2, "big"):
            data = packet.payload[8:]
            if data[18] == PUSH:
                heard.append((data, packet.dst))

    lab["KS"].device.interfaces[InterfaceName.parse("FastEthernet0/0")].link.taps.append(tap)
    return heard


def kek_of(lab: Lab) -> tuple[Kek, bytes]:
    engine: GdoiEngine = lab["KS"].device.engine("gdoi")
    server = next(iter(engine.servers.values()))
    kek = server.kek
    return Kek(kek.spi, kek.iv, kek.key), kek.public


@pytest.mark.parametrize(("algorithm", "number", "block"), [("3des-cbc", 2, 8), ("aes 128", 3, 16), ("aes 256", 3, 16)])
def test_a_rekey_is_what_the_rfc_says(algorithm: str, number: int, block: int) -> None:
    lab = group(server=SERVER.replace("  rekey retransmit", f"  rekey algorithm {algorithm}\n  rekey retransmit"))
    lab.run(40)
    heard = pushes(lab)
    kek, public = kek_of(lab)
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(2)
    assert {dst for _, dst in heard} == {0xC0010A02, 0xC0011402, 0xC0011E02} and len({data for data, _ in heard}) == 1
    found = open_push(heard[0][0], kek)
    assert found.sequence == 1 and found.proves(public, "sha1") and not found.proves(public, "sha256")
    sak, *sats = found.policies
    assert (sak.kind, sak.protocol) == (SAK, 17) and sak.source == "192.1.40.2:848"
    assert value(sak.said, SIG_ALGORITHM) == 1 and value(sak.said, SIG_HASH) == 2
    assert value(sak.said, SIG_KEY_LENGTH) == 1024 and value(sak.said, KEK_ALGORITHM) == number
    assert 0 < value(sak.said, KEK_LIFETIME) <= 86400
    permits = [each for each in sats if each.kind == SAT and each.protocol == 1]
    assert {(each.source, each.destination) for each in permits} == {("10.1.0.0/255.255.0.0:0", "10.1.0.0/255.255.0.0:0")}
    assert {each.transform for each in permits} == {ESP_AES}
    assert all(value(each.said, LIFE_TYPE) == 1 and value(each.said, ENCAPSULATION) == 1 for each in permits)
    assert all(value(each.said, AUTHENTICATION) == 2 and value(each.said, KEY_LENGTH) == 128 for each in permits)
    assert all(0 < value(each.said, LIFE_DURATION) <= 3600 for each in permits)
    teks = {spi: said for kind, spi, said in found.keys if kind == TEK}
    assert set(teks) == {each.spi for each in permits}
    keks = [(spi, said) for kind, spi, said in found.keys if kind == KEK]
    assert [spi for spi, _ in keks] == [sak.spi]
    for said in teks.values():
        assert (len(said[CIPHER_KEY]), len(said[INTEGRITY_KEY])) == (16, 20)
    # members have them, and with these keys
    keys = {each.row[3]: each.row for each in sas(lab["R1"].device) if each.table == "esp_sa"}
    assert set(keys) == {f"0x{int.from_bytes(spi, 'big'):08x}" for spi in teks}
    for spi, said in teks.items():
        row = keys[f"0x{int.from_bytes(spi, 'big'):08x}"]
        assert row[5] == f"0x{said[CIPHER_KEY].hex()}" and row[7] == f"0x{said[INTEGRITY_KEY].hex()}"
    # the next rekey is under the KEK that this one brought
    now, _ = kek_of(lab)
    secret = keks[0][1][CIPHER_KEY]
    assert (now.spi, now.iv + now.key) == (keks[0][0], secret)
    heard.clear()
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(2)
    again = open_push(heard[0][0], Kek(keks[0][0], secret[:block], secret[block:]))
    assert again.sequence >= 1 and again.proves(public, "sha1")


def test_a_removal_names_the_keys_and_has_none() -> None:
    lab = group()
    lab.run(40)
    heard, (kek, public) = pushes(lab), kek_of(lab)
    engine: GdoiEngine = lab["KS"].device.engine("gdoi")
    old = [tek.spi.to_bytes(4, "big") for tek in engine.servers["SALES"].live()]
    lab["KS"].cli("clear crypto gdoi ks members\nyes\n")
    lab.run(2)
    found = open_push(heard[0][0], kek)
    assert found.proves(public, "sha1") and found.deleted == old
    assert not found.keys and not found.policies


def test_lines_that_deny_have_no_key() -> None:
    server = SERVER.replace("access-list 101 permit", "access-list 101 deny tcp any any eq 179\naccess-list 101 permit")
    lab = group(server=server)
    lab.run(40)
    heard = pushes(lab)
    kek, _ = kek_of(lab)
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(2)
    found = open_push(heard[0][0], kek)
    deny, *permits = [each for each in found.policies if each.kind == SAT]
    assert deny.protocol not in (1, 2) and deny.destination == "0.0.0.0/0.0.0.0:179"
    assert all(each.protocol == 1 for each in permits) and permits
