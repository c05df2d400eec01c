"""Somebody who watches datagrams on their way through a router: `lab.trace`, in a lab of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from iosemu.device.drops import Reason
    from iosemu.device.fib import Entry
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Drop, Fate, Passage, Point, Verdict


class Witness(Protocol):
    """Told of each step, before anything of it is done unless it says otherwise. It changes nothing but marks."""

    def came(self, passage: Passage) -> None:
        """A datagram came in, out of a frame, a tunnel or a security association."""

    def made(self, passage: Passage, iface: Interface | None) -> None:
        """One is made here; with `iface` it leaves by that, without a look-up."""

    def before(self, passage: Passage, point: Point, at: Interface) -> None:
        """A stage is about to look at it."""

    def after(self, passage: Passage, point: Point, at: Interface, verdict: Verdict | Drop) -> None:
        """The stage has said this."""

    def routed(self, passage: Passage, entry: Entry) -> None:
        """The look-up has found its way: `passage.out` and `passage.next_hop`, unless it is for this router."""

    def sends(self, passage: Passage, iface: Interface) -> None:
        """The driver of `iface` is about to get it."""

    def sent(self, passage: Passage, iface: Interface) -> None:
        """It has had it."""

    def ended(self, passage: Passage, fate: Fate, at: Interface | None, reason: Reason | None) -> None:
        """Its way is over."""

    def counted(self, iface: Interface, reason: Reason) -> None:
        """Something was dropped at an interface: a frame, what was in it, or a datagram that has `ended`."""
