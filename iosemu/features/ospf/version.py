"""What differs between the versions of OSPF, as far as modules of the same names say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from iosemu.wire.ospf import Key
    from iosemu.wire.ospf_lsa import Lsa, LsaHeader


class Description(Protocol):
    """A database description."""

    mtu: int
    options: int
    flags: int
    sequence: int
    headers: list[LsaHeader]


class Hello(Protocol):
    """`dr` and `bdr` are what the version calls its routers by."""

    @property
    def interval(self) -> int: ...

    @property
    def options(self) -> int: ...

    @property
    def priority(self) -> int: ...

    @property
    def dead(self) -> int: ...

    @property
    def dr(self) -> int: ...

    @property
    def bdr(self) -> int: ...

    @property
    def heard(self) -> frozenset[int]: ...


class Wire(Protocol):
    """Packets: `wire.ospf` and `wire.ospf3`."""

    ALL_ROUTERS: int
    ALL_DRS: int
    HEADER: int
    DESCRIPTION: int
    AUTHENTICATION: int
    Description: Any

    def decode_hello(self, body: bytes) -> Any: ...

    def check_headers(self, body: bytes) -> None: ...

    def decode_headers(self, body: bytes) -> list[LsaHeader]: ...

    def encode_request(self, keys: Iterable[Key]) -> bytes: ...

    def decode_request(self, body: bytes) -> list[Key]: ...

    def encode_update(self, advertisements: Iterable[tuple[int, Lsa]]) -> bytes: ...

    def decode_update(self, body: bytes) -> tuple[list[tuple[int, Lsa]], int]: ...

    def encode_ack(self, advertisements: Iterable[tuple[int, Lsa]]) -> bytes: ...

    def takes(self, kind: int, options: int) -> bool: ...


class Lsas(Protocol):
    """Link state advertisements: `wire.ospf_lsa` and `wire.ospf3_lsa`."""

    def as_wide(self, kind: int) -> bool: ...

    def of_link(self, kind: int) -> bool: ...

    def known(self, kind: int) -> bool: ...

    def in_tree(self, kind: int) -> bool: ...

    def asks_grace(self, lsa: Lsa) -> bool: ...

    def make_lsa(self, kind: int, lsid: int, adv: int, sequence: int, options: int, body: bytes) -> Lsa: ...
