"""Two routers with IKEv2 between them, by static VTI or crypto map; parts of their lines may be replaced."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.wired import network

BASE = """\
interface GigabitEthernet0/0
 ip address 10.0.12.{n} 255.255.255.0
 no shutdown
interface Loopback0
 ip address 192.168.{n}.1 255.255.255.0
"""

IKE = """\
crypto ikev2 proposal PROP
 encryption aes-cbc-256
 integrity sha256
 group 14
crypto ikev2 policy POL
 proposal PROP
crypto ikev2 keyring KR
 peer PEER
  address 10.0.12.{m}
  pre-shared-key cisco123
crypto ikev2 profile PROF
 match identity remote address 10.0.12.{m} 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
"""

VTI = """\
crypto ipsec profile IPP
 set transform-set TS
 set ikev2-profile PROF
interface Tunnel0
 ip address 172.16.0.{n} 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 10.0.12.{m}
 tunnel protection ipsec profile IPP
ip route 192.168.{m}.0 255.255.255.0 Tunnel0
"""

MAP = """\
ip access-list extended LANS
 permit ip 192.168.{n}.0 0.0.0.255 192.168.{m}.0 0.0.0.255
crypto map CM 10 ipsec-isakmp
 set peer 10.0.12.{m}
 set transform-set TS
 set ikev2-profile PROF
 match address LANS
interface GigabitEthernet0/0
 crypto map CM
ip route 192.168.{m}.0 255.255.255.0 10.0.12.{m}
"""


def pair(
    over: str = VTI, one: tuple[tuple[str, str], ...] = (), two: tuple[tuple[str, str], ...] = (), platform: str = "iosv",
    delay: float = 0.001, seed: int = 1, release: str = "",
) -> Lab:  # fmt: skip
    """R1 and R2; `one` and `two` are (old, new) texts of their configurations."""
    configs = {}
    for name, n, m, changes in (("R1", 1, 2, one), ("R2", 2, 1, two)):
        text = (BASE + IKE + over).replace("{n}", str(n)).replace("{m}", str(m))
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        configs[name] = text
    cable = "R1:Gi0/0 R2:Gi0/0" if platform == "iosv" else "R1:Gi1 R2:Gi1"
    if platform == "csr1000v":
        configs = {name: text.replace("GigabitEthernet0/0", "GigabitEthernet1") for name, text in configs.items()}
    return network(configs, cable, platform=platform, delay=delay, seed=seed, release=release)


def ping(lab: Lab, node: str = "R1", target: str = "192.168.2.1", source: str = "Loopback0") -> str:
    return lab[node].cli(f"ping {target} source {source}")
