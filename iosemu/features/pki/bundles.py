"""`crypto pki export | import … pkcs12 | pem`: a trustpoint with its key in a file, or at the terminal."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Context, ProcessBody, Refused, Request, Write
from iosemu.crypto import pkcs12
from iosemu.crypto.ec import EcKey
from iosemu.crypto.pkcs12 import BadBundle, Bundle
from iosemu.crypto.rsa import BadKey, RsaKey, private_pem, read_private_pem
from iosemu.crypto.x509 import BadCertificate, Certificate, SigningKey, read_certificate
from iosemu.device.flash import name_of
from iosemu.features.flash.copying import is_remote, parts_of
from iosemu.features.flash.files import missing
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.events import KeyNotOfCertificate, Pkcs12Exported, Pkcs12Imported
from iosemu.features.pki.model import CA, OWN, PKCS12, TERMINAL, Trustpoint
from iosemu.features.pki.pasting import known, pasted, pem, pki_engine
from iosemu.features.pki.words import base64_lines, unarmoured
from iosemu.features.rsa.actions import confirmed
from iosemu.features.rsa.actions import pasted as pasted_pem
from iosemu.features.rsa.engine import GENERAL, EcPair, KeyPair
from iosemu.features.system.files import asked
from iosemu.features.tftp.client import INVALID_HOST, Copy

_SUCCEEDED, _FAILED = "% PEM files import succeeded.\n", "% PEM files import failed.\n"
_KINDS = ("ca", "prv", "crt")  # of PEM files: the authority's certificate, the key, our certificate


def _pair_of(engine: PkiEngine, trustpoint: Trustpoint) -> KeyPair | EcPair | None:
    """The pair of the trustpoint's certificate."""
    own = engine.own(trustpoint.name)
    return next((pair for pair in engine.rsa.every if own is not None and pair.key.public_der() == own.key_der), None)


def _exportable(engine: PkiEngine, trustpoint: Trustpoint) -> tuple[KeyPair | EcPair, Certificate]:
    """Raises Refused."""
    own, pair = engine.own(trustpoint.name), _pair_of(engine, trustpoint)
    if own is None or pair is None:
        raise Refused(f"% The specified trustpoint is not enrolled ({trustpoint.name}).")
    if not pair.exportable:
        kind = "RSA" if isinstance(pair, KeyPair) else "EC"
        raise Refused(f"% {kind} keypair '{pair.label}' is not exportable.")
    return pair, own


# files


def _written(ctx: Context, url: str, default: str, data: bytes, what: str = "") -> Generator[Request, Any, bool]:
    device = ctx.device
    if is_remote(url):
        host, name = parts_of(url)
        host = host or (yield from asked(ctx, "Address or name of remote host", ""))
        if not host:
            yield Write(INVALID_HOST)
            return False
        name = yield from asked(ctx, "Destination filename", name or default)
        yield Write(f"Writing {what or name} ")
        return bool((yield from Copy(ctx, host, name, data).run()))
    name = yield from asked(ctx, "Destination filename", name_of(url) or default)
    if name in device.flash:
        yield Write(f"File '{name}' already exists.\n")
        if not (yield from confirmed("% Do you really want to overwrite it?")):
            return False
    problem = device.flash.store(name, data)
    where = f"{url.partition(':')[0]}:{name}"
    yield Write(f"{problem}\n" if problem else f"Writing {what or name} Writing file to {where}\n")
    return not problem


def _read(ctx: Context, url: str, default: str) -> Generator[Request, Any, bytes | None]:
    device = ctx.device
    if is_remote(url):
        host, name = parts_of(url)
        host = host or (yield from asked(ctx, "Address or name of remote host", ""))
        if not host:
            yield Write(INVALID_HOST)
            return None
        name = yield from asked(ctx, "Source filename", name or default)
        transfer = Copy(ctx, host, name, limit=pkcs12.LARGEST)
        return transfer.data if (yield from transfer.run()) else None
    name = yield from asked(ctx, "Source filename", name_of(url) or default)
    yield Write(f"Reading file from {url.partition(':')[0]}:{name}\n")
    if name not in device.flash:
        yield Write(missing(device, name) + "\n")
        return None
    data: bytes = device.flash[name]
    return data


def _reachable(url: str) -> None:
    """Raises Refused: there is no such file system."""
    if ":" not in url or (not is_remote(url) and name_of(url) is None):
        raise Refused(f"%Error opening {url} (No such device)")


# PKCS #12


