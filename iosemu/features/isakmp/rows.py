"""The rows of shows of IKEv1, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.isakmp.model import IsakmpConfig, Policy, default_policies
from iosemu.features.isakmp.show import chosen, figures, identities, keyrings, sa_counts, shown_policies
from iosemu.features.isakmp.trace import Denial
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class IsakmpSaRow:
    """`dst` is the responder's address, `src` the initiator's; `vrf` is that of the ends."""

    dst: str
    src: str
    state: str
    conn_id: int
    status: str
    vrf: str


def show_sa(
    ctx: Context, detail: bool = False, active: bool = False, nat: bool = False, vrf: str | None = None
) -> Iterator[IsakmpSaRow]:
    """The same for `detail`."""
    for row in chosen(ctx.device.engine("isakmp"), active, nat, vrf):
        yield IsakmpSaRow(format_ipv4(row.dst), format_ipv4(row.src), row.state, row.conn_id, row.status, row.sa.vrf)


@dataclass(slots=True)
class IsakmpPolicyRow:
    """`key_bits` of AES, else 0; `lifetime` in seconds; `default` ones are the release's, while none is typed."""

    priority: int
    encryption: str
    key_bits: int
    hash: str
    authentication: str
    group: int
    lifetime: int
    default: bool


def show_policy(ctx: Context) -> Iterator[IsakmpPolicyRow]:
    policies, default = shown_policies(ctx.device)
    return (_policy(policy, default) for policy in policies)


def show_default_policy(ctx: Context) -> Iterator[IsakmpPolicyRow]:
    on = ctx.device[IsakmpConfig].default_policy
    return (_policy(policy, True) for policy in (default_policies() if on else ()))


def _policy(policy: Policy, default: bool) -> IsakmpPolicyRow:
    return IsakmpPolicyRow(
        priority=policy.priority,
        encryption=policy.encryption,
        key_bits=policy.key_bits if policy.encryption == "aes" else 0,
        hash=policy.hash,
        authentication=policy.authentication,
        group=policy.group,
        lifetime=policy.lifetime,
        default=default,
    )


@dataclass(slots=True)
class IsakmpKeyRow:
    """`keyring` is "default" for the global keys; `peer` an address or a name, which has no `mask`; `key` as it is
    shown."""

    keyring: str
    peer: str
    mask: str
    key: str


def show_key(ctx: Context) -> Iterator[IsakmpKeyRow]:
    for ring, table in keyrings(ctx.device):
        places = [(format_ipv4(address), format_ipv4(mask), key) for (address, mask), key in table.keys.items()]
        for peer, mask, key in [*places, *((name, "", key) for name, key in table.hosts.items())]:
            yield IsakmpKeyRow(ring, peer, mask, key.shown.removeprefix("6 "))


def show_sa_count(ctx: Context) -> Iterator[CountRow]:
    return (CountRow("", name, count) for name, count in sa_counts(ctx.device.engine("isakmp")).items())


def show_stats(ctx: Context) -> Iterator[CountRow]:
    return (CountRow("", name, count) for name, count in figures(ctx.device.engine("isakmp")))


@dataclass(slots=True)
class CryptoConditionRow:
    """What debugs are narrowed to, with the title of the show."""

    kind: str
    value: str


def show_debug_condition(ctx: Context) -> Iterator[CryptoConditionRow]:
    conditions = ctx.device.engine("keying").conditions
    for kind, values in conditions.filters().items():
        yield from (CryptoConditionRow(kind, value) for value in values)
    for connection, engine in sorted(conditions.connections):
        yield CryptoConditionRow("Connection-id", f"{connection}:{engine}")


@dataclass(slots=True)
class ErrorRow:
    """Why an exchange failed, `times` in all."""

    text: str
    times: int


def show_diagnose(ctx: Context) -> Iterator[ErrorRow]:
    return (ErrorRow(text, 1) for text in ctx.device.engine("isakmp").exits.entries)


@dataclass(slots=True)
class IsakmpPeerRow:
    """A peer that is known or configured; `identity` and `local` are "" before it has talked."""

    address: str
    port: int
    local: str
    identity: str
    description: str


def show_peers(ctx: Context, peer: int | None = None) -> Iterator[IsakmpPeerRow]:
    engine = ctx.device.engine("isakmp")
    policies = dict(engine.config.peers)
    for each in engine.life.peers.values():
        policy = policies.pop((each.address, each.vrf or None), None)
        said = policy.description if policy is not None else ""
        if peer in (None, each.address):
            local = format_ipv4(each.local)
            yield IsakmpPeerRow(format_ipv4(each.address), each.port, local, each.identity or "", said)
    for (address, _), policy in policies.items():
        if peer in (None, address):
            yield IsakmpPeerRow(format_ipv4(address), 500, "", "", policy.description)


@dataclass(slots=True)
class IsakmpProfileRow:
    """`identities` in the words of the show; `used` SAs have it."""

    name: str
    vrf: str
    identities: tuple[str, ...]
    keyrings: tuple[str, ...]
    used: int


def show_profile(ctx: Context, tag: str | None = None, vrf: str | None = None) -> Iterator[IsakmpProfileRow]:
    engine = ctx.device.engine("isakmp")
    for profile in ctx.device[IsakmpConfig].profiles.values():
        if tag in (None, profile.name) and vrf in (None, profile.vrf):
            used = sum(sa.profile == profile.name for sa in engine.life.sas.values())
            yield IsakmpProfileRow(
                profile.name, profile.vrf, tuple(identities(profile)), tuple(profile.keyrings), used
            )


def show_admission(ctx: Context) -> Iterator[CountRow]:
    """Requests of IKE and of IPsec, with how many of them were accepted and rejected, and SAs."""
    engine = ctx.device.engine("isakmp")
    known = engine.admission.figures
    active, negotiating = engine.admission.active, len(engine.life.negotiating)
    yield from (CountRow("IKE", name, count) for name, count in (("active", active), ("negotiating", negotiating)))
    for name, counts in (("incoming", known.incoming), ("outgoing", known.outgoing)):
        for what in ("requests", "accepted", "rejected"):
            yield CountRow("IKE", f"{name} {what}", getattr(counts, what))
    yield CountRow("IKE", "active SA limit", known.denied[Denial.ACTIVE])
    yield CountRow("IKE", "in-neg SA limit", known.denied[Denial.NEGOTIATING])
    yield CountRow("IPSEC", "active", engine.user.pairs() if engine.user is not None else 0)
    yield CountRow("IPSEC", "incoming requests", engine.stats.in_exchanges)
    yield CountRow("IPSEC", "outgoing requests", engine.stats.out_exchanges)
