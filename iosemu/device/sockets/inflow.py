"""What comes: bytes in order for the reader, pieces that came early, and the window that follows from both."""

from __future__ import annotations

from iosemu.device.sockets.sequence import add, after, before, distance


class Inflow:
    """The receiving half of a connection. Sizes in bytes."""

    def __init__(self, window: int) -> None:
        self.size = window
        self.next = 0  # the number that is expected
        self.closed = False  # the FIN has come, and everything before it
        self._ready = bytearray()
        self._early: dict[int, bytes] = {}
        self._fin: int | None = None
        self._edge = 0  # the right edge that was advertised: it never moves back

    def begin(self, number: int) -> None:
        self.next = self._edge = number
        self._edge = add(number, min(self.size, 0xFFFF))

    def limit(self, size: int) -> None:
        """The far end does not scale windows."""
        self.size = min(self.size, size)

    @property
    def space(self) -> int:
        """The window: how much more may come."""
        promised = distance(self.next, self._edge) if after(self._edge, self.next) else 0
        return max(self.size - len(self._ready), promised)

    @property
    def waiting(self) -> int:
        """Bytes that nobody has read."""
        return len(self._ready)

    @property
    def holes(self) -> bool:
        return bool(self._early)

    @property
    def early(self) -> tuple[int, int]:
        """Pieces that came early, and their bytes."""
        return len(self._early), sum(map(len, self._early.values()))

    def advertise(self) -> int:
        window = self.space
        edge = add(self.next, window)
        if after(edge, self._edge):
            self._edge = edge
        return window

    def offer(self, start: int, data: bytes, fin: bool) -> bool:
        """A piece came. True: the expected number moved."""
        if fin and self._fin is None and not before(add(start, len(data)), self.next):
            self._fin = add(start, len(data))
        if before(start, self.next):
            data = data[distance(start, self.next) :]
            start = self.next
        room = self.space - distance(self.next, start)
        data = data[: max(room, 0)]
        if self._fin is not None:  # nothing comes behind it
            data = data[: distance(start, self._fin)] if not after(start, self._fin) else b""
        moved = False
        if start == self.next:
            moved = bool(data)
            self._append(data)
            self._fit()
        elif data:
            self._keep(start, data)
        if self._fin is not None and self.next == self._fin and not self.closed:
            self.closed = moved = True
            self.next = add(self.next, 1)
        return moved

    def _keep(self, start: int, data: bytes) -> None:
        """A piece that came early: only what no other holds, so that all together never exceed the window."""
        for other in sorted(self._early, key=lambda number: distance(self.next, number)):
            kept = self._early[other]
            end, other_end = add(start, len(data)), add(other, len(kept))
            if not after(other_end, start) or not after(end, other):
                continue
            if not before(start, other):
                data = data[distance(start, other_end) :] if after(end, other_end) else b""
                start = other_end
            elif after(end, other_end):
                del self._early[other]  # the new one covers it
            else:
                data = data[: distance(start, other)]
            if not data:
                return
        self._early[start] = data

    def _append(self, data: bytes) -> None:
        self._ready += data
        self.next = add(self.next, len(data))

    def _fit(self) -> None:
        """Pieces that came early and follow now."""
        while True:
            for start in self._early:
                if not after(start, self.next):
                    break
            else:
                return
            data = self._early.pop(start)
            overlap = distance(start, self.next)
            if overlap < len(data):
                self._append(data[overlap:])

    def take(self) -> bytes:
        data = bytes(self._ready)
        self._ready.clear()
        return data