def do_export_pkcs12(ctx: Context, name: str, password: str, url: str = "") -> ProcessBody:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    if url:
        _reachable(url)
    pair, own = _exportable(engine, trustpoint)
    bundle = Bundle(pair.key, own, tuple(engine.chain(name).of(CA)))
    return _export_pkcs12(ctx, engine, name, pkcs12.make(bundle, pair.label, password, engine.host.rng), url)


def _export_pkcs12(ctx: Context, engine: PkiEngine, name: str, data: bytes, url: str) -> ProcessBody:
    if url:
        if not (yield from _written(ctx, url, f"{name}.p12", data, "pkcs12 file")):
            return
    else:
        text = "\n".join(base64_lines(data))
        yield Write(f"\nExported pkcs12 follows:\n\n{text}\n\n---End - This line not part of the pkcs12---\n\n")
    yield Write("CRYPTO_PKI: Exported PKCS12 file successfully.\n")
    engine.host.emit(Pkcs12Exported(name))


def do_import_pkcs12(ctx: Context, name: str, password: str, url: str = "") -> ProcessBody:
    engine = pki_engine(ctx)
    if url:
        _reachable(url)
    _unused(engine, name)
    return _import_pkcs12(ctx, engine, name, password, url)


def _unused(engine: PkiEngine, name: str) -> None:
    """Raises Refused."""
    if engine.chain(name).certificates:
        raise Refused(f"% Trustpoint '{name}' is in use.\n% Please delete it or use a different label.")


def _import_pkcs12(ctx: Context, engine: PkiEngine, name: str, password: str, url: str) -> ProcessBody:
    yield Write("% Importing pkcs12...\n")
    if url:
        data = yield from _read(ctx, url, f"{name}.p12")
        if data is None:
            return
    else:
        lines = yield from pasted(
            '\nEnter the base 64 encoded pkcs12.\nEnd with a blank line or the word "quit" on a line by itself\n\n'
        )
        data = unarmoured(lines)
    try:
        bundle = pkcs12.read(data, password)
    except BadBundle:
        yield Write("CRYPTO_PKI: Import PKCS12 operation failed\n")
        engine.host.emit(Pkcs12Imported(name, False))
        return
    if not (yield from _room_for_key(engine, name, bundle.key)):
        return
    above = _ordered(bundle)
    higher = False
    if len(above) > 1:
        question = "% Do you also want to create trustpoints for CAs higher in\n% the hierarchy?"
        higher = yield from confirmed(question)
    _take_key(engine, name, bundle.key, True)
    _trustpoint(engine, name, PKCS12, bundle.key)
    for cert in above[:1]:
        engine.install(name, CA, cert)
    engine.install(name, OWN, bundle.certificate)
    for number, cert in enumerate(above[1:] if higher else (), 1):
        _trustpoint(engine, f"{name}-rrr{number}", PKCS12, None)
        engine.install(f"{name}-rrr{number}", CA, cert)
    yield Write("CRYPTO_PKI: Imported PKCS12 file successfully.\n")
    engine.host.emit(Pkcs12Imported(name, True))


def _ordered(bundle: Bundle) -> list[Certificate]:
    """The authorities, from the one that has issued our certificate on."""
    found: list[Certificate] = []
    below = bundle.certificate
    while len(found) < len(bundle.others):
        step = next(
            (each for each in bundle.others if each not in found and each.subject.der == below.issuer.der
             and below.signed.by(each.key)), None,
        )  # fmt: skip
        if step is None:
            break
        found.append(step)
        below = step
    return found


def _room_for_key(engine: PkiEngine, label: str, key: SigningKey) -> Generator[Request, Any, bool]:
    """No pair has the label, or it may be replaced."""
    pairs = engine.rsa.pairs if isinstance(key, RsaKey) else engine.rsa.curves
    if not any(pair.label == label for pair in pairs):
        return True
    kind = "RSA" if isinstance(key, RsaKey) else "EC"
    yield Write(
        f"% You already have {kind} keys named {label}.\n"
        "% If you replace them, all router certs issued using these keys\n% will be removed.\n"
    )
    return (yield from confirmed("% Do you really want to replace them?"))


def _take_key(engine: PkiEngine, label: str, key: SigningKey, exportable: bool) -> None:
    if isinstance(key, EcKey):
        engine.rsa.add_ec(label, key, exportable)
    else:
        engine.rsa.add(label, [(GENERAL, key)], exportable)


