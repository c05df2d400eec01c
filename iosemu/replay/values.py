"""What two runs of the same lab never share: times, ages, SPIs, cookies, conn-ids, counters, round trips.

Each kind is told by its form, or by the words that it stands between: a number alone says nothing (it may be an AS, an
MTU, a priority). The layouts are those of `docs` and of the shows themselves.
"""

from __future__ import annotations

import re

from iosemu.records import dataclass

_AGE = r"(?:\d+y\d+w|\d+w\d+d|\d+d\d+h|\d+:\d\d:\d\d(?:\.\d+)?|never)"
_COUNTED = (
    r"packets?|bytes|pkts|datagrams|octets|drops?|errors|broadcasts|replies|requests|messages|overrun|runts|giants|"
    r"throttles|CRC|frame|ignored|abort|collisions|underruns|matches|match(?:es)?|hits?|misses|retransmits?"
)


@dataclass(frozen=True)
class Kind:
    name: str
    pattern: re.Pattern[str]  # group "v" is the value; without one, all of it


def _kind(name: str, pattern: str) -> Kind:
    return Kind(name, re.compile(pattern))


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_UNITS = r"(?:years?|weeks?|days?|hours?|minutes?|seconds?)"

KINDS = (
    _kind("time of day", rf"(?:\d{{6,}}: )?[*.]?{_MONTH}\s+\d{{1,2}}(?:\s+\d{{4}})?\s+"
                         r"\d\d:\d\d:\d\d(?:\.\d+)?(?:\s[A-Z]{3,4})?"),
    _kind("time of day", rf"[*.]?\d\d:\d\d:\d\d(?:\.\d{{3}})? [A-Z]{{3,4}} (?:\w{{3}} )?{_MONTH} \d{{1,2}} \d{{4}}"),
    _kind("age", rf"(?:\d+ {_UNITS}(?:, )?)+(?=\s*$|,| ago| old)"),
    _kind("age", rf"(?<![\w.:]){_AGE}(?![\w.:]*\d)"),
    _kind("age", r"Life/Active Time: \d+/(?P<v>\d+) sec"),
    _kind("round trip", r"= (?P<v>\d+/\d+/\d+) ms"),
    _kind("round trip", r"time=(?P<v>[\d.]+) ms"),
    _kind("round trip", r"(?<![\w.])\d+ msec"),
    _kind("SPI", r"(?i:spi)(?: ?[:=] ?| )(?P<v>(?:0x[0-9A-Fa-f]+|[0-9A-Fa-f]{6,8}(?![0-9A-Fa-f])) ?(?:\(\d+\))?)"),
    _kind("session", r"Session: (?P<v>\[0x[0-9A-Fa-f]+\])|(?<=Session ID: )\d+|(?<=sibling_flags )[0-9A-Fa-f]+"),
    _kind("session", r"Session-id: ?(?P<v>\d+)"),
    _kind("conn-id", r"(?:connid:|conn-id |conn id: |SA id )(?P<v>\d+)"),
    _kind("conn-id", r"^ISAKMP(?:-[A-Z]+)?: ?\((?P<v>[1-9]\d*)\)"),
    _kind("conn-id", r"CE id: (?P<v>\d+)"),
    _kind("counter", r"(?:Local|Remote) (?:req msg id|next msg id|req queued): +(?P<v>\d+)"),
    _kind("conn-id", r"flow_id: (?P<v>[\w ]+:\d+)"),
    _kind("conn-id", r"(?:QM_IDLE|MM_\w+|AG_\w+) +(?P<v>\d+) "),
    _kind("lifetime", r"lifetime \(k/sec\): (?P<v>\(?\d+/\d+\)?)|(?<=life \(KB/Sec\) )\d+/\d+|(?<=lifetime:)[\d:]+"),
    _kind("fingerprint", r"(?i:fingerprint)(?: MD5| SHA1| SHA256)?: (?P<v>[0-9A-F]{8}(?: [0-9A-F]{8})+)"),
    _kind("fingerprint", r"(?<![\w.])[0-9A-F]{32}(?![\w.])"),
    _kind("key", r"^\s*(?P<v>[0-9A-F]{8}(?: [0-9A-F]{4,8}){1,8})$"),
    _kind("key", r"^(?:[A-Za-z0-9+/]{60,64}|[A-Za-z0-9+/]{4,63}={1,2})$"),
    _kind("serial number", r"(?:serial number in the certificate will be: |\bserialNumber=|^ *Serial Number: )"
                           r"(?P<v>\w+)"),
    _kind("age", r"elapsed time was (?P<v>\d+)"),
    _kind("identifier", r"(?:\bsa = |inserted successfully )(?P<v>[0-9A-F]{6,})"),
    _kind("cookie", r"(?<![\w.])[0-9A-Fa-f]{16}(?![\w.])"),
    _kind("message ID", r"(?:M-ID of|message ID =|[Nn]ode) (?P<v>[1-9]\d{3,})"),
    _kind("hardware address", r"(?<![\w.])[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}(?![\w.])"),
    _kind("identifier", r"(?<![\w.])0x[0-9A-Fa-f]+(?:\(\d+\))?"),
    _kind("counter", r"#(?:pkts [\w. ]+:|send errors|recv errors) (?P<v>\d+)"),
    _kind("counter", rf"(?<![\w.#])(?P<v>\d+) (?:input |output |unicast |multicast )?(?:{_COUNTED})\b"),
    _kind("counter", r"(?<![\w.#])(?P<v>\d+) (?:(?:Resolution|Registration|Purge) (?:Request|Reply)|"
                     r"(?:Error|Traffic) Indication|Redirect Suppress)"),
    _kind("counter", r"(?:Sent|Rcvd): Total (?P<v>\d+)|(?<=Usage:)\d+(?=%)"),
    _kind("counter", r"(?:enc'ed|dec'ed|drop) (?P<v>\d+)"),
    _kind("counter", r"(?:[Ss]ent|[Rr]cvd): (?P<v>\d+)"),
    _kind("version", r"(?:table version is|routing table version) (?P<v>\d+)|(?<=version )\d+(?=\s*$)"),
)  # fmt: skip

