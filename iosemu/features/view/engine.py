"""Gives the command language what views leave of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.views import View, ViewRule
from iosemu.device.engine import Engine
from iosemu.features.login.config import modes_of
from iosemu.features.view.events import MemberChanged, ViewGone, ViewMade
from iosemu.features.view.model import ViewConfig, ViewRecord

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class ViewEngine(Engine):
    def start(self) -> None:
        self._agree()

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None:
            shell.views = {}

    @property
    def config(self) -> ViewConfig:
        return self.host.device[ViewConfig]

    def changed(self, change: Change) -> None:
        if not self.host.device.booting:
            self._tell(change)
        self._agree()

    def _tell(self, change: Change) -> None:
        if len(change.path) == 2:
            if change.old is None and isinstance(change.new, ViewRecord):
                self.host.emit(ViewMade(change.new.name, change.new.superview))
            elif change.new is None and isinstance(change.old, ViewRecord):
                self._leave(change.old)
        elif len(change.path) == 4 and change.path[2] == "views":
            self.host.emit(MemberChanged(change.path[3], change.path[1], change.new is not None))

    def _leave(self, gone: ViewRecord) -> None:
        """No superview has it any more."""
        self.host.emit(ViewGone(gone.name, gone.superview))
        for other in self.config.views.values():
            if other.views.pop(gone.name, None):
                self.host.emit(MemberChanged(gone.name, other.name, False))

    def _agree(self) -> None:
        shell, views = self.host.device.shell, self.config.views
        if shell is None:
            return
        plain = {name: self._view(record) for name, record in views.items() if not record.superview}
        shell.views = {
            name: tuple(plain[part] for part in record.views if part in plain) if record.superview else (plain[name],)
            for name, record in views.items()
        }

    def _view(self, record: ViewRecord) -> View:
        shell = self.host.device.shell
        assert shell is not None  # who calls has looked
        rules = [
            ViewRule(own, tuple(command.split()), entry.how != "exclude", entry.everything)
            for (mode, command), entry in record.commands.items()
            for own in modes_of(shell.language, mode)
        ]
        return View(tuple(rules), record.inclusive)
