"""Easy VPN: strongSwan's charon as a client of ours, with XAUTH and mode configuration."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.interop.test_ike import phase1
from tests.interop.world import Charon, World

Make = Callable[..., World]

SERVER = """hostname R2
aaa new-model
aaa authentication login XAUTH local
aaa authorization network GROUPS local
username ann password 0 secret
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 5
crypto isakmp client configuration group EZVPN
 key cisco123
 dns 10.2.2.53
 domain example.com
 pool VPN
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto dynamic-map DYN 10
 set transform-set T
 reverse-route
crypto map CM client authentication list XAUTH
crypto map CM isakmp authorization list GROUPS
crypto map CM client configuration address respond
crypto map CM 65000 ipsec-isakmp dynamic DYN
ip local pool VPN 10.1.1.1 10.1.1.9
interface Loopback0
 ip address 10.2.2.2 255.255.255.0
interface FastEthernet0/0
 ip address 192.0.2.2 255.255.255.0
 no shutdown
 crypto map CM
"""


def _load(charon: Charon, secret: str) -> None:
    (charon.folder / "swanctl" / "swanctl.conf").write_text(
        "connections { c {\n version = 1\n aggressive = yes\n local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n"
        " vips = 0.0.0.0\n proposals = aes128-sha1-modp1536\n"
        " local-1 { auth = psk\n id = keyid:EZVPN }\n local-2 { auth = xauth-generic\n xauth_id = ann }\n"
        " remote { auth = psk\n id = 192.0.2.2 }\n"
        " children { c { remote_ts = 10.2.2.0/24\n esp_proposals = aes128-sha1\n mode = tunnel\n policies = no } }\n"
        "} }\nsecrets { ike-1 { secret = cisco123 }\n"
        f" xauth-1 {{ id = ann\n secret = {secret} }} }}\n"
    )
    output = charon.swanctl("--load-all")
    assert "loaded connection 'c'" in output, output


def test_charon_is_a_client(world: Make) -> None:
    net = world(SERVER)
    charon = Charon(net, "recorded", more="xauth-generic attr resolve ")
    _load(charon, "secret")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "XAuth authentication of 'ann' (myself) successful" in charon.log()
    assert "installing new virtual IP 10.1.1.1" in charon.log()
    assert "QM_IDLE" in phase1(net)
    assert "Username: ann\nGroup: EZVPN\nAssigned address: 10.1.1.1" in net.cli("show crypto session")
    assert re.search(r"S +10\.1\.1\.1", net.cli("show ip route static"))


def test_a_wrong_password(world: Make) -> None:
    net = world(SERVER)
    charon = Charon(net, "recorded", more="xauth-generic attr resolve ")
    _load(charon, "wrong")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate failed" in output, charon.log()
    assert "XAuth authentication of 'ann' (myself) failed" in charon.log()
    assert "QM_IDLE" not in phase1(net)
