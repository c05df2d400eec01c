"""Password types against other implementations' values."""

from __future__ import annotations

from random import Random

import pytest

from iosemu.crypto import passwords


def test_type7_known_value() -> None:
    """Widely published pair: offset 8, "cisco"."""
    assert passwords.reveal_type7("0822455D0A16") == "cisco"
    assert passwords.reveal_type7("094F471A1A0A") == "cisco"


@pytest.mark.parametrize("password", ["cisco", "a", "Länge%$ with blanks", "x" * 25])
def test_type7_round_trip(password: str) -> None:
    for seed in range(20):
        assert passwords.reveal_type7(passwords.type7(password, Random(seed))) == password


def test_type5_known_value() -> None:
    """`openssl passwd -1 -salt mERr cisco`"""
    assert passwords.type5("cisco", "mERr") == "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"


def test_type8_and_type9_known_values() -> None:
    """hashcat's example hashes of modes 9200 and 9300."""
    assert passwords.matches(8, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat")
    assert passwords.matches(9, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6", "hashcat")


@pytest.mark.parametrize("kind", [4, 5, 8, 9])
def test_hash_verifies_only_its_password(kind: int) -> None:
    stored = passwords.hashed(kind, "secret", Random(1))
    assert passwords.is_hash(kind, stored)
    assert passwords.matches(kind, stored, "secret")
    assert not passwords.matches(kind, stored, "Secret")


def test_type4_known_values() -> None:
    """Published with IOS 15.1 and 15.2."""
    assert passwords.type4("cisco") == "tnhtc92DXBhelxjYk8LWJrPV36S2i4ntXrpb4RFmfqY"
    assert passwords.matches(4, "9h/bNbZRK8Hm9J2ONmwUdf0KoztPJewuR2NseOBKzM6", "Secret123")
    assert not passwords.matches(4, "9h/bNbZRK8Hm9J2ONmwUdf0KoztPJewuR2NseOBKzM6", "secret123")
