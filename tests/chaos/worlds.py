"""The labs that chaos visits: every shipped one, and those in the clear once more with encryption.

Both are found by looking, so a new lab takes part by being there.
"""

from __future__ import annotations

import re
from functools import cache

from iosemu import Lab
from iosemu.lab.catalog import find, shipped
from iosemu.lab.topology import Topology, read

SUFFIX = "+ipsec"
_CRYPTO = """\
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key CHAOS_KEY address 0.0.0.0
crypto isakmp keepalive 30 5
!
crypto ipsec transform-set CHAOS_SET esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile CHAOS
 set transform-set CHAOS_SET
!
"""
_TUNNEL = re.compile(r"^interface Tunnel\d+\n(?: .*\n)+", re.M)


@cache
def names() -> tuple[str, ...]:
    """Names of all labs and of their encrypted variants (``dmvpn-phase1-rip+ipsec``)."""
    found = []
    for name, folder in shipped().items():
        found.append(name)
        configs = [node.config for node in read(folder).nodes.values()]
        if any(map(_TUNNEL.search, configs)) and not any("tunnel protection" in config for config in configs):
            found.append(name + SUFFIX)
    return tuple(found)


def topology(name: str) -> Topology:
    """Of a lab or a variant."""
    plain, encrypted, _ = name.partition(SUFFIX)
    found = read(find(plain))
    if encrypted:
        for node in found.nodes.values():
            if _TUNNEL.search(node.config):
                protected = _TUNNEL.sub(lambda text: f"{text[0]} tunnel protection ipsec profile CHAOS\n", node.config)
                node.config = re.sub(r"^(?=interface )", _CRYPTO, protected, count=1, flags=re.M)
    return found


def load(name: str, seed: int | None = None) -> Lab:
    """A lab or a variant, just powered on."""
    return Lab(topology(name), seed)
