"""How fast one end sends: round trips (RFC 6298), slow start and avoidance (RFC 5681), NewReno (RFC 6582)."""

from __future__ import annotations

from iosemu.device.sockets.sequence import after

FIRST_RTO = 2.0  # seconds; IOS waits twice as long as RFC 6298 asks
SHORTEST_RTO = 0.3
LONGEST_RTO = 60.0


class Congestion:
    """Windows in bytes, times in seconds."""

    def __init__(self, mss: int) -> None:
        self.mss = mss
        self.window = min(4 * mss, max(2 * mss, 4380))
        self.threshold = 1 << 30
        self.srtt: float | None = None
        self.variation = 0.0
        self.rto = FIRST_RTO
        self.shortest: float | None = None
        self.longest = 0.0
        self.partial = 0  # acknowledgments of a part of what fast recovery waits for
        self.recover: int | None = None  # in fast recovery: what was sent when the loss was noticed

    def segment(self, mss: int) -> None:
        """Segments are shorter from now on (path MTU discovery)."""
        self.mss = mss
        self.window = max(mss, min(self.window, 4 * mss))

    def sample(self, rtt: float) -> None:
        """One segment was answered after `rtt`; it was sent only once (Karn)."""
        self.shortest = rtt if self.shortest is None else min(self.shortest, rtt)
        self.longest = max(self.longest, rtt)
        if self.srtt is None:
            self.srtt, self.variation = rtt, rtt / 2
        else:
            self.variation += (abs(self.srtt - rtt) - self.variation) / 4
            self.srtt += (rtt - self.srtt) / 8
        self.rto = min(max(self.srtt + 4 * self.variation, SHORTEST_RTO), LONGEST_RTO)

    def acknowledged(self, number: int, taken: int, flight: int) -> bool:
        """New data has arrived. True: it was not all that fast recovery waits for, the next segment is lost as well."""
        if self.recover is not None:
            if after(number, self.recover) or number == self.recover:
                self.window, self.recover = min(self.threshold, max(flight, self.mss) + self.mss), None
                return False
            self.partial += 1
            self.window = max(self.window - taken + (self.mss if taken >= self.mss else 0), self.mss)
            return True
        if self.window < self.threshold:
            self.window += min(taken, self.mss)
        else:
            self.window += max(self.mss * self.mss // self.window, 1)
        return False

    def lost(self, una: int, top: int, flight: int) -> bool:
        """Three duplicates. False: this loss is being dealt with."""
        if self.recover is not None:
            return False
        self.threshold = max(flight // 2, 2 * self.mss)
        self.window = self.threshold + 3 * self.mss
        self.recover = top
        return True

    def inflate(self) -> None:
        """Another duplicate: one more segment has left the network."""
        if self.recover is not None:
            self.window += self.mss

    def timed_out(self, flight: int) -> None:
        self.threshold = max(flight // 2, 2 * self.mss)
        self.window = self.mss
        self.recover = None
        self.rto = min(self.rto * 2, LONGEST_RTO)
