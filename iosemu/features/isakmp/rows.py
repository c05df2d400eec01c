"""The rows of shows of IKEv1, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.isakmp.show import chosen, keyrings, shown_policies
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
    for policy in policies:
        yield IsakmpPolicyRow(
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
