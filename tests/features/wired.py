"""Small networks for stories: routers from texts, cables from names."""

from __future__ import annotations

from iosemu.device.debug import LogRecord
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName


def network(
    configs: dict[str, str],
    *cables: str,
    platform: str = "c7200",
    delay: float = 0.001,
    seed: int = 1,
    release: str = "",
) -> Lab:
    """Cables like ``"R1:Fa0/0 R2:Fa0/0"``; three or more ends make a segment. The lab is booted, no time has passed."""
    nodes = {name: NodeSpec(name, platform, f"hostname {name}\n{text}", release=release) for name, text in configs.items()}
    links = []
    for cable in cables:
        ends = [end.split(":") for end in cable.split()]
        links.append(LinkSpec([Endpoint(node, InterfaceName.parse(port)) for node, port in ends], delay))
    return Lab(Topology("wired", seed, nodes, links), seed)


def chain(count: int, more: str = "", platform: str = "c7200") -> Lab:
    """R1 - R2 - … on 10.0.<i><i+1>.0/24 with Loopback0 192.168.<i>.1/24; `more` ends every configuration ({i}: number)."""
    port = "Gi" if platform == "iosv" else "Fa"
    configs: dict[str, str] = {}
    for i in range(1, count + 1):
        text = f"interface Loopback0\n ip address 192.168.{i}.1 255.255.255.0\n"
        if i > 1:
            text += f"interface {port}0/1\n ip address 10.0.{i - 1}{i}.2 255.255.255.0\n no shutdown\n"
        if i < count:
            text += f"interface {port}0/0\n ip address 10.0.{i}{i + 1}.1 255.255.255.0\n no shutdown\n"
        configs[f"R{i}"] = text + more.replace("{i}", str(i))
    cables = [f"R{i}:{port}0/0 R{i + 1}:{port}0/1" for i in range(1, count)]
    return network(configs, *cables, platform=platform)


def routes(lab: Lab, node: str, source: str) -> dict[str, tuple[int, int]]:
    """Prefix -> (distance, metric) of the installed routes of one source."""
    table = lab[node].device.vrfs.default.v4
    return {str(route.prefix): (route.distance, route.metric) for route in table if str(route.source) == source}


def log_of(lab: Lab, node: str, facility: str = "") -> list[tuple[float, str]]:
    """A list that fills with (time, text) of the messages of a facility ("" is debug output)."""
    lines: list[tuple[float, str]] = []

    def note(record: LogRecord) -> None:
        if record.facility == facility:
            lines.append((record.time, record.text))

    lab[node].device.bus.listen(LogRecord, note)
    return lines
