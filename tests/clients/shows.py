"""Every `show` that there is, as routers of the shipped labs answer it: `python -m tests.clients.shows FILE`.

The file gets, as JSON, [form, command, platform, text] of each answer that is not empty and no refusal. A form is a
command with the kinds of its arguments; each optional word is tried alone.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from iosemu import Lab
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Command, Key, Opt, Rep, Seq, Syntax
from iosemu.lab.docs import shipped_grammar
from iosemu.lab.node import Node

LABS = {
    "dmvpn-ipsec": 2, "dmvpn-phase3-eigrp": 2, "dmvpn-phase1-rip": 1, "bgp-policy": 2, "ospf-areas": 2, "bfd-failover": 2,
    "vrf-lite": 2, "front-door-vrf": 2,
}  # fmt: skip
FOLDER = Path(__file__).with_name("lab")  # one of IOS-XE
SECONDS = 600.0
MOST = 40  # forms of one command
REFUSED = re.compile(r"\A\s*(%|\^|Error:|No |.* (does not exist|not found|not enabled)$)|% Invalid input", re.M)


def forms(node: Syntax) -> Iterator[list[Key | Arg]]:
    """The shortest first, then each choice once."""
    if isinstance(node, (Key, Arg)):
        yield [node]
    elif isinstance(node, Rep):
        yield from forms(node.item)
    elif isinstance(node, Alt):
        for item in node.items:
            yield from forms(item)
    elif isinstance(node, Opt):
        yield []
        yield from forms(node.item)
    elif isinstance(node, AnyOrder):
        yield []
        for item in node.items:
            yield from forms(item)
    else:
        shortest = [next(forms(item)) for item in node.items]
        yield [word for part in shortest for word in part]
        for at, item in enumerate(node.items):
            for other in islice(forms(item), 1, MOST):
                yield [word for part in (*shortest[:at], other, *shortest[at + 1 :]) for word in part]


def shows() -> Iterator[tuple[Command, list[Key | Arg]]]:
    for command in shipped_grammar().commands:
        first = command.syntax.items[0]
        if command.mode == "exec" and isinstance(first, Key) and first.word == "show" and command.action.verb == "show":
            for words in islice(forms(Seq(command.syntax.items)), MOST):
                yield command, words


def values(node: Node) -> dict[str, list[str]]:
    """What may stand for an argument there, by its kind."""
    device = node.device
    up = [iface.text for iface in device.interfaces.values() if iface.up]
    neighbours = sorted({line.split()[1] for line in node.cli("show arp").splitlines()[1:] if " - " not in line})
    routes = [line.split()[1].split("/")[0] for line in node.cli("show ip route").splitlines() if line[:1] in "BDORSC" and "/" in line]
    maps = [line.split()[1] for line in node.cli("show running-config | include ^route-map").splitlines()]
    lists = [line.split()[3] for line in node.cli("show running-config | include ^ip access-list|^ip prefix-list").splitlines()]
    vrfs = [vrf.name for vrf in device.vrfs if vrf.name]
    return {
        "INTERFACE": up[:1] + up[-1:], "A.B.C.D": [*neighbours[:1], *routes[-2:]], "HOST": [*neighbours[:1], *routes[-2:]],
        "WORD": [*vrfs[:1], *maps[:1], *lists[:1]], "<>": [], "A.B.C.D/nn": [], "LINE": [], "REGEX": [".*"],
    }  # fmt: skip


def typed(words: list[Key | Arg], known: dict[str, list[str]]) -> Iterator[str]:
    """The form as it may be typed there."""
    arguments = [word for word in words if isinstance(word, Arg)]
    if not arguments:
        yield " ".join(map(str, words))
    elif len(arguments) == 1:
        kind = arguments[0].kind
        for value in known.get(kind) or ([str(arguments[0].low)] if kind == "<>" else []):
            yield " ".join(value if isinstance(word, Arg) else str(word) for word in words)


def answers(node: Node) -> Iterator[tuple[str, str, str, str]]:
    known = values(node)
    system = "iosxe" if node.device.software.word == 8 else "ios"
    for command, words in shows():
        if command.feature == "system" and "tech-support" in command.text:
            continue
        form = " ".join(map(str, words))
        for line in typed(words, known):
            text = node.cli(line)
            if text.strip() and not REFUSED.search(text):
                yield form, line, system, text


def main() -> None:
    found: list[tuple[str, str, str, str]] = []
    for name, nodes in [*LABS.items(), (str(FOLDER), 2)]:
        with Lab.load(name) as lab:
            lab.run(SECONDS)
            for node in islice((node for node in lab if node.device.platform.name != "host"), nodes):
                found += answers(node)
    Path(sys.argv[1]).write_text(json.dumps(found))
    print(f"{len(found)} answers of {len({form for form, *_ in found})} forms")


if __name__ == "__main__":
    main()
