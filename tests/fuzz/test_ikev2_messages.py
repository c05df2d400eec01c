"""IKEv2 messages of a stranger: a decoder raises Malformed or nothing, and what it takes is encoded to what it takes."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from iosemu.wire import Malformed
from iosemu.wire.ikev2 import Message, decode_payloads
from tests.fuzz.mutate import mutate

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "features" / "ikev2"))

from ikev2_world import MAP, pair, ping


def messages() -> list[bytes]:
    """Those of a walk, as the engine gets them, and what is inside of the encrypted ones."""
    lab = pair(MAP)
    seen: list[bytes] = []
    for node in ("R1", "R2"):
        port = lab[node].device.engine("ike")
        port._users[500, 2] = _Listener(port._users[500, 2], seen)
    lab.run(1)
    ping(lab)
    lab["R1"].cli("clear crypto ikev2 sa")
    lab.run(5)
    return seen


class _Listener:
    def __init__(self, user: object, seen: list[bytes]) -> None:
        self.user, self.seen = user, seen

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        self.seen.append(data)
        self.user.message(local, local_port, remote, remote_port, data, vrf)  # type: ignore[attr-defined]


def test_a_liars_messages_never_raise() -> None:
    known = messages()
    assert len(known) >= 6
    chance = Random("ikev2")
    taken = 0
    for _ in range(4000):
        data = mutate(chance.choice(known), known, chance, 0)
        try:
            found = Message.decode(data)
        except Malformed:
            continue
        taken += 1
        again = Message.decode(found.encode())
        assert again.payloads == found.payloads and again.encode() == found.encode()
    for _ in range(2000):
        try:
            decode_payloads(chance.choice((33, 34, 35, 39, 41, 42, 44, 47)), mutate(chance.choice(known)[32:], known, chance, 0))
        except Malformed:
            continue
    assert taken


def test_an_engine_takes_whatever_comes() -> None:
    known = messages()
    lab = pair(MAP, seed=2)  # the messages are those of another one, with other keys
    lab.run(1)
    ping(lab)
    chance = Random("engine")
    engine = lab["R2"].device.engine("ikev2")
    for _ in range(2000):
        data = mutate(chance.choice(known), known, chance, 0)
        engine.message(0x0A000C02, 500, 0x0A000C01, 500, data)
    lab.run(40)
    assert "!!!!!" in ping(lab)
