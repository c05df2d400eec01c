"""What becomes of views."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class ViewEntered:
    """Somebody has the commands of a view from now on."""

    name: str


@dataclass(slots=True)
class ViewMade:
    name: str
    superview: bool


@dataclass(slots=True)
class ViewGone:
    name: str
    superview: bool


@dataclass(slots=True)
class MemberChanged:
    """A view came to a superview (`group`), or left it."""

    name: str
    group: str
    added: bool
