"""How certificates are written."""

from __future__ import annotations

from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from datetime import datetime

from iosemu.crypto.x509 import DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, Certificate
from iosemu.features.clock.engine import in_zone
from iosemu.features.clock.model import ClockConfig


def grouped(digits: str) -> str:
    """``0813A2CD A3577F5B `` with a blank behind each group."""
    return "".join(f"{digits[at : at + 8]} " for at in range(0, len(digits), 8))


def moment_text(utc: datetime, config: ClockConfig) -> str:
    """``23:32:02 MSK Nov 14 2024``"""
    local, zone = in_zone(utc, config)
    return f"{local:%H:%M:%S} {zone} {local:%b} {local.day} {local.year}"


def usage(certificate: Certificate) -> str:
    """What its key is for."""
    said = certificate.extensions
    if said.key_usage is None:
        return "Not Set" if certificate.is_ca else "General Purpose"
    signs, seals = said.may(DIGITAL_SIGNATURE), said.may(KEY_ENCIPHERMENT)
    return "General Purpose" if signs and seals else "Encryption" if seals else "Signature"


def stored_name(certificate: Certificate, authority: bool) -> str:
    """Of its file in NVRAM."""
    issuer = certificate.issuer.value("2.5.4.3") or certificate.issuer.text
    stem = issuer.replace(".", "").replace(" ", "")[:12]
    return f"nvram:{stem}#{certificate.serial:X}{'CA' if authority else ''}.cer"


def unarmoured(lines: list[str]) -> bytes:
    """Of base64, with or without the lines around it; b"" where it is none."""
    try:
        return a2b_base64("".join(line for line in lines if not line.startswith("-----")))
    except (BadBase64, ValueError):
        return b""


def base64_lines(data: bytes) -> list[str]:
    """64 characters each."""
    text = b2a_base64(data, newline=False).decode("ascii")
    return [text[at : at + 64] for at in range(0, len(text), 64)]
