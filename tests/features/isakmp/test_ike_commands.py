"""The commands of ISAKMP on a whole router: configuration, refusals, shows against real devices."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.features.isakmp.model import IsakmpConfig

CONFIG = """\
crypto keyring SPOKES\x20
  description keys of the spokes
  local-address Loopback0
  pre-shared-key address 0.0.0.0 0.0.0.0 key cisco
  pre-shared-key address 192.0.2.1 key cisco2
  pre-shared-key hostname r2.example.com key cisco4
!
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
!
crypto isakmp policy 20
 encr 3des
 authentication pre-share
 group 2
 lifetime 3600
crypto isakmp key cisco address 10.10.10.2
crypto isakmp key cisco address 0.0.0.0
crypto isakmp key cisco3 address 172.16.0.0 255.255.0.0 no-xauth
crypto isakmp key cisco5 hostname r3.example.com
crypto isakmp invalid-spi-recovery
crypto isakmp identity hostname
crypto isakmp keepalive 10 5
crypto isakmp nat keepalive 20
crypto isakmp peer address 192.0.2.7
 set aggressive-mode password cisco6
 set aggressive-mode client-endpoint user-fqdn ann@example.com\x20
crypto isakmp profile VPN
   description spokes
   keyring SPOKES
   self-identity fqdn r1.example.com
   match identity address 192.0.2.0 255.255.255.0\x20
   match identity host r2.example.com
   match identity host domain example.com
   match identity user ann@example.com
   match identity user domain example.com
   match identity group spokes
   keepalive 20 retry 5
   initiate mode aggressive
   local-address 192.0.2.9 INET
