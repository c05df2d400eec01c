"""Where a language's commands come from: parsed `.cmd` texts, or the cache of what they parsed to.

The cache is one marshalled file per content of the grammars, in a built package beside them, else in the user's cache
folder. Each mode is a blob of its
own, decoded when the mode is first used; pyparsing is imported only when there is no cache yet.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any
from zlib import adler32, crc32

from iosemu.cli.syntax import Command, Grammar, Mode, command_from_plain, to_plain

_FORMAT = 4  # raise when what is cached changes its meaning


class GrammarSource:
    """Over a parsed grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self.modes: Mapping[str, Mode] = grammar.modes
        self.words: Mapping[str, str] = grammar.words
        self.order: Mapping[str, list[str]] = grammar.order
        self.features: Mapping[str, str] = grammar.features
        self._commands: dict[str, list[Command]] = {}
        for command in grammar.commands:
            self._commands.setdefault(command.mode, []).append(command)

    def commands(self, mode: str) -> list[Command]:
        return self._commands.get(mode, [])


class CachedSource:
    """Over the plain form that `freeze` made."""

    def __init__(self, plain: Any) -> None:
        modes, self.words, self.order, self.features, self._blobs = plain
        self.modes: Mapping[str, Mode] = {name: Mode(*mode) for name, mode in modes.items()}
        self._commands: dict[str, list[Command]] = {}

    def commands(self, mode: str) -> list[Command]:
        found = self._commands.get(mode)
        if found is None:
            blob = self._blobs.get(mode)
            plain = marshal.loads(blob) if blob else ()
            found = self._commands[mode] = [command_from_plain(c) for c in plain]
        return found


Source = GrammarSource | CachedSource


def freeze(grammar: Grammar) -> bytes:
    """What `CachedSource` reads."""
    blobs: dict[str, list[Any]] = {}
    known: dict[int, Any] = {}
    for command in grammar.commands:
        blobs.setdefault(command.mode, []).append(to_plain(command, known))
    modes = {name: to_plain(mode) for name, mode in grammar.modes.items()}
    packed = {name: marshal.dumps(commands) for name, commands in blobs.items()}
    return marshal.dumps((modes, grammar.words, grammar.order, grammar.features, packed))


def parse_texts(texts: Iterable[tuple[str, str]]) -> Grammar:
    """(file name, text) pairs -> grammar; `_order` is the order of the running-config. Raises NotationError."""
    from iosemu.cli.notation import Reader, read_order

    reader = Reader()
    texts = list(texts)
    reader.read((name, text) for name, text in texts if name != "_order")
    for name, text in texts:
        if name == "_order":
            read_order(text, name, reader.grammar)
    return reader.grammar


def grammar_texts(folder: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """All files of a grammar folder, `_modes.cmd` first, the others by name."""
    return [(name, _text(data)) for name, data in _files(folder)]


def _files(folder: str | os.PathLike[str]) -> list[tuple[str, bytes]]:
    names = sorted(name for name in os.listdir(folder) if name.endswith(".cmd") or name == "_order")
    names.sort(key=lambda name: name != "_modes.cmd")
    found = []
    for name in names:
        with open(os.path.join(folder, name), "rb", buffering=0) as file:
            found.append((name, file.read()))
    return found


def _text(data: bytes) -> str:
    return data.decode().replace("\r\n", "\n")


def cache_folder() -> str:
    """IOSEMU_CACHE, else the user's cache folder."""
    chosen = os.environ.get("IOSEMU_CACHE")
    if chosen:
        return chosen
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "iosemu")


def cached(name: str) -> bytes:
    """What is kept under a name. Raises OSError."""
    with open(os.path.join(cache_folder(), name), "rb") as file:
        return file.read()


def load(folder: str | os.PathLike[str]) -> Source:
    """The grammars of a folder: parsed when the package was built, or from the cache where it is fresh. Raises
    NotationError."""
    files = _files(folder)
    name = _frozen_name(files)
    for where in (folder, cache_folder()):
        try:
            with open(os.path.join(where, name), "rb") as file:
                return CachedSource(marshal.loads(file.read()))
        except (OSError, ValueError, EOFError, TypeError):
            pass  # none yet, or a broken one
    frozen = freeze(parse_texts((name, _text(data)) for name, data in files))
    gc.collect()  # the parser leaves 75,000 objects in cycles, which a big lab would freeze with its own
    keep(name, frozen, 4)
    return CachedSource(marshal.loads(frozen))


def parse_beside(folder: str) -> None:
    """Put what `load` would parse into the folder itself: a package is built."""
    files = _files(folder)
    with open(os.path.join(folder, _frozen_name(files)), "wb") as file:
        file.write(freeze(parse_texts((name, _text(data)) for name, data in files)))


def _frozen_name(files: list[tuple[str, bytes]]) -> str:
    """By content, and by what reads it."""
    parts = [part for name, data in files for part in (name.encode(), data)]
    whole = b"\0".join([f"{_FORMAT} {sys.version_info[:2]}".encode(), *parts])
    return f"grammar-{crc32(whole):08x}{adler32(whole):08x}{len(whole):x}.bin"


def keep(name: str, data: bytes, most: int) -> None:
    """Put it into the cache whole or not at all. At most so many of its kind ("grammar-…") are kept there; a folder
    that cannot be written is no error.
    """
    import tempfile
    from pathlib import Path

    folder = Path(cache_folder())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kind = name.partition("-")[0]
        for old in sorted(folder.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime)[: 1 - most]:
            old.unlink()
        handle, written = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(written, folder / name)
    except OSError:
        return
