"""What both ends say of a fault: the lines of shows that tell it, the log, and of the debugs what a sound session lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from iosemu import Lab
from tests.matrix.faults import Fault, world

SOON, LATER = 12.0, 75.0  # seconds behind the first packet
ENDS = ("R1", "R2")
_NUMBERS = (
    (re.compile(r"^\*Mar +\d+ [\d:.]+: ", re.M), ""),
    (re.compile(r"\b0x66[0-9A-F]{6}\b"), "0x{ptr}"),
    (re.compile(r"\b66[0-9A-F]{6}\b"), "{ptr}"),
    (re.compile(r"\b0x[0-9A-F]{7,8}\(\d+\)"), "{spi}"),
    (re.compile(r"((?:node|M-ID of|message ID =|Node|retransmitting phase 2(?: QM_IDLE +)?) *)-?\d{5,}"), r"\1{n}"),
    (re.compile(r"spi -?\d{5,}"), "spi {n}"),
    (re.compile(r"SPI:0x[0-9A-F]+"), "SPI:{spi}"),
    (re.compile(r"spi 0x[0-9A-F]{5,}"), "spi {spi}"),
    (re.compile(r"major (?!69\b|245\b|157\b|123\b)\d+"), "major {octet}"),
    (re.compile(r"spi=?:? ?0x[0-9A-F]{5,}"), "spi={spi}"),
    (re.compile(r"peer_handle = 0x8\d{7}"), "peer_handle = 0x{n}"),
)  # fmt: skip


@dataclass(slots=True)
class End:
    """What one router says."""

    isakmp: list[str] = field(default_factory=list)  # rows of `show crypto isakmp sa`, soon
    later: list[str] = field(default_factory=list)  # a minute later, if they differ
    ipsec: list[str] = field(default_factory=list)
    session: list[str] = field(default_factory=list)
    syslog: list[str] = field(default_factory=list)
    debug: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)  # of both debugs, as told


@dataclass(slots=True)
class Story:
    ping: str
    ends: dict[str, End]
    reverse: str = ""  # marks of R2's ping
    refused: list[str] = field(default_factory=list)  # what R1 says of what R2 asks for then
    trace: list[str] = field(default_factory=list)  # findings of `/trace`, each without its lines


def plain(text: str) -> list[str]:
    """Lines without times and what chance or memory made."""
    for pattern, name in _NUMBERS:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.splitlines()]


def _isakmp(lab: Lab, node: str) -> list[str]:
    rows = lab[node].cli("show crypto isakmp sa").splitlines()
    return [" ".join(row.split()) for row in rows if re.match(r"\d", row)]


def _ipsec(lab: Lab, node: str) -> list[str]:
    """Idents, peers, counters that are not zero, SPIs."""
    found = []
    for line in lab[node].cli("show crypto ipsec sa").splitlines():
        kept = "ident (addr" in line or "current_peer" in line or re.match(r" +spi: ", line) or line.strip() == "No SAs found"
        counted = "#pkts enc" in line or "#pkts dec" in line or "errors" in line
        if kept or (counted and re.search(r" [1-9]", line)):
            found.append(plain(" ".join(line.split()))[0])
    return found


def _session(lab: Lab, node: str) -> list[str]:
    words = ("Interface:", "Session status", "Peer:", "IKEv1 SA", "IPSEC FLOW", "Active SAs")
    rows = [" ".join(line.split()) for line in lab[node].cli("show crypto session").splitlines()]
    return [row for row in rows if row.startswith(words)]


def _log(lab: Lab, node: str) -> list[str]:
    text = lab[node].cli("show logging")
    return plain(text.partition("Log Buffer")[2].partition("\n\n")[2])


def tell(fault: Fault | None) -> Story:
    lab = world(fault)
    for node in ENDS:
        lab[node].configure("logging buffered 900000 debugging\nno logging console\n")
        lab[node].cli("debug crypto isakmp")
        lab[node].cli("debug crypto ipsec")
    lab.run(1)
    for node in ENDS:
        lab[node].cli("clear logging", "")
    began = lab.now
    command = fault.ping if fault is not None else "ping 10.2.2.1 source Loopback1"
    story = Story(_marks(lab["R1"].cli(command)), {node: End() for node in ENDS})
    lab.run(max(0.0, began + SOON - lab.now))
    for node, end in story.ends.items():
        end.isakmp, end.ipsec, end.session = _isakmp(lab, node), _ipsec(lab, node), _session(lab, node)
    lab.run(began + LATER - lab.now)
    for node, end in story.ends.items():
        later = _isakmp(lab, node)
        end.later = later if later != end.isakmp else []
    for node, end in story.ends.items():
        end.whole = _log(lab, node)
        end.syslog = list(dict.fromkeys(line for line in end.whole if line.startswith("%")))
    if fault is not None and fault.reverse:
        _other_way(lab, story)
    return story


def _other_way(lab: Lab, story: Story) -> None:
    """R2 begins."""
    lab["R1"].cli("clear crypto session")
    lab.run(3)
    lab["R1"].cli("clear logging", "")
    story.reverse = _marks(lab["R2"].cli("ping 10.1.1.1 source Loopback1"))
    words = ("map_db", "IPSEC(ipsec_process", "policy invalidated", "not acceptable", "%")
    story.refused = list(dict.fromkeys(line for line in _log(lab, "R1") if any(word in line for word in words)))


def findings(fault: Fault) -> list[str]:
    """What `/trace` says of the packet, before anything was negotiated: the sentences, not the lines below them."""
    lab = world(fault)
    words = fault.ping.split()
    source = "Loopback1" if "Loopback1" in words else None
    size = int(words[words.index("size") + 1]) if "size" in words else 100
    told = str(lab.trace("R1", words[1], source=source, size=size))
    if fault.reverse:
        told += str(lab.trace("R2", "10.1.1.1", source="Loopback1"))
    found = [re.sub(r"^ +(?:\d+\.|-) ", "", line) for line in told.splitlines() if re.match(r"=> | +(?:\d+\.|-) ", line)]
    return list(dict.fromkeys(found))


def _marks(text: str) -> str:
    found = re.search(r"^([!.UMQ?&]+)$", text, re.M)
    return found[1] if found else ""


@cache
def _usual(node: str) -> frozenset[str]:
    """What a sound session says there, begun by R1; connection numbers apart."""
    return frozenset(_nameless(line) for line in tell(None).ends[node].whole)


def _nameless(line: str) -> str:
    return re.sub(r"\(\d{1,4}\)", "(n)", line)


def unusual(story: Story) -> None:
    """Fill in the lines of the debugs that a sound session has not, each once; of counted attempts the first."""
    for node, end in story.ends.items():
        usual = _usual(node)
        kept = [line for line in end.whole if line and not line.startswith("%") and _nameless(line) not in usual]
        seen: dict[str, str] = {}
        for line in kept:
            seen.setdefault(re.sub(r"attempt \d of 5|count = \d", "{count}", line), line)
        end.debug = list(seen.values())
