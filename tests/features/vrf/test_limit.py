"""`maximum routes`: what is one too many waits, what it says once, when it comes in after all."""

from __future__ import annotations

import pickle

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import Prefix
from tests.features.wired import network

VRF = "vrf definition RED\n address-family ipv4\n  maximum routes {0}\n exit-address-family\n"
OLD = "ip vrf RED\n maximum routes {0}\n"
PORT = (
    "interface GigabitEthernet0/0\n {0}vrf forwarding RED\n ip address 10.1.1.1 255.255.255.0\n no shutdown\n"
    "ip route vrf RED 10.2.0.0 255.255.0.0 Null0\nlogging buffered 8192\n"
)


def lab(limit: str, old: bool = False) -> Lab:
    """Three routes: connected, local, static."""
    made = network(
        {"R1": (OLD if old else VRF).format(limit) + PORT.format("ip " if old else ""), "A": "interface GigabitEthernet0/0\n no shutdown\n"},
        "R1:Gi0/0 A:Gi0/0", platform="iosv",
    )  # fmt: skip
    made.run(5)
    return made


def add(net: Lab, *numbers: int, no: str = "") -> None:
    net["R1"].configure("".join(f"{no}ip route vrf RED 10.{number}.0.0 255.255.0.0 Null0\n" for number in numbers))


def installed(net: Lab) -> set[int]:
    """The second octets of the static routes that are in use."""
    table = net["R1"].device.vrfs.get("RED").v4
    return {number for number in range(2, 10) if table.best(Prefix(10 << 24 | number << 16, 16)) is not None}


def said(net: Lab) -> list[str]:
    return [line.split("IPRT-3-")[1] for line in net["R1"].cli("show logging").splitlines() if "IPRT-3-" in line]


@pytest.mark.parametrize("old", [False, True])
def test_what_is_too_much_waits_and_comes_in_when_there_is_room(old: bool) -> None:
    net = lab("4 100", old)
    add(net, 3, 4, 5)
    assert installed(net) == {2, 3}
    assert said(net) == [
        "ROUTELIMITWARNING: IP routing table limit warning - RED",
        "ROUTELIMITEXCEEDED: IP routing table limit exceeded - RED, 10.4.0.0/16",
    ]
    assert "10.4.0.0" not in net["R1"].cli("show ip route vrf RED")
    add(net, 2, no="no ")
    assert installed(net) == {3, 4}  # one of those that waited
    add(net, 3, 4, no="no ")
    assert installed(net) == {5}
    add(net, 6, 7)
    assert [line.split(":")[0][10:] for line in said(net)[2:]] == [
        "WARNING", "EXCEEDED", "WARNING", "WARNING", "EXCEEDED",
    ]  # each time that it had fallen below


def test_a_threshold_for_coming_in_again() -> None:
    net = lab("5 80 reinstall 60")
    add(net, 3, 4, 5)
    assert installed(net) == {2, 3, 4}
    add(net, 2, no="no ")
    assert installed(net) == {3, 4}  # four of five: too many yet
    add(net, 3, no="no ")
    assert installed(net) == {4, 5}


def test_a_lab_with_a_limit_is_saved() -> None:
    net = lab("4 100")
    add(net, 3, 4)
    again = pickle.loads(pickle.dumps(net))
    for each in (net, again):
        add(each, 2, no="no ")
    assert installed(net) == installed(again) == {3, 4}
    assert said(net) == said(again)


def test_a_warning_only() -> None:
    net = lab("3 warning-only")
    add(net, 3, 4)
    assert installed(net) == {2, 3, 4}
    assert said(net) == ["ROUTELIMITEXCEEDED: IP routing table limit exceeded - RED, 10.3.0.0/16"]


def test_another_limit_lets_them_in_and_none_too() -> None:
    net = lab("3 100")
    add(net, 3, 4, 5)
    assert installed(net) == {2}
    family = "vrf definition RED\n address-family ipv4\n  {0}\n"
    net["R1"].configure(family.format("maximum routes 4 100"))
    assert len(installed(net)) == 2
    net["R1"].configure(family.format("no maximum routes"))
    assert installed(net) == {2, 3, 4, 5}
    net["R1"].configure(family.format("maximum routes 3 100"))
    assert installed(net) == {2, 3, 4, 5}  # what is there stays


def test_the_line_is_kept_and_goes_along_with_an_upgrade() -> None:
    net = lab("4 100 reinstall 50", old=True)
    assert " maximum routes 4 100 reinstall 50" in net["R1"].running_config()
    net["R1"].configure("vrf upgrade-cli multi-af-mode common-policies force\n")
    text = net["R1"].running_config()
    assert text[text.index(" address-family ipv4") + 1] == "  maximum routes 4 100 reinstall 50"
    add(net, 3, 4)
    assert installed(net) == {2, 3}
    again = network({"R1": "\n".join(text) + "\n"}, platform="iosv")["R1"]
    assert again.running_config() == text
