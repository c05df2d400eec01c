"""strongSwan's charon as IKEv1 initiator and responder; ike-scan as a judge of our responder."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.interop.world import Charon, World

Make = Callable[..., World]

# charon's IKE proposal, the ISAKMP policy that is the same
IKE = {
    "des-md5-modp768": "hash md5\n group 1",
    "3des-md5-modp1024": "encr 3des\n hash md5\n group 2",
    "3des-sha1-modp1024": "encr 3des\n group 2",
    "aes128-sha1-modp1536": "encr aes\n group 5",
    "aes192-sha256-modp2048": "encr aes 192\n hash sha256\n group 14",
    "aes256-sha256-modp3072": "encr aes 256\n hash sha256\n group 15",
    "aes256-sha384-modp4096": "encr aes 256\n hash sha384\n group 16",
    "aes256-sha512-ecp256": "encr aes 256\n hash sha512\n group 19",
    "aes256-sha256-ecp384": "encr aes 256\n hash sha256\n group 20",
    "aes128-sha256-ecp521": "encr aes\n hash sha256\n group 21",
    "aes128-sha256-modp2048s256": "encr aes\n hash sha256\n group 24",
}
# charon's ESP proposal (a group is PFS), transform set, PFS group
ESP = {
    "des-md5": ("esp-des esp-md5-hmac", ""),
    "3des-md5": ("esp-3des esp-md5-hmac", ""),
    "3des-sha1-modp1024": ("esp-3des esp-sha-hmac", "group2"),
    "aes128-sha1": ("esp-aes esp-sha-hmac", ""),
    "aes192-sha256": ("esp-aes 192 esp-sha256-hmac", ""),
    "aes256-sha256-modp2048": ("esp-aes 256 esp-sha256-hmac", "group14"),
    "aes256-sha384": ("esp-aes 256 esp-sha384-hmac", ""),
    "aes256-sha512-ecp256": ("esp-aes 256 esp-sha512-hmac", "group19"),
    "aes128gcm16": ("esp-gcm", ""),
    "aes256gcm16": ("esp-gcm 256", ""),
    "null-sha1": ("esp-null esp-sha-hmac", ""),
    "aes128gmac": ("esp-gmac", ""),
    "aes256gmac": ("esp-gmac 256", ""),
}


# its AH proposal
AH = {
    "md5": ("ah-md5-hmac", ""),
    "sha1": ("ah-sha-hmac", ""),
    "sha256-modp2048": ("ah-sha256-hmac", "group14"),
    "sha384": ("ah-sha384-hmac", ""),
    "sha512": ("ah-sha512-hmac", ""),
}


def router(ike: str, esp: str) -> str:
    """A crypto map for 10.2.2.0/24 to 10.1.1.0/24."""
    transform, pfs = (ESP | AH)[esp]
    return (
        "interface Loopback0\n ip address 10.2.2.2 255.255.255.0\n"
        "ip route 10.1.1.0 255.255.255.0 192.0.2.1\n"
        f"crypto isakmp policy 10\n authentication pre-share\n {IKE[ike]}\n"
        "crypto isakmp key cisco123 address 192.0.2.1\n"
        f"crypto ipsec transform-set T {transform}\n mode tunnel\n"
        "access-list 101 permit ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255\n"
        "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set T\n match address 101\n"
        f"{f' set pfs {pfs}' if pfs else ''}\n"
        "interface FastEthernet0/0\n crypto map M\n"
    )


def platform_for(ike: str) -> str:
    """Group 21 came with 15.4."""
    return "iosv" if "ecp521" in ike else "c7200"


def counters(net: World) -> tuple[int, int]:
    """Packets encapsulated and decapsulated, as the router shows them."""
    output = net.cli("show crypto ipsec sa")
    return tuple(int(found) for found in re.search(r"#pkts encaps: (\d+).*?#pkts decaps: (\d+)", output, re.S).groups())  # type: ignore[union-attr, return-value]


def phase1(net: World) -> str:
    return net.cli("show crypto isakmp sa")


PAIRS = [(ike, "aes128-sha1") for ike in IKE] + [("aes128-sha1-modp1536", esp) for esp in ESP if esp != "aes128-sha1"]


@pytest.mark.parametrize(("ike", "esp"), PAIRS)
def test_charon_initiates(world: Make, ike: str, esp: str) -> None:
    """ESP in IP protocol 50, done by scapy on the far side."""
    net = world(router(ike, esp), platform=platform_for(ike))
    charon = Charon(net, "recorded")
    charon.load(ike, esp, policies=False)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "QM_IDLE" in phase1(net)
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert counters(net) == (3, 3)


@pytest.mark.parametrize(("ike", "esp"), PAIRS)
def test_charon_responds(world: Make, ike: str, esp: str) -> None:
    net = world(router(ike, esp), platform=platform_for(ike))
    charon = Charon(net, "recorded")
    charon.load(ike, esp, policies=False)
    output = net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, f"QM_IDLE ({output})")
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()
    assert "ESTABLISHED" in charon.swanctl("--list-sas")


TUNNEL = (
    "no access-list 101\ninterface FastEthernet0/0\n no crypto map M\nno ip route 10.1.1.0 255.255.255.0 192.0.2.1\n"
    "crypto ipsec profile P\n set transform-set T\ninterface Tunnel0\n ip unnumbered Loopback0\n"
    " tunnel source FastEthernet0/0\n tunnel mode ipsec ipv4\n tunnel destination 192.0.2.1\n"
    "{0} tunnel protection ipsec profile P\nip route 10.1.1.0 255.255.255.0 Tunnel0\n"
)
EVERYTHING = (("0.0.0.0/0", "0.0.0.0/0"),)


@pytest.mark.parametrize("initiator", ["charon", "router"])
def test_an_ipsec_tunnel_for_everything(world: Make, initiator: str) -> None:
    """`tunnel mode ipsec ipv4`: any to any. The router asks at once, without traffic."""
    config = router("aes128-sha1-modp1536", "aes128-sha1") + TUNNEL.format("")
    if initiator == "charon":
        config += "crypto ipsec profile P\n responder-only\n"
    net = world(config)
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False, lans=EVERYTHING)
    if initiator == "charon":
        output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
        assert "initiate completed successfully" in output, charon.log()
    up = "Tunnel0 is up, line protocol is up"
    net.wait(lambda: up in net.cli("show interfaces Tunnel0"), 40, "up: the tunnel")
    assert "remote ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)" in net.cli("show crypto ipsec sa")
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()


def test_an_ipsec_tunnel_with_a_policy_of_several_lines(world: Make) -> None:
    """A pair of SAs for each line, both asked for by the router at once; those of a line carry its traffic only."""
    lists = "".join(f"access-list 102 permit ip 10.{n}.{n}.0 0.0.0.255 10.1.1.0 0.0.0.255\n" for n in (3, 2))
    net = world(
        router("aes128-sha1-modp1536", "aes128-sha1") + lists + TUNNEL.format(" tunnel protection ipsec policy ipv4 102\n"),
        platform="csr1000v",
    )
    charon = Charon(net, "recorded")
    lans = [("10.1.1.0/24", f"10.{n}.{n}.0/24") for n in (2, 3)]
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False, lans=lans)
    net.wait(lambda: charon.swanctl("--list-sas").count("INSTALLED") >= 2, 60, "installed: two pairs")
    shown = net.cli("show crypto ipsec sa")
    assert "(10.2.2.0/255.255.255.0/0/0)" in shown and "(10.3.3.0/255.255.255.0/0/0)" in shown
    assert "current outbound spi: 0x0(0)" not in shown
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    assert net.ping("10.2.2.2", "10.1.1.1") in (0, 3)  # by the pair that came last: one of the two has this traffic
    counted = net.cli("show crypto ipsec sa detail")
    assert "#pkts decaps: 3" in counted
    assert ("invalid identity (recv) 3" in counted) is ("#pkts encaps: 3" not in counted)


@pytest.mark.parametrize("initiator", ["charon", "router"])
@pytest.mark.parametrize(
    ("protocol", "theirs", "transform"),
    [
        ("esp", "aes128-sha1-esn", "esp-aes esp-sha-hmac"), ("esp", "aes256gcm16-esn", "esp-gcm 256"),
        ("ah", "sha256-esn", "ah-sha256-hmac"),
    ],
)  # fmt: skip
def test_extended_sequence_numbers(world: Make, protocol: str, theirs: str, transform: str, initiator: str) -> None:
    """RFC 4304's attribute; without it charon's child and the set do not find each other."""
    ike = "aes128-sha1-modp1536"
    config = router(ike, "aes128-sha1").replace("esp-aes esp-sha-hmac\n", f"{transform}\n esn\n")
    net = world(config.replace("FastEthernet0/0", "GigabitEthernet1"), platform="csr1000v")
    charon = Charon(net, "recorded")
    charon.load(ike, theirs.removesuffix("-esn"), policies=False, protocol=protocol)
    assert "initiate completed" not in charon.swanctl("--initiate", "--child", "c", "--timeout", "5")
    charon.load(ike, theirs, policies=False, protocol=protocol)
    if initiator == "charon":
        output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
        assert "initiate completed successfully" in output, charon.log()
    else:
        net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.dataplane(protocol, "sa0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "sa0", "src", "10.1.1.1")
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()
    assert net.ping("10.2.2.2", "10.1.1.1") == 3


def test_charon_wants_deflate(world: Make) -> None:
    """IPComp with another algorithm, and the same ESP without it behind: that is taken."""
    ike = "aes128-sha1-modp1536"
    net = world(router(ike, "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load(ike, "aes128-sha1", policies=False, more="ipcomp = yes")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "     inbound pcp sas:\n\n     outbound esp sas:\n      spi" in net.cli("show crypto ipsec sa")


def test_charon_has_no_lzs(world: Make) -> None:
    """It passes over the proposal of ESP and IPComp, and takes the next."""
    sets = "esp-aes esp-sha-hmac comp-lzs\n mode tunnel\ncrypto ipsec transform-set PLAIN esp-aes esp-sha-hmac\n"
    config = router("aes128-sha1-modp1536", "aes128-sha1").replace("esp-aes esp-sha-hmac\n", sets)
    net = world(config.replace("set transform-set T\n", "set transform-set T PLAIN\n"))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False)
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    assert "     inbound pcp sas:\n\n     outbound esp sas:\n      spi" in net.cli("show crypto ipsec sa"), charon.log()
    assert "CHILD_SA c{1} established" in charon.log()


@pytest.mark.parametrize("ah", AH)
def test_charon_initiates_ah(world: Make, ah: str) -> None:
    """IP protocol 51, done by scapy on the far side."""
    net = world(router("aes128-sha1-modp1536", ah))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", ah, policies=False, protocol="ah")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    net.dataplane("ah", "ah0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "ah0", "src", "10.1.1.1")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert counters(net) == (3, 3)


@pytest.mark.parametrize("ah", AH)
def test_charon_responds_with_ah(world: Make, ah: str) -> None:
    net = world(router("aes128-sha1-modp1536", ah))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", ah, policies=False, protocol="ah")
    output = net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, f"QM_IDLE ({output})")
    net.dataplane("ah", "ah0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "ah0", "src", "10.1.1.1")
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()
    net.cli("clear crypto sa")
    net.wait(lambda: "received DELETE for AH CHILD_SA" in charon.log(), 5, "a delete at charon")


def test_nat_traversal(world: Make) -> None:
    """charon with its own ESP falsifies the NAT detection: everything moves to UDP 4500."""
    net = world(router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "libipsec")
    charon.load("aes128-sha1-modp1536", "aes128-sha1")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "Tunnel UDP-Encaps" in net.cli("show crypto ipsec sa")
    assert counters(net) == (3, 3)


def test_charon_ends_it(world: Make) -> None:
    net = world(router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False)
    charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "ACTIVE" in phase1(net)
    charon.swanctl("--terminate", "--ike", "c")
    net.live.run(1)
    assert "192.0.2.1" not in phase1(net) or "deleted" in phase1(net)
    assert "inbound esp sas:\n\n" in net.cli("show crypto ipsec sa").replace("\r", "")


def test_we_end_it(world: Make) -> None:
    net = world(router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False)
    charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    net.cli("clear crypto session")
    net.wait(lambda: "received DELETE for IKE_SA" in charon.log(), 5, "a delete at charon")
    assert "received DELETE for ESP CHILD_SA" in charon.log()


def test_wrong_key(world: Make) -> None:
    net = world(router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", key="another")
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "6")
    assert "completed successfully" not in output
    assert "MM_KEY_EXCH" in phase1(net) or "MM_NO_STATE" in phase1(net)


@pytest.mark.parametrize(
    ("ike", "esp", "said"),
    [
        ("aes256-sha256-modp2048", "aes128-sha1", "NO_PROPOSAL_CHOSEN"),
        ("aes128-sha1-modp1536", "3des-md5", "NO_PROPOSAL_CHOSEN"),
    ],
)
def test_refusals_are_understood(world: Make, ike: str, esp: str, said: str) -> None:
    net = world(router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load(ike, esp)
    charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert f"received {said} error notify" in charon.log()


def test_dead_peer_detection(world: Make) -> None:
    net = world("crypto isakmp keepalive 10 2 periodic\n" + router("aes128-sha1-modp1536", "aes128-sha1"))
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", policies=False)
    charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    net.live.run(12)
    assert re.search(r"parsed INFORMATIONAL_V1 request .* N\(DPD\)", charon.log())
    assert re.search(r"generating INFORMATIONAL_V1 request .* N\(DPD_ACK\)", charon.log())
    assert "ACTIVE" in phase1(net)
    charon.process.send_signal(19)  # SIGSTOP: no more answers
    net.wait(lambda: "ACTIVE" not in phase1(net).replace("ACTIVE (deleted)", ""), 40, "the peer declared dead")


# ike-scan


def test_scan_handshake(world: Make) -> None:
    net = world("crypto isakmp policy 10\n encr 3des\n authentication pre-share\n group 2\n" + SCANNED)
    output = net.inside(["ike-scan", "-M", "--sport=0", "192.0.2.2"])
    assert "Main Mode Handshake returned" in output
    assert "SA=(Enc=3DES Hash=SHA1 Auth=PSK Group=2:modp1024 LifeType=Seconds LifeDuration(4)=0x00007080)" in output


def test_scan_refused(world: Make) -> None:
    net = world("crypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n" + SCANNED)
    output = net.inside(["ike-scan", "-M", "--sport=0", "192.0.2.2"])
    assert "Notify message 14 (NO-PROPOSAL-CHOSEN)" in output


def test_scan_backoff(world: Make) -> None:
    """The retransmissions of the responder are those by which ike-scan knows an IOS of 12.1 to 15.0."""
    net = world("crypto isakmp policy 10\n encr 3des\n authentication pre-share\n group 2\n" + SCANNED)
    output = net.inside(["ike-scan", "-M", "--sport=0", "--showbackoff=25", "192.0.2.2"], 120)
    times = [float(found) for found in re.findall(r"192\.0\.2\.2\s+\d+\s+[\d.]+\s+([\d.]+)", output)]
    assert [round(time) for time in times] == [0, 10, 10, 10, 10, 10], output
    assert "Implementation guess: Cisco IOS" in output


SCANNED = """\
crypto isakmp key cisco123 address 0.0.0.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
access-list 101 permit ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.1
 set transform-set T
 match address 101
interface FastEthernet0/0
 crypto map M
"""


def test_messages_in_fragments(world: Make) -> None:
    """Public values of 4096 bits do not fit a datagram of 576 octets."""
    ike, esp = "aes256-sha384-modp4096", "aes128-sha1"
    net = world(router(ike, esp) + "crypto isakmp fragmentation\n", platform=platform_for(ike))
    charon = Charon(net, "recorded")
    charon.load(ike, esp)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "received fragment #2" in charon.log()
