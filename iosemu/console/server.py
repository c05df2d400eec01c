"""A running lab: one rack of consoles paced in real time, one control socket, and whoever is connected.

The only place, with what it serves, where an event loop runs; the lab knows nothing of it.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from iosemu.console.host import Ended
from iosemu.console.rack import Rack

if TYPE_CHECKING:
    from iosemu.console.transcripts import Transcripts
    from iosemu.lab.node import Node

_LONGEST_WAIT = 1.0  # wall seconds until somebody looks again
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Service(Protocol):
    """What listens for clients, or shows a window."""

    async def start(self, server: Server) -> None:
        """Raises LabError."""

    async def stop(self) -> None:
        """Let everybody go."""


class Server:
    """Runs the lab of `rack` until `end`. Everything that touches the lab is called by its loop, between two events."""

    def __init__(self, rack: Rack, services: list[Service], transcripts: Transcripts | None = None) -> None:
        self.rack = rack
        self.services = services
        self.transcripts = transcripts
        self.after_work: list[Callable[[], None]] = []  # called when time has passed or keys were used
        self._timer: asyncio.Handle | None = None
        self._over: asyncio.Event | None = None
        self._status = 0
        self._fault: BaseException | None = None

    def run(self) -> None:
        """Until somebody ends it. Raises LabError from services, `Ended` for a signal."""
        asyncio.run(self._run())
        if self._fault is not None:
            raise self._fault
        if self._status:
            raise Ended(self._status)

    def end(self, number: int = 0) -> None:
        """The lab is over; `number` is the signal that said so."""
        self._status = self._status or number
        if self._over is not None:
            self._over.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self.end, number)
        self.rack.replaced.append(self.touched)
        started = []
        try:
            for service in self.services:
                started.append(service)
                await service.start(self)
            self.rack.pace.anchor()
            self._tick()
            await self._over.wait()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            for service in reversed(started):
                try:
                    await service.stop()
                except Exception as error:  # the others must stop, too
                    self._fault = self._fault or error
            self._note()

    # time

    def use(self, action: Callable[[], object], node: Node | None = None) -> None:
        """What a client does to the lab: at the time of the wall clock, seen at once, a fault in it `node`'s crash."""
        try:
            self.rack.now()
            self.rack.do(action, node)
        except BaseException as error:
            self._failed(error)
        self.touched()

    def touched(self) -> None:
        """Keys were used: what they have begun goes on, and is seen, at once."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = asyncio.get_running_loop().call_soon(self._tick)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            left_over = self.rack.work()
        except BaseException as error:
            self._failed(error)
            return
        self._note()
        for told in tuple(self.after_work):
            told()
        if left_over:
            self._timer = loop.call_soon(self._tick)
        else:
            due = self.rack.pace.wait()
            self._timer = loop.call_later(_LONGEST_WAIT if due is None else min(due, _LONGEST_WAIT), self._tick)

    def _note(self) -> None:
        if self.transcripts is not None:
            self.transcripts.flush()

    def _failed(self, error: BaseException) -> None:
        """A fault that is no router's: the server ends with it."""
        self._fault = error
        self.end()
