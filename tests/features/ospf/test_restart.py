"""Helping a neighbour that restarts (RFC 3623 section 3)."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.features.ospf.neighbor import Neighbor
from iosemu.features.ospf.states import NbrState
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4, ospf
from iosemu.wire.ospf import Hello, Kind, Option
from iosemu.wire.ospf_lsa import GRACE, MAX_AGE, OPAQUE_LINK, Grace, grace_body, make_lsa
from tests.features.wired import chain, log_of, network, routes

OSPF = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n timers throttle spf 50 200 1000\n"
ALL = parse_ipv4("224.0.0.5")


def process(lab: Lab, node: str) -> Any:
    return lab[node].device.engine("ospf").processes[1]


def line(more: str = "", network: str = "point-to-point") -> Lab:
    """R1 - R2 - R3; R2 is the one that restarts, R1 helps."""
    lab = chain(3, OSPF + more)
    for node in lab:
        node.configure(f"interface Fa0/0\n ip ospf network {network}\ninterface Fa0/1\n ip ospf network {network}\n")
    lab.run(60)
    return lab


def peer(lab: Lab) -> Neighbor:
    (found,) = process(lab, "R1").neighbors()
    return found  # type: ignore[no-any-return]


def asks(lab: Lab, age: int = 0, period: int = 90, sequence: int = 0x80000001) -> None:
    """A grace LSA of R2 reaches R1; of the age of 3600 it takes it back."""
    body = grace_body(Grace(period, 1, parse_ipv4("10.0.12.2")))
    lsa = make_lsa(OPAQUE_LINK, GRACE << 24, process(lab, "R2").router_id, sequence, 0, body)
    arrives(lab, Kind.UPDATE, ospf.encode_update([(age, lsa)]))


def arrives(lab: Lab, kind: int, body: bytes) -> None:
    data = ospf.encode(kind, process(lab, "R2").router_id, 0, body)
    port = process(lab, "R1").ports["FastEthernet0/0"]
    lab["R1"].device.ip.receive(ipv4.IPv4(parse_ipv4("10.0.12.2"), ALL, ipv4.OSPF, data, ttl=1), port.iface)


def falls_silent(lab: Lab) -> None:
    """R2's control plane is gone, its lines are up, and what it knew is still there."""
    lab["R2"].configure("access-list 100 deny ospf any any\naccess-list 100 permit ip any any\n")
    lab["R1"].configure("access-list 100 deny ospf any any\naccess-list 100 permit ip any any\ninterface Fa0/0\n ip access-group 100 in\n")


FAR = "192.168.3.1/32"


def test_routes_stay_while_it_restarts_and_go_when_its_time_is_up() -> None:
    lab = line()
    log = log_of(lab, "R1", "OSPF")
    asks(lab)
    falls_silent(lab)
    lab.run(80)
    assert FAR in routes(lab, "R1", "ospf 1") and peer(lab).full and not log
    assert "(Undergoing NSF 1)" in lab["R1"].cli("show ip ospf neighbor summary")
    assert "Number of neighbors performing Graceful Restart is 1" in lab["R1"].cli("show ip ospf nsf")
    lab.run(15)
    assert FAR not in routes(lab, "R1", "ospf 1")
    assert [text.split(", ", 2)[2] for _, text in log] == ["Neighbor Down: Dead timer expired"]


def test_one_that_has_begun_and_knows_nobody_is_adjacent_all_the_same() -> None:
    """Hellos that name us not, an exchange that begins anew: in what we tell it is FULL until it takes back its request."""
    lab = line()
    mine = process(lab, "R1").areas[0].lsdb.router(process(lab, "R1").router_id)
    next(n for n in process(lab, "R2").neighbors() if n.port.text == "FastEthernet0/1").helped = True  # it tells no less itself
    asks(lab)
    arrives(lab, Kind.HELLO, Hello(0xFFFFFF00, 10, Option.EXTERNAL | Option.LLS, 1, 40, 0, 0).encode())
    assert peer(lab).full
    description = ospf.Description(1500, 0x52, 7, 0x77777, []).encode()
    arrives(lab, Kind.DESCRIPTION, description)
    assert peer(lab).state is NbrState.EXSTART and peer(lab).helped
    lab.run(3)
    assert FAR in routes(lab, "R1", "ospf 1")
    lab.run(30)  # in the exchange R2 has found the request in its name, and has taken it back
    assert peer(lab).full and not peer(lab).helped
    assert process(lab, "R1").areas[0].lsdb.router(process(lab, "R1").router_id) is mine  # nobody heard of it
    lab.run(60)
    assert FAR in routes(lab, "R1", "ospf 1")


