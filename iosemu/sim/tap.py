"""A TAP device of the host as one end of a link: emulated routers meet a real kernel (Linux, root)."""

from __future__ import annotations

import fcntl
import os
from struct import pack
from typing import NoReturn

from iosemu.sim.link import Link

_TUNSETCARRIER = 0x400454E2
_TUNSETIFF = 0x400454CA
_IFF_TAP, _IFF_NO_PI = 0x0002, 0x1000
_FRAME = 65536


class Tap:
    """A port of a link. Whoever paces the lab calls `pump` when `fileno` is readable: frames from the kernel.

    The device vanishes with `close`. It may be moved into a network namespace meanwhile.
    """

    enabled = True
    hold_queue = 1000  # frames, as the kernel has them

    def __init__(self, name: str) -> None:
        """Raises OSError: not root, or no such device here."""
        self.name = name
        self.link: Link | None = None
        self._fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.ioctl(self._fd, _TUNSETIFF, pack("16sH22x", name.encode(), _IFF_TAP | _IFF_NO_PI))
        except OSError:
            os.close(self._fd)
            raise

    def __reduce__(self) -> NoReturn:
        raise TypeError("a device of the host cannot be saved with a lab")

    @property
    def label(self) -> str:
        return f"host:{self.name}"

    def fileno(self) -> int:
        return self._fd

    def carrier(self, up: bool) -> None:
        """The kernel's end sees the line go and come: a cut cable, a port that is shut down."""
        fcntl.ioctl(self._fd, _TUNSETCARRIER, pack("i", up))

    def overflow(self) -> None:
        """The link itself counts it."""

    def receive(self, frame: bytes) -> None:
        """A frame from the link goes to the kernel; one that it does not take (device down) is lost."""
        try:
            os.write(self._fd, frame)
        except (BlockingIOError, OSError):
            return

    def pump(self) -> int:
        """Put what the kernel has sent on the link; the number of frames."""
        count = 0
        while True:
            try:
                frame = os.read(self._fd, _FRAME)
            except BlockingIOError:
                return count
            count += 1
            if self.link is not None:
                self.link.send(self, frame)

    def close(self) -> None:
        os.close(self._fd)
