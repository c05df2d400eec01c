"""What the labs' stories tell people to type is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab

LABS = Path(__file__).resolve().parents[2] / "labs"
NAMES = sorted(folder.name for folder in LABS.iterdir() if (folder / "lab.yaml").is_file())


def test_every_lab_has_a_story_and_a_description() -> None:
    for name in NAMES:
        assert (LABS / name / "README.md").is_file(), name
        assert re.search(r"^description: \S", (LABS / name / "lab.yaml").read_text(encoding="utf-8"), re.M), name


@pytest.mark.parametrize("name", NAMES)
def test_commands_of_the_story(name: str) -> None:
    """Lines like ``    R2# show ip route``."""
    text = (LABS / name / "README.md").read_text(encoding="utf-8")
    typed = re.findall(r"^    ([A-Z][\w-]*)# ?((?:show|debug|clear) .+)$", text, re.M)
    assert typed
    lab = Lab.load(name)
    lab.run(15 if "virtual-access" in text else 1)  # those are there when peers have come
    for node, command in typed:
        said = lab[node].cli(command)
        assert not re.search(r"% (Invalid|Incomplete|Ambiguous|Unrecognized)", said), f"{node}# {command}: {said}"


MODES = (
    "",
    "interface Tunnel0\n",
    "router eigrp 1\n",
    "router ospf 1\n",
    "router rip\n",
    "router odr\n",
    "crypto ipsec profile DMVPN\n",
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n",
    "crypto isakmp policy 77\n",
    "crypto map M 10 ipsec-isakmp\n",
    "ip access-list extended L\n",
    "route-map M\n",
    "track 77 list boolean and\n",
    "policy-map P\n class class-default\n",
)
FIRST_WORDS = (
    "ip|router|area|auto-cost|max-metric|tunnel|network|distribute-list|interface|redistribute|crypto|cdp|delay|set|show|ping|traceroute"
    "|neighbor|bgp|aggregate-address"
)


@pytest.mark.parametrize("name", NAMES)
def test_lines_in_running_text(name: str) -> None:
    """Code between backticks that begins like a command is one (or the beginning of one) in some mode."""
    text = (LABS / name / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"^    .*$", "", re.sub(r"```.*?```", "", text, flags=re.S), flags=re.M)
    lab = Lab.load(name)
    lab.run(1)
    node = next(iter(lab))
    for found in re.findall(rf"`((?:no )?(?:{FIRST_WORDS}) [^`…]+)`", prose):
        line = " ".join(found.split())
        if re.search(r"\b[A-Z]\b", line):
            continue  # A and B stand for addresses
        if line.startswith(("show", "ping", "traceroute")):
            assert "% Invalid" not in node.cli(line), line
            continue
        own = [f"{found}\n" for found in node.running_config() if found.startswith("router bgp ")]
        assert any("% Invalid" not in node.configure(f"{mode}{line}\n") for mode in (*MODES, *own)), line
