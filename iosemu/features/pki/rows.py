"""The rows of shows of PKI, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.crypto.x509 import read_certificate, read_crl, read_request
from iosemu.device.counted import CountRow
from iosemu.features.pki import timers
from iosemu.features.pki.show import engine_of, figures, known
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class CertificateRow:
    """`kind` is own, self or ca, or "pending" of a request that is not answered (then there is no serial number and no
    issuer); times are those of the clock of the router's world."""

    kind: str
    serial: str
    subject: str
    issuer: str
    begins: datetime | None
    ends: datetime | None
    trustpoints: tuple[str, ...]


def show_certificates(ctx: Context, name: str = "", verbose: bool = False) -> Iterator[CertificateRow]:
    """The same for `verbose`."""
    engine = engine_of(ctx)
    for kind, cert, holders in known(engine, name):
        subject, issuer = cert.subject.text, cert.issuer.text
        yield CertificateRow(kind, cert.serial_text, subject, issuer, cert.begins, cert.ends, tuple(holders))
    for waiting in engine.enrollers.values():
        if name in ("", waiting.name):
            yield CertificateRow("pending", "", waiting.request.subject.text, "", None, None, (waiting.name,))


@dataclass(slots=True)
class TrustpointRow:
    """`keys` is the label of its pair, "" without one; `request` is None, Pending or Yes, as the show has it."""

    name: str
    authenticated: bool
    enrolled: bool
    keys: str
    request: str


def show_trustpoints(ctx: Context, name: str = "", status: bool = False) -> Iterator[TrustpointRow]:
    """The same for `status`."""
    engine = engine_of(ctx)
    for each in engine.config.trustpoints.values():
        if name in ("", each.name):
            own, pair = engine.own(each.name), engine.pair_for(each)
            asked = "Pending" if each.name in engine.enrollers else "Yes" if own is not None else "None"
            known_ca = engine.authority(each.name) is not None
            yield TrustpointRow(each.name, known_ca, own is not None, pair.label if pair is not None else "", asked)


def show_counters(ctx: Context) -> Iterator[CountRow]:
    return (CountRow("", name, count) for name, count in figures(engine_of(ctx)).items())


@dataclass(slots=True)
class CrlRow:
    """A revocation list; `serials` are revoked; of one that was fetched `url` is where from, "" by SCEP."""

    issuer: str
    updated: datetime
    next_update: datetime | None
    serials: tuple[int, ...]
    url: str


def show_crls(ctx: Context) -> Iterator[CrlRow]:
    for cached in engine_of(ctx).crls.cache.values():
        crl = cached.read
        yield CrlRow(crl.issuer.text, crl.updated, crl.next_update, tuple(crl.revoked), cached.url or "")


def show_server_crl(ctx: Context, name: str) -> Iterator[CrlRow]:
    engine = engine_of(ctx)
    if name in engine.config.servers and engine.server(name).books.crl:
        crl = read_crl(engine.server(name).books.crl)
        yield CrlRow(crl.issuer.text, crl.updated, crl.next_update, tuple(crl.revoked), "")


@dataclass(slots=True)
class AuthorityRow:
    """`grant` is auto, none or manual; `last` the last serial number that was given."""

    name: str
    enabled: bool
    issuer: str
    grant: str
    last: int
    level: str


def show_server(ctx: Context, name: str = "") -> Iterator[AuthorityRow]:
    engine = engine_of(ctx)
    for record in engine.config.servers.values():
        if name in ("", record.name):
            server = engine.server(record.name)
            last = server.books.last if server.certificate is not None else 0
            issuer = record.issuer or f"CN={record.name}"
            yield AuthorityRow(record.name, server.enabled, issuer, record.grant or "manual", last, record.level)


@dataclass(slots=True)
class RequestRow:
    """Somebody who has asked for a certificate."""

    number: int
    state: str
    fingerprint: str
    subject: str


def show_server_requests(ctx: Context, name: str) -> Iterator[RequestRow]:
    engine = engine_of(ctx)
    for asked in reversed(engine.server(name).books.asked) if name in engine.config.servers else ():
        request = read_request(asked.request)
        yield RequestRow(asked.number, asked.state, request.fingerprint("md5"), request.subject.text)


@dataclass(slots=True)
class IssuedRow:
    serial: int
    subject: str
    begins: datetime
    ends: datetime


def show_server_certificates(ctx: Context, name: str) -> Iterator[IssuedRow]:
    engine = engine_of(ctx)
    issued = engine.server(name).books.issued if name in engine.config.servers else {}
    for serial, data in issued.items():
        cert = read_certificate(data)
        yield IssuedRow(serial, cert.subject.text, cert.begins, cert.ends)


@dataclass(slots=True)
class TimerRow:
    """What comes at `due`; `kind` is that of its list: PKI, CRL, CS."""

    kind: str
    due: datetime
    what: str


def show_timers(ctx: Context) -> Iterator[TimerRow]:
    for title, due in timers.groups(engine_of(ctx)):
        yield from (TimerRow(title.partition(" ")[0], moment, words) for moment, words in due)
