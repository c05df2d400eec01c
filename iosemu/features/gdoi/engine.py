"""GDOI on a router: who has UDP 848, which groups it serves and which it is a member of.

    848   exchange 33, 35   -> by the SPI of the KEK, to a member or a server
          anything else     -> phase 1 of `isakmp`, whose exchange 32 comes back here (`Tenant`)
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.features.acl.compile import Compiled
from iosemu.features.acl.engine import AclEngine
from iosemu.features.acl.events import ListsChanged
from iosemu.features.acl.model import AccessList, Entry
from iosemu.features.gdoi import coop, events
from iosemu.features.gdoi.events import Step
from iosemu.features.gdoi.member import Member, Status
from iosemu.features.gdoi.model import KIND, GdoiConfig, GroupEntry, MapEntry
from iosemu.features.gdoi.policy import KekSa, Told, understand
from iosemu.features.gdoi.pull import Pull, PullNode
from iosemu.features.gdoi.server import KeyServer
from iosemu.features.ipsec.cryptomap import MapHead
from iosemu.features.ipsec.flow import Flow
from iosemu.features.isakmp.engine import IsakmpEngine
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import Phase
from iosemu.features.keying.contract import ESP, IkeSession, SaRef, SaUser, SaWant
from iosemu.features.rsa.engine import RsaEngine
from iosemu.wire import gdoi as wire
from iosemu.wire import isakmp
from iosemu.wire.isakmp import Header, Identification, IdType

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.features.ike.engine import IkeEngine
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.keying.engine import KeyingEngine

LINES_UP = 4.0  # seconds after a start that members begin
MAX_SEQUENCE = 2147483647
SETTLING = 1.0  # seconds after a change of policy that the members hear of it, or the log


class GdoiEngine(Engine):
    name = "gdoi"
    ready_made = peerless = True
    idle = Phase.GDOI_IDLE

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.keying: KeyingEngine = host.peer("keying")
        self.ike: IkeEngine = host.peer("ike")
        self.isakmp: IsakmpEngine = host.peer("isakmp")
        self.acl: AclEngine = host.peer("acl")
        self.rsa: RsaEngine = host.peer("rsa")
        self.on = False
        self.servers: dict[str, KeyServer] = {}  # by name of the group
        self.members: dict[tuple[MapHead, int], Member] = {}  # by map and number of the entry
        self._owners: dict[tuple[MapHead, Interface], None] = {}
        self._lists: dict[tuple[str, int], Compiled] = {}  # of entries, by map and number
        self._shut: dict[str, tuple[Compiled | None, Compiled]] = {}  # lists of fail-close, and what they are made of
        self._ready_at = 0.0
        self._quiet = False  # SAs go by our own doing
        self.pull = Pull(self)

    @property
    def config(self) -> GdoiConfig:
        return self.host.device[GdoiConfig]

    @property
    def user(self) -> SaUser | None:
        return self.keying.user

    # life of the engine

    def start(self) -> None:
        self._ready_at = self.host.now + (LINES_UP if self.host.device.booting else 0.0)
        self.keying.register(self)
        self.keying.groups[KIND] = self
        self.isakmp.tenants[wire.PORT] = self
        self.host.device.bus.listen(ListsChanged, self._lists_changed)
        ipsec: IpsecEngine = self.host.peer("ipsec")
        for iface, head in ipsec.maps.heads.items():
            if any(self.wants(entry) for entry in head.entries()):
                self._owners[head, iface] = None
        self._agree()

    def stop(self) -> None:
        self.ike.unregister(isakmp.MAJOR, (wire.PORT,))

    def changed(self, change: Change) -> None:
        self._agree()
        for server in self.servers.values():
            server.configured()
        if change.path[0] == "fail_close":
            self.relist()
        if change.record is GroupEntry:
            for member in tuple(self.members.values()):
                member.lists_changed()
        self._look_at_policies()

    def _lists_changed(self, event: ListsChanged) -> None:
        for member in tuple(self.members.values()):
            member.lists_changed()
        self._look_at_policies()

    def _look_at_policies(self) -> None:
        if any(server.published is not None for server in self.servers.values()):
            self.host.after(SETTLING, self.compare)

    def compare(self) -> None:
        """Is a server's policy another one than its members know?"""
        for server in self.servers.values():
            if server.published is None or server.published == server.policy():
                continue
            if self.host.device.software.gdoi_policy_waits:
                server.published = server.policy()
                server.changed = True
                self.host.emit(events.PolicyChanged(server.name))
            else:
                server.replace(False)

    def _agree(self) -> None:
        """Servers and members as configured; the port is open while there are any."""
        groups = self.config.groups
        for name in [name for name in self.servers if name not in groups or groups[name].local is None]:
            self.servers.pop(name).end()
        for name, group in groups.items():
            if group.local is not None and group.identity and name not in self.servers:
                self.servers[name] = KeyServer(self, name)
                self.servers[name].configured()
        wanted: dict[tuple[MapHead, int], tuple[MapEntry, str, bytes]] = {}
        for head, _ in self._owners:
            for entry in head.entries():
                name = entry[GroupEntry].group if self.wants(entry) else ""
                found = groups.get(name)
                if found is not None and found.local is None and found.identity and found.servers:
                    wanted[head, entry.seq] = entry, name, found.identity
        for key, member in list(self.members.items()):
            if key not in wanted or wanted[key] != (member.entry, member.name, member.identity):
                del self.members[key]
                member.forget()
        for (head, seq), (entry, name, _) in wanted.items():
            if (head, seq) not in self.members:
                made = self.members[head, seq] = Member(self, head, entry, name)
                self.host.after(max(self._ready_at - self.host.now, 0.0), made.begin)
        self._switch()

    def _switch(self) -> None:
        wanted = bool(self.servers or self.members) and self.isakmp.config.enabled
        if wanted == self.on:
            return
        self.on = wanted
        if wanted:
            self.ike.register(isakmp.MAJOR, self, (wire.PORT,))
        else:
            for sa in list(self.isakmp.life.sas.values()):
                if sa.service == wire.PORT:
                    self.isakmp.life.delete(sa, "GDOI disabled")
            self.ike.unregister(isakmp.MAJOR, (wire.PORT,))
        self.host.emit(events.GdoiSwitched(wanted))

    # KeyManager, GroupKeys

    def wants(self, settings: object) -> bool:
        return isinstance(settings, MapEntry) and settings.kind == KIND

    def answers(self, settings: object) -> bool:
        return self.wants(settings)

    def has_profile(self, name: str) -> bool:
        return False

    def inside(self, profile: str) -> str:
        """See KeyManager: it has no profiles."""
        return ""

    def listen(self, owner: Hashable) -> None:
        if isinstance(owner, tuple) and isinstance(owner[0], MapHead) and owner not in self._owners:
            self._owners[owner] = None
            self.host.after(0.0, self.attend)

    def unlisten(self, owner: Hashable) -> None:
        if isinstance(owner, tuple) and owner in self._owners:
            del self._owners[owner]
            self._agree()

    def attend(self) -> None:
        """A crypto map has come to work."""
        self._agree()

    def traffic(self, settings: object) -> Compiled | None:
        if not isinstance(settings, MapEntry):
            return None
        found = self._lists.get((settings.name, settings.seq))
        if found is None and self.config.fail_close:
            found = self._closed(settings.name)
        return found

    def _closed(self, name: str) -> Compiled | None:
        """What waits for the first registration, of a crypto map with `fail-close`."""
        closed = self.config.fail_close.get(name)
        if closed is None or not closed.active:
            return None
        own = self.acl.get(closed.acl) if closed.acl else None
        made = self._shut.get(name)
        if made is None or made[0] is not own:
            denied = [rule.entry for rule in own.rules if not rule.permit] if own is not None else []
            rules = [*denied, Entry(MAX_SEQUENCE)]
            made = self._shut[name] = own, Compiled(AccessList(f"gdoi_{name}_fail_close", True, rules))
        return made[1]

    def ready(self, settings: object) -> bool:
        return isinstance(settings, MapEntry) and any(
            member.list is not None
            for member in self.members.values()
            if (member.entry.name, member.entry.seq) == (settings.name, settings.seq)
        )

    def request(self, want: SaWant) -> None:
        member = self._member_of(want)
        if member is not None:
            member.request(want)

    def _member_of(self, want: SaWant) -> Member | None:
        flow, entry = want.owner, want.settings
        if not isinstance(flow, Flow) or not isinstance(entry, MapEntry) or not isinstance(flow.head, MapHead):
            return None
        return self.members.get((flow.head, entry.seq))

    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        """SAs have gone: by their time, or somebody cleared them, and what they were made of is asked for again."""
        if self._quiet:
            return
        for member in self.members.values():
            if any(member.cleared(ref.spi) for ref in refs):
                self.host.after(0.0, self.bereft, member)

    def bereft(self, member: Member) -> None:
        """Its SAs were cleared."""
        if member in self.members.values() and member.status is Status.REGISTERED:
            self.host.emit(events.ReRegistering(member.name))
            member.begin()

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        """Whoever used it has it from the server."""

    def clear(self, name: str = "") -> None:
        """`clear crypto gdoi`: policies and keys are destroyed; members begin anew."""
        for server in self.servers.values():
            if name in ("", server.name):
                server.clear()
        for member in tuple(self.members.values()):
            if name in ("", member.name):
                member.forget()
                member.begin()

    def abandon(self, local: int, vrf: str) -> None:
        """Its phase 1 is ISAKMP's."""

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None:
        """The SAs of phase 1 are ISAKMP's."""

    def sessions(self) -> Sequence[IkeSession]:
        return ()

    # what members do to IPsec

    def relist(self) -> None:
        """What entries protect is different."""
        self._lists = {
            (member.entry.name, member.entry.seq): member.list
            for member in self.members.values()
            if member.list is not None
        }
        self.host.device.paths_changed()
        ipsec: IpsecEngine = self.host.peer("ipsec")
        self._quiet = True
        ipsec.maps.lists_changed()
        self._quiet = False

    def remove(self, member: Member, spi: int) -> None:
        """A TEK of a member is void before its time."""
        if self.user is not None:
            self._quiet = True
            self.user.remove([SaRef(member.inside, ESP, 0, spi)], "the key server says so")
            self._quiet = False

    def understand(self, policy: wire.GroupSa, keys: wire.KeyDownload) -> Told | None:
        return understand(policy, keys.packets, self.host.now)

    # Tenant of ISAKMP

    def up(self, sa: IkeSa) -> None:
        for member in tuple(self.members.values()):
            member.up(sa)
        for server in self.servers.values():
            server.coop.up(sa)

    def down(self, sa: IkeSa) -> None:
        """Who waits for it has a timer."""

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes) -> None:
        if header.exchange == wire.ANNOUNCE:
            self._announced(sa, header, body)
        else:
            self.pull.receive(sa, header, body, data)

    def _announced(self, sa: IkeSa, header: Header, body: bytes) -> None:
        """Of another key server."""
        channel = self.isakmp.channel
        if not sa.established or header.message_id in sa.nodes:
            return
        node = channel.new_node(sa, header.message_id, False)
        opened = channel.open(sa, node.iv, header, body, wire.SEALED)
        del sa.nodes[node.message_id]
        if opened is None or not channel.verify(sa, opened[0], opened[1], header.message_id.to_bytes(4, "big")):
            self.isakmp.bad_message(sa.remote)
            return
        chain = opened[0]
        payloads = [(int(each.kind), data) for each, data in zip(chain.payloads, chain.bodies, strict=True)]
        try:
            identity, announced = coop.read(payloads, self.host.now)
        except isakmp.BadPayload:
            self.isakmp.bad_message(sa.remote)
            return
        sa.heard_at = self.host.now
        for server in self.servers.values():
            if server.group.identity == identity:
                server.coop.heard(sa, announced, isakmp.HEADER_SIZE + len(body))

    def no_answer(self, sa: IkeSa, node: Node) -> None:
        self.isakmp.life.finish_node(sa, node.message_id)
        if isinstance(node, PullNode) and node.initiator:
            self.isakmp.life.delete(sa, "GDOI registration failed")

    def more(self) -> list[IkeSa]:
        return [kek for member in self.members.values() for kek in member.keks]

    # the port

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        """See ike.IkeUser."""
        try:
            header, body = Header.decode(data)
        except isakmp.BadPayload:
            self.isakmp.bad_message(remote)
            return
        if header.exchange == wire.PUSH:
            self._pushed(local, remote, header, body, vrf)
        elif header.exchange == wire.PUSH_ACK:
            self._acknowledged(remote, header, body)
        else:
            self.isakmp.message(local, local_port, remote, remote_port, data, vrf)

    def _pushed(self, local: int, remote: int, header: Header, body: bytes, vrf: str) -> None:
        spi = header.cookie_i + header.cookie_r
        for member in tuple(self.members.values()):
            kek = member.kek
            ours = kek is not None and kek.spi == spi and member.front == vrf
            if kek is not None and ours and (not kek.unicast or local == member.address):
                member.rekeyed(remote, header, body)

    def _acknowledged(self, remote: int, header: Header, body: bytes) -> None:
        spi = header.cookie_i + header.cookie_r
        for server in self.servers.values():
            rekey = server.pushes.under_way
            keks: list[KekSa | None] = [server.kek, rekey.kek if rekey is not None else None]
            kek = next((kek for kek in keks if kek is not None and kek.spi == spi), None)
            if kek is None:
                continue
            try:
                chain = isakmp.decode_chain(header.next_payload, body, False, wire.SEALED)
                if not server.pushes.acknowledged(kek, remote, chain, body):
                    self.isakmp.bad_message(remote)
            except isakmp.BadPayload:
                self.isakmp.bad_message(remote)
            return

    def server_of(self, ident: Identification) -> KeyServer | None:
        """Who serves the group of this identity."""
        for server in self.servers.values():
            group = server.group
            kind = IdType.KEY_ID if group.number is not None else IdType.IPV4_ADDR
            if ident.type == kind and ident.data == group.identity:
                return server
        return None

    # telling

    def trace(self, step: Step, *args: float | str, of: KeyServer | Member | None, sa: IkeSa | None = None) -> None:
        """A line of a debug, if anybody listens."""
        if not self.host.device.bus.wants(events.Trace):
            return
        group = of.group if of is not None else None
        identity = str(int.from_bytes(group.identity, "big")) if group is not None else ""
        name = group.name if group is not None else ""
        self.host.emit(events.Trace(step, args, sa.conn_id if sa is not None else 0, identity, name))
