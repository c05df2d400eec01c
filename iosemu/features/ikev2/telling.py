"""What the engine tells of its steps, while somebody listens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.ikev2 import suites
from iosemu.features.ikev2.channel import exchange_name, names, payload_name
from iosemu.features.ikev2.events import Step, Trace
from iosemu.features.ikev2.model import DEFAULT, Ikev2Policy
from iosemu.features.ikev2.profiles import policy_for
from iosemu.features.ikev2.sa import IkeSa
from iosemu.features.ikev2.stats import Statistics
from iosemu.wire.ikev2 import Header, Message, Notification, Notify, Payload, Proposal, Protocol, TransformType

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.engine import Host
    from iosemu.features.keying.engine import KeyingEngine


class Telling:
    """Mixed into the engine."""

    host: Host
    device: Device
    keying: KeyingEngine
    stats: Statistics

    def trace(self, sa: IkeSa | None, step: Step, *args: int | str) -> None:
        """Tell one step of an exchange."""
        if self.device.bus.wants(Trace):
            remote = sa.remote if sa is not None else 0
            if self.keying.passes("isakmp", remote):
                self.host.emit(Trace(sa.told() if sa is not None else None, remote, step, args))

    def trace_peer(self, remote: int, step: Step, *args: int | str) -> None:
        """The same where there is no SA (yet)."""
        if self.device.bus.wants(Trace) and self.keying.passes("isakmp", remote):
            self.host.emit(Trace(None, remote, step, args))

    def sm(self, sa: IkeSa, event: str, state: str = "") -> None:
        """The state machine moves (`internal`); `state`: one that it passes through."""
        self.trace(sa, Step.SM, state or sa.state.name, event, max(sa.next_out - 1, 0) if sa.initiator else sa.next_in)

    def count_service(self, name: str) -> None:
        """Another part of the router worked for it."""
        self.stats.services[name] += 1

    # messages

    def _message(
        self, ends: tuple[int, int, int, int], vrf: str, header: Header, payloads: str
    ) -> tuple[int | str, ...]:
        local, local_port, remote, remote_port = ends
        found = self.device.vrfs.get(vrf)
        number = found.number if found is not None else 0
        kind = "RESPONSE" if header.response else "REQUEST"
        return (
            remote, remote_port, local, local_port, number, header.spi_i.hex().upper(), header.spi_r.hex().upper(),
            header.message_id, exchange_name(header.exchange), kind, payloads,
        )  # fmt: skip

    def trace_message(self, sa: IkeSa, step: Step, header: Header, payloads: Sequence[Payload]) -> None:
        if self.device.bus.wants(Trace):
            ends = sa.local, sa.local_port, sa.remote, sa.remote_port
            self.trace(sa, step, *self._message(ends, sa.vrf, header, names(payloads)))

    def trace_message_from(
        self, local: int, local_port: int, remote: int, remote_port: int, vrf: str, header: Header,
        payloads: Sequence[Payload],
    ) -> None:  # fmt: skip
        if self.device.bus.wants(Trace):
            ends = local, local_port, remote, remote_port
            self.trace_peer(remote, Step.RECEIVED, *self._message(ends, vrf, header, names(payloads)))

    def trace_sealed(self, sa: IkeSa, header: Header, kind: int) -> None:
        """What goes out: outside nothing is seen but that it is encrypted."""
        if self.device.bus.wants(Trace):
            ends = sa.local, sa.local_port, sa.remote, sa.remote_port
            self.trace(sa, Step.SENDING, *self._message(ends, sa.vrf, header, f"{payload_name(kind)} "))

    def trace_sealed_in(self, sa: IkeSa, header: Header, message: Message) -> None:
        if self.device.bus.wants(Trace):
            ends = sa.local, sa.local_port, sa.remote, sa.remote_port
            kind = "SKF " if message.fragment[1] else "ENCR "
            self.trace(sa, Step.RECEIVED, *self._message(ends, sa.vrf, header, names(message.payloads) + kind))

    def trace_again(self, sa: IkeSa, exchange: int, message_id: int, payloads: Sequence[Payload]) -> None:
        """The same request once more."""
        header = Header(sa.spi_i, sa.spi_r, exchange, 0, message_id)
        if exchange == 34:
            self.trace_message(sa, Step.SENDING, header, payloads)
        else:
            self.trace_sealed(sa, header, 46)

    # policies

    def trace_policy(self, local: int, vrf: str, found: Ikev2Policy | None) -> None:
        if not self.device.bus.wants(Trace):
            return
        known = self.device.vrfs.get(vrf)
        self.trace_peer(0, Step.SEARCH_POLICY, known.number if known is not None else 0, local)
        if found is None:
            self.trace_peer(0, Step.NO_POLICY)
            return
        if found.name == DEFAULT:
            self.trace_peer(0, Step.DEFAULT_POLICY)
        self.trace_peer(0, Step.FOUND_POLICY, found.name)

    def trace_policy_again(self, sa: IkeSa) -> None:
        if self.device.bus.wants(Trace):
            self.trace_policy(sa.local, sa.vrf, policy_for(self.device, sa.local, sa.vrf))

    def trace_proposals(self, sa: IkeSa, proposals: Sequence[Proposal], ike: bool) -> None:
        if not self.device.bus.wants(Trace):
            return
        for each in proposals:
            texts = "   " + "   ".join(suites.transform_text(one) for one in each.transforms)
            count = len(each.transforms)
            if ike:
                what = "initial negotiation" if not each.spi else "IKE rekey"
                self.trace(sa, Step.IKE_PROPOSAL, each.number, len(each.spi), what, count, texts)
            else:
                name = "AH" if each.protocol == Protocol.AH else "ESP"
                self.trace(sa, Step.ESP_PROPOSAL, each.number, name, count, texts)

    def trace_mismatch(self, remote: int, theirs: Sequence[Proposal], ours: Sequence[Proposal]) -> None:
        """No policy fits: what came, and what would have done."""
        if self.device.bus.wants(Trace):
            self.trace_peer(remote, Step.RECEIVED_POLICIES, proposals_text(theirs))
            self.trace_peer(remote, Step.EXPECTED_POLICIES, proposals_text(ours))

    def trace_child_mismatch(self, sa: IkeSa, theirs: Sequence[Proposal]) -> None:
        if self.device.bus.wants(Trace):
            self.trace(sa, Step.RECEIVED_POLICIES, "".join(f"ESP: {proposals_text([each])}" for each in theirs))

    def tell_refusal(self, sa: IkeSa, note: Notification | None) -> None:
        """The peer made no child."""
        if note is not None and note.type == Notify.NO_PROPOSAL_CHOSEN:
            self.trace(sa, Step.NO_PROPOSAL)
        elif note is not None and note.type == Notify.TS_UNACCEPTABLE:
            self.trace(sa, Step.TS_RECEIVED)
        else:
            self.trace(sa, Step.CHILD_FAILED)


_HEADS = (
    (TransformType.ENCR, "ENCRYPTION"), (TransformType.PRF, "PRF"), (TransformType.INTEG, "INTEGRITY"),
    (TransformType.DH, "DH GROUP"),
)  # fmt: skip


def proposals_text(proposals: Sequence[Proposal]) -> str:
    """As the log of a mismatch has them."""
    found = []
    for each in proposals:
        text = f"Proposal {each.number}: "
        for kind, head in _HEADS:
            same = [one for one in each.transforms if one.type == kind]
            if same:
                values = (suites.transform_text(one) + (f"-{one.key_length}" if one.key_length else "") for one in same)
                text += f" {head}: {' '.join(values)}"
        found.append(text)
    return " ".join(found)
