"""crypto key generate, zeroize, export, import"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Ask, Context, Pause, ProcessBody, Refused, Request, Write
from iosemu.crypto.rsa import BadKey, private_pem, public_pem, read_private_pem
from iosemu.device.release import Software
from iosemu.features.rsa.engine import ENCRYPTION, GENERAL, SIGNATURE, KeyPair, RsaEngine
from iosemu.features.system.model import SystemConfig

_PURPOSE = {GENERAL: "General Purpose", SIGNATURE: "Signature", ENCRYPTION: "Encryption"}
_LARGEST = 4096  # bits
# seconds that a router works on a pair, by the size of its modulus: from, to
_WORK = {1024: (0, 1), 2048: (1, 3), 4096: (7, 16)}
LONGEST_PEM = 200  # lines


def _engine(ctx: Context) -> RsaEngine:
    engine: RsaEngine = ctx.device.engine("rsa")
    return engine


def confirmed(question: str, default: str = "") -> Generator[Request, Any, bool]:
    """Yes or no; with a default the word of it stands there, and Enter means it."""
    while True:
        answer = (yield Ask(f"{question} [{default or 'yes/no'}]: ")).strip().lower() or default
        if answer and "yes".startswith(answer):
            return True
        if answer and "no".startswith(answer):
            return False
        yield Write("% Please answer 'yes' or 'no'.\n")


# making


def do_generate(
    ctx: Context, usage: str = "general", label: str = "", modulus: int = 0, exportable: bool = False
) -> ProcessBody:
    engine = _engine(ctx)
    if not label:
        if ctx.device[SystemConfig].hostname == SystemConfig().hostname:
            raise Refused(f"% Please define a hostname other than {SystemConfig().hostname}.")
        label = engine.default_label
        if not label:
            raise Refused("% Please define a domain-name first.")
    usages = (GENERAL,) if usage == "general" else (SIGNATURE, ENCRYPTION)
    return _generate(ctx, engine, label, usages, modulus, exportable)


def _generate(
    ctx: Context, engine: RsaEngine, label: str, usages: tuple[str, ...], modulus: int, exportable: bool
) -> ProcessBody:
    if engine.labelled(label):
        yield Write(f"% You already have RSA keys defined named {label}.\n")
        if modulus:  # who has said everything is asked nothing
            yield Write("% They will be replaced.\n")
        elif not (yield from confirmed("% Do you really want to replace them?")):
            return
    else:
        yield Write(f"The name for the keys will be: {label}\n")
    if modulus:
        yield Write(f"\n% The key modulus size is {modulus} bits\n")
    sizes = []
    for usage in usages:
        sizes.append(modulus or (yield from _asked_size(ctx, usage)))
    for bits in sizes:
        kept = "exportable" if exportable else "non-exportable"
        begun = f"% Generating {bits} bit RSA keys, keys will be {kept}..."
        one_line = ctx.device.software.keys_made_on_one_line
        yield Write(begun if one_line else f"{begun}\n")
        least, most = _WORK[min(size for size in _WORK if size >= bits)]
        seconds = engine.host.rng.randint(least, most)
        yield Pause(float(seconds))
        yield Write("[OK]\n" if one_line else f"[OK] (elapsed time was {seconds} seconds)\n")
    engine.make(label, tuple(zip(usages, sizes, strict=True)), exportable)
    yield Write("\n")


def _asked_size(ctx: Context, usage: str) -> Generator[Request, Any, int]:
    software: Software = ctx.device.software
    least: int = software.least_key_modulus
    usual: int = software.key_modulus
    yield Write(
        f"Choose the size of the key modulus in the range of {least} to {_LARGEST} for your\n"
        f"  {_PURPOSE[usage]} Keys. Choosing a key modulus greater than 512 may take\n  a few minutes.\n\n"
    )
    while True:
        answer = (yield Ask(f"How many bits in the modulus [{usual}]: ")).strip()
        if not answer:
            return usual
        if answer.isdecimal() and least <= int(answer[:9]) <= _LARGEST:
            return int(answer)
        yield Write(f"% A decimal number between {least} and {_LARGEST}.\n")


def do_generate_ec(ctx: Context, bits: int, label: str = "", exportable: bool = False) -> ProcessBody:
    engine = _engine(ctx)
    label = label or engine.default_label
    if not label:
        raise Refused("% Please define a domain-name first.")
    return _generate_ec(engine, label, bits, exportable)


def _generate_ec(engine: RsaEngine, label: str, bits: int, exportable: bool) -> ProcessBody:
    if any(pair.label == label for pair in engine.curves):
        yield Write(f"% You already have EC keys defined named {label}.\n")
        if not (yield from confirmed("% Do you really want to replace them?")):
            return
    else:
        yield Write(f"The name for the keys will be: {label}\n")
    engine.make_ec(label, bits, exportable)
    yield Write("\n")


# removing


def do_zeroize(ctx: Context, label: str | None = None) -> ProcessBody:
    engine = _engine(ctx)
    if not engine.pairs:
        raise Refused("% No Signature RSA Keys found in configuration.")
    if label is not None and not engine.labelled(label):
        raise Refused(f"% No RSA keys named '{label}' found.")
    return _zeroize(engine, label)


def _zeroize(engine: RsaEngine, label: str | None) -> ProcessBody:
    what = "All keys will be removed." if label is None else f"Keys to be removed are named '{label}'."
    yield Write(f"% {what}\n% All router certs issued using these keys will also be removed.\n")
    if (yield from confirmed("Do you really want to remove these keys?")):
        engine.remove(label)


def do_zeroize_ec(ctx: Context, label: str | None = None) -> ProcessBody:
    engine = _engine(ctx)
    if not any(label in (None, pair.label) for pair in engine.curves):
        named = f"named '{label}' found" if label is not None else "found in configuration"
        raise Refused(f"% No EC keys {named}.")
    return _zeroize_ec(engine, label)


def _zeroize_ec(engine: RsaEngine, label: str | None) -> ProcessBody:
    what = "All EC keys will be removed." if label is None else f"Keys to be removed are named '{label}'."
    yield Write(f"% {what}\n% All router certs issued using these keys will also be removed.\n")
    if (yield from confirmed("Do you really want to remove these keys?")):
        engine.remove_ec(label)


# PEM


def do_export(ctx: Context, label: str, cipher: str, passphrase: str) -> str:
    engine = _engine(ctx)
    pairs = engine.labelled(label)
    if not pairs:
        raise Refused(f"% No RSA keys named '{label}' found.")
    if not pairs[0].exportable:
        raise Refused(f"% RSA keypair '{label}' is not exportable.")
    if len(passphrase) < 8:
        raise Refused("% Passphrase is too short, needs to be at least 8 chars")
    lines = [f"% Key name: {label}"]
    for pair in pairs:
        lines += _exported(engine, pair, cipher, passphrase)
    return "\n".join(lines)


def _exported(engine: RsaEngine, pair: KeyPair, cipher: str, passphrase: str) -> list[str]:
    secret = private_pem(pair.key, cipher, passphrase, engine.host.rng)
    return [f"   Usage: {pair.usage}", "   Key data:", *public_pem(pair.key), *secret]


def do_import(ctx: Context, label: str, passphrase: str, exportable: bool = False) -> ProcessBody:
    engine = _engine(ctx)
    if engine.labelled(label):
        raise Refused(f"% You already have RSA keys defined named {label}.")
    return _import(engine, label, passphrase, exportable)


def _import(engine: RsaEngine, label: str, passphrase: str, exportable: bool) -> ProcessBody:
    yield Write("% Enter PEM-formatted public General Purpose key or certificate.\n")
    yield from pasted('% End with a blank line or "quit" on a line by itself.\n', ("", "quit"))
    yield Write("% Enter PEM-formatted encrypted private General Purpose key.\n")
    lines = yield from pasted('% End with "quit" on a line by itself.\n', ("quit",))
    try:
        key = read_private_pem(lines, passphrase)
    except BadKey:
        yield Write("% PEM files import failed.\n")
        return
    engine.add(label, [(GENERAL, key)], exportable)
    yield Write("% Key pair import succeeded.\n\n")


def pasted(how: str, ends: tuple[str, ...]) -> Generator[Request, Any, list[str]]:
    """Lines until one of these."""
    yield Write(how)
    lines: list[str] = []
    while len(lines) < LONGEST_PEM:
        line: str = (yield Ask("")).strip()
        if line in ends and (lines or line):
            break
        if line or lines:
            lines.append(line)
    return lines