def test_its_role_on_a_network_stays() -> None:
    """A DR that restarts says that there is none: it is the DR until it says otherwise with its request taken back."""
    lab = line(network="broadcast")
    port = process(lab, "R1").ports["FastEthernet0/0"]
    assert port.dr == parse_ipv4("10.0.12.2")
    asks(lab)
    heard = (process(lab, "R1").router_id,)
    arrives(lab, Kind.HELLO, Hello(0xFFFFFF00, 10, Option.EXTERNAL | Option.LLS, 1, 40, 0, 0, heard).encode())
    assert port.dr == parse_ipv4("10.0.12.2") and peer(lab).full
    lab.run(20)
    assert FAR in routes(lab, "R1", "ospf 1")


@pytest.mark.parametrize(
    ("lines", "helped"),
    [("", True), (" nsf ietf helper strict-lsa-checking\n", False)],
)
def test_a_network_that_changes_meanwhile(lines: str, helped: bool) -> None:
    lab = line(lines)
    asks(lab)
    falls_silent(lab)
    lab.run(50)
    lab["R1"].configure("interface Loopback0\n ip ospf cost 5\n")
    lab.run(20)
    assert (FAR in routes(lab, "R1", "ospf 1")) is helped


def test_who_is_not_to_help_does_not() -> None:
    lab = line(" nsf ietf helper disable\n")
    assert " IETF NSF helper support disabled" in lab["R1"].cli("show ip ospf").splitlines()
    assert "  IETF NSF helper support disabled" in lab["R1"].cli("show ip ospf interface Fa0/0").splitlines()
    asks(lab)
    falls_silent(lab)
    lab.run(60)
    assert FAR not in routes(lab, "R1", "ospf 1")


def test_what_is_no_request_is_an_opaque_lsa_like_others() -> None:
    """Cut off, or with values of other lengths."""
    lab = line()
    lsa = make_lsa(OPAQUE_LINK, GRACE << 24, process(lab, "R2").router_id, 0x80000001, 0, b"\0\1\0\5abcde\0\0\0")
    arrives(lab, Kind.UPDATE, ospf.encode_update([(0, lsa)]))
    assert not peer(lab).helped
    shown = lab["R1"].cli("show ip ospf database opaque-link")
    for line_of in ("Type-9 Opaque Link Local Link States (Area 0)", "  LS Type: Opaque Link Local Link", "  Opaque Type: 3 (Graceful Restart)"):
        assert line_of in shown, shown


def test_a_request_that_is_taken_back_ends_it() -> None:
    lab = line()
    asks(lab)
    assert peer(lab).helped
    lab.run(2)
    asks(lab, MAX_AGE)
    assert not peer(lab).helped and peer(lab).full


def test_one_route_processor_does_not_restart_gracefully() -> None:
    """`nsf` is taken, tells that there is no SSO, and a reload is one like others: nobody is asked for grace."""
    port = "interface GigabitEthernet1\n ip address 10.0.12.{0} 255.255.255.0\n ip ospf network point-to-point\n no shutdown\n"
    loopback = "interface Loopback0\n ip address 192.168.{0}.1 255.255.255.255\n"
    configs = {f"R{n}": port.format(n) + loopback.format(n) + OSPF + " nsf ietf restart-interval 90\n" for n in (1, 2)}
    lab = network(configs, "R1:GigabitEthernet1 R2:GigabitEthernet1", platform="csr1000v")
    assert lab.refused_lines() == []
    lab.run(60)
    r1 = lab["R1"]
    assert (
        " IETF Non-Stop Forwarding enabled\n    restart-interval limit: 90 sec\n    Router is not operating in SSO mode\n"
        "    Global RIB has not converged yet\n IETF NSF helper support enabled\n"
    ) in r1.cli("show ip ospf")
    assert "Router is not operating in SSO mode" in r1.cli("show ip ospf nsf")
    assert " nsf ietf restart-interval 90" in r1.running_config()
    log = log_of(lab, "R1", "OSPF")
    lab["R2"].cli("write memory", "")
    lab["R2"].reload()
    lab.run(60)
    assert not peer(lab).helped and any("Neighbor Down" in text for _, text in log)
    lab.run(60)
    assert peer(lab).full and "192.168.2.1/32" in routes(lab, "R1", "ospf 1")
    r1.configure("router ospf 1\n nsf cisco enforce global\n")
    assert " nsf cisco enforce global" in r1.running_config() and " Non-Stop Forwarding enabled\n    Router" in r1.cli("show ip ospf")
    r1.configure("router ospf 1\n no nsf\n")
    assert "Non-Stop" not in r1.cli("show ip ospf") and not [line for line in r1.running_config() if line.startswith(" nsf")]
    old = network({"R1": ""})["R1"]
    assert "Invalid input" in old.configure("router ospf 1\n nsf cisco\n") and "Incomplete" in old.configure("router ospf 1\n nsf\n")
