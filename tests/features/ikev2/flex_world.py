"""A hub with a virtual template, and spokes with static tunnels to it."""

from __future__ import annotations

from ikev2_world import BASE, IKE

from iosemu.lab.lab import Lab
from tests.features.wired import network

PROFILE = """\
crypto ipsec profile IPP
 set transform-set TS
 set ikev2-profile PROF
"""

TEMPLATE = """\
interface Virtual-Template1 type tunnel
 ip unnumbered Loopback0
 ip mtu 1380
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile IPP
"""

TUNNEL = """\
interface Tunnel0
 ip unnumbered Loopback0
 ip mtu 1380
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 10.0.12.1
 tunnel protection ipsec profile IPP
ip route 192.168.1.0 255.255.255.0 Tunnel0
"""

ANY = "crypto ikev2 keyring KR\n peer PEER\n  address 0.0.0.0 0.0.0.0\n"
DYNAMIC = "crypto ikev2 profile PROF\n match identity remote any\n virtual-template 1\n"


def flexed(
    spokes: int = 1, hub: str = "", spoke: str = "", mode: str = "ipsec ipv4", platform: str = "iosv", seed: int = 1,
    changes: tuple[tuple[str, str], ...] = (), tunnel: str = TUNNEL,
) -> Lab:  # fmt: skip
    """R1 is the hub; `hub` and `spoke` are further lines ({n}: its number), `changes` (old, new) texts of R1."""
    one = BASE + IKE + PROFILE + TEMPLATE + ANY + DYNAMIC + hub
    one = one.replace("{n}", "1").replace("{m}", "2")
    if mode != "ipsec ipv4":
        one = one.replace("tunnel mode ipsec ipv4", f"tunnel mode {mode}")
    for old, new in changes:
        assert old in one, old
        one = one.replace(old, new)
    configs = {"R1": one}
    for n in range(2, 2 + spokes):
        configs[f"R{n}"] = (BASE + IKE + PROFILE + tunnel + spoke).replace("{n}", str(n)).replace("{m}", "1")
    if mode != "ipsec ipv4":
        mine = f"tunnel mode {mode}"
        configs |= {name: text.replace("tunnel mode ipsec ipv4", mine) for name, text in configs.items() if name != "R1"}
    port = "Gi0/0"
    if platform == "csr1000v":
        port = "Gi1"
        configs = {name: text.replace("GigabitEthernet0/0", "GigabitEthernet1") for name, text in configs.items()}
    ends = " ".join(f"{name}:{port}" for name in configs)
    return network(configs, ends, platform=platform, delay=0.001, seed=seed)


def brief(lab: Lab, node: str = "R1") -> dict[str, str]:
    """Virtual-Access interfaces and the state of their lines."""
    rows = lab[node].cli("show ip interface brief").splitlines()
    return {row.split()[0]: " ".join(row.split()[-2:]) for row in rows if row.startswith("Virtual-Access")}
