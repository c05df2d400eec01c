"""What is looked at to tell whether two labs are in the same state: one table, a line for each look.

A look takes a router and gives rows, without ages and counters. It names the feature whose state it shows; a feature
with an engine stands here or in STATELESS (test_chaos.py sees to it), so that a new protocol cannot be forgotten.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network

from iosemu import Lab
from iosemu.lab.node import Node
from tests.chaos.config import sections

Rows = Counter[str]
State = dict[tuple[str, str], Rows]
"""(router, look) -> how often each row is there."""

_AGE = re.compile(r",? ?\b(?:\d+:\d\d:\d\d|\d+[dwy]\d+[hdw]|never)\b")
_REFUSED = re.compile(r"^\s*\^|^%", re.M)
_SEALS = re.compile(r"^ +(?:\d+ )?permit ip ([\d.]+) ([\d.]+) ", re.M)

STATELESS = {
    "eem": "remembers what happened; the configuration is compared whole",
    "sla": "what it measures is chance; what follows from it is seen in track",
    "aaa": "remembers who failed",
    "acl6": "counters only",
    "acl": "counters, and what traffic makes in reflexive lists",
    "archive": "files in the flash",
    "capture": "only what somebody started",
    "cef": "made from routes and ARP, tried by the pings",
    "dhcp": "bindings last as long as their leases; addresses of clients are those of interfaces",
    "dhcp6": "as dhcp",
    "dns": "what it was told is forgotten by itself",
    "gre": "its state is the interface's",
    "inspect": "sessions end by themselves",
    "zone": "sessions end by themselves",
    "ip": "counters only",
    "nat": "what traffic makes ends by itself, the rest is configuration",
    "keychain": "configuration only",
    "line": "sessions are closed by a reload",
    "localpool": "who has which address is chance; who has one is seen in those that gave it",
    "ezvpn": "clients live as long as their ISAKMP SAs",
    "vfr": "pieces wait for seconds",
    "login": "callers are gone after a reload",
    "logging": "remembers what happened",
    "pbr": "configuration only",
    "policy": "configuration only",
    "radius": "counts, and forgets who is dead",
    "tacacs": "counts; conversations end with the sessions that have them",
    "http": "callers and requests end by themselves",
    "pki": "only what somebody enrolled; the configuration is compared whole",
    "rsa": "only what somebody made",
    "ssh": "sessions are closed by a reload",
    "rpf": "counters only",
    "tftp": "transfers end with the routers",
    "static": "its routes are in the routing table",
    "odr": "its routes are in the routing table",
    "igmp": "who listens is seen in pim",
    "ike": "ports, open while a key manager is at work",
    "manual": "its SAs are those of ipsec",
    "gdoi": "its SAs are those of isakmp and ipsec",
    "keying": "who keys here; the keys are those of ipsec and isakmp",
    "view": "configuration only",
    "type6": "a key that the configuration does not tell",
    "tcp": "settings; its connections end with the routers",
    "telnet": "conversations are ended by a reload",
    "system": "the configuration is compared whole",
}


def _blocks(lines: Iterable[str], begins: Callable[[str], bool]) -> Iterator[list[str]]:
    """Lines in groups, each from a line that `begins` one; what stands before the first is left out."""
    block: list[str] | None = None
    for line in lines:
        if begins(line):
            if block:
                yield block
            block = [line]
        elif block is not None and line.strip():
            block.append(line)
    if block:
        yield block


def routes(text: str) -> Iterator[str]:
    for line in text.partition("Gateway of last resort")[2].splitlines():
        yield _AGE.sub("", line).rstrip()


def routes6(text: str) -> Iterator[str]:
    """Each route with its paths, without the legend."""
    for block in _blocks(text.splitlines(), lambda line: re.match(r"[A-Z]\S* +\S+/\d+ \[", line) is not None):
        yield "; ".join(line.strip() for line in block)


def interfaces(text: str) -> Iterator[str]:
    """Without the columns that tell where an address came from."""
    for line in text.splitlines()[1:]:
        words = line.split()
        yield " ".join(words[:2] + words[4:])


def cdp(text: str) -> Iterator[str]:
    for block in _blocks(text.splitlines(), lambda line: line.startswith("Device ID")):
        yield "; ".join(line.strip() for line in block if not line.startswith(("Holdtime", "---", "Total")))


def nhrp(text: str) -> Iterator[str]:
    """Without `used` and `nhop`, which tell of traffic, and `local` entries, which tell who asked first."""
    for block in _blocks(text.splitlines(), lambda line: bool(line) and not line.startswith(" ")):
        found = []
        for line in map(str.strip, block):
            line = re.sub(r" created .*", "", line)
            kind, flags, rest = line.partition("Flags:")
            if flags:
                line = kind + " ".join(sorted(set(rest.split()) - {"used", "nhop"}))
            found.append(line)
        whole = "; ".join(found)
        if " local" not in whole:
            yield whole


def servers(text: str) -> Iterator[str]:
    where = ""
    for line in text.splitlines():
        if re.match(r"\S+:$", line):
            where = line
        elif re.match(r" *\d+\.", line):
            yield f"{where} " + " ".join(re.split(r"req-sent", line)[0].split())


def dmvpn(text: str) -> Iterator[str]:
    where = ""
    for line in text.splitlines():
        if line.startswith("Interface:"):
            where = line.split()[1]
        elif re.match(r" +(?:\d+ +)?\d+\.\d+\.\d+\.\d+ ", line) and "L" not in line.split()[-1]:
            yield f"{where} " + " ".join(_AGE.sub("", line).split())


def isakmp(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split()
        if len(words) == 5 and words[0][0].isdigit():
            yield f"{' '.join(sorted(words[:2]))} {words[2]} {words[4]}"


def flows(text: str) -> Iterator[tuple[str, str, str, str]]:
    """(interface, flow, "in" or "out", SPI) of `show crypto ipsec sa`."""
    where = flow = way = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("interface:"):
            where = line.split()[1]
        elif line.startswith("local  ident"):
            flow = line.split()[-1]
        elif line.startswith("remote ident"):
            flow += f" {line.split()[-1]}"
        elif line.endswith("sas:"):
            way = "in" if line.startswith("inbound") else "out"
        elif line.startswith("spi:") and way:
            yield where, flow, way, line.split()[1].partition("(")[0]


def ikev2(text: str) -> Iterator[str]:
    """Ends and state; both may have begun."""
    for line in text.splitlines():
        words = line.split()
        if line[:1].isdigit() and len(words) == 5:
            yield " ".join(words[1:])


def ipsec(text: str) -> Iterator[str]:
    for where, flow, way, _ in flows(text):
        yield f"{where} {flow} {way}"


def eigrp_neighbours(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split()
        if len(words) > 6 and words[0].isdigit():
            yield f"{words[1]} {words[2]} queue {words[-2]}"


def eigrp_topology(text: str) -> Iterator[str]:
    """Without serial numbers, and without the feasible distance, which is the lowest since the last active state
    (RFC 7868) and so tells of history; that there is one stays."""
    for block in _blocks(text.splitlines(), lambda line: bool(re.match(r"[PA] \d", line))):
        yield "; ".join(re.sub(r", serno \d+|(?<=FD is )\d+", "", line.strip()) for line in block)


def ospf_neighbours(text: str) -> Iterator[str]:
    """Without who is DR, which hangs on who came first, and without the number of a virtual link, the last that was made."""
    for line in text.splitlines():
        words = re.sub(r"(?<=OSPF_VL)\d+", "", line).replace("/  -", "/-").split()
        if len(words) > 5 and words[0][0].isdigit():
            yield f"{words[0]} {words[2].partition('/')[0]} {words[-2]} {words[-1]}"


def ospf_database(text: str) -> Iterator[str]:
    """Who tells what, without what a DR tells of its network."""
    part = ""
    for line in map(str.strip, text.replace(" (DNA)", "").splitlines()):
        if "(" in line or "AS External" in line:
            part = line
        elif line[:1].isdigit() and not part.startswith("Net"):
            words = line.split()
            yield f"{part} {' '.join([*words[:2], *words[5:]])}"


def ospf3_database(text: str) -> Iterator[str]:
    """Who tells what, without what a DR tells of its network; numbers of prefixes and of fragments mean nothing."""
    part = ""
    for line in map(str.strip, text.replace(" (DNA)", "").splitlines()):
        if line.endswith("States") or "States (" in line:
            part = line
        elif line[:1].isdigit() and not part.startswith("Net") and "0x2002" not in line:
            words = line.split()
            yield f"{part} {' '.join([words[0], *words[3:]])}"


def rip(text: str) -> Iterator[str]:
    for block in _blocks(text.splitlines(), lambda line: line[:1].isdigit()):
        yield "; ".join(_AGE.sub("", line.strip()) for line in block)


def ripng(text: str) -> Iterator[str]:
    for block in _blocks(text.splitlines(), lambda line: line[:1] == " " and line[1:2] != " "):
        yield "; ".join(re.sub(r", (expires in \d+ secs|\[.*\])", "", line.strip()) for line in block)


_NETWORK = re.compile(r"\d+\.\d+\.\d+\.\d+(/\d+)?|[0-9A-F]*:[0-9A-F:]*/\d+")


def bgp(text: str) -> Iterator[str]:
    """Paths of `show ip bgp`, without their order, which tells who came first."""
    head, _, rows = text.partition("Next Hop")
    column = len(head.splitlines()[-1]) if head else 0
    network = ""
    for line in rows.splitlines()[1:]:
        found = _NETWORK.search(line)
        if found is not None and found.start() < column - 3:
            network, line = found[0], line[found.end() :]
        else:
            line = line[column:]
        if line.strip():
            yield f"{network} {' '.join(line.split())}"


def members(text: str) -> Iterator[str]:
    for line in text.splitlines()[1:]:
        yield " ".join(line.split())


def bfd(text: str) -> Iterator[str]:
    """Without discriminators: who they are is chance."""
    for line in text.splitlines()[2:]:
        words = line.split()
        if len(words) in (4, 5) and "/" in words[1]:
            yield f"{words[0]} {' '.join(words[2:])}"


def ntp(text: str) -> Iterator[str]:
    """Who is asked, what he is, whether he answers, and whom the clock follows; peers are candidates by chance."""
    for line in text.splitlines()[2:]:
        words = line[2:].split()
        if len(words) > 8:
            leads, reached = line[0] == "*", words[5] != "0"
            yield f"{' '.join(words[:3])}{' leads' * leads}{' answers' * reached}"


def clock(text: str) -> Iterator[str]:
    """Can the time be trusted, where it follows somebody or never did? (After the end of NTP it is still NTP's.)"""
    if "Time source is NTP" in text and text[0] != ".":
        yield "nobody knows" if text[0] == "*" else "right"


def objects(text: str) -> Iterator[str]:
    for line in text.splitlines()[1:]:
        yield " ".join(line.split()[:-1])


def groups(text: str) -> Iterator[str]:
    """Entries of all sources, and where their datagrams go."""
    for block in text.split("\n\n"):
        if block.startswith("(*, "):
            head, *ways = re.sub(r" [\w:]+/(?:[\d:]+|stopped|never)(, A)?$", "", block, flags=re.M).split("\n    ")
            yield " ".join([re.sub(r"\), [\w:/]+,", ")", head), *sorted(ways)])


def standby(text: str) -> Iterator[str]:
    """Who answers, and who would; without addresses of whom nobody has heard lately."""
    for line in text.splitlines()[3:]:
        yield " ".join(line.split())


def policies(text: str) -> Iterator[str]:
    """Which far end has which policy; what waits is sent within seconds."""
    for block in _blocks(text.splitlines(), lambda line: line.startswith("Interface ")):
        yield f"{block[0]} {block[1].split()[-1]}"


LOOKS: dict[str, tuple[str, str, Callable[[str], Iterable[str]]]] = {
    # name: (feature, command, rows of its output)
    "routes": ("routing", "show ip route", routes),
    "routes6": ("ipv6", "show ipv6 route", routes6),
    "interfaces": ("interface", "show ip interface brief", interfaces),
    "cdp": ("cdp", "show cdp neighbors detail", cdp),
    "nhrp": ("nhrp", "show ip nhrp", nhrp),
    "nhs": ("nhrp", "show ip nhrp nhs", servers),
    "dmvpn": ("dmvpn", "show dmvpn", dmvpn),
    "isakmp": ("isakmp", "show crypto isakmp sa", isakmp),
    "ikev2": ("ikev2", "show crypto ikev2 sa", ikev2),
    "ipsec": ("ipsec", "show crypto ipsec sa", ipsec),
    "eigrp neighbours": ("eigrp", "show ip eigrp neighbors", eigrp_neighbours),
    "eigrp topology": ("eigrp", "show ip eigrp topology all-links", eigrp_topology),
    "ospf neighbours": ("ospf", "show ip ospf neighbor", ospf_neighbours),
    "ospf database": ("ospf", "show ip ospf database", ospf_database),
    "ospf3 neighbours": ("ospf3", "show ipv6 ospf neighbor", ospf_neighbours),
    "ospf3 database": ("ospf3", "show ipv6 ospf database", ospf3_database),
    "rip": ("rip", "show ip rip database", rip),
    "ripng": ("ripng", "show ipv6 rip database", ripng),
    "bgp": ("bgp", "show ip bgp", bgp),
    "bgp6": ("bgp", "show bgp ipv6 unicast", bgp),
    "bfd": ("bfd", "show bfd neighbors", bfd),
    "vrf": ("vrf", "show ip vrf interfaces", members),
    "ntp": ("ntp", "show ntp associations", ntp),
    "clock": ("clock", "show clock detail", clock),
    "objects": ("track", "show track brief", objects),
    "standby": ("hsrp", "show standby brief", standby),
    "groups": ("pim", "show ip mroute", groups),
    "policies": ("qos", "show policy-map multipoint", policies),
}
OF_A_VRF = {
    "routes": "show ip route vrf {}",
    "routes6": "show ipv6 route vrf {}",
    "eigrp neighbours": "show ip eigrp vrf {} neighbors",
    "eigrp topology": "show ip eigrp vrf {} topology all-links",
    "rip": "show ip rip database vrf {}",
    "bgp": "show ip bgp vpnv4 vrf {}",
}


MAY_DOUBLE = {"isakmp", "ikev2", "ipsec"}  # two ends that begin at once make two SAs, of which each lives its time


def running(lab: Lab) -> list[Node]:
    """The routers that have power."""
    return [node for node in lab if node.device.running]


def state(lab: Lab, only: Collection[str] = ()) -> State:
    """Everything that all looks (or those named) see; a router without power has no rows."""
    found: State = {}
    given = leased(lab)
    for node in lab:
        for name, (_, command, rows) in LOOKS.items():
            if only and name not in only:
                continue
            found[node.name, name] = Counter(given.sub("leased", row) for row in _rows(node, command, rows))
            for vrf in node.device.vrfs if name in OF_A_VRF else ():
                mine = _rows(node, OF_A_VRF[name].format(vrf.name), rows)
                found[node.name, name].update(f"{vrf.name}: {row}" for row in mine)
        lines = sections(node.running_config() if node.device.running else ())
        found[node.name, "configuration"] = Counter(" /".join(section) for section in lines)
    return found


_LEASED = re.compile(r"^\S+ +([\d.]+) +YES DHCP", re.M)
_LEASED6 = re.compile(r"^ +Address: ([0-9A-F:]+)", re.M)


def leased(lab: Lab) -> re.Pattern[str]:
    """Addresses that servers gave to routers: who asks again after a repair may get another one."""
    found = set()
    for node in running(lab):
        found |= {*_LEASED.findall(node.cli("show ip interface brief")), *_LEASED6.findall(node.cli("show ipv6 dhcp interface"))}
    return re.compile(rf"(?<![\w.:])(?:{'|'.join(map(re.escape, sorted(found)))})(?![\w.:])") if found else re.compile("(?!)")


def _rows(node: Node, command: str, rows: Callable[[str], Iterable[str]]) -> Iterable[str]:
    said = node.cli(command) if node.device.running else ""
    return () if _REFUSED.search(said) else rows(said)


def unpaired(lab: Lab) -> list[str]:
    """Outbound SAs whose SPI no router takes in, and flows with fewer SAs one way than the other."""
    inbound: set[str] = set()
    seen: dict[str, dict[tuple[str, str], dict[str, set[str]]]] = {}
    for node in running(lab):
        mine = seen[node.name] = defaultdict(lambda: {"in": set(), "out": set()})
        for where, flow, way, spi in flows(node.cli("show crypto ipsec sa")):
            mine[where, flow][way].add(spi)
            if way == "in":
                inbound.add(spi)
    problems = []
    for name, mine in seen.items():
        for (where, flow), ways in mine.items():
            problems += [f"{name} {where} {flow}: nobody takes {spi}" for spi in sorted(ways["out"] - inbound)]
            if len(ways["in"]) != len(ways["out"]):
                problems.append(f"{name} {where} {flow}: {len(ways['in'])} SAs in, {len(ways['out'])} out")
    return problems


def strangers(lab: Lab) -> list[str]:
    """ARP entries of stations with the hardware address of another. (For addresses of nobody others may answer.)"""
    macs: dict[str, set[str]] = defaultdict(set)
    known: list[tuple[str, str, str, str]] = []
    for node in running(lab):
        for show in ("show arp", *(f"show arp vrf {vrf.name}" for vrf in node.device.vrfs)):
            for line in node.cli(show).splitlines()[1:]:
                _, address, age, mac, _, interface = f"{line} -".split()[:6]
                if age == "-":
                    macs[address].add(mac)
                else:
                    known.append((node.name, address, mac, interface))
    return [
        f"{name} {interface} {address}: {mac} is not {' or '.join(sorted(macs[address]))}"
        for name, address, mac, interface in known
        if address in macs and mac not in macs[address]
    ]


def clocks(lab: Lab) -> list[str]:
    """Of routers that count as synchronized, whose clocks are another than that of the first of them."""
    found = [node for node in running(lab) if "Clock is synchronized" in node.cli("show ntp status")]
    times = [(node.name, node.device.engine("clock").utc()) for node in found]
    wrong = [(name, abs((time - times[0][1]).total_seconds())) for name, time in times]
    return [f"{name} is {seconds:.3f} seconds from {times[0][0]}" for name, seconds in wrong if seconds > 0.1]


CHECKS: dict[str, tuple[str, Callable[[Lab], list[str]]]] = {
    # name: (feature, what is wrong between routers)
    "SA": ("ipsec", unpaired),
    "ARP": ("arp", strangers),
    "time": ("ntp", clocks),
}


def loopbacks(lab: Lab) -> list[tuple[Node, str, str]]:
    """(router, interface, address) of each loopback, as the configurations say."""
    found = []
    for node in running(lab):
        text = "\n".join(node.running_config())
        for match in re.finditer(r"^interface (Loopback\d+)\n(?: .*\n)*? ip address ([\d.]+)", text, re.M):
            found.append((node, match[1], match[2]))
    return found


def sealed(lab: Lab) -> list[tuple[Node, str, str, str]]:
    """(router, interface, address, network) of what lies in a network that a crypto map seals and no loopback is in."""
    texts = {node.name: "\n".join(node.running_config()) for node in running(lab)}
    lists = {(name, found) for name, text in texts.items() for found in re.findall(r"^ match address (\S+)", text, re.M)}
    networks = set()
    for name, wanted in lists:
        entries = re.search(rf"^ip access-list extended {re.escape(wanted)}\n((?: .*\n)*)", texts[name], re.M)
        networks |= {IPv4Network("/".join(each)) for each in _SEALS.findall(entries[1] if entries else "")}
    networks -= {net for net in networks for _, _, address in loopbacks(lab) if IPv4Address(address) in net}
    return [
        (lab[name], match[1], match[2], str(net))
        for name, text in texts.items()
        for match in re.finditer(r"^interface (\S+)\n(?: .*\n)*? ip address ([\d.]+)", text, re.M)
        for net in sorted(networks)
        if IPv4Address(match[2]) in net
    ]


def pings(lab: Lab, repeat: int) -> Counter[str]:
    """From every loopback to every one of the others, and from all that is sealed: how many come back."""
    places, ends = loopbacks(lab), sealed(lab)
    pairs = [(node, interface, other, address) for node, interface, _ in places for other, _, address in places]
    pairs += [(node, interface, other, address) for node, interface, _, net in ends for other, _, address, far in ends if net != far]
    found: Counter[str] = Counter()
    for node, interface, other, address in pairs:
        if other is not node:
            said = node.cli(f"ping {address} source {interface} repeat {repeat}")
            score = re.search(r"\((\d+/\d+)\)", said)
            found[f"{node.name} {interface} to {other.name} {address}: {score[1] if score else said.strip()}"] += 1
    return found
