"""The rows of shows of IKEv2, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.counted import CountRow
from iosemu.features.ikev2.model import Ikev2Config
from iosemu.features.ikev2.show import chosen, engine_of, range_of
from iosemu.features.ikev2.show_config import author_policies, identities, policies, proposals
from iosemu.features.ikev2.show_stats import SERVICES, requests, timed_out
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class Ikev2SaRow:
    """`local` and `remote` with their ports; `vrf` is that of the ends; `lifetime` and `active` in seconds."""

    tunnel_id: int
    local: str
    remote: str
    vrf: str
    status: str
    profile: str
    identity: str
    initiator: bool
    lifetime: int
    active: int


def show_sa(ctx: Context, **words: Any) -> Iterator[Ikev2SaRow]:
    """The same for `detailed`."""
    engine = engine_of(ctx)
    for sa in chosen(engine, **words) if engine is not None else ():
        yield Ikev2SaRow(
            sa.conn_id, f"{format_ipv4(sa.local)}/{sa.local_port}", f"{format_ipv4(sa.remote)}/{sa.remote_port}",
            sa.vrf, sa.state.status, sa.profile, sa.identity, sa.initiator, sa.lifetime,
            int(engine.host.now - sa.established_at) if engine is not None and sa.established_at >= 0 else 0,
        )  # fmt: skip


@dataclass(slots=True)
class Ikev2ChildRow:
    """A child SA of a session; selectors as the show has them ("10.0.0.1/0 - 10.0.0.1/65535")."""

    session_id: int
    tunnel_id: int
    local: str
    remote: str
    spi_in: int
    spi_out: int
    mode: str  # tunnel, transport


def show_session(ctx: Context, detail: bool = False) -> Iterator[Ikev2ChildRow]:
    """The same for `detailed`."""
    engine = engine_of(ctx)
    for sa in chosen(engine) if engine is not None else ():
        for child in sa.children.values():
            made = child.made
            yield Ikev2ChildRow(
                sa.session_id, sa.conn_id, range_of(made.mine[0]), range_of(made.theirs[0]), child.spi_in,
                child.spi_out, "tunnel" if made.proposal.tunnel else "transport",
            )  # fmt: skip


@dataclass(slots=True)
class Ikev2ProposalRow:
    name: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    groups: tuple[int, ...]


def show_proposal(ctx: Context, name: str = "") -> Iterator[Ikev2ProposalRow]:
    for found in proposals(ctx.device, name):
        integrity = () if found.combined else tuple(found.integrity)
        yield Ikev2ProposalRow(found.name, tuple(found.encryption), integrity, tuple(found.prfs), tuple(found.group))


@dataclass(slots=True)
class Ikev2PolicyRow:
    """`addresses` empty: any; `fvrf` "" is the global one."""

    name: str
    fvrf: str
    addresses: tuple[str, ...]
    proposals: tuple[str, ...]


def show_policy(ctx: Context, name: str = "") -> Iterator[Ikev2PolicyRow]:
    for policy in policies(ctx.device, name):
        addresses = tuple(map(format_ipv4, policy.addresses))
        yield Ikev2PolicyRow(policy.name, policy.fvrf, addresses, tuple(policy.proposals))


@dataclass(slots=True)
class Ikev2AuthorizationRow:
    """`routes` are those that a peer is told, in the words of the configuration."""

    name: str
    pool: str
    routes: tuple[str, ...]
    accept: bool
    tag: int
    distance: int


def show_authorization_policy(ctx: Context, name: str = "") -> Iterator[Ikev2AuthorizationRow]:
    for each in author_policies(ctx.device, name):
        routes = [*(["interface"] if each.set_interface else []), *(f"interface {one}" for one in each.set_interfaces)]
        routes += [f"access-list {each.set_acl}"] if each.set_acl else []
        yield Ikev2AuthorizationRow(
            each.name, each.pool, tuple(routes), each.accept, each.accept_tag, each.accept_distance
        )


@dataclass(slots=True)
class FlexClientRow:
    """`peer` is "" while there is none."""

    client: str
    state: str
    peer: str
    tunnel: str


def show_client_flexvpn(ctx: Context, name: str = "") -> Iterator[FlexClientRow]:
    engine = engine_of(ctx)
    for each, course in engine.clients.courses.items() if engine is not None else ():
        if name in ("", each):
            peer = format_ipv4(course.address) if course.address else ""
            yield FlexClientRow(each, course.state, peer, str(course.tunnel or ""))


@dataclass(slots=True)
class Ikev2ProfileRow:
    """`identities` are the peer's, in the words of the show; `identity` is ours, "" where it is not said; `dpd` in
    seconds, 0: none; `used` SAs have it."""

    name: str
    fvrf: str
    ivrf: str
    identities: tuple[str, ...]
    identity: str
    keyring: str
    lifetime: int
    dpd: int
    used: int


def show_profile(ctx: Context, name: str = "") -> Iterator[Ikev2ProfileRow]:
    for profile in ctx.device[Ikev2Config].profiles.values():
        if name in ("", profile.name):
            sas = ctx.device.engine("ikev2").life.sas.values()
            yield Ikev2ProfileRow(
                profile.name, profile.fvrf, profile.ivrf or "", tuple(identities(profile)),
                f"{profile.identity} {profile.identity_name}".strip(), profile.keyring or "", profile.lifetime,
                profile.dpd, sum(sa.profile == profile.name for sa in sas),
            )  # fmt: skip


def show_stats(ctx: Context, kind: str = "") -> Iterator[CountRow]:
    """In the words of each form: `of` is Incoming or Outgoing, TX(REQ) …, a service or IKEV2 TIMER."""
    engine = engine_of(ctx)
    if engine is None:
        return
    stats = engine.stats
    if kind == "exchange":
        for of, counts in (
            ("TX(REQ)", stats.tx_requests), ("TX(RES)", stats.tx_responses), ("RX(REQ)", stats.rx_requests),
            ("RX(RES)", stats.rx_responses),
        ):  # fmt: skip
            yield from (CountRow(of, name, count) for name, count in counts.items())
    elif kind == "ext-service":
        for title, names in SERVICES.items():
            for name in names:
                yield CountRow(title, name, stats.services[name])
                yield CountRow(title, f"{name} failed", stats.services[f"{name} failed"])
    elif kind == "timeout":
        yield from (CountRow("IKEV2 TIMER", name, count) for name, count in timed_out(engine).items())
    else:
        for way, *numbers in requests(engine):
            for name, number in zip(("requests", "accepted", "rejected"), numbers, strict=True):
                yield CountRow(way, name, number)


@dataclass(slots=True)
class Ikev2ErrorRow:
    """Why an exchange failed, and how often."""

    text: str
    times: int


def show_diagnose(ctx: Context) -> Iterator[Ikev2ErrorRow]:
    engine = engine_of(ctx)
    for text, count in engine.exits.entries.items() if engine is not None else ():
        yield Ikev2ErrorRow(text, count)
