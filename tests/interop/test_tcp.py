"""The kernel's TCP as far end, over a line that loses, doubles and reorders."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from iosemu.types import parse_ipv4
from tests.device.sockets.users import Note, Service
from tests.interop.world import HERE, World

Make = Callable[[str], World]
STREAM = [sys.executable, str(HERE / "stream.py")]
LINES = {
    "clean": (0.0, 0.0, 0.0),
    "loses": (0.03, 0.0, 0.0),
    "doubles and reorders": (0.0, 0.1, 0.1),
    "all of it": (0.02, 0.05, 0.05),
}


def spoil(net: World, line: str) -> None:
    net.link.loss, net.link.duplicate, net.link.reorder = LINES[line]
    net.link.reorder_within = 0.02


def malformed(net: World) -> list[list[str]]:
    return net.tshark("_ws.malformed || tcp.checksum.status == 0", "frame.number", ours=True)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("window", [4128, 200_000])
def test_the_kernel_calls(world: Make, line: str, window: int) -> None:
    net = world(f"ip tcp window-size {window}\nip tcp timestamp\n")
    service = Service()
    net.router.device.ip.tcp.listen(2323, service)
    spoil(net, line)
    size = 100_000 if line == "clean" else 30_000
    assert net.inside([*STREAM, "connect", "192.0.2.2", "2323", str(size)], 110).strip() == f"OK {size}"
    assert len(service.users[0].got) == size
    assert malformed(net) == []


@pytest.mark.parametrize("line", LINES)
def test_the_router_calls(world: Make, line: str) -> None:
    net = world("ip tcp path-mtu-discovery\n")
    net.start([*STREAM, "listen", "4000"], "stream.log")
    net.live.run(1)
    spoil(net, line)
    data = bytes(range(256)) * 200
    user = Note(data, closes=True)
    connection = net.router.device.ip.tcp.connect(net.router.device.vrfs.default, parse_ipv4("192.0.2.1"), 4000, user)
    assert connection is not None
    net.wait(lambda: user.end is not None, 110, "closed")
    assert user.got == data and user.finished
    assert malformed(net) == []


def test_nobody_listens_there(world: Make) -> None:
    net, user = world(""), Note()
    net.router.device.ip.tcp.connect(net.router.device.vrfs.default, parse_ipv4("192.0.2.1"), 4001, user)
    net.wait(lambda: user.end is not None, 10, "refused")
    assert user.end is not None and user.end.name == "REFUSED"
    told = net.inside([*STREAM, "connect", "192.0.2.2", "4001", "10"])
    assert "ConnectionRefusedError" in told


def test_signed_segments(world: Make) -> None:
    """RFC 2385 with the kernel's TCP_MD5SIG."""
    net, user = world(""), Note(b"signed", closes=True)
    script = (
        "import socket,struct\n"
        "s=socket.create_server(('',4002)); a=struct.pack('HH4s120x',2,0,socket.inet_aton('192.0.2.2'))\n"
        "s.setsockopt(6,14,a+struct.pack('HHI80s',0,5,0,b'cisco')); s.settimeout(20); c,_=s.accept(); c.settimeout(20)\n"
        "print(c.recv(100)); c.sendall(b'yes')\n"
    )
    net.start([sys.executable, "-c", script], "signed.log")
    net.live.run(1)
    net.router.device.ip.tcp.connect(net.router.device.vrfs.default, parse_ipv4("192.0.2.1"), 4002, user, key=b"cisco")
    net.wait(lambda: user.finished, 30, "answered")
    assert user.got == b"yes"
