"""The window: consoles of one, two or four routers side by side, and a line that tells how the lab does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import ALL_KEYS, Keys
from prompt_toolkit.layout import AnyContainer, DynamicContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl, UIContent, UIControl
from prompt_toolkit.styles import Style

from iosemu.console.desk import HELP, Desk
from iosemu.console.rack import Rack
from iosemu.console.scroll import Scroll
from iosemu.console.status import Status

if TYPE_CHECKING:
    import asyncio

    from iosemu.console.server import Server

LAYOUTS = {"o": 1, "t": 2, "f": 4}  # keys behind Ctrl-], and how many panes they make
ESCAPE_TIME = 0.1  # seconds after which a lone Esc is a key of its own
_FRAME = 0.03  # seconds between two drawings, at least
_MANY, _SELDOM = 100, 0.2  # consoles of a lab whose marks are looked at no more often than that, in seconds
_STYLE = Style.from_dict(
    {
        "bar": "reverse",
        "bar.front": "bold noreverse",
        "bar.unread": "bold",
        "title": "reverse",
        "title.front": "reverse bold",
    }
)
_NOT_KEYS = {Keys.Any, Keys.CPRResponse, Keys.Vt100MouseEvent, Keys.WindowsMouseEvent, Keys.Ignore, Keys.BracketedPaste}


class Pane(UIControl):
    """One router's rows, the last of them at the bottom unless it was scrolled back."""

    def __init__(self, window: LabWindow, name: str, width: int = 80) -> None:
        self.window = window
        self.name = name
        self.back = 0  # rows that it was scrolled back
        self.width, self.height = width, 24

    @property
    def scroll(self) -> Scroll:
        return self.window.scrolls[self.name]

    def create_content(self, width: int, height: int) -> UIContent:
        if self.width != max(width, 1):
            self.width = max(width, 1)
            self.window.sized()
        self.height = max(height, 1)
        lines, cursor, column = self.scroll.view(self.width, self.height, self.back)
        shown: list[StyleAndTextTuples] = [list(line) for line in lines] or [[]]
        if cursor is not None:  # it must stand on something
            used = sum(len(text) for _, text in lines[cursor])
            shown[cursor].append(("", " " * (column + 1 - used)))
        return UIContent(
            get_line=lambda at: shown[at],
            line_count=len(shown),
            cursor_position=Point(x=column, y=cursor) if cursor is not None else Point(0, len(shown) - 1),
            show_cursor=cursor is not None,
        )

    def is_focusable(self) -> bool:
        return True


