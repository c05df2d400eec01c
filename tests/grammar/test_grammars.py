"""The shipped grammars: lint, and every `>` and `>>` line of theirs."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.cli.interpreter import Interpreter
from iosemu.cli.language import Language
from iosemu.cli.lint import clash_faults, example_faults, help_faults, model_faults
from iosemu.cli.place import Place, Target
from iosemu.cli.shell import Shell
from iosemu.cli.syntax import Alt, Arg, Command, Key, Rep, Seq, Syntax
from iosemu.device.device import Device
from iosemu.device.platform import PLATFORMS
from iosemu.device.shell import language_of
from iosemu.device.v6.config import Ipv6Config
from iosemu.types import InterfaceName

# only one of several platforms with the same release is looked at as a whole
TRAINS = sorted({platform.version: name for name, platform in PLATFORMS.items()}.values())
PORTS = ("FastEthernet0/0", "FastEthernet0/1", "GigabitEthernet1/0", "Serial2/0", "Ethernet3/0")
OBJECT_OF = {"Tunnel": "Tunnel0", "Loopback": "Loopback0", "Virtual-Template": "Virtual-Template1"}


@pytest.mark.parametrize("platform", TRAINS)
@pytest.mark.parametrize("look_for", [help_faults, clash_faults, model_faults])
def test_no_faults(platform: str, look_for: Any) -> None:
    assert list(look_for(language_of(platform))) == []


def _shell(command: Command, platform: str) -> tuple[Shell, Place | None]:
    """A router that only holds configuration, and the place of the command's mode on it."""
    device = Device("R1", platform)
    device.commit = lambda changes: None  # type: ignore[method-assign]  # engines are not what is tested here
    for port in PORTS:
        device.add_port(InterfaceName.parse(port))
    for virtual in OBJECT_OF.values():
        device.interfaces.create(InterfaceName.parse(virtual))
    device.ip6.routing = True  # protocols of IPv6 ask for it
    language = language_of(platform)
    shell = Shell(device, language)
    kind = language.type_of(command)
    if command.mode in ("exec", "config"):
        return shell, Place(device)
    if command.mode.startswith("config-if"):
        return shell, _place_on_interface(device, command)
    interpreter = Interpreter(shell)
    for line in _way_to(language, command.mode):
        interpreter.run(line)
    if interpreter.frame.mode == command.mode:
        return shell, interpreter.frame.places[0]
    try:
        record = kind() if kind is not None else None
    except TypeError:
        record = None  # needs its key; tried through the labs
    return shell, None if record is None else Place(record, Target(record, device, type(record), record, ()))


_SAMPLES = {"WORD": "X", "A.B.C.D": "192.0.2.9", "MASK-LENGTH": "255.255.255.0", "INTERFACE": "Tunnel0"}


def _shortest(node: Syntax) -> str:
    """The shortest line that a syntax describes."""
    if isinstance(node, Key):
        return node.word
    if isinstance(node, Arg):
        return str(max(node.low, 1)) if node.kind == "<>" else _SAMPLES.get(node.kind, "X")
    if isinstance(node, Seq):
        return " ".join(filter(None, map(_shortest, node.items)))
    if isinstance(node, Alt):
        return _shortest(node.items[0])
    return _shortest(node.item) if isinstance(node, Rep) else ""


def _way_to(language: Language, mode: str) -> list[str]:
    """Lines that lead from the root of configuration into a mode, if plain ones do."""
    for outer in language.modes:
        for command in language.commands(outer) if outer != mode else ():
            if command.action.mode == mode and not command.action.call and command.has_positive:
                before = [] if outer == "config" else _way_to(language, outer)
                if outer == "config" or before:
                    return [*before, _shortest(command.syntax)]
    return []


def _place_on_interface(device: Device, command: Command) -> Place | None:
    """An interface that has the command, of the first kind that the platform has."""
    for wanted in command.kinds or ("FastEthernet",):
        kind, sub, _ = wanted.partition("-sub")
        text = OBJECT_OF.get(kind) or next((port for port in PORTS if port.startswith(kind)), "")
        found = device.interfaces.create(InterfaceName.parse(text + (".10" if sub else ""))) if text else None
        if found is not None:
            found[Ipv6Config].enabled = command.feature in ("ospf3", "rip6")
            return Place(found)
    return None


@pytest.mark.parametrize("platform", TRAINS)
def test_examples_parse_and_render_back(platform: str) -> None:
    assert list(example_faults(language_of(platform), lambda command: _shell(command, platform))) == []
