"""NAPALM's ios driver: getters, ping, traceroute; candidates merged and replaced, by SCP, inline and over telnet."""

import logging
import os
from typing import Any

from napalm import get_network_driver
from napalm.base.exceptions import MergeConfigException, ReplaceConfigException

logging.disable()  # it tells of each regular expression that finds nothing


def connect(port: str, **more: Any) -> Any:
    options = {"port": int(os.environ[port]), "secret": "cisco", **more}
    return get_network_driver("ios")("127.0.0.1", "admin", "cisco", timeout=60, optional_args=options)


def getters(device: Any, name: str, port: str, peer: str) -> None:
    facts = device.get_facts()
    assert (facts["hostname"], facts["fqdn"], facts["vendor"]) == (name, f"{name}.lab.net", "Cisco"), facts
    assert facts["uptime"] >= 0 and facts["serial_number"] and facts["model"] != "Unknown", facts
    assert port in facts["interface_list"] and "Loopback0" in facts["interface_list"], facts
    own = device.get_interfaces()[port]
    assert own["is_up"] and own["is_enabled"] and own["mtu"] == 1500 and own["description"].startswith("to R"), own
    assert own["speed"] > 0 and own["mac_address"].count(":") == 5, own
    addresses = device.get_interfaces_ip()
    assert addresses[port]["ipv4"] == {f"10.0.0.{name[1]}": {"prefix_length": 24}}, addresses
    assert f"192.168.{name[1]}.{name[1]}" in addresses["Loopback0"]["ipv4"], addresses
    counters = device.get_interfaces_counters()[port]
    assert counters["tx_unicast_packets"] > 0 and counters["rx_octets"] > 0, counters
    assert peer in [entry["ip"] for entry in device.get_arp_table() if entry["interface"] == port]
    neighbors = device.get_bgp_neighbors()["global"]
    assert neighbors["router_id"] == f"192.168.{name[1]}.{name[1]}", neighbors
    own = neighbors["peers"][peer]
    assert own["is_up"] and own["is_enabled"] and own["uptime"] > 0 and own["remote_id"], own
    assert own["address_family"]["ipv4 unicast"]["received_prefixes"] == 1, own
    detail = device.get_bgp_neighbors_detail()["global"]
    assert [each["up"] for peers in detail.values() for each in peers] == [True], detail
    assert device.get_bgp_config()["_"]["neighbors"][peer]["remote_as"] == 65000 + 3 - int(name[1])
    configs = device.get_config()
    assert f"\nhostname {name}\n" in configs["running"] and configs["running"].endswith("\nend"), configs["running"]
    assert f"\nhostname {name}\n" in configs["startup"], configs["startup"]
    assert " $1$" not in device.get_config(retrieve="running", sanitized=True)["running"]
    users = device.get_users()
    assert users["admin"]["level"] == 15 and users["oper"]["password"] == "oper", users
    route = device.get_route_to(f"192.168.{peer[-1]}.{peer[-1]}")[f"192.168.{peer[-1]}.{peer[-1]}/32"][0]
    assert (route["protocol"], route["next_hop"], route["current_active"]) == ("bgp", peer, True), route
    assert device.get_environment()["cpu"][0]["%usage"] >= 0
    assert set(device.get_network_instances()) == {"default"}
    assert device.is_alive() == {"is_alive": True}
    said = device.cli(["show clock", "show privilege"])
    assert "UTC" in said["show clock"] and "15" in said["show privilege"], said


def probes(device: Any, peer: str) -> None:
    good = device.ping(peer, count=4)["success"]
    assert good["probes_sent"] == 4 and good["packet_loss"] == 0 and len(good["results"]) == 4, good
    lost = device.ping("10.0.0.77", count=2, timeout=1)["success"]
    assert lost["packet_loss"] == 2, lost
    traced = device.traceroute(peer)["success"]
    assert traced[1]["probes"][1]["ip_address"] == peer, traced


