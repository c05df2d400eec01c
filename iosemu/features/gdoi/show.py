"""`show crypto gdoi …`: all of them, by file."""

from __future__ import annotations

from iosemu.features.gdoi.show_gm import (
    show_fail_close,
    show_gm,
    show_gm_acl,
    show_gm_identifier,
    show_gm_pubkey,
    show_gm_rekey,
    show_gm_replay,
    show_ipsec_sa,
    show_rekey_sa,
)
from iosemu.features.gdoi.show_group import show_gdoi
from iosemu.features.gdoi.show_ks import (
    show_ks,
    show_ks_acl,
    show_ks_coop,
    show_ks_identifier,
    show_ks_members,
    show_ks_policy,
    show_ks_rekey,
    show_ks_replay,
    show_ks_summary,
)

__all__ = [
    "show_fail_close",
    "show_gdoi",
    "show_gm",
    "show_gm_acl",
    "show_gm_identifier",
    "show_gm_pubkey",
    "show_gm_rekey",
    "show_gm_replay",
    "show_ipsec_sa",
    "show_ks",
    "show_ks_acl",
    "show_ks_coop",
    "show_ks_identifier",
    "show_ks_members",
    "show_ks_policy",
    "show_ks_rekey",
    "show_ks_replay",
    "show_ks_summary",
    "show_rekey_sa",
]
