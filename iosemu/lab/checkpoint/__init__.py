"""A running lab as bytes, and again as a lab: `Lab.checkpoint`, `Lab.restore`.

A checkpoint is data: attributes of classes that `names` allows, nothing that is carried out. It begins with what is
read first: a mark, the number of the format, the version of iosemu and a digest of its code, for only the same code
goes on with a state to the byte; then a digest of the rest, its size, and the rest, compressed.
"""

from __future__ import annotations

import gc
import os
import struct
import zlib
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from iosemu import __version__
from iosemu.data import data_folder
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab

MARK = b"iosemu checkpoint\n"
FORMAT = 2
_HEAD = struct.Struct("<18sH32s")  # mark, format, version
_BODY = struct.Struct("<32s32sQ")  # digest of the code, of all that comes behind it; size of the payload
_FASTEST = 1
_RATIO, _SPARE = 32, 1 << 16  # a payload is no more than so many times as large as it is compressed
_MEMORY_RATIO, _MEMORY_SPARE = 100, 16 << 20  # nor what becomes of it
_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@cache
def code_digest() -> bytes:
    """Of all modules and grammars of this iosemu: names and texts."""
    found = sha256()
    for top, suffix in ((_PACKAGE, ".py"), (data_folder("grammars"), ".cmd")):
        for folder, folders, files in os.walk(top):
            folders.sort()
            for name in sorted(files):
                if name.endswith(suffix):
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        text = file.read()
                    found.update(f"{os.path.relpath(path, top)}\n{len(text)}\n".encode() + text)
    return found.digest()


def save(lab: Lab) -> bytes:
    """Raises LabError for what cannot be saved: a command under way, what a script has put on a link."""
    from iosemu.lab.checkpoint.collect import Unsavable
    from iosemu.lab.checkpoint.pack import pack
    from iosemu.lab.checkpoint.sound import host_side, under_way

    running = under_way(lab)
    if running:
        raise LabError(f"{running[0]}: a command is under way; a lab is saved when it has ended")
    enabled = gc.isenabled()
    gc.disable()  # what is made here are lists and numbers, no cycles
    try:
        payload, memory = pack(lab, host_side(lab))
    except Unsavable as problem:
        raise LabError(f"the lab cannot be saved while it holds {problem}") from None
    finally:
        if enabled:
            gc.enable()
    rest = _filled(zlib.compress(payload, _FASTEST), len(payload), memory)
    size = struct.pack("<Q", len(payload))
    head = _HEAD.pack(MARK, FORMAT, __version__.encode())
    return head + code_digest() + sha256(size + rest).digest() + size + rest


def _filled(rest: bytes, size: int, memory: int) -> bytes:
    """With nothings at its end where it compressed so well that a restore would not believe it: files of nothing."""
    least = max((size - _SPARE) // _RATIO, (memory - _MEMORY_SPARE) // _MEMORY_RATIO) + 1
    return rest.ljust(least, b"\0")


def restore(data: bytes) -> Lab:
    """The lab that was saved. Raises LabError in one line for whatever is no checkpoint of this very iosemu."""
    payload = _payload(data)
    enabled = gc.isenabled()
    gc.disable()
    try:
        return _lab(payload, _MEMORY_RATIO * len(data) + _MEMORY_SPARE)
    except LabError:
        raise
    except Exception as error:  # whatever hostile data leads to
        raise LabError(f"the checkpoint is damaged: {_in_words(error)}") from None
    finally:
        if enabled:
            gc.enable()


def _in_words(error: Exception) -> str:
    from iosemu.lab.checkpoint.names import Unknown
    from iosemu.lab.checkpoint.unpack import Damaged

    if isinstance(error, Damaged):
        return str(error)
    if isinstance(error, Unknown):
        return f"it names {error}"
    return f"it makes no sense ({type(error).__name__})"


def _payload(data: bytes) -> bytes:
    if len(data) < _HEAD.size or not data.startswith(MARK):
        raise LabError("this is no checkpoint of iosemu")
    _, number, raw = _HEAD.unpack_from(data)
    version = raw.rstrip(b"\0").decode("ascii", "replace")
    if version != __version__ or number != FORMAT:
        raise LabError(
            f"the checkpoint was made by iosemu {version}, and this is iosemu {__version__}: only the same version "
            "goes on with it (there, /save writes the lab's configurations)"
        )
    if len(data) < _HEAD.size + _BODY.size:
        raise LabError("the checkpoint is damaged: it is too short")
    code, digest, size = _BODY.unpack_from(data, _HEAD.size)
    if code != code_digest():
        raise LabError(
            f"the checkpoint was made by another iosemu {version}, whose code is not the same: only that one goes on "
            "with it (there, /save writes the lab's configurations)"
        )
    at = _HEAD.size + _BODY.size
    if sha256(data[at - 8 :]).digest() != digest:
        raise LabError("the checkpoint is damaged: it was cut off or changed after it was written")
    if size > _RATIO * (len(data) - at) + _SPARE:
        raise LabError("the checkpoint is damaged: it says to be larger than it can be")
    try:
        unzip = zlib.decompressobj()
        payload = unzip.decompress(memoryview(data)[at:], size)
        if len(payload) != size or unzip.decompress(unzip.unconsumed_tail, 1) or not unzip.eof:
            raise zlib.error
        if unzip.unused_data.strip(b"\0"):
            raise zlib.error
    except zlib.error:
        raise LabError("the checkpoint is damaged: it cannot be unpacked") from None
    return payload


def _lab(payload: bytes, memory: int) -> Lab:
    from iosemu.device.sockets.gone import Gone
    from iosemu.features.ssh.call import Call
    from iosemu.features.ssh.call import Gone as GoneCaller
    from iosemu.lab.checkpoint.sound import check
    from iosemu.lab.checkpoint.unpack import Unpacker

    found = Unpacker(payload, memory)
    lab = check(found.root)
    for each in found.table if {Gone, Call} & set(map(type, found.table)) else ():
        if type(each) is Gone:
            each.hang_up()
        elif isinstance(each, Call) and isinstance(each.caller, GoneCaller):  # it was a program of the host
            each.ended()
    return lab
