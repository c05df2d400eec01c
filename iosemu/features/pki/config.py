"""Checks of lines, and certificates as they stand in a configuration."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli import DELETED, BadArgument
from iosemu.cli.context import Context
from iosemu.crypto.x509 import BadCertificate, read_certificate, typed_name
from iosemu.features.pki.model import CA, OWN, SELF, Chain, PkiConfig
from iosemu.features.rsa.show import words_of

LONGEST = 16384  # octets of a certificate


def check_subject(ctx: Context, subject: str = "") -> BadArgument | None:
    if ctx.negated or ctx.defaulted:
        return None
    try:
        typed_name(subject)
    except ValueError:
        return BadArgument("subject")
    return None


def check_fingerprint(ctx: Context, fingerprint: str = "") -> BadArgument | None:
    wrong = len(fingerprint) not in (32, 40) and not ctx.negated and not ctx.defaulted
    return BadArgument("fingerprint") if wrong else None


def check_chain(ctx: Context, name: str) -> str | None:
    """Chains are those of trustpoints."""
    config: PkiConfig = ctx.record
    return None if name in config.trustpoints else "% CA trustpoint for cert chain not known"


def set_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, OWN, serial, text)


def set_ca_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, CA, serial, text)


def set_self_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, SELF, serial, text)


def _set(ctx: Context, negated: bool, kind: str, serial: str, text: str) -> str | None:
    chain: Chain = ctx.record
    key = kind, serial.upper()
    if negated:
        if key not in chain.certificates:
            return "% Certificate not found"
        ctx.change(("certificates", key), DELETED)
        return None
    digits = "".join(text.split()).upper()
    try:
        if len(digits) > 2 * LONGEST:
            raise BadCertificate("too long")
        cert = read_certificate(bytes.fromhex(digits))
    except (BadCertificate, ValueError):
        return "% Failed to parse or verify imported certificate"
    ctx.change(("certificates", (kind, cert.serial_text)), digits)
    return None


def render_certificate(record: Chain) -> Iterator[str]:
    for (kind, serial), digits in sorted(record.certificates.items(), key=lambda each: each[0][0] == CA):
        yield f"certificate {kind} {serial}" if kind else f"certificate {serial}"
        lines = list(words_of(digits))
        lines[-1] = lines[-1].rstrip()
        yield from (f" {line}" for line in lines)
        yield " \tquit"