def _trustpoint(engine: PkiEngine, name: str, enrollment: str, key: SigningKey | None) -> None:
    """One that is there stays as it is, but for its pair."""
    found = engine.config.trustpoints.get(name)
    if found is None:
        found = Trustpoint(name, enrollment)
        engine.make_trustpoint(found)
    if isinstance(key, EcKey):
        found.ec_label = name
    elif key is not None:
        found.key_label = name


# PEM


def do_export_pem_key(ctx: Context, name: str, cipher: str, password: str, url: str = "") -> ProcessBody:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    if url:
        _reachable(url)
    pair, own = _exportable(engine, trustpoint)
    if not isinstance(pair.key, RsaKey):
        raise Refused(f"% No RSA keys named '{pair.label}' found.")
    secret = private_pem(pair.key, cipher, password, engine.host.rng)
    return _export_pem(ctx, engine, trustpoint, pair, secret, own, url)


def _export_pem(
    ctx: Context, engine: PkiEngine, trustpoint: Trustpoint, pair: KeyPair | EcPair, secret: list[str],
    own: Certificate, url: str,
) -> ProcessBody:  # fmt: skip
    authorities = [pem("CERTIFICATE", cert.der) for cert in engine.chain(trustpoint.name).of(CA)]
    told = ["% CA certificate:", f"% Key name: {pair.label}\n   Usage: {pair.usage}", "% General Purpose Certificate:"]
    ours = pem("CERTIFICATE", own.der)
    if not url:
        blocks = [[told[0], *each] for each in authorities] + [[told[1], *secret], [told[2], *ours]]
        yield Write("".join("\n".join(block) + "\n\n" for block in blocks))
        return
    stem = (parts_of(url)[1] if is_remote(url) else name_of(url)) or trustpoint.name
    place = url[: len(url) - len(stem)] if url.endswith(stem) else url
    texts = ["\n".join(line for each in authorities for line in each), "\n".join(secret), "\n".join(ours)]
    for kind, title, text in zip(_KINDS, told, texts, strict=True):
        yield Write(f"{title}\n")
        if not (yield from _written(ctx, f"{place}{stem}.{kind}", f"{stem}.{kind}", f"{text}\n".encode())):
            return


def do_import_pem(ctx: Context, name: str, password: str, url: str = "", exportable: bool = False) -> ProcessBody:
    engine = pki_engine(ctx)
    if url:
        _reachable(url)
    _unused(engine, name)
    return _import_pem(ctx, engine, name, password, url, exportable)


def _import_pem(
    ctx: Context, engine: PkiEngine, name: str, password: str, url: str, exportable: bool
) -> ProcessBody:
    if url:
        lines: list[list[str]] = []
        stem = (parts_of(url)[1] if is_remote(url) else name_of(url)) or name
        place = url[: len(url) - len(stem)] if url.endswith(stem) else url
        for kind, what in zip(_KINDS, ("CA certificate", "private key PEM file", "certificate PEM file"), strict=True):
            yield Write(f"% Importing {what}...\n")
            data = yield from _read(ctx, f"{place}{stem}.{kind}", f"{stem}.{kind}")
            if data is None:
                yield Write(_FAILED)
                return
            lines.append(data.decode("ascii", "replace").splitlines())
        authority, secret, own = lines
    else:
        ends = '% End with a blank line or "quit" on a line by itself.\n'
        authority = yield from pasted(f"\n% Enter PEM-formatted CA certificate.\n{ends}")
        yield Write("% Enter PEM-formatted encrypted private General Purpose key.\n")
        secret = yield from pasted_pem('% End with "quit" on a line by itself.\n', ("quit",))
        own = yield from pasted(f"% Enter PEM-formatted General Purpose certificate.\n{ends}")
    try:
        ca, cert = read_certificate(unarmoured(authority)), read_certificate(unarmoured(own))
        key = read_private_pem(secret, password)
    except (BadCertificate, BadKey):
        yield Write(_FAILED)
        return
    if key.public_der() != cert.key_der:
        yield Write(_FAILED)
        engine.host.emit(KeyNotOfCertificate(name))
        return
    if cert.issuer.der != ca.subject.der or not cert.signed.by(ca.key):
        yield Write(_FAILED)
        return
    if not (yield from _room_for_key(engine, name, key)):
        return
    _take_key(engine, name, key, exportable)
    _trustpoint(engine, name, TERMINAL, key)
    engine.install(name, CA, ca)
    engine.install(name, OWN, cert)
    yield Write(_SUCCEEDED)
