"""Aggressive mode and names: strongSwan's charon as initiator and responder, ike-scan and psk-crack as judges."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.interop.test_ike import SCANNED, counters, phase1, platform_for, router
from tests.interop.world import Charon, World

Make = Callable[..., World]

SUITES = ("aes128-sha1-modp1536", "aes192-sha256-modp2048", "aes256-sha512-ecp256", "3des-md5-modp1024")
IKE, ESP = SUITES[0], "aes128-sha1"
NAME, HUB = "spoke1.example.com", "hub.example.com"
KEY = "crypto isakmp key cisco123 address 192.0.2.1\n"
PEER = (
    "crypto isakmp peer address 192.0.2.1\n set aggressive-mode password cisco123\n"
    " set aggressive-mode client-endpoint {}\n"
)
PROFILE = (
    f"crypto keyring K\n pre-shared-key address 192.0.2.1 key cisco123\n"
    f"crypto isakmp profile P\n keyring K\n self-identity fqdn {HUB}\n match identity host {NAME}\n"
)


def sealed(net: World, charon: Charon) -> bool:
    """Do packets pass in both directions? The data plane takes the SAs that are there when it starts."""
    net.wait(lambda: "established with SPIs" in charon.log(), 10, "a pair of SAs")
    net.dataplane("esp", "esp0", "192.0.2.1", "192.0.2.2", "--sa", str(charon.sa_log))
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "dev", "esp0", "src", "10.1.1.1")
    return any(net.ping("10.2.2.2", "10.1.1.1") == 3 for _ in range(3))


@pytest.mark.parametrize("ike", SUITES)
def test_charon_initiates(world: Make, ike: str) -> None:
    """The key is that of the name it gives."""
    net = world(router(ike, ESP).replace(KEY, f"crypto isakmp key cisco123 hostname {NAME}\n"), platform=platform_for(ike))
    charon = Charon(net, "recorded")
    charon.load(ike, ESP, policies=False, aggressive=True, ids=(NAME, "192.0.2.2"))
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "generating AGGRESSIVE request 0 [ SA KE No ID" in charon.log()
    assert "QM_IDLE" in phase1(net)
    assert f"Phase1 id: {NAME}" in net.cli("show crypto isakmp peers")
    assert sealed(net, charon)
    assert min(counters(net)) >= 3


@pytest.mark.parametrize("ike", SUITES)
def test_charon_responds(world: Make, ike: str) -> None:
    net = world(router(ike, ESP).replace(KEY, PEER.format(f"fqdn {HUB}")), platform=platform_for(ike))
    charon = Charon(net, "recorded")
    charon.load(ike, ESP, policies=False, aggressive=True, ids=("192.0.2.1", HUB))
    output = net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, f"QM_IDLE ({output}) {charon.log()}")
    assert "parsed AGGRESSIVE request 0 [ SA KE No ID" in charon.log()
    assert sealed(net, charon)
    assert re.search(rf"local  '192\.0\.2\.1' .*\n\s+remote '{HUB}'", charon.swanctl("--list-sas"))


@pytest.mark.parametrize("endpoint", [f"user-fqdn ann@{HUB}", "ipv4-address 192.0.2.2"])
def test_other_identities(world: Make, endpoint: str) -> None:
    net = world(router(IKE, ESP).replace(KEY, PEER.format(endpoint)))
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, policies=False, aggressive=True, ids=("192.0.2.1", endpoint.split()[1]))
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, f"QM_IDLE {charon.log()}")


def test_nat_traversal(world: Make) -> None:
    """charon with its own ESP falsifies the NAT detection: the third message goes to UDP 4500."""
    net = world(router(IKE, ESP).replace(KEY, f"crypto isakmp key cisco123 hostname {NAME}\n"))
    charon = Charon(net, "libipsec")
    charon.load(IKE, ESP, aggressive=True, ids=(NAME, "192.0.2.2"))
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert any(net.ping("10.2.2.2", "10.1.1.1") == 3 for _ in range(3))
    assert "Tunnel UDP-Encaps" in net.cli("show crypto ipsec sa")


def test_nat_traversal_from_here(world: Make) -> None:
    net = world(router(IKE, ESP).replace(KEY, PEER.format(f"fqdn {HUB}")))
    charon = Charon(net, "libipsec")
    charon.load(IKE, ESP, aggressive=True, ids=("192.0.2.1", HUB))
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, f"QM_IDLE {charon.log()}")
    net.wait(lambda: "established with SPIs" in charon.log(), 10, "a pair of SAs")
    assert any(net.ping("10.2.2.2", "10.1.1.1") == 3 for _ in range(6))
    assert "Tunnel UDP-Encaps" in net.cli("show crypto ipsec sa")


def test_wrong_key(world: Make) -> None:
    net = world(router(IKE, ESP).replace(KEY, f"crypto isakmp key cisco123 hostname {NAME}\n"))
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, key="another", aggressive=True, ids=(NAME, "192.0.2.2"))
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "6")
    assert "completed successfully" not in output
    assert "calculated HASH does not match HASH payload" in charon.log()
    assert "AG_INIT_EXCH" in phase1(net)


def test_wrong_key_there(world: Make) -> None:
    net = world(router(IKE, ESP).replace(KEY, PEER.format(f"fqdn {HUB}")))
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, key="another", aggressive=True, ids=("192.0.2.1", HUB))
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    assert "AG_NO_STATE" in phase1(net)
    assert "Hash payload does not match" in net.cli("show crypto isakmp diagnose error")


def test_a_name_that_nobody_knows(world: Make) -> None:
    net = world(router(IKE, ESP).replace(KEY, f"crypto isakmp key cisco123 hostname {HUB}\n"))
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, aggressive=True, ids=(NAME, "192.0.2.2"))
    charon.swanctl("--initiate", "--child", "c", "--timeout", "6")
    assert "received NO_PROPOSAL_CHOSEN error notify" in charon.log()


@pytest.mark.parametrize("aggressive", [False, True])
def test_profiles_with_names(world: Make, aggressive: bool) -> None:
    """Each end knows the other by its name, main mode and aggressive mode, begun by either."""
    mode = " initiate mode aggressive\n" if aggressive else ""
    text = router(IKE, ESP).replace(KEY, PROFILE + mode).replace(" set peer", " set isakmp-profile P\n set peer")
    net = world(text)
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, policies=False, aggressive=aggressive, ids=(NAME, HUB))
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    assert "Profile: P" in net.cli("show crypto session detail")
    charon.swanctl("--terminate", "--ike", "c")
    net.live.run(1)
    net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "ESTABLISHED" in charon.swanctl("--list-sas"), 10, f"a session begun here: {charon.log()}")
    assert sealed(net, charon)


def test_an_identity_that_the_profile_does_not_match(world: Make) -> None:
    text = router(IKE, ESP).replace(KEY, PROFILE).replace(" set peer", " set isakmp-profile P\n set peer")
    net = world(text)
    charon = Charon(net, "recorded")
    charon.load(IKE, ESP, ids=("another.example.com", "192.0.2.2"))
    charon.swanctl("--initiate", "--child", "c", "--timeout", "6")
    assert "inbound esp sas:\n\n" in net.cli("show crypto ipsec sa").replace("\r", "")


# ike-scan


def scan(net: World, *arguments: str) -> str:
    trans = ("--trans=5,2,1,2", "--dhgroup=2")
    return net.inside(["ike-scan", "-A", "-M", "--sport=0", *trans, *arguments, "192.0.2.2"])


def test_scan_handshake(world: Make) -> None:
    """psk-crack finds the key in what came back: HASH_R is right."""
    net = world("crypto isakmp policy 10\n encr 3des\n authentication pre-share\n group 2\n" + SCANNED)
    file = net.folder / "psk.txt"
    output = scan(net, "--idtype=2", f"--id={NAME}", f"--pskcrack={file}")
    assert "Aggressive Mode Handshake returned" in output
    assert re.search(r"SA=\(Enc=3DES Hash=SHA1 Auth=PSK Group=2:modp1024 LifeType=Seconds LifeDuration\(4\)=0x00007080\)", output), output
    for part in ("KeyExchange(128 bytes)", "Nonce(20 bytes)", "ID(Type=ID_IPV4_ADDR, Value=192.0.2.2)", "Hash(20 bytes)"):
        assert part in output
    words = net.folder / "words"
    words.write_text("secret\ncisco123\nanother\n")
    assert 'key "cisco123" matches SHA1 hash' in net.inside(["psk-crack", "-d", str(words), str(file)])


def test_scan_refused(world: Make) -> None:
    net = world("crypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n" + SCANNED)
    assert "Notify message 14 (NO-PROPOSAL-CHOSEN)" in scan(net, "--idtype=2", f"--id={NAME}")


def test_scan_where_it_is_disabled(world: Make) -> None:
    lines = "crypto isakmp aggressive-mode disable\ncrypto isakmp policy 10\n encr 3des\n authentication pre-share\n group 2\n"
    net = world(lines + SCANNED)
    assert "0 returned handshake; 0 returned notify" in scan(net, "--idtype=2", f"--id={NAME}", "--retry=2")
    assert "IKMP_AG_MODE_DISABLED" in net.cli("show logging")


def test_scan_backoff(world: Make) -> None:
    net = world("crypto isakmp policy 10\n encr 3des\n authentication pre-share\n group 2\n" + SCANNED)
    output = net.inside(
        ["ike-scan", "-A", "-M", "--sport=0", "--trans=5,2,1,2", "--dhgroup=2", "--showbackoff=25", "192.0.2.2"], 120
    )
    times = [float(found) for found in re.findall(r"192\.0\.2\.2\s+\d+\s+[\d.]+\s+([\d.]+)", output)]
    assert [round(time) for time in times] == [0, 10, 10, 10, 10, 10], output
