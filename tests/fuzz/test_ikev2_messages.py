"""IKEv2 messages of a stranger: a decoder raises Malformed or nothing, and what it takes is encoded to what it takes."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from iosemu.wire import Malformed
from iosemu.wire.ikev2 import ConfigAttribute, ConfigType, Configuration, Message, decode_payloads
from tests.fuzz.mutate import mutate

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "features" / "ikev2"))

from flex_world import flexed
from ikev2_world import MAP, pair, ping
from test_config_exchange import HUB, LENDER, NEGOTIATED, SPOKE


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


def test_an_authenticated_peer_may_say_what_it_likes() -> None:
    """Attributes of configuration payloads, of any length and number: what is learnt is bounded."""
    lab = flexed(hub=HUB, spoke=SPOKE, tunnel=NEGOTIATED, changes=(LENDER,))
    lab.run(10)
    engine = lab["R1"].device.engine("ikev2")
    sa = next(iter(engine.life.sas.values()))
    chance = Random("attributes")
    kinds = [*map(int, ConfigAttribute), 5, 0x6FFF]
    for _ in range(2000):
        sizes = (0, 1, 3, 4, 5, 8, 9, 40)
        said = [(chance.choice(kinds), chance.randbytes(chance.choice(sizes))) for _ in range(chance.randrange(6))]
        assert engine.flex.set(sa, Configuration(ConfigType.SET, said)).type == ConfigType.ACK
    assert len(sa.given.dns) <= 2 and len(sa.given.remote) <= 256
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1") or len(sa.given.routes) > 100  # unless it took the route away
    lab["R1"].cli("clear crypto ikev2 sa")
    lab.run(10)
    assert len(lab["R1"].rows("show ip route static")) < 20
