"""A client of Easy VPN for stories: another router, whose ISAKMP engine has this in the place of its own."""

from __future__ import annotations

from iosemu.features.isakmp.remote import NOBODY, Known, Plan
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import State
from iosemu.lab.lab import Lab
from iosemu.wire.isakmp import Cfg, CfgAttribute, CfgValue, Config, Identification, IdType

ASKS = (
    CfgAttribute.ADDRESS, CfgAttribute.NETMASK, CfgAttribute.DNS, CfgAttribute.NBNS, CfgAttribute.SAVE_PASSWORD,
    CfgAttribute.DEFAULT_DOMAIN, CfgAttribute.SPLIT_INCLUDE, CfgAttribute.BANNER, CfgAttribute.BACKUP_SERVERS,
)  # fmt: skip


class Client:
    """`names` are tried one after the other, each with its password."""

    def __init__(self, lab: Lab, node: str, group: str, key: str, *names: tuple[str, str], xauth: bool = True) -> None:
        self.isakmp = lab[node].device.engine("isakmp")
        self.isakmp.remote = self
        self.group, self.secret, self.names, self.xauth = group, key, list(names), xauth
        self.statuses: list[int] = []
        self.given: dict[int, list[bytes]] = {}
        self.ended = 0

    def plan(self, sa: IkeSa) -> Plan | None:
        return Plan(Identification(IdType.KEY_ID, 17, 500, self.group.encode()), self.secret, xauth=self.xauth)

    def key(self, sa: IkeSa, group: str) -> str:
        return ""

    def takes_xauth(self, sa: IkeSa) -> bool:
        return True

    def up(self, sa: IkeSa) -> State | None:
        return State.XAUTH_REPLY_AWAIT

    def ask(self, sa: IkeSa) -> None:
        self.isakmp.transactions.ask(sa, Cfg.REQUEST, [CfgValue(each) for each in ASKS])

    def heard(self, sa: IkeSa, node: Node, config: Config) -> bool:
        answer = self.isakmp.transactions.answer
        if config.type == Cfg.REQUEST:
            if self.names:
                name, password = self.names.pop(0)
                values = [CfgValue(CfgAttribute.XAUTH_USER, name.encode())]
                values.append(CfgValue(CfgAttribute.XAUTH_PASSWORD, password.encode()))
                answer(sa, node, Cfg.REPLY, config.identifier, values, "")
        elif config.type == Cfg.SET:
            status = config.get(CfgAttribute.XAUTH_STATUS)
            assert status is not None
            self.statuses.append(status.number)
            answer(sa, node, Cfg.ACK, config.identifier, [CfgValue(CfgAttribute.XAUTH_STATUS)], "")
            if status.number:
                sa.state = State.CONFIG_REQ_SENT
                self.ask(sa)
        else:
            self.isakmp.transactions.done(sa, node, "")
            for each in config.values:
                self.given.setdefault(each.type, []).append(each.data)
            sa.state = State.P1_COMPLETE
            self.isakmp.phase1.begin_quick(sa)
        return True

    def known(self, sa: IkeSa) -> Known:
        return NOBODY

    def down(self, sa: IkeSa) -> None:
        self.ended += 1
