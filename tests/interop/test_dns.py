"""dnsmasq as name server of the router, and dig, which asks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.interop.world import World

Make = Callable[[str], World]


@pytest.fixture
def served(world: Make) -> World:
    """The router's name server is dnsmasq, which knows a few names; the router itself answers, too."""
    net = world("ip name-server 192.0.2.1\nip dns server\nip host r1.example.com 192.0.2.2 192.0.2.22\n"
                "ip dns primary example.com soa r1.example.com mb.example.com 21600 900 7776000 60\n")  # fmt: skip
    many = [f"--host-record=many.example.org,198.51.100.{i}" for i in range(1, 61)]
    net.start(["dnsmasq", "--keep-in-foreground", "--no-hosts", "--no-resolv", "--pid-file=", "--user=root", "--local-ttl=30",
               "--host-record=www.example.org,192.0.2.1", "--cname=alias.example.org,www.example.org",
               "--txt-record=text.example.org,hello", "--mx-host=example.org,www.example.org,5", "--local=/org/", *many],
              "dnsmasq.log")  # fmt: skip
    net.wait(lambda: "192.0.2.1" in net.inside(["dig", "+short", "+tries=1", "+time=1", "@127.0.0.1", "www.example.org"]), 20, "dnsmasq up")
    return net


def dig(net: World, *arguments: str) -> str:
    return net.inside(["dig", "+tries=2", "+time=3", "@192.0.2.2", *arguments])


def malformed(net: World) -> list[list[str]]:
    return net.tshark("dns && _ws.malformed", "frame.number", ours=True)


def test_the_router_asks(served: World) -> None:
    net = served
    for name in ("www.example.org", "alias.example.org"):
        said = net.router_ping(f"ping {name} repeat 2 timeout 1")
        assert f'Translating "{name}"...domain server (192.0.2.1) [OK]' in said
        assert "Echos to 192.0.2.1," in said and "(2/2)" in said
    assert "alias.example.org         None  (temp, OK)  0   IP    192.0.2.1" in net.cli("show hosts")
    assert "Unrecognized host" in net.router_ping("ping no.example.org")
    said = net.router_ping("ping many.example.org repeat 1 timeout 0")  # comes over TCP
    assert "[OK]" in said
    assert net.cli("show hosts | include 198.51.100").count("198.51.100.") == 60
    assert net.tshark("dns && tcp && dns.count.answers == 60", "dns.count.answers") == [["60"]]
    assert malformed(net) == []


def test_dig_asks_the_router(served: World) -> None:
    net = served
    assert dig(net, "+short", "r1.example.com").split() == ["192.0.2.2", "192.0.2.22"]
    assert dig(net, "+short", "+tcp", "r1.example.com").split() == ["192.0.2.2", "192.0.2.22"]
    assert dig(net, "+short", "-x", "192.0.2.22") == "r1.example.com.\n"
    refused = dig(net, "no.example.com")
    assert "status: NXDOMAIN" in refused and "flags: qr aa rd ra" in refused and "r1.example.com. mb.example.com. 0 21600 900 7776000 60" in refused
    assert dig(net, "+short", "alias.example.org").split() == ["www.example.org.", "192.0.2.1"]  # dnsmasq knows
    assert dig(net, "+short", "text.example.org", "txt") == '"hello"\n'
    assert dig(net, "+short", "example.org", "mx") == "5 www.example.org.\n"
    assert "status: NXDOMAIN" in dig(net, "nothing.example.org")
    many = dig(net, "+short", "many.example.org")  # a datagram says that it is too short, dig comes over TCP
    assert len(many.split()) == 60
    assert "status: NOTIMP" in dig(net, "r1.example.com", "+opcode=2")
    assert malformed(net) == []
