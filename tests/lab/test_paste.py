"""A router's own running-config, pasted into a blank router of its kind, gives the same router: nothing is lost."""

from __future__ import annotations

import random
from functools import cache
from itertools import cycle, product

import pytest

from iosemu.cli.place import kind_of_object
from iosemu.cli.syntax import Command
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.lab.catalog import shipped
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from tests.few import few
from tests.fuzz.test_lines import GRAMMAR, VALUES, typed

PORTS = {
    "c7200": ("FastEthernet0/0", "FastEthernet0/1", "Serial1/0"),
    "c3725": ("FastEthernet0/0", "FastEthernet0/1"),
    "iosv": ("GigabitEthernet0/0", "GigabitEthernet0/1"),
    "c8000v": ("GigabitEthernet1", "GigabitEthernet2"),
}
HEADS = (
    "interface {port}", "interface {port}.10", "interface Loopback0", "interface Tunnel0", "interface Tunnel1", "router eigrp 1", "router rip",
    "crypto isakmp policy 10", "crypto ipsec transform-set TSET esp-aes", "crypto ipsec profile P", "crypto map CM 10 ipsec-isakmp",
    "ip access-list extended E", "key chain K", "route-map RM permit 10", "line con 0", "line vty 0 4",
)  # fmt: skip
LABS = sorted(shipped())
# `security passwords min-length` refuses passwords that are there already, as it should
LEFT_OUT = ("security", "reload", "no", "do", "interface", "hostname", "alias", "default", "privilege", "end", "exit", "terminal")


def blank(platform: str, ports: tuple[InterfaceName, ...], release: str = "") -> DeviceShell:
    """Its ports are switched on: a running-config has no `no shutdown`."""
    device = Device("R1", platform, release=release)
    for port in ports:
        device.install(port)
    shell = DeviceShell(device)
    device.startup_config = "".join(f"interface {port}\n" for port in ports)
    shell.boot()
    return shell


def pasted(
    platform: str, ports: tuple[InterfaceName, ...], lines: list[str], release: str = ""
) -> tuple[list[str], str]:
    """The running-config of a blank router after these lines, and what it said against them."""
    shell = blank(platform, ports, release)
    said = shell.configure("\n".join(lines))
    return shell.running_config(), "\n".join(line for line in said.splitlines() if "Invalid" in line or "Incomplete" in line)


def unasked(shell: DeviceShell, everything: bool) -> None:
    """The running-config passes over what is known before; asked, each command would say the same, and nothing is made."""
    ifaces = list(shell.device.interfaces.values())
    for mode, obj in [("config", shell.device), *(("config-if", iface) for iface in ifaces)]:
        before = set(obj.slots)
        told = shell.renderer.mode_lines(mode, obj, everything)
        asked: list[str] = []
        for command in shell.renderer.ordered(mode, kind_of_object(obj)):
            if command is None:
                asked.append("!")
            else:
                record = command.target(obj)
                asked += command.of(type(record))(record, obj, everything)
        assert told == asked and set(obj.slots) == before


@pytest.mark.parametrize(
    ("name", "everything"), few(product(LABS, (False, True)), *zip(LABS, cycle((False, True)), strict=False))
)
def test_what_is_not_asked_has_nothing_to_say(name: str, everything: bool) -> None:
    for node in Lab.load(name):
        unasked(node.shell, everything)


@pytest.mark.parametrize("name", LABS)
def test_every_router_of_the_labs(name: str) -> None:
    for node in Lab.load(name):
        device = node.device
        ports = tuple(iface.name for iface in device.interfaces.values() if device.platform.has_port(iface.name))
        lines = node.running_config()
        assert node.shell.boot_output == ""
        release = device.platform.image.version
        assert pasted(device.platform.name, ports, lines, release) == (lines, ""), node.name


