"""strongSwan's charon as IKEv2 initiator and responder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.interop.world import Charon, World

Make = Callable[..., World]

# charon's IKE proposal, the lines of an IKEv2 proposal that is the same
IKE = {
    "aes128-sha1-modp1024": "encryption aes-cbc-128\n integrity sha1\n group 2",
    "3des-md5-modp1536": "encryption 3des\n integrity md5\n group 5",
    "aes256-sha256-modp2048": "encryption aes-cbc-256\n integrity sha256\n group 14",
    "aes192-sha384-modp3072": "encryption aes-cbc-192\n integrity sha384\n group 15",
    "aes256-sha512-ecp256": "encryption aes-cbc-256\n integrity sha512\n group 19",
    "aes256gcm16-prfsha384-ecp384": "encryption aes-gcm-256\n prf sha384\n group 20",
    "aes128gcm16-prfsha256-ecp521": "encryption aes-gcm-128\n prf sha256\n group 21",
}
# charon's ESP proposal, transform set, PFS group
ESP = {
    "aes128-sha1": ("esp-aes esp-sha-hmac", ""),
    "aes256-sha256-modp2048": ("esp-aes 256 esp-sha256-hmac", "group14"),
    "aes256gcm16-ecp256": ("esp-gcm 256", "group19"),
    "3des-md5": ("esp-3des esp-md5-hmac", ""),
}
BASE = "aes256-sha256-modp2048"


def router(ike: str = BASE, esp: str = "aes128-sha1", more: str = "", profile: str = "", settings: str = "") -> str:
    """A crypto map for 10.2.2.0/24 to 10.1.1.0/24."""
    transform, pfs = ESP[esp]
    return (
        "interface Loopback0\n ip address 10.2.2.2 255.255.255.0\n"
        "ip route 10.1.1.0 255.255.255.0 192.0.2.1\n"
        f"crypto ikev2 proposal P\n {IKE[ike]}\ncrypto ikev2 policy P\n proposal P\n{more}"
        "crypto ikev2 keyring K\n peer C\n  address 192.0.2.1\n  pre-shared-key cisco123\n"
        "crypto ikev2 profile F\n match identity remote address 192.0.2.1 255.255.255.255\n"
        f" authentication remote pre-share\n authentication local pre-share\n keyring local K\n{profile}"
        f"crypto ipsec transform-set T {transform}\n mode tunnel\n"
        "access-list 101 permit ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255\n"
        "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set T\n set ikev2-profile F\n"
        f" match address 101\n{f' set pfs {pfs}' if pfs else ''}\n{settings}"
        "interface GigabitEthernet0/0\n crypto map M\n"
    )


def ready(net: World) -> bool:
    return " READY " in net.cli("show crypto ikev2 sa")


def through(net: World, charon: Charon) -> None:
    """ESP by scapy on the far side, both ways."""
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()


PAIRS = [(ike, "aes128-sha1") for ike in IKE] + [(BASE, esp) for esp in ESP if esp != "aes128-sha1"]


@pytest.mark.parametrize(("ike", "esp"), PAIRS)
def test_charon_initiates(world: Make, ike: str, esp: str) -> None:
    net = world(router(ike, esp), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(ike, esp, policies=False, version=2)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert ready(net)
    through(net, charon)
    net.tshark("isakmp", "isakmp.exchangetype")


@pytest.mark.parametrize(("ike", "esp"), PAIRS)
def test_charon_responds(world: Make, ike: str, esp: str) -> None:
    net = world(router(ike, esp), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(ike, esp, policies=False, version=2)
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: ready(net), 10, "READY")
    assert "ESTABLISHED" in charon.swanctl("--list-sas")
    through(net, charon)


@pytest.mark.parametrize("who", ["charon", "router"])
@pytest.mark.parametrize("what", ["ike", "child"])
def test_keys_are_renewed(world: Make, who: str, what: str) -> None:
    net = world(router(BASE, "aes256-sha256-modp2048"), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(BASE, "aes256-sha256-modp2048", policies=False, version=2)
    assert "completed successfully" in charon.swanctl("--initiate", "--child", "c", "--timeout", "60"), charon.log()
    before = net.cli("show crypto ikev2 sa detailed" if what == "ike" else "show crypto ipsec sa")
    marks = [line for line in before.splitlines() if "spi" in line]
    if who == "charon":
        assert "completed" in charon.swanctl("--rekey", f"--{what}", "c"), charon.log()
    elif what == "ike":
        engine = net.router.device.engine("ikev2")
        for sa in list(engine.life.sas.values()):
            engine.soften(sa)
    else:
        lives = net.router.device.engine("ipsec").lives
        for flow in list(net.router.device.engine("ipsec").flows):
            lives.engine.asking.want(flow, flow.pairs[-1])

    def changed() -> bool:
        after = net.cli("show crypto ikev2 sa detailed" if what == "ike" else "show crypto ipsec sa")
        return marks != [line for line in after.splitlines() if "spi" in line]

    net.wait(changed, 10, f"renewed: {charon.log()[-3000:]}")
    net.wait(lambda: ready(net), 5, "READY")
    assert "ESTABLISHED" in charon.swanctl("--list-sas")
    assert "retransmit" not in charon.log()


def test_another_group_is_asked_for(world: Make) -> None:
    """INVALID_KE_PAYLOAD, both ways."""
    net = world(router(BASE), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load("aes256-sha256-ecp256-modp2048", "aes128-sha1", policies=False, version=2)
    assert "completed successfully" in charon.swanctl("--initiate", "--child", "c", "--timeout", "60"), charon.log()
    assert ready(net) and "peer didn't accept DH group" in charon.log()


def test_a_wrong_key_is_refused(world: Make) -> None:
    net = world(router(BASE), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(BASE, "aes128-sha1", policies=False, version=2, key="other")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "20")
    assert "received AUTHENTICATION_FAILED notify error" in output + charon.log()
    assert not ready(net)


def test_fragments(world: Make) -> None:
    net = world(router(BASE, more="crypto ikev2 fragmentation mtu 300\n"), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(BASE, "aes128-sha1", policies=False, version=2, settings="fragmentation = force")
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: ready(net), 10, "READY")
    assert "fragment" in charon.log() and "Fragmentation enabled." in net.cli("show crypto ikev2 sa detailed")


@pytest.mark.parametrize("who", ["charon", "router"])
def test_both_ends_may_end_it(world: Make, who: str) -> None:
    net = world(router(BASE), platform="iosv")
    charon = Charon(net, "recorded")
    charon.load(BASE, "aes128-sha1", policies=False, version=2)
    assert "completed successfully" in charon.swanctl("--initiate", "--child", "c", "--timeout", "60"), charon.log()
    if who == "charon":
        charon.swanctl("--terminate", "--ike", "c")
    else:
        net.cli("clear crypto ikev2 sa")
    net.wait(lambda: "c: #" not in charon.swanctl("--list-sas"), 10, "gone at charon")
    net.wait(lambda: net.cli("show crypto ikev2 sa") == "", 10, "gone here")
