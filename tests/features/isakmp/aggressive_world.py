"""R1 that begins aggressive mode under a name, R2 that has the key of that name."""

from __future__ import annotations

from isakmp_world import Net, Node, pair

from iosemu.features.isakmp.model import PeerPolicy, PresharedKey

NAME = "spoke1.example.com"


def named(node: Node, peer: Node, password: str = "cisco", name: str = NAME, kind: str = "fqdn") -> None:
    """`crypto isakmp peer` with both lines, and no other key."""
    node.config.keys.clear()
    node.config.peers[peer.address, None] = PeerPolicy("", PresharedKey(password), kind, None, name)


def aggressive_pair(platform: str = "c7200", seed: int = 1) -> tuple[Net, Node, Node]:
    """Nothing started."""
    net, r1, r2 = pair(platform, seed)
    named(r1, r2)
    r2.config.keys.clear()
    r2.config.hosts[NAME] = PresharedKey("cisco")
    return net, r1, r2
