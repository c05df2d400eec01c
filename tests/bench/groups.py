"""Target 17: members of a group register with their key server, and are rekeyed. The floor calls the library bare."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from functools import partial

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName
from tests.bench.dmvpn import nbma, provider_side
from tests.bench.labs import raw_cryptography
from tests.bench.measure import Measure, Options, Variant, timed

MEMBERS = 1000
LIMIT = 600.0  # virtual seconds
PHASE1 = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key benchmark address 0.0.0.0
"""
SERVER = """\
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
crypto ipsec profile IPROF
 set transform-set TSET
crypto gdoi group BENCH
 identity number 1
 server local
  rekey algorithm aes 128
  rekey retransmit 10 number 2
  rekey authentication mypubkey rsa REKEY
  rekey transport unicast
  sa ipsec 1
   profile IPROF
   match address ipv4 101
  address ipv4 {own}
access-list 101 permit ip 172.16.0.0 0.15.255.255 172.16.0.0 0.15.255.255
"""
MEMBER = """\
crypto gdoi group BENCH
 identity number 1
 server address ipv4 {server}
crypto map M 10 gdoi
 set group BENCH
"""


def topology(members: int) -> Topology:
    """The server is number 0; the provider has a port for everyone."""
    found = Topology("groups", seed=1)
    provider = ["hostname Provider\nno cdp run\n"]
    port = InterfaceName.parse("GigabitEthernet0/0")
    for number in range(members + 1):
        name = f"M{number}" if number else "KS"
        role = MEMBER.format(server=nbma(0)) if number else SERVER.format(own=nbma(0))
        line = f"interface {port}\n ip address {nbma(number)} 255.255.255.252\n" + (" crypto map M\n" if number else "")
        text = f"hostname {name}\nno cdp run\n{PHASE1}{role}{line}ip route 0.0.0.0 0.0.0.0 {provider_side(number)}\nend\n"
        found.nodes[name] = NodeSpec(name, "generic", text)
        far = InterfaceName("GigabitEthernet", (number // 48, number % 48))
        provider.append(f"interface {far}\n ip address {provider_side(number)} 255.255.255.252\n")
        found.links.append(LinkSpec([Endpoint(name, port), Endpoint("Provider", far)], delay=0.005))
    found.nodes["Provider"] = NodeSpec("Provider", "generic", "".join([*provider, "end\n"]))
    return found


def registered(lab: Lab) -> int:
    text = lab["KS"].cli("show crypto gdoi")
    return sum(int(line.split(":")[1]) for line in text.splitlines() if line.strip().startswith("Group Members"))


def grouped(members: int) -> Lab:
    """From text to a group whose members have the keys of a rekey. Raises RuntimeError if some have not."""
    lab = Lab(topology(members))
    lab["KS"].configure("crypto key generate rsa label REKEY modulus 1024")
    while registered(lab) < members and lab.now < LIMIT:
        lab.run(10)
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(5)
    return lab


def check(lab: Lab, members: int) -> None:
    have = registered(lab)
    rekeyed = sum("Rekeys received          : 1" in node.cli("show crypto gdoi") for node in lab if node.name[:1] == "M")
    if (have, rekeyed) != (members, members):
        raise RuntimeError(f"{have} of {members} members are registered, {rekeyed} are rekeyed")


def raw(members: int) -> None:
    """Phase 1 of each pair; a signature of the rekey; each member opens and proves it, and acknowledges it."""
    raw_cryptography(members)
    key = rsa.generate_private_key(65537, 1024)
    data, secret = bytes(512), bytes(16)
    signature = key.sign(data, padding.PKCS1v15(), hashes.SHA1())
    public = key.public_key()
    for _ in range(members):
        Cipher(algorithms.AES(secret), modes.CBC(secret)).decryptor().update(data)
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA1())
        for _ in range(2):
            hmac.digest(hmac.digest(secret, data, "sha256"), data, "sha256")


def coming_up(members: int) -> Measure:
    labs: list[Lab] = []

    def come_up() -> None:
        labs.append(grouped(members))

    def look() -> None:
        with labs.pop() as lab:
            check(lab, members)

    return timed(come_up, after=look)


def group(options: Options) -> Iterator[Variant]:
    members = options.size(MEMBERS)
    what = f"{members:,} members of a group register and are rekeyed"
    yield Variant("17", what, coming_up(members), timed(partial(raw, members)), 2.5, rounds=3)


CASES: dict[str, Callable[[Options], Iterator[Variant]]] = {"17": group}
