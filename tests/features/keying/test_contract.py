"""Selectors against plain sets of addresses; who is asked for keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from iosemu.device.feature import features
from iosemu.features.keying.contract import IkeSession, KeyManager, SaRef, SaWant, Selector, subnet
from tests.features.gre.net import Net
from tests.test_layers import PACKAGE, imports, looked_up

TINY = 5  # bits of the addresses that differ: 10.0.0.0 to 10.0.0.31
BASE = 0x0A000000
ALL = 0xFFFFFFFF

masks = st.integers(0, (1 << TINY) - 1).map(lambda free: ALL ^ free)
subnets = st.tuples(st.integers(0, (1 << TINY) - 1), masks, st.sampled_from((0, 6, 17)), st.sampled_from((0, 23)))
ranges = st.tuples(st.integers(0, 31), st.integers(0, 31)).map(
    lambda pair: Selector(BASE + min(pair), BASE + max(pair))
)
selectors = st.one_of(subnets.map(lambda each: subnet(BASE | each[0], *each[1:])), ranges)


def addresses(selector: Selector) -> set[int]:
    return {BASE + host for host in range(1 << TINY) if selector.has(BASE + host)}


@given(st.integers(0, 31), masks)
def test_a_subnet_has_what_agrees_with_it_under_the_mask(address: int, mask: int) -> None:
    found = subnet(BASE | address, mask)
    assert addresses(found) == {BASE + host for host in range(32) if (host ^ address) & mask == 0}
    assert (found.address, found.mask) == ((BASE | address) & mask, mask)
    assert found.single == (mask == ALL)


@given(selectors, selectors)
def test_covering_is_having_all_of_the_other(wide: Selector, narrow: Selector) -> None:
    whole = wide.protocol in (0, narrow.protocol) and wide.port in (0, narrow.port)
    assert wide.covers(narrow) == (addresses(narrow) <= addresses(wide) and whole)


@given(ranges)
def test_the_mask_of_a_range_is_of_the_smallest_network_around_it(found: Selector) -> None:
    network = subnet(found.first, found.mask)
    assert network.covers(found)
    half = ALL ^ (ALL ^ found.mask) >> 1
    assert found.single or not subnet(found.first, half).covers(found)


class Keeper:
    """A key manager that keys settings of one kind."""

    ready_made = True
    peerless = False

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind

    def wants(self, settings: object) -> bool:
        return settings == self.kind or not self.kind

    def answers(self, settings: object) -> bool:
        return self.wants(settings)

    def inside(self, profile: str) -> str:
        return ""

    def has_profile(self, name: str) -> bool:
        return False

    def listen(self, owner: Hashable) -> None: ...
    def unlisten(self, owner: Hashable) -> None: ...
    def request(self, want: SaWant) -> None: ...
    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None: ...
    def invalid_spi(self, ref: SaRef, remote: int) -> None: ...
    def abandon(self, local: int, vrf: str) -> None: ...

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None: ...
    def sessions(self) -> Iterable[IkeSession]:
        return ()


def test_who_came_later_is_asked_first() -> None:
    keying = Net().device("R1").engine("keying")
    assert keying.manager("gdoi") is None
    everything: KeyManager = Keeper("all", "")
    special: KeyManager = Keeper("special", "gdoi")
    keying.register(everything)
    keying.register(special)
    assert keying.manager("gdoi") is special
    assert keying.manager("other") is everything


def test_ipsec_brings_up_those_that_need_no_line_of_their_own() -> None:
    device = Net().device("R1")
    device.engine("ipsec")
    assert list(device.engine("keying").managers) == ["ikev2", "isakmp"]


def of_feature(name: str) -> list[Path]:
    return sorted((PACKAGE / "features" / name).glob("*.py"))


MANAGERS = {feature.name for feature in features().values() if feature.keys} | {"manual"}


def test_ipsec_and_its_key_managers_do_not_know_each_other() -> None:
    """Manual entries stand in ipsec's crypto maps, and `set ikev2-profile` in its settings, so that these know its
    configuration (and how it is told of), and nothing else of it."""
    strangers = {"ipsec": MANAGERS, **{name: (MANAGERS | {"ipsec"}) - {name} for name in MANAGERS}}
    allowed = {("manual", f"iosemu.features.ipsec.{part}") for part in ("model", "config", "builtin")}
    allowed |= {("ikev2", f"iosemu.features.ipsec.{part}") for part in ("model", "explain_parts")}
    wrong = []
    for own, others in strangers.items():
        for path in of_feature(own):
            for line, module, _ in imports(path, f"features.{own}.{path.stem}"):
                parts = module.split(".")
                knows = parts[:2] == ["iosemu", "features"] and len(parts) > 2 and parts[2] in others
                if knows and (own, ".".join(parts[:4])) not in allowed:
                    wrong.append(f"{path.name}:{line} imports {module}")
            wrong += [f"{path.name}:{line} asks for {found}" for line, found in looked_up(path) if found in others]
    assert wrong == []


def test_only_ike_listens_on_the_ports_of_key_exchange() -> None:
    listening = {
        name for name in ("ipsec", "ike", *MANAGERS) for path in of_feature(name) if "udp.listen(" in path.read_text()
    }  # fmt: skip
    assert listening == {"ike"}
