"""The page of a router."""

from __future__ import annotations

from iosemu.device.engine import Host
from iosemu.types import IPv4
from iosemu.wire.http import Request, Response


class FrontPage:
    open = False

    def __init__(self, host: Host) -> None:
        self.host = host

    def answer(self, request: Request, caller: IPv4) -> Response:
        device = self.host.device
        title = f'{device.hostname} Home Page'
        kind = device.platform.product if hasattr(device.platform, "product") else device.platform.name
        text = (
            f"<HTML><HEAD><TITLE>{title}</TITLE></HEAD>\n<BODY BGCOLOR=#FFFFFF><H1>Cisco Systems</H1>\n"
            f'<H2>Accessing Cisco {kind} "{device.hostname}"</H2>\n</BODY></HTML>\n'
        )
        return Response(200, "OK", {"Content-Type": "text/html"}, text.encode())