# Rows of tables, where the column says what a number is.
_ROWS = (
    (
        "show ip eigrp neighbors",
        r"\d+\s+[\d.]+\s+\S+\s+(?P<hold>\d+)\s+\S+\s+(?P<srtt>\d+)\s+(?P<rto>\d+)\s+\d+\s+(?P<seq>\d+)",
    ),
    (
        "show ip bgp summary",
        r"[*\d.]+\s+4\s+[\d.]+\s+(?P<rcvd>\d+)\s+(?P<sent>\d+)\s+(?P<version>\d+)\s+\d+\s+\d+\s+\S+\s+\S+",
    ),
    ("show arp", r"Internet\s+[\d.]+\s+(?P<age>\d+|-)\s+\S+\s+ARPA"),
    ("show crypto ikev2 sa", r"(?P<id>\d+)\s+[\d.]+/\d+\s+[\d.]+/\d+\s+\S+/\S+\s+[A-Z]"),
    ("show ip sla", r"\s*Latest RTT: (?P<rtt>\d+)"),
)
_TABLES = tuple((name, re.compile(pattern)) for name, pattern in _ROWS)


def plain(line: str) -> tuple[str, tuple[str, ...]]:
    """A row with each volatile value replaced by its kind, and the kinds; blanks between columns count as one."""
    spans: list[tuple[int, int, str]] = []
    for _, table in _TABLES:
        row = table.match(line)
        if row:
            spans += [(*row.span(group), "counter" if group != "age" else "age") for group in row.groupdict()]
    for kind in KINDS:
        for found in kind.pattern.finditer(line):
            start, end = found.span("v") if found.re.groupindex and found["v"] is not None else found.span()
            if start < end and all(end <= first or start >= last for first, last, _ in spans):
                spans.append((start, end, kind.name))
    kinds: list[str] = []
    parts: list[str] = []
    at = 0
    for start, end, name in sorted(spans):
        parts += [line[at:start], f" \0{name}\0 "]
        kinds.append(name)
        at = end
    parts.append(line[at:])
    return " ".join("".join(parts).split()), tuple(kinds)


class Mapping:
    """Words of the transcript that have other names in the lab: addresses, interfaces, routers."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self.pairs = pairs
        words = "|".join(re.escape(word) for word in sorted(pairs, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w.]){'(?:' + words + ')'}(?![\w]|\.\d)") if pairs else None

    def __call__(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self.pairs[found[0]], text)
