"""An access list as functions: what an entry says, made into a test of packets once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from iosemu.features.acl.model import AccessList, Entry, Ports
from iosemu.features.acl.reflexive import Reflexive
from iosemu.types import MAX_IPV4, MAX_IPV6
from iosemu.wire import ipv4

Test = Callable[[ipv4.IPv4], bool]
_OFFSET = 0x1FFF


class Rule:
    """An entry with its counter, and its test, which is made anew where the rest was saved."""

    __slots__ = ("entry", "inner", "log", "matches", "permit", "stateful", "test")

    def __init__(self, entry: Entry, inner: Reflexive | None = None) -> None:
        self.__setstate__((entry, 0, inner))

    def __getstate__(self) -> tuple[Entry, int, Reflexive | None]:
        return self.entry, self.matches, self.inner

    def __setstate__(self, state: tuple[Entry, int, Reflexive | None]) -> None:
        self.entry, self.matches, self.inner = state
        self.test: Test = self.inner.holds if self.inner is not None else _test(self.entry)
        self.permit = self.entry.permit
        self.log = self.entry.log
        self.stateful = bool(self.entry.reflect or self.entry.evaluate)  # it makes sessions, or looks for one


class Compiled:
    """A whole list; `rules` is empty for one without entries, which permits everything."""

    __slots__ = ("config", "name", "rules")

    def __init__(
        self, config: AccessList, old: Compiled | None = None, reflexive: Mapping[str, Reflexive] | None = None
    ) -> None:
        inner = reflexive or {}
        counted: list[Rule] = [rule for rule in old.rules if rule.matches] if old is not None else []
        self.config = config
        self.name = config.name
        self.rules: list[Rule] = [
            Rule(entry, inner.get(entry.evaluate)) for entry in config.entries if entry.remark is None
        ]
        for before in counted:
            for rule in self.rules:
                if rule.entry is before.entry or rule.entry.same(before.entry):
                    rule.matches = before.matches
                    break

    def find(self, packet: ipv4.IPv4) -> Rule | None:
        """The first entry that fits; None: the implicit deny."""
        for rule in self.rules:
            if rule.test(packet):
                return rule
        return None

    def permits(self, packet: ipv4.IPv4) -> bool:
        """The verdict, without counting."""
        rule = self.find(packet)
        return rule.permit if rule is not None else not self.rules


def _test(entry: Entry) -> Test:
    if entry.evaluate:  # of a list that nobody fills
        return lambda packet: False
    protocol = entry.protocol
    full = MAX_IPV6 if entry.wide else MAX_IPV4
    src_mask, dst_mask = ~entry.src_wildcard & full, ~entry.dst_wildcard & full
    src, dst = entry.src & src_mask, entry.dst & dst_mask
    more = _details(entry)
    if more is None and not src_mask and not dst_mask:
        return (lambda packet: True) if not protocol else (lambda packet: packet.protocol == protocol)

    def test(packet: ipv4.IPv4) -> bool:
        return (
            packet.src & src_mask == src
            and packet.dst & dst_mask == dst
            and (not protocol or packet.protocol == protocol)
            and (more is None or more(packet))
        )

    return test


def _details(entry: Entry) -> Test | None:
    """Everything beyond protocol and addresses."""
    tests: list[Test] = []
    if entry.dscp is not None:
        dscp = entry.dscp
        tests.append(lambda packet: packet.tos >> 2 == dscp)
    if entry.precedence is not None:
        precedence = entry.precedence
        tests.append(lambda packet: packet.tos >> 5 == precedence)
    if entry.tos is not None:
        tos = entry.tos
        tests.append(lambda packet: packet.tos >> 1 & 15 == tos)
    if entry.ttl is not None:
        ttl = _ports(entry.ttl)
        tests.append(lambda packet: ttl(packet.ttl))
    if entry.fragments:
        tests.append(lambda packet: bool(packet.flags_offset & _OFFSET))
    upper = _upper_layer(entry)
    if upper is not None:
        permit = entry.permit
        # a later fragment has no ports: a permit lets it pass, a deny leaves it to the entries below
        tests.append(lambda packet: permit if packet.flags_offset & _OFFSET else upper(packet.payload))
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]
    return lambda packet: all(test(packet) for test in tests)


def _upper_layer(entry: Entry) -> Callable[[bytes], bool] | None:
    tests: list[Callable[[bytes], bool]] = []
    if entry.src_ports is not None:
        source = _ports(entry.src_ports)
        tests.append(lambda data: len(data) > 1 and source(data[0] << 8 | data[1]))
    if entry.dst_ports is not None:
        destination = _ports(entry.dst_ports)
        tests.append(lambda data: len(data) > 3 and destination(data[2] << 8 | data[3]))
    if entry.icmp_type is not None:
        kind, code = entry.icmp_type, entry.icmp_code
        tests.append(lambda data: len(data) > 1 and data[0] == kind and (code is None or data[1] == code))
    if entry.established:
        tests.append(lambda data: len(data) > 13 and bool(data[13] & 0x14))  # ACK or RST
    if entry.flags_set or entry.flags_clear:
        tests.append(_flags(entry.flags_set, entry.flags_clear, entry.flags_all))
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]
    return lambda data: all(test(data) for test in tests)


def _flags(wanted: int, unwanted: int, every: bool) -> Callable[[bytes], bool]:
    if every:
        return lambda data: len(data) > 13 and data[13] & wanted == wanted and not data[13] & unwanted
    return lambda data: len(data) > 13 and bool(data[13] & wanted or ~data[13] & unwanted)


def _ports(ports: Ports) -> Callable[[int], bool]:
    numbers = ports.ports
    if ports.operator == "eq":
        if len(numbers) == 1:
            only = numbers[0]
            return lambda port: port == only
        return lambda port: port in numbers
    if ports.operator == "neq":
        return lambda port: port not in numbers
    if ports.operator == "gt":
        limit = numbers[0]
        return lambda port: port > limit
    if ports.operator == "lt":
        limit = numbers[0]
        return lambda port: port < limit
    low, high = numbers
    return lambda port: low <= port <= high
