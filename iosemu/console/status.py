"""The line at the foot of the window: time, speed, what is cut, tunnels, routers that said something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.lab.tables import clock_text

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from iosemu.console.rack import Rack

_EVERY = 1.0  # wall seconds between two looks at the tunnels
_MANY = 200  # routers of a lab whose tunnels are counted five times less often


class Status:
    """`refresh` is True when the line reads otherwise than before; `unread` are routers with news."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        self.unread: set[str] = set()
        self._text = ""
        self._tunnels = ""
        self._counted_at = -1e9

    def refresh(self) -> bool:
        now = self.rack.pace.clock()
        if now - self._counted_at >= _EVERY * (1 if len(self.rack.lab) < _MANY else 5):
            self._counted_at = now
            self._tunnels = self._count()
        before, self._text = self._text, self._told()
        return self._text != before

    def _told(self) -> str:
        lab, pace = self.rack.lab, self.rack.pace
        speed = "ahead" if pace.ahead else "paused" if not pace.speed else f"×{pace.speed:g}"
        cut = sum(link.is_cut or bool(link.unplugged) for link in lab.links.values())
        parts = [lab.name, clock_text(lab.now), speed, f"{cut} cut" if cut else "", self._tunnels]
        return "  ".join(part for part in parts if part)

    def _count(self) -> str:
        from iosemu.device.relations import counted

        known = [each.up for node in self.rack.lab for each in counted(node.device)]
        return f"tunnels {sum(known)}/{len(known)}" if known else ""

    def _cell(self, number: int, name: str) -> str:
        """``2 R6*``: the key that leads there, and whether it has said something that nobody saw."""
        key = f"{number % 10} " if number <= 10 else ""
        return f" {key}{name}{'*' if name in self.unread else ''} "

    def fragments(self, width: int, front: str, shown: set[str], note: str) -> StyleAndTextTuples:
        """Names of routers at the left, as many as fit; the state of the lab at the right."""
        right = f"  {note + '  ' if note else ''}{self._text} "
        names = list(self.rack.consoles)
        room = max(width - len(right), 0)
        cells = [self._cell(number, name) for number, name in enumerate(names, 1)]
        first = 0
        at = names.index(front) if front in names else 0
        while first < at and sum(map(len, cells[first : at + 1])) > room:
            first += 1
        left: StyleAndTextTuples = []
        used = 0
        for name, cell in list(zip(names, cells, strict=True))[first:]:
            if used + len(cell) > room:
                break
            style = "class:bar.front" if name == front else "class:bar.unread" if name in self.unread else ""
            left.append((style, cell))
            used += len(cell)
        return [*left, ("", " " * max(room - used, 0)), ("", right[max(0, len(right) - width) :])]
