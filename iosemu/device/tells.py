"""What features tell in shows of others: sections, facts and lists that the owner of a show asks all of them for.

A feature names the shows in `FEATURE.tells` and has a function for each in its module `tells`, "ip traffic" in
`ip_traffic(engine, …)`. Asked are features whose engine runs, in the order in which they were started.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.feature import features
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.engine import Engine
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf


@dataclass(slots=True)
class IpFacts:
    """What `show ip interface` tells of the features at work on an interface; features in order of operation."""

    split_horizon: bool = True
    policy_map: str = ""  # of policy routing
    domain: str = ""  # of translation
    lender: str = ""  # how a leased address is said to have come
    helpers: tuple[str, ...] = ()  # whom broadcasts are sent on to
    verify: tuple[str, ...] = ()  # lines about the check of sources
    inspection: tuple[str, ...] = ()  # lines about the sessions that are followed
    input_features: list[str] = field(default_factory=list)
    output_features: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Ip6Facts:
    """What `show ipv6 interface` tells of the features at work on an interface, with lines beneath each way's."""

    input_features: list[str] = field(default_factory=list)
    input_lines: list[str] = field(default_factory=list)
    output_features: list[str] = field(default_factory=list)
    output_lines: list[str] = field(default_factory=list)


def told(device: Device, show: str, *about: Any) -> Iterator[Any]:
    """What each of those who tell in a show answers.

    | show               | asked with   | answer                                                                |
    |--------------------|--------------|-----------------------------------------------------------------------|
    | "ip traffic"       |              | lines of its section, the title first                                 |
    | "ip traffic idle"  |              | the same while its engine does not run (`untold`: from the device)    |
    | "ip protocols"     | vrf          | blocks of lines                                                       |
    | "ipv6 protocols"   | vrf          | blocks of lines                                                       |
    | "ip interface"     | iface, facts | None: puts its part into the `IpFacts`                                |
    | "ipv6 interface"   | iface, facts | None: puts its part into the `Ip6Facts`                               |
    | "interfaces"       | iface        | lines from the keepalive to the counters; none: not its interface     |
    | "queueing strategy" | iface     | its words, "" where it is first in, first out                         |
    | "route sources"    | vrf          | the `RouteSource`s that run, with routes or without                   |
    | "processes memory" |              | its tables, each of objects of one class                              |
    | "igmp interface"   | iface        | lines about the designated router                                     |
    | "track clients"    | number       | lines of "Tracked by:" for that object                                |
    | "track state"      | number       | up, down or undefined, as a word                                      |
    | "redundancy"       | iface, name  | address of the group of that name, 0 while another one answers for it |
    | "dmvpn policy"     | iface, nbma  | name of the output policy of that peer, "" where there is none        |
    | "dmvpn session"    | iface, nbmas | lines of each session with one of these peers                         |
    | "dmvpn pending"    | iface        | lines of each session that has no SAs yet                             |
    | "crypto peer"      | vrf, address | how a peer is described there, "" where it is not                     |
    | "crypto map lacks" | entry        | (sentence, remedy) of what a group's entry waits for                  |
    | "crypto map entry" | entry        | lines of an entry that a group's key server tells what to do          |
    """
    return (answer for _, answer in answers(device, show, *about))


def answers(device: Device, show: str, *about: Any) -> Iterator[tuple[Engine, Any]]:
    """The same, each with who answers."""
    for name, engine in list(device.engines.items()):
        feature = features().get(name)
        if feature is not None and show in feature.tells:
            yield engine, feature.function("tells", show.replace(" ", "_"))(engine, *about)


def untold(device: Device, show: str) -> Iterator[Any]:
    """What those tell of themselves whose engine does not run: the functions get the device."""
    for feature in features().values():
        if show in feature.tells and feature.name not in device.engines:
            yield feature.function("tells", show.replace(" ", "_"))(device)


def running_sources(vrf: Vrf) -> list[RouteSource]:
    """The routing protocols (their processes) that run in a VRF of a router."""
    return [source for answer in told(vrf.device, "route sources", vrf) for source in answer]