def changes(device: Any, name: str) -> None:
    before = device.get_config(retrieve="running")["running"]
    device.load_merge_candidate(config="interface Loopback5\n ip address 5.5.5.5 255.255.255.255\nend\n")
    assert device.compare_config() == "+interface Loopback5\n+ ip address 5.5.5.5 255.255.255.255", device.compare_config()
    device.discard_config()
    assert "Loopback5" not in device.get_config(retrieve="running")["running"]
    device.load_merge_candidate(config="interface Loopback5\n ip address 5.5.5.5 255.255.255.255\nend\n")
    device.commit_config()
    assert "5.5.5.5" in device.get_interfaces_ip()["Loopback5"]["ipv4"]
    assert "\ninterface Loopback5\n" in device.get_config(retrieve="startup")["startup"]
    device.load_merge_candidate(config="interface Loopback5\n ip address 5.5.5.5 255.255.255.255\nend\n")
    assert device.compare_config() == "", device.compare_config()
    device.rollback()
    assert "Loopback5" not in device.get_interfaces_ip()
    device.load_merge_candidate(config="hostname X\nno such command\nend\n")
    try:
        device.commit_config()
        raise SystemExit("a candidate that is no configuration was merged")
    except MergeConfigException:
        pass
    assert device.get_facts()["hostname"] == name, "and it stayed"

    wanted = before.replace("description to R", "description link to R").replace("hostname R", "hostname Z")
    device.load_replace_candidate(config=wanted)
    difference = device.compare_config()
    port = next(iter(device.get_bgp_neighbors()["global"]["peers"]))
    assert port and f"-hostname {name}" in difference and f"+hostname Z{name[1]}" in difference, difference
    device.commit_config()
    assert device.get_facts()["hostname"] == f"Z{name[1]}"
    assert any(each["description"].startswith("link to R") for each in device.get_interfaces().values())
    device.rollback()
    assert device.get_facts()["hostname"] == name
    device.load_replace_candidate(config=wanted + "nonsense here\n")
    try:
        device.commit_config()
        raise SystemExit("a candidate that is no configuration was taken")
    except ReplaceConfigException:
        pass
    assert device.get_facts()["hostname"] == name, "and it stayed"
    device.load_merge_candidate(config="interface Loopback6\nend\n")
    device.commit_config(revert_in=60)
    assert device.has_pending_commit()
    device.confirm_commit()
    assert not device.has_pending_commit() and "Loopback6" in device.get_interfaces()
    device.load_merge_candidate(config="no interface Loopback6\nend\n")
    device.commit_config(revert_in=120)
    assert "Loopback6" not in device.get_interfaces()
    device.rollback()
    assert not device.has_pending_commit() and "Loopback6" in device.get_interfaces()
    device.load_merge_candidate(config="no interface Loopback6\nend\n")
    device.commit_config()


for port, name, interface, peer in (
    ("R1_SSH", "R1", "FastEthernet0/0", "10.0.0.2"), ("R2_SSH", "R2", "GigabitEthernet1", "10.0.0.1"),
):  # fmt: skip
    with connect(port) as device:
        device.cli(["write memory"])
        getters(device, name, interface, peer)
        probes(device, peer)
        changes(device, name)
for port, transport in (("R1_SSH", "ssh"), ("R2_TELNET", "telnet")):
    with connect(port, inline_transfer=True, transport=transport) as device:
        device.load_merge_candidate(config="interface Loopback5\n description by $napalm [inline]\nend\n")
        device.commit_config()
        assert device.get_interfaces()["Loopback5"]["description"] == "by $napalm [inline]"
        device.rollback()
        assert "file prompt" in device.get_config(retrieve="running")["running"]  # it is open
    with connect(port, transport=transport) as device:
        assert "file prompt" not in device.get_config(retrieve="running")["running"], "put back as it was"
print("napalm: getters, ping, traceroute, merge, replace, rollback, confirmed commits; SCP, inline, telnet")
