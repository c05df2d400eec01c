"""A router's own running-config, pasted into a blank router of its kind, gives the same router: nothing is lost."""

from __future__ import annotations

import random
from functools import cache

import pytest

from iosemu.cli.syntax import Command
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.lab.catalog import shipped
from iosemu.lab.docs import shipped_grammar
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from tests.fuzz.test_lines import VALUES, typed

PORTS = {
    "c7200": ("FastEthernet0/0", "FastEthernet0/1", "Serial1/0"),
    "c3725": ("FastEthernet0/0", "FastEthernet0/1"),
    "iosv": ("GigabitEthernet0/0", "GigabitEthernet0/1"),
    "c8000v": ("GigabitEthernet1", "GigabitEthernet2"),
}
HEADS = (
    "interface {port}", "interface {port}.10", "interface Loopback0", "interface Tunnel0", "interface Tunnel1", "router eigrp 1", "router rip",
    "crypto isakmp policy 10", "crypto ipsec transform-set TSET esp-aes", "crypto ipsec profile P", "crypto map CM 10 ipsec-isakmp",
    "ip access-list extended E", "key chain K", "route-map RM permit 10", "line con 0", "line vty 0 4",
)  # fmt: skip
LEFT_OUT = ("reload", "no", "do", "interface", "hostname", "alias", "default", "passive-interface", "privilege", "end", "exit", "terminal")


def blank(platform: str, ports: tuple[InterfaceName, ...]) -> DeviceShell:
    """Its ports are switched on: a running-config has no `no shutdown`."""
    device = Device("R1", platform)
    for port in ports:
        device.install(port)
    shell = DeviceShell(device)
    device.startup_config = "".join(f"interface {port}\n" for port in ports)
    shell.boot()
    return shell


def pasted(platform: str, ports: tuple[InterfaceName, ...], lines: list[str]) -> tuple[list[str], str]:
    """The running-config of a blank router after these lines, and what it said against them."""
    shell = blank(platform, ports)
    said = shell.configure("\n".join(lines))
    return shell.running_config(), "\n".join(line for line in said.splitlines() if "Invalid" in line or "Incomplete" in line)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_router_of_the_labs(name: str) -> None:
    for node in Lab.load(name):
        device = node.device
        ports = tuple(iface.name for iface in device.interfaces.values() if device.platform.has_port(iface.name))
        lines = node.running_config()
        assert node.shell.boot_output == ""
        assert pasted(device.platform.name, ports, lines) == (lines, ""), node.name


@cache
def commands(mode: str) -> list[Command]:
    return [
        command
        for command in shipped_grammar().commands
        if command.mode == mode and command.text.split()[0] not in LEFT_OUT and "source-protocol" not in command.text
    ]


def model(shell: DeviceShell, chance: random.Random, port: str) -> None:
    """Configure whatever the router takes."""
    for _ in range(25):
        head = chance.choice(HEADS).format(port=port)
        shell.configure(head)
        dialogue = next(interpreter for _, _, _, interpreter in shell.run(head))
        mode = dialogue.frame.mode
        block = [head]
        for _ in range(chance.randint(0, 6)):
            command = chance.choice(commands(mode) or commands("config"))
            block.append(chance.choice(("", "", "", "no ")) + " ".join(typed(command.syntax, chance)))
        block.append("exit")
        block += [" ".join(typed(chance.choice(commands("config")).syntax, chance)) for _ in range(4)]
        shell.configure("\n".join(line for line in block if "\n" not in line))


@pytest.mark.parametrize("platform", sorted(PORTS))
@pytest.mark.parametrize("seed", range(4))
def test_random_models(platform: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = tuple(InterfaceName.parse(port) for port in PORTS[platform])
    first = PORTS[platform][0]
    names = [*PORTS[platform], f"{first}.10", f"{first}.20", "Loopback0", "Tunnel0", "Tunnel1"]
    monkeypatch.setitem(VALUES, "INTERFACE", names)
    monkeypatch.setitem(VALUES, "WORD", ["TSET", "P", "CM", "E", "7", "K", "RM", "X", "a\x85b"])
    monkeypatch.setitem(VALUES, "A.B.C.D", ["10.0.0.1", "10.1.0.0", "192.0.2.1", "255.255.255.0", "224.0.0.9", "0.0.0.0"])
    monkeypatch.setitem(VALUES, "LINE", ["some text", "a  b ", "a\x1cb\x85\u2028c", "^", "!", "|"])
    monkeypatch.setitem(VALUES, "DELIMITED", ["#hello  #", "^Ca\x85b^C", "#no ^ here#"])
    shell = blank(platform, ports)
    model(shell, random.Random(f"{platform} {seed}"), first)
    lines = shell.running_config()
    assert pasted(platform, ports, lines) == (lines, "")
