"""The server of Easy VPN: who is it (XAUTH), and what do they get (mode configuration)?

    phase 1                                            the group's key, by the name of the group (aggressive mode)
    server  REQUEST name, password       -->
                                         <--  REPLY   up to three times, in `xauth timeout` seconds
            SET status                   -->
                                         <--  ACK     from now on quick mode may begin
                                         <--  REQUEST address, mask, name servers, …
            REPLY                        -->

Without a name nothing goes on: neither quick mode nor configuration. Sources: draft-beaulieu-ike-xauth-02,
draft-dukes-ike-mode-cfg-02.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.model import AaaConfig
from iosemu.features.ezvpn.login import Trial
from iosemu.features.ezvpn.model import ClientGroup, EzvpnConfig
from iosemu.features.ezvpn.policy import name_of, values
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import Step
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire import printable
from iosemu.wire.isakmp import Cfg, CfgAttribute, CfgValue, Config

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.ezvpn.engine import EzvpnEngine
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.localpool.engine import LocalPoolEngine

TRIES = 3
_QUESTIONS = (CfgAttribute.XAUTH_USER, CfgAttribute.XAUTH_PASSWORD)
_SEPARATORS = "@/\\%"  # between a user and a group


@dataclass(slots=True)
class Access:
    """What clients are asked for, and where their groups are looked for; "": not at all."""

    authentication: str = ""
    authorization: str = ""
    respond: bool = False


@dataclass(slots=True, eq=False)
class Guest:
    """A client, as long as its ISAKMP SA."""

    sa: IkeSa
    group: str = ""  # that it was let in with
    user: str = ""
    tries: int = 0
    known: bool = False  # by its name, or nobody asks for it
    asked: bool = False  # a question is under way
    pool: str = ""
    address: int = 0


class Server:
    def __init__(self, engine: EzvpnEngine) -> None:
        self.engine = engine
        self.guests: dict[int, Guest] = {}  # by serial number of their SA

    @property
    def device(self) -> Device:
        return self.engine.host.device

    @property
    def config(self) -> EzvpnConfig:
        return self.device[EzvpnConfig]

    @property
    def isakmp(self) -> IsakmpEngine:
        return self.engine.isakmp

    # what counts for an SA

    def access(self, sa: IkeSa) -> Access:
        """What the profile of the peer says, else the crypto map that it came to."""
        profile = self.isakmp.config.profiles.get(sa.profile)
        if profile is not None and (profile.client_authentication or profile.authorization or profile.client_respond):
            return Access(profile.client_authentication, profile.authorization, profile.client_respond)
        ipsec: IpsecEngine = self.device.engine("ipsec")
        config = self.config
        for head in ipsec.maps.heads.values():
            if (head.front.name, head.local) == (sa.vrf, sa.local):
                name = head.name
                found = config.map_authentication.get(name, ""), config.map_authorization.get(name, "")
                return Access(*found, name in config.map_respond)
        return Access()

    def _group(self, sa: IkeSa, name: str) -> ClientGroup | None:
        """The group of that name, or the default one, if somebody may look for it."""
        listed, aaa = self.access(sa).authorization, self.device[AaaConfig]
        if not listed or not aaa.new_model or "local" not in aaa.network.get(listed, ()):
            return None
        return self.config.groups.get(name) or self.config.groups.get("default")

    def key(self, sa: IkeSa, group: str) -> str:
        """See RemoteAccess."""
        found = self._group(sa, group)
        if found is None or found.key is None:
            return ""
        if found.max_users and sum(each.group == group for each in self.guests.values()) >= found.max_users:
            return ""
        if found.access is not None:
            owner = self.device.owner_of(self.device.vrfs.get(sa.vrf) or self.device.vrfs.default, sa.local)
            if owner is None or owner.name != found.access:
                return ""
        return found.key.secret

    # XAUTH

    def up(self, sa: IkeSa) -> State | None:
        """A peer has begun and is authenticated."""
        access = self.access(sa)
        if not access.authentication and not sa.group:
            return None
        guest = self.guests[sa.serial] = Guest(sa, sa.group)
        if not access.authentication or sa.spared:
            guest.known = True
            return None
        self._ask(guest)
        self.engine.host.after(float(self.config.xauth_timeout), self.engine.xauth_timeout, sa)
        return State.XAUTH_REQ_SENT

    def _ask(self, guest: Guest) -> None:
        sa, isakmp = guest.sa, self.isakmp
        isakmp.trace(sa, Step.NEED_XAUTH)
        sa.phase = Phase.CONF_XAUTH
        guest.asked = True
        for each in ("XAUTH_USER_NAME_V2", "XAUTH_USER_PASSWORD_V2"):
            isakmp.trace(sa, Step.XAUTH_ASKED, "request", each)
        kind = CfgValue.of(CfgAttribute.XAUTH_TYPE, 0)
        isakmp.transactions.ask(sa, Cfg.REQUEST, [kind, *(CfgValue(each) for each in _QUESTIONS)])

    def _reply(self, guest: Guest, node: Node, config: Config) -> None:
        sa, isakmp = guest.sa, self.isakmp
        found = [config.get(each) for each in _QUESTIONS]
        name, password = (printable(each.data) if each is not None else "" for each in found)
        for each in ("XAUTH_USER_NAME_V2", "XAUTH_USER_PASSWORD_V2"):
            isakmp.trace(sa, Step.XAUTH_ASKED, "reply", each)
        isakmp.transactions.done(sa, node, "Done with xauth request/reply exchange")
        isakmp.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_CFG_REPLY")
        isakmp.transition(sa, State.XAUTH_LOGIN_AWAIT)
        guest.asked, guest.user = False, name
        guest.tries += 1
        user, locked = self._split(guest, name)
        result = False if locked else Trial(self, guest, self.access(sa).authentication, user, password).run()
        if result is not None:
            self.judged(guest, result)

    def _split(self, guest: Guest, name: str) -> tuple[str, bool]:
        """The user, and whether `group-lock` keeps them out: with it a name tells its group, too."""
        group = self._group(guest.sa, guest.group)
        if group is None or not group.group_lock:
            return name, False
        at = max(name.rfind(each) for each in _SEPARATORS)
        return name[: at if at >= 0 else len(name)], at < 0 or name[at + 1 :] != guest.group

    def judged(self, guest: Guest, passed: bool) -> None:
        """AAA knows the user, or does not."""
        sa, isakmp = guest.sa, self.isakmp
        if sa.deleted or self.guests.get(sa.serial) is not guest:
            return
        passed = passed and not self._too_often(guest)
        if not passed and guest.tries < TRIES:
            self._ask(guest)
            isakmp.trace(sa, Step.INPUT, "IKE_MESG_FROM_AAA", "IKE_AAA_CONT_LOGIN")
            isakmp.transition(sa, State.XAUTH_REQ_SENT)
            return
        guest.known, guest.asked = passed, True
        self.engine.host.cancel(self.engine.xauth_timeout, sa)
        isakmp.transactions.ask(sa, Cfg.SET, [CfgValue.of(CfgAttribute.XAUTH_STATUS, passed)])
        isakmp.trace(sa, Step.INPUT, "IKE_MESG_FROM_AAA", "IKE_AAA_CONT_LOGIN")
        isakmp.transition(sa, State.XAUTH_SET_SENT)

    def _too_often(self, guest: Guest) -> bool:
        group = self._group(guest.sa, guest.group)
        most = group.max_logins if group is not None else 0
        return bool(most) and sum(each.known and each.user == guest.user for each in self.guests.values()) >= most

    def _acknowledged(self, guest: Guest, node: Node) -> None:
        sa, isakmp = guest.sa, self.isakmp
        isakmp.trace(sa, Step.XAUTH_STATUS, "ACK Processed")
        isakmp.transactions.done(sa, node, "Transaction mode done")
        guest.asked = False
        if not guest.known:
            isakmp.life.delete(sa, "XAuth failed")
            return
        isakmp.trace(sa, Step.UNITY_CLIENT)
        sa.phase = Phase.QM_IDLE
        isakmp.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_CFG_ACK")
        isakmp.transition(sa, State.P1_COMPLETE)
        isakmp.phase1.begin_quick(sa)

    # mode configuration

    def _configure(self, guest: Guest, node: Node, config: Config) -> None:
        sa, isakmp = guest.sa, self.isakmp
        group = self._group(sa, guest.group)
        isakmp.trace(sa, Step.CONFIG_CHECKING)
        for each in config.values:
            if name := name_of(each.type):
                isakmp.trace(sa, Step.CONFIG_ATTRIBUTE, name)
        isakmp.trace(sa, Step.GROUP_ASKED, f"{guest.group} " if guest.group else "")
        answers: list[CfgValue] = []
        for each in config.values:
            if each.type == CfgAttribute.ADDRESS:
                address = self._address(guest, group, each.number)
                if not address:
                    isakmp.trace(sa, Step.NO_ADDRESS)
                    isakmp.transactions.done(sa, node, "address not available")
                    isakmp.life.delete(sa, "Address allocation failed")
                    return
                isakmp.trace(sa, Step.ADDRESS_GIVEN, address)
                isakmp.trace(sa, Step.CONFIG_SENDING, f"private address: {format_ipv4(address)}")
                answers.append(CfgValue(each.type, address.to_bytes(4, "big")))
            elif each.type == CfgAttribute.EXPIRY:
                left = isakmp.lifetime_left(sa)
                isakmp.trace(sa, Step.CONFIG_SENDING, f"ADDRESS_EXPIRY seconds left to use the address: {left}")
                answers.append(CfgValue(each.type, left.to_bytes(4, "big")))
            elif not name_of(each.type):
                isakmp.trace(sa, Step.CONFIG_UNKNOWN, each.type)
            elif group is not None:
                for text, value in values(self.device, group, each.type):
                    isakmp.trace(sa, Step.CONFIG_SENDING, text)
                    if value.data:
                        answers.append(value)
        sa.phase = Phase.CONF_ADDR
        isakmp.transactions.answer(sa, node, Cfg.REPLY, config.identifier, answers, "No Error")
        sa.phase = Phase.QM_IDLE
        isakmp.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_CFG_REQUEST")
        isakmp.transition(sa, State.P1_COMPLETE)

    def _address(self, guest: Guest, group: ClientGroup | None, wanted: int) -> int:
        """One of the group's pool, the same as long as the client is there; 0: none is left."""
        pools: LocalPoolEngine = self.device.engine("localpool")
        if guest.address:
            return guest.address
        if group is None or not group.pool:
            return 0
        address = pools.take(group.pool, guest.user or guest.group, wanted)
        if address is not None:
            guest.pool, guest.address = group.pool, address
        return guest.address

    # what comes

    def heard(self, guest: Guest, node: Node, config: Config) -> bool:
        """A message of a transaction with a client. False: nobody waits for it."""
        sa = guest.sa
        if config.type == Cfg.REPLY and guest.asked and sa.state is State.XAUTH_REQ_SENT:
            self._reply(guest, node, config)
        elif config.type == Cfg.ACK and guest.asked and sa.state is State.XAUTH_SET_SENT:
            self._acknowledged(guest, node)
        elif config.type == Cfg.REQUEST and guest.known and sa.ready and self.access(sa).respond:
            self._configure(guest, node, config)
        else:
            return False
        return True

    def down(self, sa: IkeSa) -> None:
        """See RemoteAccess."""
        self.engine.host.cancel(self.engine.xauth_timeout, sa)
        guest = self.guests.pop(sa.serial, None)
        if guest is not None and guest.address:
            pools: LocalPoolEngine = self.device.engine("localpool")
            pools.release(guest.pool, guest.address)
