"""The HTTP server of a router: ports, passwords, access classes; what is no request."""

from __future__ import annotations

from base64 import b64encode

import pytest

from iosemu.device.sockets.tcp import Connection
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import Malformed
from iosemu.wire.http import Request, Response, decode_request, decode_response
from tests.features.wired import network


class Caller:
    """Sends octets, keeps what comes."""

    def __init__(self, sends: bytes) -> None:
        self.sends = sends
        self.heard = b""
        self.over = False

    def opened(self, connection: Connection) -> None:
        connection.write(self.sends)

    def readable(self, connection: Connection) -> None:
        self.heard += connection.read()
        if connection.finished:
            connection.close()

    def acknowledged(self, connection: Connection) -> None:
        """Nothing."""

    def ended(self, connection: Connection) -> None:
        self.over = True


def world(lines: str = "ip http server\n") -> Lab:
    ports = "interface FastEthernet0/0\n ip address 192.0.2.{} 255.255.255.0\n no shutdown\n"
    configs = {"R1": ports.format(1) + "enable password cisco\n" + lines, "R2": ports.format(2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    return lab


def ask(lab: Lab, data: bytes, port: int = 80) -> bytes:
    caller = Caller(data)
    device = lab["R2"].device
    device.ip.tcp.connect(device.vrfs.default, parse_ipv4("192.0.2.1"), port, caller)
    lab.run(10)
    assert caller.over or not caller.heard
    return caller.heard


def get(path: str = "/", password: str = "") -> bytes:
    headers = {"Authorization": "Basic " + b64encode(f":{password}".encode()).decode()} if password else {}
    return Request("GET", path, headers).encode()


def test_the_front_page_is_behind_a_password() -> None:
    lab = world()
    refused = ask(lab, get())
    assert refused.startswith(b"HTTP/1.1 401 Unauthorized\r\n") and b"Server: cisco-IOS\r\n" in refused
    assert b'WWW-Authenticate: Basic realm="level_15_access"\r\n' in refused
    assert b" 401 " in ask(lab, get(password="wrong"))
    page = decode_response(ask(lab, get(password="cisco")), True)
    assert page is not None and page.status == 200 and b'"R1"' in page.body
    assert b" 404 " in ask(lab, get("/nothing", "cisco"))
    shown = lab["R1"].cli("show ip http server statistics")
    assert "Accepted connections total: 4\n" in shown and "Requests received total: 4\n" in shown


def test_ports_and_access_classes() -> None:
    lab = world("")
    assert ask(lab, get()) == b""
    assert "HTTP server status: Disabled\n" in lab["R1"].cli("show ip http server status")
    lab["R1"].configure("ip http server\nip http port 8080\n")
    assert ask(lab, get()) == b"" and b" 401 " in ask(lab, get(), 8080)
    lab["R1"].configure("access-list 10 permit 192.0.2.9\nip http access-class 10\n")
    assert ask(lab, get(), 8080) == b""
    lab["R1"].configure("access-list 10 permit 192.0.2.2\n")
    assert b" 401 " in ask(lab, get(), 8080)
    saved = lab["R1"].running_config()
    for line in ("ip http server", "ip http port 8080", "ip http access-class 10", "no ip http secure-server"):
        assert line in saved
    assert "Invalid input" in lab["R1"].configure("ip http secure-server\n")


def test_local_users() -> None:
    lab = world("ip http server\nip http authentication local\nusername ann privilege 15 secret one\n")
    said = Request("GET", "/", {"Authorization": "Basic " + b64encode(b"ann:one").decode()}).encode()
    assert b" 401 " in ask(lab, get(password="cisco")) and b" 200 OK" in ask(lab, said)


def test_rubbish() -> None:
    lab = world()
    for rubbish in (b"\0\1\2\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"A" * 20000):
        assert ask(lab, rubbish).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b" 501 " in ask(lab, Request("BREW", "/").encode())


def test_messages() -> None:
    request = Request("POST", "/a%2Fb?x=1+2&y", {"Content-Length": "3"}, b"abc")
    data = request.encode()
    assert decode_request(data[:-1], False) is None
    with pytest.raises(Malformed):
        decode_request(data[:-1], True)
    found = decode_request(data, False)
    assert found is not None and found.body == b"abc"
    assert found.path == "/a/b" and found.query == {"x": "1 2", "y": ""}
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"
    joined = decode_response(chunks, True)
    assert joined is not None and joined.body == b"abcde"
    assert decode_response(Response(200, "OK", {}, b"until the end").encode(), False) is None