class LabWindow(Desk):
    """A desk with several panes; the one in front has the keyboard."""

    help = [
        *HELP[:3],
        ("Ctrl-] o, t, f", "one pane, two, four"),
        ("Ctrl-] w", "the next pane"),
        *HELP[3:],
        ("PageUp, PageDown", "what has gone by"),
    ]

    def __init__(self, rack: Rack, node: str) -> None:
        super().__init__(rack, self._told, node, ends_lab=True)
        self.scrolls = {name: Scroll() for name in rack.consoles}
        self.status = Status(rack)
        self._read = dict.fromkeys(rack.consoles, 0)  # characters of each console that were on the screen
        self.panes = [Pane(self, self.front)]
        self.at = 0  # the pane in front
        self._looked = 0.0  # when the marks were looked at last
        self._frames: list[Window] = []
        self._server: Server | None = None
        self._task: asyncio.Task[None] | None = None
        self.application: Application[None] = Application(
            layout=Layout(self._frame()),
            key_bindings=self._bindings(),
            style=_STYLE,
            full_screen=True,
            min_redraw_interval=_FRAME,
            mouse_support=False,
        )
        self.application.ttimeoutlen = ESCAPE_TIME
        self.application.timeoutlen = ESCAPE_TIME
        self._arrange(1)
        self._told(f"\x1b[2m{rack.lab.name}: /help lists the lab's commands, Ctrl-] ? the keys of this window\x1b[0m\n")
        self._join()

    # the service

    async def start(self, server: Server) -> None:
        import asyncio

        self._server = server
        server.after_work.append(self._worked)
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        assert self._server is not None  # it was started
        try:
            await self.application.run_async(handle_sigint=False, set_exception_handler=False)
        finally:
            self._server.end()

    async def stop(self) -> None:
        if self._task is not None:
            if self.application.is_running:
                self.application.exit()
            import asyncio

            (problem,) = await asyncio.gather(self._task, return_exceptions=True)
            if isinstance(problem, Exception) and not isinstance(problem, EOFError):
                raise problem

    def _worked(self) -> None:
        clock = self.rack.pace.clock()
        if len(self.scrolls) >= _MANY and clock - self._looked < _SELDOM and not self.done:
            return
        self._looked = clock
        if self.status.refresh() | self._unread_changed():
            self.application.invalidate()
        if self.done and self.application.is_running:
            self.application.exit()

    # consoles

    def _join(self, since: int | None = 0) -> None:
        for name, console in self.rack.consoles.items():
            console.join(partial(self._write, name), since)

    def _write(self, name: str, text: str) -> None:
        self.scrolls[name].write(text)
        if any(pane.name == name for pane in self.panes):
            self.application.invalidate()

    def _told(self, text: str) -> None:
        """Words of the desk itself."""
        self.scrolls[self.front].write(text)

    def _unread_changed(self) -> bool:
        """Has a router begun to say something that nobody has seen?"""
        before = self.status.unread
        seen = {pane.name for pane in self.panes}
        for name in seen:
            self._read[name] = self.rack.consoles[name].written
        self.status.unread = {
            name for name, console in self.rack.consoles.items() if console.written > self._read[name]
        }
        return self.status.unread != before

    def _show(self) -> None:
        """The panes show whatever is written."""

    def _hide(self) -> None:
        """See `_show`."""

    def _replaced(self) -> None:
        self._read = {name: console.written for name, console in self.rack.consoles.items()}
        self._join(None)
        self._fit()

    def go(self, name: str) -> None:
        for number, pane in enumerate(self.panes):
            if pane.name == name:  # it is on the screen already
                self._face(number)
                return
        if name != self.front:
            self._last, self.front = self.front, name
            self.panes[self.at].name = name
            self.panes[self.at].back = 0
        self._unread_changed()
        self._fit()

    # panes

    def _face(self, number: int) -> None:
        self.at = number
        if self.panes[number].name != self.front:
            self._last, self.front = self.front, self.panes[number].name
        if self._frames:
            self.application.layout.focus(self._frames[number])
        self._fit()

    def _arrange(self, count: int) -> None:
        """So many panes, the one in front first; those that come show the routers behind it."""
        names = list(self.rack.consoles)
        shown = [self.front, *(pane.name for pane in self.panes if pane.name != self.front)][:count]
        at = names.index(self.front)
        for step in range(1, len(names)):
            name = names[(at + step) % len(names)]
            if len(shown) < count and name not in shown:
                shown.append(name)
        shown.sort(key=names.index)
        whole = self.application.output.get_size().columns
        self.panes = [Pane(self, name, whole if count == 1 else (whole - 1) // 2) for name in shown]
        self.at = shown.index(self.front)
        self._frames = [Window(pane, style="") for pane in self.panes]
        self.application.layout = Layout(self._frame(), focused_element=self._frames[self.at])
        self._fit()

    def _frame(self) -> AnyContainer:
        bar = Window(FormattedTextControl(self._bar), height=1, style="class:bar")
        return HSplit([DynamicContainer(self._body), bar])

    def _body(self) -> AnyContainer:
        frames = self._frames
        if not frames:
            return Window()
        if len(frames) == 1:
            return frames[0]
        titled = [HSplit([self._title(number), frame]) for number, frame in enumerate(frames)]
        if len(titled) < 4:
            return _beside(titled)
        return HSplit([_beside(titled[:2]), _beside(titled[2:])])

    def _title(self, number: int) -> Window:
        pane = self.panes[number]
        front = number == self.at
        text = f" {pane.name}" + (f"  ({pane.back} rows back)" if pane.back else "")
        return Window(
            FormattedTextControl([("class:title.front" if front else "class:title", text)]),
            height=1,
            style="class:title",
        )

    def _fit(self) -> None:
        self.sized()
        self.application.invalidate()

    def sized(self) -> None:
        """The editors know how wide their panes are."""
        self.columns = self.panes[self.at].width
        widths = {pane.name: pane.width for pane in self.panes}
        for name, console in self.rack.consoles.items():
            console.resize(self, widths.get(name))

    def _bar(self) -> StyleAndTextTuples:
        names = {pane.name for pane in self.panes}
        pane = self.panes[self.at]
        back = f"{pane.back} rows back" if pane.back else ""
        return self.status.fragments(self.application.output.get_size().columns, self.front, names, back)

    # keys

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        for key in (Keys.Any, *(Keys(each) for each in ALL_KEYS)):
            if key is Keys.Any or key not in _NOT_KEYS:
                bindings.add(key, eager=True)(self._pressed)
        bindings.add(Keys.BracketedPaste, eager=True)(self._pasted)
        return bindings

    def _pressed(self, event: KeyPressEvent) -> None:
        for press in event.key_sequence:
            key = press.key.value if isinstance(press.key, Keys) else press.key
            self._use(partial(self.key, key))

    def _pasted(self, event: KeyPressEvent) -> None:
        self._use(lambda: self.paste(event.data))

    def _use(self, action: Callable[[], None]) -> None:
        assert self._server is not None  # keys come while it runs
        self._server.use(action)

    def _key(self, key: str) -> None:
        pane = self.panes[self.at]
        if key in ("pageup", "pagedown") and not self._prefixed:
            step = max(pane.height - 2, 1)
            most = max(len(pane.scroll.rows) - 1, 0)
            pane.back = min(pane.back + step, most) if key == "pageup" else max(pane.back - step, 0)
            self.application.invalidate()
            return
        pane.back = 0
        super()._key(key)

    def chosen(self, key: str) -> None:
        if key in LAYOUTS:
            self._arrange(min(LAYOUTS[key], len(self.rack.consoles)))
        elif key == "w":
            self._face((self.at + 1) % len(self.panes))
        else:
            super().chosen(key)
            self.application.invalidate()


def _beside(parts: list[HSplit]) -> AnyContainer:
    if len(parts) == 1:
        return parts[0]
    return VSplit([parts[0], Window(width=1, char="│"), parts[1]])
