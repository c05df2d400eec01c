"""HTTP/1.1 messages (RFC 9112), whole ones:

    GET /cgi-bin/pkiclient.exe?operation=GetCACaps HTTP/1.0\r\n       HTTP/1.1 200 OK\r\n
    Host: 203.0.113.1\r\n                                             Content-Length: 4\r\n
    \r\n                                                              \r\n
                                                                      body
"""

from __future__ import annotations

import re

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

LONGEST_HEADER = 16384  # octets of the first line and the header
LONGEST_BODY = 1 << 20
LONGEST_CHUNK_LINE = 64
_REQUEST = re.compile(r"([A-Z]{1,16}) ([!-~]{1,8192}) HTTP/1\.([01])\Z")
_STATUS = re.compile(r"HTTP/1\.[01] ([1-5][0-9][0-9])(?: ([ -~]*))?\Z")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*\Z")


def unquoted(text: str) -> str:
    """``a%2Fb+c`` as it is meant."""
    plain = re.sub(rb"%([0-9A-Fa-f]{2})", _octet, text.replace("+", " ").encode("latin-1", "replace"))
    return plain.decode("utf-8", "replace")


def _octet(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


@dataclass(slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters when it was read
    body: bytes = b""
    minor: int = 1  # of the version

    @property
    def path(self) -> str:
        """Of the target, without the query."""
        target = re.sub(r"\Ahttp://[^/]*", "", self.target)
        return unquoted(target.partition("?")[0]) or "/"

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark."""
        pairs = [part.partition("=") for part in self.target.partition("?")[2].split("&")]
        return {unquoted(name): unquoted(value) for name, _, value in pairs if name}

    def encode(self) -> bytes:
        return _encode(f"{self.method} {self.target} HTTP/1.{self.minor}", self.headers, self.body)


@dataclass(slots=True)
class Response:
    status: int
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def encode(self) -> bytes:
        return _encode(f"HTTP/1.1 {self.status} {self.reason}", self.headers, self.body)


def _encode(first: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace") + body


def header_end(data: bytes) -> int | None:
    """Where the body begins; None: not all of the header has come. Raises Malformed."""
    found = re.search(rb"\r?\n\r?\n", data[: LONGEST_HEADER + 4])
    if found is not None:
        return found.end()
    if len(data) > LONGEST_HEADER:
        raise Malformed("a long header")
    return None


def decode_request(data: bytes, ended: bool) -> Request | None:
    """The request that the octets begin with; None: not all of it has come (`ended`: nothing more will, and that is
    malformed)."""
    head = _head(data, ended)
    if head is None:
        return None
    first, headers, start = head
    found = _REQUEST.match(first)
    if found is None:
        raise Malformed("no request")
    size = _size(headers) or 0
    if len(data) < start + size:
        if ended:
            raise Malformed("cut off")
        return None
    return Request(found[1], found[2], headers, data[start : start + size], int(found[3]))


def decode_response(data: bytes, ended: bool) -> Response | None:
    """The same of a response; one that does not say how long it is ends with the connection."""
    head = _head(data, ended)
    if head is None:
        return None
    first, headers, start = head
    found = _STATUS.match(first)
    if found is None:
        raise Malformed("no response")
    size = _size(headers)
    if size is None and not ended:
        return None
    if size is not None and len(data) < start + size:
        if ended:
            raise Malformed("cut off")
        return None
    body = data[start:] if size is None else data[start : start + size]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(data[start:])
    if len(body) > LONGEST_BODY:
        raise Malformed("a long body")
    return Response(int(found[1]), found[2] or "", headers, body)


def _head(data: bytes, ended: bool) -> tuple[str, dict[str, str], int] | None:
    start = header_end(data)
    if start is None:
        if ended:
            raise Malformed("no header")
        return None
    lines = data[:start].decode("latin-1").replace("\r\n", "\n").split("\n")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        if line:
            found = _FIELD.match(line)
            if found is None:
                raise Malformed("no header field")
            headers[found[1].lower()] = found[2]
    return lines[0], headers, start


def _size(headers: dict[str, str]) -> int | None:
    said = headers.get("content-length")
    if said is None:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", said, re.ASCII) or int(said) > LONGEST_BODY:
        raise Malformed("no length")
    return int(said)


def _joined(data: bytes) -> bytes:
    """Of pieces (RFC 9112, 7.1)."""
    body, at = b"", 0
    while len(body) <= LONGEST_BODY:
        end = data.find(b"\r\n", at, at + LONGEST_CHUNK_LINE)
        said = re.match(rb"([0-9A-Fa-f]{1,6})", data[at:end]) if end >= 0 else None
        if said is None:
            raise Malformed("no chunk")
        size = int(said[1], 16)
        if not size:
            return body
        body += data[end + 2 : end + 2 + size]
        at = end + 4 + size
    raise Malformed("a long body")
