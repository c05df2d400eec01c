"""Input and output rates: counters sampled in virtual time, averaged with exponential decay over the load interval."""

from __future__ import annotations

from math import exp

from iosemu.device.interface import Counters, Interface
from iosemu.features.interface.model import InterfaceOptions
from iosemu.records import dataclass


@dataclass(slots=True)
class Rates:
    """Averages as of `at` (virtual seconds); the last counters seen are kept beside them."""

    at: float = 0.0
    in_bits: float = 0.0  # per second
    out_bits: float = 0.0
    in_packets: float = 0.0
    out_packets: float = 0.0
    seen: tuple[int, int, int, int] = (0, 0, 0, 0)  # in bytes, in packets, out bytes, out packets

    def sample(self, now: float, counters: Counters, interval: int) -> None:
        """Take in what was counted since the last sample; `interval` is the load interval in seconds."""
        elapsed = now - self.at
        if elapsed <= 0:
            return
        current = (counters.in_bytes, counters.in_packets, counters.out_bytes, counters.out_packets)
        seen = self.seen if all(new >= old for new, old in zip(current, self.seen, strict=True)) else (0, 0, 0, 0)
        keep = exp(-elapsed / interval)
        fresh = (1 - keep) / elapsed
        self.in_bits = self.in_bits * keep + (current[0] - seen[0]) * 8 * fresh
        self.in_packets = self.in_packets * keep + (current[1] - seen[1]) * fresh
        self.out_bits = self.out_bits * keep + (current[2] - seen[2]) * 8 * fresh
        self.out_packets = self.out_packets * keep + (current[3] - seen[3]) * fresh
        self.seen = current
        self.at = now


def load_interval(iface: Interface) -> int:
    """Seconds over which its rates are averaged."""
    options = iface.get(InterfaceOptions)
    return options.load_interval if options is not None else InterfaceOptions().load_interval


def span_words(seconds: int) -> str:
    """A load interval as it stands before rates."""
    return f"{seconds // 60} minute" if seconds % 60 == 0 else f"{seconds} second"


def load(bits: float, bandwidth: int) -> int:
    """txload / rxload: 1-255 of the bandwidth (kbit/s)."""
    return max(1, min(255, round(bits / (bandwidth * 1000) * 255)))


def rounded(bits: float) -> int:
    """bits/sec as shown: to the next thousand."""
    return int(bits / 1000 + 0.5) * 1000
