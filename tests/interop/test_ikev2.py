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


def flex(lines: str, tunnel: str) -> str:
    """Keys by the same key ring, with AAA for configuration payloads."""
    return (
        "interface Loopback0\n ip address 10.2.2.2 255.255.255.0\n"
        "aaa new-model\naaa authorization network L local\n"
        f"crypto ikev2 proposal P\n {IKE[BASE]}\ncrypto ikev2 policy P\n proposal P\n"
        "crypto ikev2 keyring K\n peer C\n  address 192.0.2.1\n  pre-shared-key cisco123\n"
        "crypto ikev2 profile F\n match identity remote address 192.0.2.1 255.255.255.255\n"
        " authentication remote pre-share\n authentication local pre-share\n keyring local K\n"
        f" aaa authorization group psk list L A\n{lines}"
        "crypto ipsec transform-set T esp-aes esp-sha-hmac\n mode tunnel\n"
        f"crypto ipsec profile S\n set transform-set T\n set ikev2-profile F\n{tunnel}"
        " tunnel source GigabitEthernet0/0\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile S\n"
    )


def test_charon_gets_an_address_from_us(world: Make) -> None:
    """Remote access by a virtual IP, on a dynamic VTI."""
    net = world(
        flex(
            " virtual-template 1\nip local pool POOL 10.99.0.10 10.99.0.20\n"
            "crypto ikev2 authorization policy A\n pool POOL\n dns 10.2.2.53\n",
            "interface Virtual-Template1 type tunnel\n ip unnumbered Loopback0\n",
        ),
        platform="iosv",
    )
    charon = Charon(net, "recorded")
    lans = (("dynamic", "0.0.0.0/0"),)
    charon.load(BASE, "aes128-sha1", policies=False, version=2, settings="vips = 0.0.0.0", lans=lans)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "installing new virtual IP 10.99.0.10" in charon.log()
    assert "Assigned host addr: 10.99.0.10" in net.cli("show crypto ikev2 sa detailed")
    assert "10.99.0.10/32 is directly connected, Virtual-Access1" in net.cli("show ip route static")
    assert "up                    up" in net.cli("show ip interface brief | include Virtual-Access1")
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.99.0.10")
    assert net.ping("10.2.2.2", "10.99.0.10") == 3
    assert "!!!!!" in net.router_ping("ping 10.99.0.10 source 10.2.2.2"), charon.log()
    charon.swanctl("--terminate", "--ike", "c")
    net.wait(lambda: "Virtual-Access" not in net.cli("show ip interface brief"), 10, "the tunnel goes")


def test_we_get_an_address_from_charon(world: Make) -> None:
    """A FlexVPN client whose hub is strongSwan."""
    net = world(
        flex(
            "crypto ikev2 authorization policy A\n route set interface\n"
            "crypto ikev2 client flexvpn HUB\n  peer 1 192.0.2.1\n  client connect Tunnel0\n",
            "interface Tunnel0\n ip address negotiated\n tunnel destination dynamic\n",
        )
        + "interface Tunnel0\n shutdown\n",
        platform="iosv",
    )
    charon = Charon(net, "recorded")
    lans = (("0.0.0.0/0", "0.0.0.0/0"),)
    pools = "pools { p { addrs = 10.99.0.0/24\n dns = 10.1.1.53\n subnet = 10.1.1.0/24 } }\n"
    charon.load(BASE, "aes128-sha1", policies=False, version=2, settings="pools = p", lans=lans, tail=pools)
    net.router.configure("interface Tunnel0\n no shutdown")
    net.wait(lambda: "ACTIVE" in net.cli("show crypto ikev2 client flexvpn"), 20, f"ACTIVE: {charon.log()[-3000:]}")
    assert "assigning virtual IP 10.99.0.1 to peer" in charon.log()
    shown = net.cli("show crypto ikev2 sa detailed")
    assert "Pushed IP address: 10.99.0.1" in shown and "DNS Primary: 10.1.1.53" in shown
    assert "10.1.1.0 is directly connected, Tunnel0" in net.cli("show ip route static").replace("/24", "")
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.99.0.1/32", "dev", "esp0", "src", "10.1.1.1")
    assert net.ping("10.99.0.1", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1"), charon.log()
