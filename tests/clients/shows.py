"""Every `show` that there is, as routers of the shipped labs answer it: `python -m tests.clients.shows FILE`.

The file gets, as JSON, [form, command, platform, text] of each answer that is not empty and no refusal. A form is a
command with the kinds of its arguments; each optional word is tried alone.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from iosemu import Lab
from iosemu.checks.language import parse
from iosemu.checks.run import carry_out
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Command, Key, Opt, Rep, Seq, Syntax
from iosemu.lab import catalog
from iosemu.lab.docs import shipped_grammar
from iosemu.lab.node import Node

HERE = Path(__file__).parent
LABS = {
    "dmvpn-ipsec": 2, "dmvpn-phase3-eigrp": 2, "dmvpn-phase1-rip": 1, "bgp-policy": 2, "ospf-areas": 2, "bfd-failover": 2,
    "vrf-lite": 2, "front-door-vrf": 2, str(HERE / "lab"): 2,
}  # fmt: skip
OF_ONE = {  # these are asked what their features show, no more
    str(HERE / "services"): (3, "dhcp eem hsrp igmp ipv6 pim sla track"),
    "ospfv3": (3, "ospf3 ipv6 acl6"),
    "ipv6-basics": (2, "ipv6 acl6"),
    "ipv6-over-gre": (2, "ipv6 ospf3"),
    "nat-basics": (3, "nat"),
    "nat-and-vpn": (2, "nat"),
    "getvpn-coop": (3, "gdoi ipsec isakmp"),
    "pki-ios-ca": (3, "pki rsa ikev2 ipsec"),
    "dmvpn-ikev2": (2, "ikev2 ipsec"),
    "dmvpn-qos": (1, "qos"),
}
STORIES = ("pki-ios-ca", "nat-basics", "nat-and-vpn")  # their checks are carried out before anything is asked
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


def shows(features: Collection[str]) -> Iterator[tuple[Command, list[Key | Arg]]]:
    for command in shipped_grammar().commands:
        first = command.syntax.items[0]
        if features and command.feature not in features:
            continue
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
    points = [line.split()[3] for line in node.cli("show running-config | include ^crypto pki (trustpoint|server)").splitlines()]
    six = [line.split()[0] for line in node.cli("show ipv6 neighbors").splitlines()[1:] if line[:1].isalnum()]
    prefixes = [line.split()[1] for line in node.cli("show ipv6 route").splitlines() if line[:1] in "CLOS" and "::" in line]
    vrfs = [vrf.name for vrf in device.vrfs if vrf.name]
    return {
        "INTERFACE": up[:1] + up[-1:], "A.B.C.D": [*neighbours[:1], *routes[-2:]], "HOST": [*neighbours[:1], *routes[-2:]],
        "WORD": [*vrfs[:1], *maps[:1], *lists[:1], *points[:2]], "<>": [], "A.B.C.D/nn": [], "LINE": [], "REGEX": [".*"],
        "X:X:X:X::X": six[:2], "X:X:X:X::X/<0-128>": prefixes[:2],
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


def answers(node: Node, features: Collection[str]) -> Iterator[tuple[str, str, str, str]]:
    known = values(node)
    system = "iosxe" if node.device.software.word == 8 else "ios"
    for command, words in shows(features):
        if command.feature == "system" and "tech-support" in command.text:
            continue
        form = " ".join(map(str, words))
        for line in typed(words, known):
            text = node.cli(line)
            if text.strip() and not REFUSED.search(text):
                yield form, line, system, text


def main() -> None:
    found: list[tuple[str, str, str, str]] = []
    everything = {name: (nodes, "") for name, nodes in LABS.items()}
    for name, (nodes, features) in {**everything, **OF_ONE}.items():
        with Lab.load(name) as lab:
            lab.run(SECONDS)
            if name in STORIES:
                file = Path(catalog.find(name)).with_name("checks.yaml")
                carry_out(lab, parse(file.read_text(encoding="utf-8"), str(file)).checks)
            for node in islice((node for node in lab if node.device.platform.name != "host"), nodes):
                found += answers(node, features.split())
    Path(sys.argv[1]).write_text(json.dumps(found))
    print(f"{len(found)} answers of {len({form for form, *_ in found})} forms")


if __name__ == "__main__":
    main()
