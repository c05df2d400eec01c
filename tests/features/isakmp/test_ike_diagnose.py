"""`show crypto isakmp diagnose error`: how phase 1 ended badly; what a peer calls itself is fit for a terminal."""

from __future__ import annotations

import re

from isakmp_world import pair

from iosemu.features.isakmp import identity
from iosemu.lab.lab import Lab
from iosemu.wire.isakmp import Identification, IdType
from tests.features.desk import Desk
from tests.features.wired import network

_IKE = (
    "crypto isakmp policy 10\n encryption aes\n authentication pre-share\n group 2\n{more}"
    "crypto isakmp key {key} address {peer}\ncrypto ipsec transform-set T esp-aes esp-sha-hmac\n"
    "access-list 101 permit ip any any\ncrypto map M 10 ipsec-isakmp\n set peer {peer}\n set transform-set T\n"
    " match address 101\ninterface Fa0/0\n ip address {own} 255.255.255.0\n no shutdown\n crypto map M\n"
)


def _two(key: str = "cisco", more: str = "") -> Lab:
    configs = {
        "R1": _IKE.format(key="cisco", peer="10.0.0.2", own="10.0.0.1", more=""),
        "R2": _IKE.format(key=key, peer="10.0.0.1", own="10.0.0.2", more=more),
    }
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    lab.run(10)
    return lab


def _shown(lab: Lab, node: str) -> list[str]:
    return lab[node].cli("show crypto isakmp diagnose error").splitlines()


def test_nothing_went_wrong() -> None:
    lab = _two()
    lab["R1"].cli("ping 10.0.0.2")
    head = "Exit Path Table - status: enable, current entry 0, deleted 0, max allow 50"
    assert _shown(lab, "R1") == _shown(lab, "R2") == [head, ""]


def test_policies_that_do_not_meet() -> None:
    lab = _two(more=" hash md5\n")
    lab["R1"].cli("ping 10.0.0.2")
    lab.run(5)  # the first message was lost to ARP
    assert _shown(lab, "R2") == [
        "Exit Path Table - status: enable, current entry 1, deleted 0, max allow 50",
        "",
        "Error: phase 1 SA policy not acceptable! (local 10.0.0.2 remote 10.0.0.1)",
        "",
    ]
    lab.run(100)
    assert "Error: Death by retransmission P1" in _shown(lab, "R1")


def test_a_peer_without_a_key_and_no_more_than_so_many() -> None:
    lab = _two()
    lab["R1"].configure("no crypto isakmp key cisco address 10.0.0.2\ncrypto isakmp diagnose error 2")
    for _ in range(3):
        lab["R1"].cli("ping 10.0.0.2 repeat 1")
        lab.run(40)
    assert lab["R1"].running_config().count("crypto isakmp diagnose error 2") == 1
    shown = _shown(lab, "R1")
    kept = re.fullmatch(r"Exit Path Table - status: enable, current entry 2, deleted ([1-9]), max allow 2", shown[0])
    assert kept is not None
    assert shown.count("Error: No pre-shared key with 10.0.0.2!") == 2
    lab["R1"].configure("no crypto isakmp diagnose error")
    lab["R1"].cli("ping 10.0.0.2 repeat 1")
    lab.run(40)
    ended = f"Exit Path Table - status: disable, current entry 2, deleted {kept[1]}, max allow 50"
    assert _shown(lab, "R1")[0] == ended
    assert "no crypto isakmp diagnose error" in lab["R1"].running_config()


def test_the_release_brings_it() -> None:
    assert "Invalid input" in Desk(platform="c2811").type("show crypto isakmp diagnose error")


def test_a_name_with_control_characters_reaches_no_terminal_raw() -> None:
    assert identity.text(Identification(IdType.FQDN, 17, 500, b"\x1b[2Jevil\nR1#")) == "?[2Jevil?R1#"
    net, r1, r2 = pair()
    r1.isakmp.config.identity = "hostname"
    r1.hostname = "a\x1b]0;owned\x07"
    r1.request(r2)
    net.run(5)
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.identity == "a?]0;owned?"
