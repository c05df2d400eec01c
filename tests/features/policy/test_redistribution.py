"""What is redistributed, from whichever source the release knows."""

from __future__ import annotations

import pytest

from iosemu.device.rib import Path, Route
from iosemu.device.sources import named, sources
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from tests.features.wired import network

PORT = "interface {port}\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
TEXT = " redistribute {source}{metric}\n"


@pytest.mark.parametrize("platform", ["c7200", "c8000v", "c3725"])
def test_routes_of_every_source_are_taken(platform: str) -> None:
    """As soon as they are in the table, by RIP and by EIGRP; and gone with them."""
    port = "GigabitEthernet1" if platform == "c8000v" else "FastEthernet0/0"
    lab = network({"R1": PORT.format(port=port), "R2": PORT.format(port=port).replace("0.1 ", "0.2 ")}, f"R1:{port} R2:{port}", platform=platform)
    device, prefix = lab["R1"].device, Prefix.parse("172.16.5.0/24")
    path = Path(parse_ipv4("10.0.0.2"), device.interfaces[InterfaceName.parse(port)])
    numbered = ("eigrp", "ospf", "bgp")
    plain = [name for name in sources() if name not in ("connected", "local", "application", *numbered)]
    for name in (*plain, *(f"{name} 7" for name in numbered if name in sources())):
        source, table = named(name), device.vrfs.default.v4
        taker, shows = ("eigrp 1", "show ip eigrp topology") if name == "rip" else ("rip", "show ip rip database")
        metric = " metric 100000 10 255 1 1500" if name == "rip" else " metric 2"
        known = name != "nhrp" or platform == "c8000v"
        answer = lab["R1"].configure(f"router {taker}\n" + TEXT.format(source=name, metric=metric))
        assert (answer == "") == known
        table.update("test", prefix, Route(prefix, source, source.distance, 1, (path,)))
        lab.run(2)
        found = lab["R1"].cli(shows)
        assert ("172.16.5.0/24" in found and "possibly down" not in found) == known, name
        table.update("test", prefix, None)
        lab["R1"].configure(f"no router {taker}\n")
        lab.run(2)
