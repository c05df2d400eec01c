"""Routers that do not fit each other: what `show ip ospf neighbor` has at both ends, and which of them still have routes."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.ospf.test_debug import TEXT
from tests.features.wired import network, routes

PORT = "Ethernet0/0"
LOOPBACK = "interface Loopback0\n ip address 192.168.{0}.1 255.255.255.255\nrouter ospf 1\n network 192.168.{0}.1 0.0.0.0 area 0\n"
MD5 = " ip ospf authentication message-digest\n ip ospf message-digest-key {} md5 {}\n"
EMPTY: tuple[str, str] = ("", "")
# lines of both; lines of R2; the rows of R1 and R2: priority, state
FAULTS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "hello": ("", " ip ospf hello-interval 5\n", EMPTY),
    "dead": ("", " ip ospf dead-interval 41\n", EMPTY),
    "mask": ("", " ip address 10.0.12.2 255.255.255.128\n", EMPTY),
    "area": ("", "router ospf 1\n no network 10.0.12.0 0.0.0.255 area 0\n network 10.0.12.0 0.0.0.255 area 1\n", EMPTY),
    "password at one end": ("", MD5.format(1, "right"), EMPTY),
    "other password": (MD5.format(1, "right"), f" no ip ospf message-digest-key 1\n{MD5.format(1, 'wrong')}", EMPTY),
    "other key": (MD5.format(1, "right"), f" no ip ospf message-digest-key 1\n{MD5.format(2, 'right')}", EMPTY),
    "one router ID": ("", "router ospf 1\n router-id 1.1.1.1\n", EMPTY),
    "passive": ("", "router ospf 1\n passive-interface Ethernet0/0\n", EMPTY),
    "nothing heard": ("", "access-list 100 deny ospf any any\naccess-list 100 permit ip any any\n"
                      f"interface {PORT}\n ip access-group 100 in\n", ("1 INIT/DROTHER", "")),
    "nobody wants to be DR": (" ip ospf priority 0\n", "", ("0 2WAY/DROTHER", "0 2WAY/DROTHER")),
    "MTU": ("", " ip mtu 1400\n", ("1 EXCHANGE/BDR|1 EXSTART/BDR|1 EXCHANGE/DR|1 EXSTART/DR", "1 EXSTART/B?DR")),
    "type": ("", " ip ospf network point-to-point\n", ("1 FULL/DR|0 FULL/DR|1 FULL/DROTHER|1 FULL/BDR", "0 FULL/ -")),
}  # fmt: skip


def rows(lab: Lab, node: str) -> str:
    """Priority and state of the only row."""
    found = re.findall(r"^\S+ +(\d+ +\S+(?: +-)?) ", lab[node].cli("show ip ospf neighbor"), re.MULTILINE)
    return " ".join(found[-1].split()) if len(found) > 1 or (found and not found[0].startswith("Pri")) else ""


@pytest.mark.parametrize("fault", FAULTS)
def test_rows_of_both_ends(fault: str) -> None:
    both, change, wanted = FAULTS[fault]
    texts = {f"R{n}": TEXT.format(n, PORT) + LOOPBACK.format(n) + f"interface {PORT}\n{both}" for n in (1, 2)}
    head = "" if change.startswith(("router", "access")) else f"interface {PORT}\n"
    texts["R2"] += head + change
    lab = network(texts, f"R1:{PORT} R2:{PORT}", platform="iol")
    assert lab.refused_lines() == []
    lab.run(100)
    for node, row in zip(("R1", "R2"), wanted, strict=True):
        assert re.fullmatch(row, rows(lab, node)), f"{node}: {rows(lab, node)!r}"
    assert not routes(lab, "R1", "ospf 1") and not routes(lab, "R2", "ospf 1")


def test_without_a_fault_there_are_routes() -> None:
    texts = {f"R{n}": TEXT.format(n, PORT) + LOOPBACK.format(n) for n in (1, 2)}
    lab = network(texts, f"R1:{PORT} R2:{PORT}", platform="iol")
    lab.run(100)
    assert routes(lab, "R1", "ospf 1") and routes(lab, "R2", "ospf 1")
    assert {rows(lab, "R1"), rows(lab, "R2")} == {"1 FULL/DR", "1 FULL/BDR"}