"""


class Router:
    def __init__(self, config: str = "", platform: str = "c7200") -> None:
        self.device = Device("R1", platform)
        self.device.startup_config = config
        self.shell = DeviceShell(self.device)
        self.shell.boot()
        self.out: list[str] = []
        self.session = Session(self.shell, self.out.append, self.device.scheduler, 15, length=0)

    def cli(self, command: str) -> str:
        self.out.clear()
        self.session.feed_line(command)
        return "".join(self.out)

    @property
    def config(self) -> IsakmpConfig:
        return self.device[IsakmpConfig]

    def running(self) -> list[str]:
        return [line for line in self.shell.renderer.running_config(self.device) if line != "!"]


@pytest.fixture(scope="module")
def make() -> Callable[..., Router]:
    return Router


def test_the_configuration_comes_back(make: Callable[..., Router]) -> None:
    router = make(CONFIG)
    wanted = [line for line in CONFIG.splitlines() if line != "!"]
    lines = router.running()
    at = lines.index("crypto keyring SPOKES ")
    assert lines[at : at + len(wanted)] == wanted
    again = make("\n".join(router.running()))
    assert again.config == router.config


def test_no_and_default_forms(make: Callable[..., Router]) -> None:
    router = make(CONFIG)
    router.shell.configure(
        "crypto isakmp policy 20\n no encr\n default group\n no lifetime\n no authentication\n"
        "no crypto isakmp policy 10\nno crypto isakmp key any address 0.0.0.0\nno crypto isakmp keepalive\n"
        "no crypto isakmp identity\nno crypto isakmp nat keepalive\nno crypto isakmp profile VPN\n"
        "no crypto keyring SPOKES\nno crypto isakmp invalid-spi-recovery\nno crypto isakmp enable\n"
    )
    assert [line for line in router.running() if "isakmp" in line or "keyring" in line] == [
        "crypto isakmp policy 20",
        "crypto isakmp key cisco address 10.10.10.2",
        "crypto isakmp key cisco3 address 172.16.0.0 255.255.0.0 no-xauth",
        "crypto isakmp key cisco5 hostname r3.example.com",
        "crypto isakmp peer address 192.0.2.7",
        "no crypto isakmp enable",
    ]
    policy = router.config.policies[20]
    assert (policy.encryption, policy.group, policy.lifetime, policy.authentication) == ("des", 1, 86400, "rsa-sig")


def test_a_second_key_for_the_same_peers_is_refused(make: Callable[..., Router]) -> None:
    """Also where a configuration is pasted once more: it is the first one that counts, IOS does not compare them."""
    router = make("crypto isakmp key one address 10.0.0.1\n")
    for key in ("two", "one"):
        said = router.shell.configure(f"crypto isakmp key {key} address 10.0.0.1\n")
        assert said.strip() == "A pre-shared key for address mask 10.0.0.1 255.255.255.255 already exists!"
    assert [key.secret for key in router.config.keys.values()] == ["one"]


@pytest.mark.parametrize(
    "line",
    [
        "crypto isakmp policy 0",
        "crypto isakmp policy 10001",
        "crypto isakmp keepalive 5",
        "crypto isakmp nat keepalive 4",
    ],
)
def test_what_is_not_there_is_refused(make: Callable[..., Router], line: str) -> None:
    assert "% Invalid input detected at '^' marker." in make().shell.configure(line + "\n")


def test_show_policy_with_and_without_policies(make: Callable[..., Router]) -> None:
    shown = make(CONFIG).cli("show crypto isakmp policy").splitlines()
    assert shown[:7] == [
        "",
        "Global IKE policy",
        "Protection suite of priority 10",
        "\tencryption algorithm:\tAES - Advanced Encryption Standard (256 bit keys).",
        "\thash algorithm:\t\tSecure Hash Standard 2 (256 bit)",
        "\tauthentication method:\tPre-Shared Key",
        "\tDiffie-Hellman group:\t#14 (2048 bit)",
    ]
    assert shown[9] == "\tencryption algorithm:\tThree key triple DES"
    empty = make().cli("show crypto isakmp policy").splitlines()
    assert empty[1:3] == ["Default IKE policy", "Protection suite of priority 65507"]
    assert sum("priority" in line for line in empty) == 8
    old = make(platform="c3725").cli("show crypto isakmp policy").splitlines()
    assert "Default protection suite" in old


def test_default_policy_as_a_real_router_prints_it(make: Callable[..., Router], reference: Path) -> None:
    """Origin: ios-output/show-crypto-isakmp-default-policy."""
    (sample,) = (reference / "ios-output/show-crypto-isakmp-default-policy").glob("*.txt")
    real = [line.expandtabs(8).rstrip() for line in sample.read_text().splitlines() if line.strip()]
    made = make().cli("show crypto isakmp default policy").splitlines()
    assert [line.expandtabs(8).rstrip() for line in made if line][: len(real)] == real


def test_show_key(make: Callable[..., Router]) -> None:
    shown = make(CONFIG).cli("show crypto isakmp key").splitlines()
    assert shown == [
        "Keyring      Hostname/Address                            Preshared Key",
        "",
        "default      10.10.10.2                                  cisco",
        "default      0.0.0.0        [0.0.0.0        ]            cisco",
        "default      172.16.0.0     [255.255.0.0    ]            cisco3",
        "default      r3.example.com                              cisco5",
        "SPOKES       0.0.0.0        [0.0.0.0        ]            cisco",
        "SPOKES       192.0.2.1                                   cisco2",
        "SPOKES       r2.example.com                              cisco4",
    ]


def test_show_profile(make: Callable[..., Router]) -> None:
    router = make(CONFIG + "crypto isakmp profile B\n vrf X\n match identity address 0.0.0.0\n")
    assert router.cli("show crypto isakmp profile tag VPN").splitlines() == [
        "ISAKMP PROFILE VPN",
        "   Ref Count = 1",
        "   Identities matched are:",
        "    ip-address 192.0.2.0 255.255.255.0 ",
        "    fqdn r2.example.com ",
        "    fqdn-domain example.com ",
        "    user-fqdn ann@example.com ",
        "    user-fqdn-domain example.com ",
        "    group spokes ",
        "   Certificate maps matched are:",
        "   keyring(s): SPOKES",
        "   trustpoint(s): <all>",
    ]
    assert [line for line in router.cli("show crypto isakmp profile vrf X").splitlines() if "PROFILE" in line] == [
        "ISAKMP PROFILE B"
    ]


def test_call_admission(make: Callable[..., Router], reference: Path) -> None:
    router = make("crypto call admission limit ike sa 25\ncrypto call admission limit ike in-negotiation-sa 100\n")
    assert router.running()[-1:] != [] and "crypto call admission limit ike sa 25" in router.running()
    lines = router.cli("show crypto call admission statistics").splitlines()
    assert lines[3] == "System Resource Limit:        0 Max IKE SAs:    25 Max in nego:   100"
    router.shell.configure("no crypto call admission limit ike sa 25\nno crypto call admission limit ike in-negotiation-sa\n")
    real = (reference / "ios-output/show-crypto-call-admission-statistics/genie-1.txt").read_text().splitlines()
    shown = router.cli("show crypto call admission statistics").splitlines()
    ours = [re.sub(r"\d+", lambda found: "0" * len(found[0]), line).rstrip() for line in shown]
    assert ours == [re.sub(r"\d+", lambda found: "0" * len(found[0]), line).rstrip() for line in real]
    assert router.cli("clear crypto call admission statistics") == ""


def test_show_without_sas(make: Callable[..., Router]) -> None:
    router = make()
    assert router.cli("show crypto isakmp sa").splitlines() == [
        "IPv4 Crypto ISAKMP SA",
        "dst             src             state          conn-id status",
        "",
        "IPv6 Crypto ISAKMP SA",
        "",
    ]
    assert router.cli("show crypto isakmp peers") == ""
    assert router.cli("show crypto isakmp sa count").splitlines()[0] == "Active ISAKMP SA's: 0"
    assert router.cli("clear crypto isakmp") == ""


def test_debug_switches_and_help(make: Callable[..., Router]) -> None:
    router = make()
    assert router.cli("debug crypto isakmp") == "Crypto ISAKMP debugging is on\n"
    assert "  Crypto ISAKMP debugging is on" in router.cli("show debugging")
    assert router.cli("undebug crypto isakmp") == "Crypto ISAKMP debugging is off\n"


def test_older_software_names_the_slot(make: Callable[..., Router]) -> None:
    shown = make(platform="c3725").cli("show crypto isakmp sa").splitlines()
    assert shown[1] == "dst             src             state          conn-id slot status"


def test_crypto_key_is_no_keyring(make: Callable[..., Router]) -> None:
    """It is a word of its own: never the beginning of `crypto keyring`."""
    router = make("")
    for line in ("crypto key generate rsa modulus 10", "crypto key generate", "crypto key zeroize"):
        assert "%" in router.shell.configure(line + "\n")
    said = router.shell.configure("crypto key zeroize rsa\n")
    assert said.strip() == "% No Signature RSA Keys found in configuration."
    assert not router.config.keyrings
