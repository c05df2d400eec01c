"""SSH across the lab: a router's `ssh`, another's server, TCP between them."""

from __future__ import annotations

from random import Random

import pytest

from iosemu import Lab
from iosemu.console.rack import Rack
from iosemu.console.router import RouterConsole
from iosemu.crypto import rsa
from iosemu.features.ssh.transport import CIPHERS, HOSTKEYS, KEX, MACS, Broken, Offer, Transport
from iosemu.wire.ssh import Msg

PORTS = {"c7200": "FastEthernet0/0", "csr1000v": "GigabitEthernet1", "c3725": "FastEthernet0/0", "iosv": "GigabitEthernet0/0"}
CONFIG = """\
hostname {name}
no ip domain lookup
ip domain name lab.net
username anna privilege 15 secret one
username bert password 0 two
crypto key generate rsa modulus 1024
interface {port}
 ip address 10.0.0.{number} 255.255.255.0
 no shutdown
line con 0
 exec-timeout 0 0
line vty 0 4
 login local
"""


class Person:
    """At R1's console."""

    def __init__(self, lab: Lab, name: str = "R1") -> None:
        self.rack = Rack(lab)
        self.console: RouterConsole = self.rack.consoles[name]
        self.shown: list[str] = []
        self.console.join(self.shown.append)
        self.type("\nenable\nterminal length 0\n")

    def type(self, text: str, seconds: float = 3.0) -> str:
        self.shown.clear()
        for line in text.splitlines(keepends=True):
            self.console.paste(line)
            self.rack.lab.run(seconds)
        return "".join(self.shown)


def network(one: str = "c7200", other: str = "csr1000v", more: str = "") -> Lab:
    platforms = {"R1": one, "R2": other}
    lab = Lab.from_yaml(
        "name: two\nnodes:\n"
        + "".join(f"  {name}: {{platform: {platform}}}\n" for name, platform in platforms.items())
        + f'links:\n  - endpoints: ["R1:{PORTS[one]}", "R2:{PORTS[other]}"]\n'
    )
    for number, (name, platform) in enumerate(platforms.items(), 1):
        lab[name].configure(CONFIG.format(name=name, port=PORTS[platform], number=number))
    lab["R2"].configure(more)
    lab.run(20)
    return lab


@pytest.mark.parametrize(("one", "other"), [("c7200", "csr1000v"), ("csr1000v", "c3725"), ("iosv", "iosv")])
def test_there_and_back(one: str, other: str) -> None:
    person = Person(network(one, other))
    assert person.type("ssh -l anna 10.0.0.2\n").endswith("\n\nPassword: ")
    assert person.type("one\n") == "\n\nR2#"
    assert " vty 0     anna       idle                 00:00:00 10.0.0.1\n" in person.type("show users\n")
    assert "Session started       anna" in person.type("show ssh\n")
    assert person.type("show privilege\n").endswith("Current privilege level is 15\nR2#")
    assert person.type("exit\n") == "exit\n\n[Connection to 10.0.0.2 closed by foreign host]\nR1#"
    assert "No SSHv2 server connections" in person.rack.lab["R2"].cli("show ssh")


def test_who_does_not_get_in() -> None:
    lab = network()
    person = Person(lab)
    said = person.type("ssh -l anna 10.0.0.2\nx\nx\nx\n")
    assert said.endswith("Password: \n% Authentication failed.\n\n[Connection to 10.0.0.2 closed by foreign host]\nR1#")
    assert said.count("Password: ") == 3 and not lab["R2"].device.engine("ssh").calls
    assert person.type("ssh 10.0.0.2\n").endswith("% No user specified nor available for SSH client\nR1#")
    assert person.type("ssh -v 1 -l anna 10.0.0.2\n").endswith("[Connection to 10.0.0.2 aborted: error status 0]\nR1#")
    assert "% Connection refused by remote host" in person.type("ssh -l anna -p 2222 10.0.0.2\n")
    lab["R2"].configure("line vty 0 4\n transport input telnet\n")
    assert "% Connection refused by remote host" in person.type("ssh -l anna 10.0.0.2\n")
    lab["R2"].configure("access-list 5 deny 10.0.0.1\nline vty 0 4\n transport input ssh\n access-class 5 in\n")
    assert "% Connection refused by remote host" in person.type("ssh -l anna 10.0.0.2\n")
    lab["R2"].configure("line vty 0 4\n no access-class 5 in\n")
    assert person.type("ssh -l bert 10.0.0.2\ntwo\n").endswith("R2>")
    person.type("exit\n")
    lab["R1"].configure("line con 0\n transport output telnet\n")
    assert "% ssh connections not permitted from this terminal" in person.type("ssh -l anna 10.0.0.2\n")
    lab["R1"].configure("line con 0\n transport output all\n")
    Person(lab, "R2").type("configure terminal\ncrypto key zeroize rsa\nyes\nend\n")
    assert "% Connection refused by remote host" in person.type("ssh -l anna 10.0.0.2\n")


def test_nothing_in_common() -> None:
    """One end wants what the other has not."""
    person = Person(network(other="iosv", more="ip ssh server algorithm encryption aes256-ctr\n"))
    assert "aborted: error status 0" in person.type("ssh -l anna -c aes128-cbc 10.0.0.2\n")
    assert person.type("ssh -l anna -c aes256-ctr -m hmac-sha1-96 10.0.0.2\none\n").endswith("R2#")
    assert "aes256-ctr  hmac-sha1-96" in person.type("show ssh\n")


