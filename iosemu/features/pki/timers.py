"""What PKI waits for, as `show crypto pki timers` has it: (moment in UTC, words)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

Due = tuple[datetime, str]
_WIDTH = 16


def _enrollments(engine: PkiEngine) -> Iterator[Due]:
    for name, enroller in engine.enrollers.items():
        due = engine.host.due(enroller.poll)
        if due is not None:
            yield engine.now + timedelta(seconds=due), f"POLL {name}"
    for name in engine.renewals.armed:
        moment = engine.renewals.moment(name)
        if moment is not None:
            yield moment, f"RENEW {name}"


def _lists(engine: PkiEngine) -> Iterator[Due]:
    for cached in engine.crls.cache.values():
        crl = cached.read
        if crl.next_update is not None and crl.next_update > engine.now:
            yield crl.next_update, f"CRL EXPIRE {crl.issuer.text}"


def _servers(engine: PkiEngine) -> Iterator[Due]:
    for server in engine.servers.values():
        cert = server.certificate
        if server.enabled and cert is not None:
            if server.books.next_crl is not None:
                yield server.books.next_crl, "CS CRL UPDATE"
            yield cert.ends, "CS CERT EXPIRE"


def groups(engine: PkiEngine) -> Iterator[tuple[str, list[Due]]]:
    """Those that have something, with what is due, the next first."""
    for title, found in (("PKI", _enrollments), ("CRL", _lists), ("CS", _servers)):
        due = sorted(found(engine))
        if due:
            yield f"{title} Timers", due


def left(seconds: float) -> str:
    """``304d23:58:41.613``, without what is zero at the front."""
    whole, thousandths = divmod(max(round(seconds * 1000), 0), 1000)
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    last = f"{rest:02}.{thousandths:03}"
    if days:
        text = f"{days}d{hours:2}:{minutes:02}:{last}"
    elif hours:
        text = f"{hours}:{minutes:02}:{last}"
    else:
        text = f"{minutes}:{last}" if minutes else f"{rest}.{thousandths:03}"
    return text.rjust(_WIDTH)


def lines(engine: PkiEngine, now: datetime) -> Iterator[str]:
    for title, due in groups(engine):
        yield title
        for at, (moment, words) in enumerate(due):
            row = f"{left((moment - now).total_seconds())}  ({moment:%Y-%m-%dT%H:%M:%SZ})"
            if at == 0:
                yield f"|{row}"
            yield f"  |{row} {words}"
