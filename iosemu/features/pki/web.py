"""Errands to other hosts' HTTP servers: names are looked up first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from iosemu.features.pki.model import Trustpoint
from iosemu.records import dataclass
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire.http import Request, Response

if TYPE_CHECKING:
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.features.dns.resolver import Lookup
    from iosemu.features.http.engine import HttpEngine
    from iosemu.features.pki.engine import PkiEngine

_URL = re.compile(r"http://([A-Za-z0-9._-]{1,255})(?::([0-9]{1,5}))?(/[!-~]*)?\Z", re.ASCII)
SCEP_PATH = "/cgi-bin/pkiclient.exe"
SCEP_MESSAGE, OCSP_REQUEST = "application/x-pki-message", "application/ocsp-request"
AGENT = "Mozilla/4.0 (compatible; MSIE 5.0; Cisco PKI)"


@dataclass(slots=True, frozen=True)
class Url:
    host: str
    port: int
    path: str  # "": none was said

    @property
    def text(self) -> str:
        return f"http://{self.host}:{self.port}{self.path}"


def parsed(text: str) -> Url | None:
    """None: it is none."""
    found = _URL.match(text)
    if found is None or not 0 < int(found[2] or 80) < 65536:
        return None
    path = found[3] or ""
    return Url(found[1], int(found[2] or 80), "" if path == "/" else path)


class Asker(Protocol):
    def fetched(self, response: Response | None) -> None:
        """Once; None: there was no answer."""


class Errand:
    """One request, on behalf of a trustpoint (whose VRF and source interface count)."""

    def __init__(
        self, engine: PkiEngine, trustpoint: Trustpoint, url: Url, query: str, asker: Asker, post: bytes | None = None,
        kind: str = SCEP_MESSAGE,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.trustpoint = trustpoint
        self.url = url
        self.asker = asker
        headers = {"User-Agent": AGENT, "Host": url.host}
        if post is not None:
            headers |= {"Content-Type": kind, "Content-Length": str(len(post))}
        target = url.path + (f"?{query}" if query else "")
        self.request = Request("GET" if post is None else "POST", target or "/", headers, post or b"", 0)

    def run(self) -> None:
        dns: DnsEngine = self.engine.host.peer("dns")
        host = self.url.host
        try:
            address: IPv4 | None = parse_ipv4(host)
        except ValueError:
            address = dns.known(host, self.trustpoint.vrf)
        if address is not None:
            self._ask(address)
        elif dns.look_up(host, self, self.trustpoint.vrf) is None:
            self._fail()

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        """A name server is asked."""

    def answered(self, lookup: Lookup | Response | None) -> None:
        """By a name server, or by the server itself."""
        if lookup is None or isinstance(lookup, Response):
            self.asker.fetched(lookup)
            return
        dns: DnsEngine = self.engine.host.peer("dns")
        address = dns.known(self.url.host, self.trustpoint.vrf)
        if address is None:
            self._fail()
        else:
            self._ask(address)

    def _ask(self, address: IPv4) -> None:
        device = self.engine.host.device
        vrf = device.vrfs.get(self.trustpoint.vrf) if self.trustpoint.vrf else device.vrfs.default
        name = self.trustpoint.source
        iface = device.interface(name) if name is not None else None
        src = iface.address or 0 if iface is not None and iface.line_up and iface.vrf is vrf else 0
        http: HttpEngine = self.engine.host.peer("http")
        if vrf is None or http.fetch(vrf, address, self.url.port, self.request, self, src) is None:
            self._fail()

    def _fail(self) -> None:
        """Not on the spot: whoever asks is not ready to hear of it."""
        self.engine.host.after(0.0, self.asker.fetched, None)
