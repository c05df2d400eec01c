"""Any line, at any prompt: a proper answer, never an exception."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest

from iosemu.cli.session import Session
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Key, Opt, Rep, Seq, Syntax
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.lab.docs import shipped_grammar
from iosemu.types import InterfaceName

GRAMMAR = shipped_grammar()
START = """\
hostname R1
interface FastEthernet0/0
 ip address 10.0.0.1 255.255.255.0
interface Tunnel0
interface Loopback0
end
"""
# reloading takes the router away, and the questions of a dialogue are answered by the next line: both are fair game
VALUES = {
    "WORD": ["X", "TSET", "10", "*", "a" * 80, "é", '"q"'],
    "LINE": ["some text here", "^C", "|", "  "],
    "A.B.C.D": ["10.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.5", "1.2.3", "300.1.1.1"],
    "MASK": ["255.255.255.0", "0.0.0.0", "255.0.255.0"],
    "MASK-LENGTH": ["255.255.255.0", "255.0.255.0", "255.255.255.255"],
    "WILDCARD": ["0.0.0.255", "255.255.255.255"],
    "WILDCARD-LENGTH": ["0.0.0.255", "0.255.0.255"],
    "A.B.C.D/nn": ["10.0.0.0/8", "0.0.0.0/0", "10.0.0.0/33"],
    "INTERFACE": ["FastEthernet0/0", "Tunnel0", "lo0", "Gi9/9", "fa 0/0"],
    "NEW-INTERFACE": ["Loopback77", "Tunnel1", "fa0/0.10", "Serial9/9"],
    "H.H.H": ["aabb.cc00.0100", "ffff.ffff.ffff", "x.y.z"],
    "HEX": ["0x1F", "FFFF", "zz"],
    "HOST": ["10.0.0.2", "nobody", "R1"],
    "hh:mm:ss": ["12:00:00", "25:61:99"],
    "hh:mm": ["12:00", "99:99"],
    "REGEX": [".*", "(", "^10_"],
    "DELIMITED": ["#hello#", "^Chello^C", "#"],
    "UNTIL-QUIT": ["30820101"],
}


def typed(node: Syntax, chance: random.Random) -> list[str]:
    """Words that a command's syntax may be typed with, some of them wrong."""
    if isinstance(node, Key):
        return [node.word[: chance.randint(1, len(node.word))] if chance.random() < 0.3 else node.word]
    if isinstance(node, Arg):
        if node.kind == "<>":
            return [str(chance.choice([node.low, node.high, (node.low + node.high) // 2, node.low - 1, node.high + 1]))]
        return [chance.choice(VALUES.get(node.kind, ["X"]))]
    if isinstance(node, Seq):
        return [word for item in node.items for word in typed(item, chance)]
    if isinstance(node, Alt):
        return typed(chance.choice(node.items), chance)
    if isinstance(node, Opt):
        return typed(node.item, chance) if chance.random() < 0.5 else []
    if isinstance(node, AnyOrder):
        chosen = chance.sample(node.items, chance.randint(0, len(node.items)))
        return [word for item in chosen for word in typed(item, chance)]
    assert isinstance(node, Rep)
    return [word for _ in range(chance.randint(1, 3)) for word in typed(node.item, chance)]


def a_command(number: int, seed: int) -> str:
    chance = random.Random(seed)
    command = GRAMMAR.commands[number % len(GRAMMAR.commands)]
    words = typed(command.syntax, chance)
    if chance.random() < 0.2:
        words = words[: chance.randint(0, len(words))]
    if chance.random() < 0.1:
        words.insert(chance.randint(0, len(words)), chance.choice(["no", "x", "?", "|", "10.1.1.1", "0"]))
    prefix = chance.choice(["", "", "", "no ", "default ", "do ", "no default "])
    return prefix + " ".join(words)


ENTER = st.sampled_from(
    [
        *("configure terminal", "end", "exit", "enable", "", "interface Tunnel0", "interface FastEthernet0/0"),
        *("crypto isakmp policy 10", "crypto ipsec profile P", "crypto map CM 10 ipsec-isakmp"),
        *("router eigrp 1", "line vty 0 4", "ip access-list extended E"),
    ]
)
COMMAND = st.builds(a_command, st.integers(0, len(GRAMMAR.commands) - 1), st.integers(0, 1 << 30))
ANYTHING = st.text(st.characters(exclude_characters="\n"), max_size=80)
LINES = st.lists(st.one_of(COMMAND, COMMAND, COMMAND, ENTER, ANYTHING), min_size=1, max_size=15)


def router() -> tuple[DeviceShell, Session, list[str]]:
    device = Device("R1")
    device.install(InterfaceName.parse("FastEthernet0/0"))
    shell = DeviceShell(device)
    device.startup_config = START
    shell.boot()
    written: list[str] = []
    return shell, Session(shell, written.append, device.scheduler, privilege=15, length=0), written


def test_any_lines(feed: Callable[..., None]) -> None:
    def target(lines: list[str]) -> None:
        shell, session, written = router()
        device = shell.device
        for line in lines:
            session.feed_line(line)
            device.scheduler.run(device.scheduler.now + 1.0)
            if session.busy:
                session.interrupt()
            if session.closed and device.running:
                session = Session(shell, written.append, device.scheduler, privilege=15, length=0)
        if device.running:
            assert isinstance("\n".join(shell.running_config()), str)
        assert "Traceback" not in "".join(written)

    feed(LINES, target, 150)


def test_any_help(feed: Callable[..., None]) -> None:
    """`?` and Tab after anything, in any mode."""
    shell, session, _ = router()
    modes = sorted(mode for mode in GRAMMAR.modes if mode != "exec")

    def target(case: tuple[str, int, int]) -> None:
        text, cut, number = case
        shell.language.graph(modes[number % len(modes)])
        session.help(text[:cut])
        session.complete(text, min(cut, len(text)))

    feed(st.tuples(st.one_of(COMMAND, ANYTHING), st.integers(0, 60), st.integers(0, 999)), target, 200)


def test_any_configuration(feed: Callable[..., None]) -> None:
    """A start-up configuration of any lines; what is rendered afterwards reads back without a complaint and the same."""

    def target(lines: list[str]) -> None:
        shell, session, _ = router()
        session.close()
        shell.configure("\n".join(lines))
        before = shell.running_config()
        again, _, _ = router()
        again.device.power_off()
        again.device.startup_config = "\n".join(before)
        again.boot()
        assert again.running_config() == before
        assert again.boot_output.strip() == ""

    feed(LINES, target, 100)


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_values_are_of_kinds_that_exist(kind: str) -> None:
    from iosemu.cli.kinds import KIND_NAMES

    names: Any = KIND_NAMES
    assert kind in names
