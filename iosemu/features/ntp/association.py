"""What is known of one with whom packets are exchanged, and the filter of its samples (RFC 5905 section 10)."""

from __future__ import annotations

from iosemu.features.ntp.model import Remote
from iosemu.records import dataclass
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire.ntp import UNSYNCHRONIZED, Mode

MAX_DISPERSION = 16.0  # seconds, of what is not known
PHI = 15e-6  # of a clock, seconds a second
INIT, STEP, AUTH, LOCL = (int.from_bytes(word, "big") for word in (b"INIT", b"STEP", b"AUTH", b"LOCL"))
NOWHERE = 16  # stratum
_STAGES = 8


@dataclass(slots=True)
class Sample:
    """Seconds. `at`: virtual time."""

    offset: float
    delay: float
    dispersion: float
    at: float

    def error(self, now: float) -> float:
        """What it may be wrong by, by now."""
        if self.dispersion >= MAX_DISPERSION:
            return MAX_DISPERSION
        return min(self.dispersion + PHI * (now - self.at), MAX_DISPERSION)


def _unknown() -> Sample:
    return Sample(0.0, 0.0, MAX_DISPERSION, 0.0)


class Association:
    """`kind` is "server", "peer", "master" (the router's own clock) or "broadcast"."""

    def __init__(self, kind: str, vrf: str, host: str, config: Remote, number: int) -> None:
        self.kind = kind
        self.vrf = vrf
        self.host = host
        self.address: IPv4 | None = None
        self.config = config
        self.number = number
        self.told: tuple[object, ...] = ()  # the line, as it was
        self.poll = config.minpoll  # log2 of seconds
        self.peer_poll = config.minpoll
        self.received = self.sent = self.errors = 0
        self.authentic = False
        self.mark = " "  # what the selection says
        self.heard_at: float | None = None
        self.clear(INIT)

    def clear(self, refid: int) -> None:
        """Nothing is known any more."""
        self.leap = UNSYNCHRONIZED
        self.stratum = NOWHERE
        self.refid = refid
        self.precision = 0
        self.version = self.config.version
        self.peer_mode = 0
        self.root_delay = self.root_dispersion = 0.0
        self.reference = self.origin = self.arrived = self.transmit = 0  # timestamps
        self.asked = 0  # timestamp of the question that is open
        self.reach = self.unanswered = 0
        self.burst = 0  # packets to come, a second apart
        self.answered = False  # since the last packet
        self.mark = " "
        self.forget()

    def forget(self) -> None:
        """The samples."""
        self.samples = [_unknown() for _ in range(_STAGES)]
        self.offset = self.delay = self.jitter = 0.0
        self.dispersion = MAX_DISPERSION
        self.sampled_at = -1.0  # when the sample that counts was taken

    @property
    def text(self) -> str:
        return self.host

    @property
    def named(self) -> bool:
        """The line has a name, whose address is looked up."""
        try:
            parse_ipv4(self.host)
        except ValueError:
            return self.kind in ("server", "peer")
        return False

    @property
    def mode(self) -> Mode:
        return {"peer": Mode.ACTIVE, "broadcast": Mode.BROADCAST}.get(self.kind, Mode.CLIENT)

    def add(self, sample: Sample, now: float, precision: float, weights: float) -> bool:
        """Another sample; does it count, that is: is the best one newer than what counted? `weights` is that of the
        best one (RFC 5905: a half; RFC 1305: one), each further one has half as much."""
        self.samples = [sample, *self.samples[:-1]]
        ordered = sorted(self.samples, key=lambda each: each.error(now) + each.delay / 2)
        total = sum(each.error(now) * weights / 2**number for number, each in enumerate(ordered))
        self.dispersion = min(total, MAX_DISPERSION)
        best = ordered[0]
        known = [each for each in ordered if each.dispersion < MAX_DISPERSION]
        if not known:
            return False
        self.offset, self.delay = best.offset, best.delay
        spread = sum((each.offset - best.offset) ** 2 for each in known) / max(len(known) - 1, 1)
        self.jitter = max(spread**0.5, precision)
        if best.at <= self.sampled_at:
            return False
        self.sampled_at = best.at
        return True

    def distance(self, now: float) -> float:
        """To the primary source, at most, in seconds."""
        age = PHI * (now - self.sampled_at) if self.sampled_at >= 0 else 0.0
        root = max(0.005, self.root_delay + self.delay) / 2
        return root + self.root_dispersion + self.dispersion + age
