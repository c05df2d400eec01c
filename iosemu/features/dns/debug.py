"""debug domain: the words of the name server"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.dns.events import AnswerCame, QueryCame, QueryDone, QueryRead, QuerySentOn
from iosemu.types import format_ipv4
from iosemu.wire import dns

FLAGS = (Flag("domain", "Domain Name System:", "Domain Name System debugging"),)
_TYPES = {dns.A: "A", dns.NS: "NS", dns.CNAME: "CNAME", dns.SOA: "SOA", dns.PTR: "PTR", dns.MX: "MX"}


def _came(event: QueryCame, told: Audience) -> Iterator[str]:
    yield f"DNS: Incoming {event.over} query (id#{event.id})"


def _read(event: QueryRead, told: Audience) -> Iterator[str]:
    whom = f"{format_ipv4(event.client)}({event.port})"
    yield f"DNS: Type {event.type} DNS query (id#{event.id}) for host '{event.name}' from {whom}"


def _sent_on(event: QuerySentOn, told: Audience) -> Iterator[str]:
    yield f"DNS: Re-sending DNS query (type {event.type}, id#{event.id}) to {format_ipv4(event.server)}"


def _answer(event: AnswerCame, told: Audience) -> Iterator[str]:
    yield f"DNS: Incoming UDP query (id#{event.id})"
    whom = f"{format_ipv4(event.server)}({dns.PORT})"
    yield f"DNS: Type {event.type} response (id#{event.id}) for host <{event.name}> from {whom}"
    yield f"DNS: Forwarding back {_TYPES.get(event.type, event.type)} response - no director required"


def _done(event: QueryDone, told: Audience) -> Iterator[str]:
    yield f"DNS: Finished processing query (id#{event.id}) in {event.seconds:.3f} secs"
    if event.relayed:
        yield f"DNS: Forwarding back reply to {format_ipv4(event.client)}/{event.port}"


DEBUG = {
    "domain": {QueryCame: _came, QueryRead: _read, QuerySentOn: _sent_on, AnswerCame: _answer, QueryDone: _done}
}
