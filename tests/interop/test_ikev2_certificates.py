"""strongSwan's charon with certificates over IKEv2: RSA signatures, as initiator and responder, under an authority of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.features.pki.authority import Authority, equip
from tests.interop.test_ike_certificates import enrolled
from tests.interop.test_ikev2 import BASE, ready, router, through
from tests.interop.world import Charon, World

Make = Callable[..., World]
PSK = " authentication remote pre-share\n authentication local pre-share\n keyring local K\n"
RSA = " authentication remote rsa-sig\n authentication local rsa-sig\n pki trustpoint CA\n"


def made(world: Make, authority: Authority, match: str = "any") -> tuple[World, Charon]:
    text = router(BASE).replace(PSK, RSA)
    text = text.replace(" match identity remote address 192.0.2.1 255.255.255.255\n", f" match {match}\n")
    maps = "crypto pki certificate map SWANS 10\n subject-name co cn = swan\n"
    net = world((maps if "SWANS" in match else "") + text, platform="iosv")
    now = datetime.now(UTC)
    net.cli(f"clock set {now:%H:%M:%S} {now.day} {now:%B} {now.year}")
    equip(net.router, authority, 42, name="CN=R1, O=LAB")
    return net, Charon(net, "recorded")


@pytest.mark.parametrize(("match", "ours", "theirs"), [
    ("identity remote address 192.0.2.1", "192.0.2.1", '"O=LAB, CN=R1"'),
    ("certificate SWANS", '"O=LAB, CN=swan"', "%any"),
    ("identity remote fqdn swan.example.com", "swan.example.com", "%any"),
])  # fmt: skip
@pytest.mark.parametrize("initiator", ["charon", "router"])
def test_certificates(world: Make, initiator: str, match: str, ours: str, theirs: str) -> None:
    authority = Authority()
    net, charon = made(world, authority, match)
    enrolled(net, charon, authority, ours, theirs, 2, BASE)
    if initiator == "charon":
        output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
        assert "initiate completed successfully" in output, charon.log()[-4000:]
    else:
        net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: ready(net), 10, f"READY: {charon.log()[-4000:]}")
    assert "Auth sign: RSA, Auth verify: RSA" in net.cli("show crypto ikev2 sa")
    assert "ESTABLISHED" in charon.swanctl("--list-sas"), charon.log()[-4000:]
    through(net, charon)


def test_a_stranger(world: Make) -> None:
    net, charon = made(world, Authority(), "identity remote any")
    enrolled(net, charon, Authority("CN=Other, O=LAB", 2), "192.0.2.1", "%any", 2, BASE)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "10")
    assert "received AUTHENTICATION_FAILED notify error" in output + charon.log()
    assert not ready(net)
