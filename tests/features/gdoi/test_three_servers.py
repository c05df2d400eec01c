"""Three key servers: whatever fails in between, at the end there is one primary, and all members have its keys."""

from __future__ import annotations

from random import Random

import pytest

from iosemu.api import Builder
from iosemu.features.rsa.engine import RsaEngine
from iosemu.lab.lab import Lab
from tests.features.gdoi.group import KEY, PHASE1
from tests.features.gdoi.servers import LINE, MEMBER, SERVER
from tests.features.gdoi.test_coop import role
from tests.features.gdoi.test_gdoi import ping, spis

SERVERS = {4: 100, 5: 75, 6: 50}  # number, priority
STEPS = 12
pytestmark = pytest.mark.slow


def three() -> Lab:
    build = Builder("three", 5)
    core = ""
    for n in (1, 2, *SERVERS):
        core += f"interface FastEthernet{n}/0\n ip address 192.1.{n}0.1 255.255.255.0\n no shutdown\n"
    build.router("P", core + "".join(f"ip route 10.1.{n}.0 255.255.255.0 192.1.{n}0.2\n" for n in (1, 2)), "c7200")
    for n, asked in ((1, (4, 5, 6)), (2, (6, 5, 4))):
        lines = MEMBER.format(one=asked[0], two=asked[1]).replace(
            "crypto map", f" server address ipv4 192.1.{asked[2]}0.2\ncrypto map", 1
        )
        text = PHASE1 + lines + f"interface Loopback1\n ip address 10.1.{n}.1 255.255.255.0\n"
        build.router(f"R{n}", text + LINE.format(n=n, map=" crypto map CMAP\n"), "c7200")
    for n, priority in SERVERS.items():
        one, two = [each for each in SERVERS if each != n]
        peer = f"   peer address ipv4 192.1.{one}0.2\n"
        text = SERVER.format(n=n, other=one, priority=priority).replace(peer, f"{peer}   peer address ipv4 192.1.{two}0.2\n")
        build.router(f"KS{n}", PHASE1 + text + LINE.format(n=n, map=""), "c7200")
    for n, name in ((1, "R1"), (2, "R2"), *((n, f"KS{n}") for n in SERVERS)):
        build.link(f"P:FastEthernet{n}/0", f"{name}:FastEthernet0/0", delay=0.002)
    lab = build.lab()
    lab["KS4"].configure(f"{KEY} exportable")
    first: RsaEngine = lab["KS4"].device.engine("rsa")
    for n in (5, 6):
        other: RsaEngine = lab[f"KS{n}"].device.engine("rsa")
        other.add("REKEY", [(first.pairs[0].usage, first.pairs[0].key)], True)
    for node in lab:
        node.cli("write memory")
    return lab


def primaries(lab: Lab) -> list[str]:
    return [f"KS{n}" for n in SERVERS if role(lab, f"KS{n}") == "Primary"]


@pytest.mark.parametrize("seed", range(6))
def test_one_primary_at_the_end(seed: int) -> None:
    chance, lab = Random(seed), three()
    lab.run(120)
    assert primaries(lab) == ["KS4"]
    cut: set[int] = set()
    dead: set[int] = set()
    for _ in range(STEPS):
        n = chance.choice(list(SERVERS))
        if chance.random() < 0.6:
            (lab.repair if n in cut else lab.cut)(f"KS{n}:FastEthernet0/0")
            cut ^= {n}
        else:
            (lab[f"KS{n}"].power_on if n in dead else lab[f"KS{n}"].power_off)()
            dead ^= {n}
        lab.run(chance.choice((5, 30, 90, 300, 900)))
    for n in sorted(cut):
        lab.repair(f"KS{n}:FastEthernet0/0")
    for n in sorted(dead):
        lab[f"KS{n}"].power_on()
    lab.run(900)
    assert len(primaries(lab)) == 1
    lab.run(7200)  # at least one rekey of all
    assert len(primaries(lab)) == 1
    assert spis(lab["R1"]) == spis(lab["R2"]) != set()
    assert ping(lab, 1, 2) == "!!!"
