"""Captures: what crossed a link, as files that Wireshark opens and, with the tables beside them, decrypts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from zlib import crc32

from iosemu.device.events import KeyMaterial
from iosemu.device.feature import features
from iosemu.lab.errors import LabError
from iosemu.wire import pcap

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.sim.link import Link

_LONGEST_NAME = 200  # characters; file systems take 255 bytes
TABLES = ("ikev1_decryption_table", "ikev2_decryption_table", "esp_sa")
PREFERENCES = "esp.enable_encryption_decode: TRUE\nesp.enable_authentication_check: TRUE\n"


class Frame(NamedTuple):
    """`time` in virtual seconds, `sender` like ``R1:FastEthernet0/0``."""

    time: float
    sender: str
    data: bytes


class KeyLog:
    """Collects the keys that routers make while it listens, and those of the SAs that they have already."""

    def __init__(self, devices: Iterable[Device]) -> None:
        self.rows: dict[str, dict[tuple[str, ...], None]] = {table: {} for table in TABLES}
        self._devices = list(devices)
        self._stops: dict[str, Callable[[], None]] = {}
        for device in self._devices:
            device.power_listeners.append(self.follow)
            self.follow(device)

    def follow(self, device: Device) -> None:
        """Listen to this router; again after a reload, which takes all listeners of the bus away."""
        for feature in features().values():
            module = feature.module("keys") if feature.name in device.engines else None
            if module is not None:
                for material in module.keys(device):
                    self.add(material)
        self._stops[device.node] = device.bus.listen(KeyMaterial, self.add)

    def add(self, material: KeyMaterial) -> None:
        self.rows[material.table].setdefault(material.row)

    def stop(self) -> None:
        for stop in self._stops.values():
            stop()
        for device in self._devices:
            device.power_listeners.remove(self.follow)
        self._devices.clear()
        self._stops.clear()

    def save(self, folder: Path) -> None:
        """Write a Wireshark profile: ``WIRESHARK_CONFIG_DIR=folder wireshark file.pcap`` shows what was inside.

        Raises OSError.
        """
        for table, rows in self.rows.items():
            quote = _QUOTES.get(table, _plain)
            text = "".join(",".join(quote(column) for column in row) + "\n" for row in rows)
            folder.joinpath(table).write_text(text, encoding="ascii")
        folder.joinpath("preferences").write_text(PREFERENCES, encoding="ascii")


def _plain(column: str) -> str:
    return column


def _quoted(column: str) -> str:
    return f'"{column}"'


def _names_quoted(column: str) -> str:
    return _quoted(column) if " " in column else column


_QUOTES = {"esp_sa": _quoted, "ikev2_decryption_table": _names_quoted}


def link_type(link: Link) -> int:
    """Serial lines carry Cisco HDLC, everything else Ethernet."""
    serial = any(":Serial" in port.label for port in link.ports)
    return pcap.LinkType.C_HDLC if serial else pcap.LinkType.ETHERNET


def file_name(link: Link) -> str:
    """``R1-FastEthernet0_0--ISP-FastEthernet0_0.pcap``"""
    name = link.name.replace(":", "-").replace("/", "_")
    if len(name) > _LONGEST_NAME:  # of a segment with many stations
        name = f"{name[: _LONGEST_NAME - 9]}-{crc32(name.encode()):08x}"
    return name + ".pcap"


class Capture:
    """What crossed some links since it was made. Made by `Lab.capture`.

    With `folder`, packets also go to files there as they come (one per link), for labs too long to hold in memory.
    """

    def __init__(self, links: Iterable[Link], keys: KeyLog, folder: Path | None = None) -> None:
        self.links = list(links)
        self.keys = keys
        self.folder = folder
        self._frames: dict[str, list[Frame]] = {link.name: [] for link in self.links}
        self._types = {link.name: link_type(link) for link in self.links}
        self.problem: LabError | None = None  # the first that happened while writing
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LabError(_why(error), folder) from None
        self._taps = [(link, self._tap(link)) for link in self.links]
        for link, tap in self._taps:
            link.taps.append(tap.take)

    def _tap(self, link: Link) -> _Memory | _File:
        if self.folder is None:
            return _Memory(self._frames[link.name])
        return _File(self, self.folder / file_name(link), self._types[link.name])

    def failed(self, error: OSError, path: Path, more: str = "") -> None:
        """Something could not be written: `stop` tells the first."""
        if self.problem is None:
            self.problem = LabError(_why(error) + more, path)

    @property
    def frames(self) -> list[Frame]:
        """All frames in order of time (none when they go to files)."""
        every = [frame for frames in self._frames.values() for frame in frames]
        return sorted(every, key=lambda frame: frame.time)

    def pcap(self, link: Link | None = None) -> bytes:
        """One link's frames as a capture file; without `link` the only one's. Raises LabError if there are several."""
        if link is None:
            if len(self.links) != 1:
                raise LabError("several links are being captured; say which one")
            link = self.links[0]
        frames = self._frames[link.name]
        return pcap.encode((pcap.Packet(frame.time, frame.data) for frame in frames), self._types[link.name])

    def save(self, folder: str | Path) -> list[Path]:
        """A file per link, and the tables that let Wireshark decrypt them. Returns the capture files."""
        where = Path(folder)
        try:
            where.mkdir(parents=True, exist_ok=True)
            files = []
            for link in self.links:
                file = where / file_name(link)
                file.write_bytes(self.pcap(link))
                files.append(file)
            self.keys.save(where)
        except OSError as error:
            raise LabError(f"{error.strerror}", where) from None
        return files

    def stop(self) -> None:
        """Take the taps off; files are complete afterwards. Idempotent.

        Raises LabError, once, when not all could be written.
        """
        for link, tap in self._taps:
            link.taps.remove(tap.take)
            tap.close()
        self._taps.clear()
        if self.folder is not None:
            try:
                self.keys.save(self.folder)
            except OSError as error:
                self.failed(error, self.folder, "; the tables of keys are not complete")
        self.keys.stop()
        problem, self.problem = self.problem, None
        if problem is not None:
            raise problem


class _Memory:
    """Keeps the frames of a link."""

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames

    def take(self, time: float, sender: str, data: bytes) -> None:
        self._frames.append(Frame(time, sender, data))

    def close(self) -> None:
        """Nothing to do."""


class _File:
    """Writes the frames of a link into a file. Raises LabError if it cannot be made."""

    def __init__(self, capture: Capture, path: Path, kind: int) -> None:
        try:
            file = path.open("wb")
        except OSError as error:
            raise LabError(_why(error), path) from None
        self._capture = capture
        self._path = path
        self._file: BinaryIO = file
        self._writer: pcap.Writer | None = pcap.Writer(file, kind)

    def take(self, time: float, sender: str, data: bytes) -> None:
        if self._writer is not None:
            try:
                self._writer.write(time, data)
            except OSError as error:  # the disk is full: the lab goes on
                self._writer = None
                self._capture.failed(error, self._path, f"; the capture ends at {time:.3f} s")

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            self._capture.failed(error, self._path, "; the capture lacks its end")


def _why(error: OSError) -> str:
    return "is no folder" if isinstance(error, (FileExistsError, NotADirectoryError)) else error.strerror or str(error)