def test_from_an_interface_of_its_own() -> None:
    """`ip ssh source-interface`; a VRF that knows no way."""
    lab = network(more="ip route 192.168.1.1 255.255.255.255 10.0.0.1\n")
    lab["R1"].configure("interface Loopback0\n ip address 192.168.1.1 255.255.255.255\nip ssh source-interface Loopback0\nip vrf V\n")
    person = Person(lab)
    person.type("ssh -l anna 10.0.0.2\none\n")
    assert " anna       idle                 00:00:00 192.168.1.1\n" in person.type("show users\n")
    person.type("exit\n")
    assert "% Destination unreachable; gateway or host down" in person.type("ssh -vrf V -l anna 10.0.0.2\n")


def test_a_command() -> None:
    person = Person(network())
    assert person.type("ssh -l anna 10.0.0.2 show clock\none\n").count(" UTC ") == 1
    assert person.type("\n").endswith("R1#")


def test_put_aside_saved_and_resumed() -> None:
    """Its keys go on to the byte in the lab that was saved."""
    lab = network()
    person = Person(lab)
    person.type("ssh -l anna 10.0.0.2\none\n")
    person.console.key("c-^")
    assert person.type("x").endswith("R1#")
    assert "  1 10.0.0.2 " in person.type("show sessions\n")
    saved = lab.checkpoint()
    again = Person.__new__(Person)
    again.rack = Rack(Lab.restore(saved))
    again.console, again.shown = again.rack.consoles["R1"], []
    again.console.join(again.shown.append)
    for each in (person, again):
        assert "R2#" in each.type("resume 1\n\n")
        assert each.type("show privilege\n").endswith("15\nR2#")
        assert each.type("exit\n").endswith("closed by foreign host]\nR1#")
    assert lab["R2"].device.engine("ssh").calls == [] and again.rack.lab["R2"].device.engine("ssh").calls == []


def test_a_server_that_goes() -> None:
    lab = network()
    person = Person(lab)
    person.type("ssh -l anna 10.0.0.2\n")
    lab["R2"].device.engine("ssh").calls[0].hang_up()
    lab.run(5)
    assert "closed by foreign host]\nR1#" in "".join(person.shown)
    person.type("ssh -l anna 10.0.0.2\none\n")
    lab["R2"].cli("clear line vty 0", "")
    lab.run(5)
    assert "closed by foreign host]\nR1#" in "".join(person.shown)


def test_whoever_takes_too_long_is_let_go() -> None:
    lab = network(more="ip ssh time-out 10\n")
    person = Person(lab)
    person.type("ssh -l anna 10.0.0.2\n")
    lab.run(12)
    assert lab["R2"].device.engine("ssh").calls == []
    assert "closed by foreign host]\nR1#" in "".join(person.shown)


# the transport alone


KEY = rsa.generate(1024, Random(1))


def _pair(offer: Offer) -> tuple[Transport, Transport]:
    return Transport("SSH-2.0-A", offer, Random(2)), Transport("SSH-2.0-B", offer, Random(3), KEY)


def _across(one: Transport, other: Transport, pieces: int = 1 << 20) -> list[bytes]:
    """What both have to send, in pieces, until nothing is left; the data that came."""
    got: list[bytes] = []
    while one.out or other.out:
        for sender, receiver in ((one, other), (other, one)):
            data, sender.out = bytes(sender.out), bytearray()
            for at in range(0, len(data), pieces):
                got += [values[-1] for _, values in receiver.receive(data[at : at + pieces])]
    return got


@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("kex", ["ecdh-sha2-nistp256", "diffie-hellman-group14-sha1"])
def test_all_that_can_be_agreed_on(cipher: str, kex: str) -> None:
    for mac, hostkey in zip(MACS, [*HOSTKEYS, "ssh-rsa"], strict=True):
        one, other = _pair(Offer([kex], [hostkey], [cipher], [mac]))
        assert _across(one, other, 7) == [] and one.ready and other.ready and one.session == other.session
        for size in (0, 1, 1000):
            one.send(Msg.DATA, 0, bytes(size))
            other.send(Msg.DATA, 0, b"x" * size)
            assert _across(one, other, 11) == [bytes(size), b"x" * size]


@pytest.mark.parametrize("kex", KEX)
def test_keys_are_renewed(kex: str) -> None:
    one, other = _pair(Offer([kex], ["rsa-sha2-256"], ["aes128-ctr"], ["hmac-sha2-256"]))
    _across(one, other)
    session = one.session
    one._begin()
    one.send(Msg.DATA, 0, b"waits")
    assert _across(one, other) == [b"waits"] and one.session == session == other.session


def test_what_was_changed_on_the_way_is_the_end() -> None:
    for at in range(0, 900, 13):
        one, other = _pair(Offer(list(KEX), list(HOSTKEYS), list(CIPHERS), list(MACS)))
        with pytest.raises(Broken):
            for _ in range(4):
                data, one.out = bytearray(one.out), bytearray()
                for _ in other.receive(bytes(data)):
                    raise Broken(0, "somebody believed it")
                data, other.out = bytearray(other.out), bytearray()
                if at < len(data):
                    data[at] ^= 1
                for _ in one.receive(bytes(data)):
                    raise Broken(0, "somebody believed it")
                one.send(Msg.SERVICE_REQUEST, b"ssh-userauth")
            raise Broken(0, "it hangs")  # too few octets came, or too many are waited for
