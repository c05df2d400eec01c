"""How an exchange of phase 1 begins: which mode and with what, or with a peer's first message; call admission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp import aggressive, main_mode, rsa_encr
from iosemu.features.isakmp.authentication import METHODS, Authenticator, PresharedKeys
from iosemu.features.isakmp.certificates import EcdsaSignatures, RsaSignatures
from iosemu.features.isakmp.model import ECDSA_CURVES
from iosemu.features.isakmp.phase1 import TABLE, Key, Row, fits
from iosemu.features.isakmp.sa import Exchange, IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import AggressiveDisabled, DefaultPoliciesUsed, Step
from iosemu.features.keying.contract import Failure, SaWant
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Header, Kind

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


class Opening:
    """First messages; the rest is the table's (`phase1`)."""

    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def initiate(self, want: SaWant) -> None:
        """Phase 1 on behalf of a request of IPsec."""
        sa = self.start(want.local, want.remote, want.vrf, want.profile)
        if sa is None:
            self.engine.failed(want, Failure.NO_KEY)  # nothing was sent
        else:
            sa.pending.append(want)

    def start(
        self, local: int, remote: int, vrf: str = "", profile: str = "", service: int = wire.PORT
    ) -> IkeSa | None:
        """Send the first message; None when there is no key or no policy for the peer."""
        engine, life = self.engine, self.engine.life
        engine.trace_peer(remote, Step.SA_REQUEST, profile)
        if not engine.admission.admits(local, remote, True):
            engine.trace_peer(remote, Step.NO_MODE)
            engine.trace_peer(remote, Step.KMI_ERROR)
            return None
        peer = life.peer(local, remote, service, "isakmp_initiator", vrf)
        sa = life.create(local, service, remote, service, True, engine.cookie(), peer)
        sa.profile, sa.service = profile, service
        engine.trace(sa, Step.PORTS, sa.local_port, sa.remote_port)
        engine.trace(sa, Step.NEW_NODE, 0)
        life.insert(sa)
        engine.stats.initiated += 1
        if not aggressive.begin(engine, sa) and not self._main(sa):
            return None
        engine.channel.expect_phase1(sa)
        return sa

    def _main(self, sa: IkeSa) -> bool:
        engine = self.engine
        sa.exchange = Exchange(main_mode.MAIN)
        engine.trace(sa, Step.NO_AGGRESSIVE)
        able = [each.name for each in METHODS.values() if each.available(engine, sa)]
        if main_mode.begin(engine, sa, able):
            return True
        self._cannot_start(sa, not able)
        return False

    def _cannot_start(self, sa: IkeSa, no_key: bool) -> None:
        engine, life = self.engine, self.engine.life
        if no_key:
            engine.trace(sa, Step.NO_KEY, sa.remote)
            engine.phase1_failed(f"No pre-shared key with {format_ipv4(sa.remote)}!")
        engine.trace(sa, Step.NO_CERT_OR_KEY)
        engine.trace(sa, Step.CANNOT_START)
        life.unlock(sa, "isadb_unlock_peer_delete_sa()")
        sa.deleted = True
        engine.stats.initiated_failed += 1
        life.purge(sa)
        engine.trace_peer(sa.remote, Step.NODE_PURGED, 0)
        engine.trace_peer(sa.remote, Step.NO_MODE)
        engine.trace_peer(sa.remote, Step.KMI_ERROR)

    def default_policies(self) -> None:
        """The log tells that the built-in policies are used."""
        if self.engine.config.uses_defaults(self.engine.device.software):
            self.engine.host.emit(DefaultPoliciesUsed())

    def respond(
        self, local: int, local_port: int, remote: int, remote_port: int, header: Header, body: bytes, data: bytes,
        vrf: str,
    ) -> None:  # fmt: skip
        """The first message of a peer."""
        engine, life = self.engine, self.engine.life
        if header.exchange == aggressive.AGGRESSIVE and engine.config.aggressive_disabled:
            engine.host.emit(AggressiveDisabled(remote))
            return
        row = TABLE[header.exchange, "", State.READY]
        chain = engine.channel.parse(None, header.next_payload, body, False, remote)
        if chain is None:
            return
        if not fits(chain, row.needs, row.may) or chain.payloads[0].kind != Kind.SA:
            engine.bad_message(remote)
            return
        if not engine.admission.admits(local, remote, False):
            return  # the peer will ask again
        peer = life.peer(local, remote, remote_port, "crypto_isakmp_process_block", vrf)
        sa = life.create(local, local_port, remote, remote_port, False, header.cookie_i, peer)
        sa.exchange = Exchange(header.exchange)
        sa.service = local_port if local_port in engine.tenants else wire.PORT
        if header.exchange == aggressive.AGGRESSIVE:
            sa.aggressive, sa.phase = True, Phase.AG_NO_STATE
        engine.trace(sa, Step.PORTS, local_port, remote_port)
        life.insert(sa)
        sa.last_received = data
        self.default_policies()
        engine.phase1.run(sa, row, chain, body)


def admit(method: Authenticator, rows: dict[Key, Row] | None = None) -> None:
    """One more way for the ends to authenticate; before any exchange begins. `rows`: its own, where its messages are
    not those of all."""
    METHODS[method.name] = method
    TABLE.update(rows or {**main_mode.last_rows(method), **aggressive.last_rows(method)})


admit(PresharedKeys())
admit(RsaSignatures())
for _curve in ECDSA_CURVES:
    admit(EcdsaSignatures(_curve))
admit(rsa_encr.RsaEncryption(), rsa_encr.ROWS)
