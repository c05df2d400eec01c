"""What a router prints on its console between power-on and `Press RETURN to get started!`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.device import Device
from iosemu.features.system.notices import EXPORT_NOTICE, XE_NOTICE
from iosemu.features.system.version import interface_counts, serial_of

_MICROCODE = "ROMMON emulation microcode.\n\nLaunching IOS image at 0x80008000...\n"
_LEGEND = """
              Restricted Rights Legend

Use, duplication, or disclosure by the Government is
subject to restrictions as set forth in subparagraph
(c) of the Commercial Computer Software - Restricted
Rights clause at FAR sec. 52.227-19 and subparagraph
(c) (1) (ii) of the Rights in Technical Data and Computer
Software clause at DFARS sec. 252.227-7013.

           cisco Systems, Inc.
           170 West Tasman Drive
           San Jose, California 95134-1706



"""


def bootstrap_text(device: Device) -> str:
    """The boot ROM's words, and which image it loads: at once after a reset."""
    image = device.platform.image
    if image.rom[0].startswith("ROM: ROMMON"):
        return f"\n{_MICROCODE}"
    return f"\nBooting {image.file}\n"


def image_text(device: Device) -> str:
    """The image has been loaded and says what it is, and what hardware it finds."""
    return _LEGEND + "".join(f"{line}\n" for line in _image_lines(device))


def _image_lines(device: Device) -> Iterator[str]:
    image = device.platform.image
    yield from image.banner()
    if image.virtual:
        yield from XE_NOTICE.format(year=image.years).split("\n")[:-1]
    yield from EXPORT_NOTICE.split("\n")
    for line in image.hardware:
        if not line.startswith("Last reset from"):
            yield line.format(serial=serial_of(device))
    yield from interface_counts(device.ports)
    yield from image.memory