SUB = "interface FastEthernet0/0.5\n encapsulation dot1Q 5\n ip address 10.1.1.1 255.255.255.0\n"
STORIES = {
    "a subinterface loses its VLAN": SUB + " ip address 10.1.2.1 255.255.255.0 secondary\n no encapsulation dot1Q 5",
    "a secondary address alone": "interface Loopback0\n ip address 10.0.0.1 255.255.255.0 secondary",
    "a secondary address made the first": "interface Loopback0\n ip address 10.0.0.9 255.255.255.0\n"
    " ip address 10.0.1.1 255.255.255.0 secondary\n ip address 10.0.1.1 255.255.255.0",
    "banners": "banner motd #a\nb  \n\n  c \n#\nbanner exec ^Cx^C\nbanner login #^C#\nbanner incoming #a ^C # b#",
    "separators": "banner motd #a\x85b\x1c#\ninterface Loopback0\n description a\x0bb\u2028c",
    "redirects of a multipoint tunnel": "interface Tunnel0\n tunnel mode gre multipoint\n ip redirects",
    "a source that comes later": "interface Tunnel0\n ip unnumbered FastEthernet0/0.7\n tunnel source FastEthernet0/0.7\n" + SUB.replace("5", "7"),
    "crypto maps of two kinds": "crypto map A 20 ipsec-isakmp dynamic D\ncrypto map B 5 ipsec-isakmp\ncrypto map A 10 ipsec-isakmp",
    "names": "ip name-server 10.0.0.2 10.0.0.1\nip domain list b.com\nip domain list a.com\nip domain retry 0\nip host b 10.0.0.2 10.0.0.1\n"
    "ip host A 10.0.0.3\nip dns server\nip dns primary a.com soa n.a.com m.a.com\nip domain lookup source-interface Loopback7",
    "a map of three kinds": "crypto map C 1 ipsec-manual\ncrypto map A 5 ipsec-manual\ncrypto map A 20 ipsec-isakmp dynamic D\n"
    "crypto map B 5 ipsec-isakmp\ncrypto map A 10 ipsec-isakmp",
    "a flag named twice": "ip access-list extended X\n permit tcp any any match-any -urg +urg\n permit tcp any any match-any +urg\n"
    " permit tcp any any urg match-any -urg",
    "the last sequence number": "ip access-list extended X\n 2147483647 permit ip any any\n remark late",
    "CDP before it runs": "no cdp run\ninterface Tunnel0\n cdp enable\ncdp run",
    "address families of VRFs": "ip vrf RED\nip vrf BLUE\nrouter rip\n version 2\n address-family ipv4 vrf RED\n  network 10.0.0.0\n  no auto-summary\n"
    "  version 2\n  redistribute static\n exit-address-family\n address-family ipv4 vrf BLUE\n  timers basic 5 15 15 20\nrouter eigrp 1\n"
    " address-family ipv4 vrf BLUE\n  autonomous-system 7\n  network 10.0.0.0\n  redistribute rip metric 1 1 1 1 1\n  passive-interface default\n"
    " exit-address-family\n address-family ipv4 vrf RED\n  eigrp router-id 1.1.1.1",
    "a front door": "ip vrf INET\ncrypto keyring K vrf INET\n pre-shared-key address 0.0.0.0 0.0.0.0 key k\ncrypto isakmp profile P\n vrf INET\n keyring K\n"
    " match identity address 0.0.0.0 INET\n match identity address 192.0.2.1 255.255.255.255 INET\ncrypto map CM isakmp-profile P\n"
    "crypto map CM 10 ipsec-isakmp\ncrypto dynamic-map D 1\n set isakmp-profile P",
    "a password of any characters": "enable secret \u2028\u00e9\nline con 0\n password \u0416",
}


@pytest.mark.parametrize("platform", ["c7200", "c3725"])
@pytest.mark.parametrize("story", sorted(STORIES))
def test_stories(story: str, platform: str) -> None:
    ports = tuple(InterfaceName.parse(port) for port in PORTS[platform])
    shell = blank(platform, ports)
    shell.configure(STORIES[story])
    lines = shell.running_config()
    assert pasted(platform, ports, lines) == (lines, "")
    shell.device.power_off()
    shell.device.startup_config = "\n".join(lines)
    shell.boot()
    assert (shell.running_config(), shell.boot_output) == (lines, "")


OVERTAKEN = {
    "ip route 10.9.0.0 255.255.0.0 10.0.0.1": "{line}\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255",
    " set isakmp-profile P": "crypto isakmp profile P\n match identity address 0.0.0.0\ncrypto ipsec profile X\n{line}\n"
    "no crypto isakmp profile P",
    " crypto map CM": "crypto map CM 10 ipsec-isakmp\ninterface {port}\n{line}\nexit\nno crypto map CM 10",
    " tunnel source Loopback0": "interface Loopback0\ninterface Tunnel0\n{line}\nno interface Loopback0",
    " ip unnumbered Loopback0": "interface Loopback0\ninterface Tunnel0\n{line}\nno interface Loopback0",
    " ip mtu 17914": "interface Tunnel0\n{line}\n tunnel key 5",
}


@pytest.mark.parametrize("platform", ["c7200", "iosv"])
@pytest.mark.parametrize("line", sorted(OVERTAKEN))
def test_what_was_right_when_it_was_typed_is_kept_at_boot(line: str, platform: str) -> None:
    shell = blank(platform, tuple(InterfaceName.parse(port) for port in PORTS[platform]))
    shell.configure(OVERTAKEN[line].format(line=line, port=PORTS[platform][0]))
    lines = shell.running_config()
    assert line in lines
    shell.device.power_off()
    shell.device.startup_config = "\n".join(lines)
    shell.boot()
    assert (shell.running_config(), shell.boot_output) == (lines, "")


@cache
def commands(mode: str) -> list[Command]:
    return [command for command in GRAMMAR.commands if command.mode == mode and command.text.split()[0] not in LEFT_OUT]


def model(shell: DeviceShell, chance: random.Random, port: str) -> None:
    """Configure whatever the router takes."""
    for _ in range(25):
        head = chance.choice(HEADS).format(port=port)
        shell.configure(head)
        dialogue = next(interpreter for _, _, _, interpreter in shell.run(head))
        mode = dialogue.frame.mode
        block = [head]
        for _ in range(chance.randint(0, 6)):
            command = chance.choice(commands(mode) or commands("config"))
            block.append(chance.choice(("", "", "", "no ")) + " ".join(typed(command.syntax, chance)))
        block.append("exit")
        block += [" ".join(typed(chance.choice(commands("config")).syntax, chance)) for _ in range(4)]
        shell.configure("\n".join(line for line in block if "\n" not in line))


@pytest.mark.parametrize("platform", sorted(PORTS))
@pytest.mark.parametrize("seed", range(4))
def test_random_models(platform: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = tuple(InterfaceName.parse(port) for port in PORTS[platform])
    first = PORTS[platform][0]
    names = [*PORTS[platform], f"{first}.10", f"{first}.20", "Loopback0", "Tunnel0", "Tunnel1"]
    monkeypatch.setitem(VALUES, "INTERFACE", names)
    monkeypatch.setitem(VALUES, "WORD", ["TSET", "P", "CM", "E", "7", "K", "RM", "X", "a\x85b"])
    monkeypatch.setitem(VALUES, "A.B.C.D", ["10.0.0.1", "10.1.0.0", "192.0.2.1", "255.255.255.0", "224.0.0.9", "0.0.0.0"])
    monkeypatch.setitem(VALUES, "LINE", ["some text", "a  b ", "a\x1cb\x85\u2028c", "^", "!", "|"])
    monkeypatch.setitem(VALUES, "DELIMITED", ["#hello  #", "^Ca\x85b^C", "#no ^ here#"])
    shell = blank(platform, ports)
    model(shell, random.Random(f"{platform} {seed}"), first)
    unasked(shell, everything=seed % 2 == 0)
    lines = shell.running_config()
    assert pasted(platform, ports, lines) == (lines, "")
