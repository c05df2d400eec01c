"""Ansible over network_cli with cisco.ios: facts, commands, ios_config, and resource modules.

Each resource is merged, merged again, which must change nothing, and gathered.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PORT = {"R1": "FastEthernet0/0", "R2": "GigabitEthernet1"}
PEER = {"R1": "10.0.0.2", "R2": "10.0.0.1"}
AS = {"R1": "65001", "R2": "65002"}


def resources(name: str) -> dict[str, Any]:
    """Module -> its `config`."""
    port, peer, other = PORT[name], PEER[name], AS["R2" if name == "R1" else "R1"]
    # before IOS-XE 16 the running-config has no numbers of entries, and numbered lists in a form that the module does not read
    extended = "filter" if name == "R1" else "110"

    def numbered(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**entry, "sequence": 10 * at} if name == "R2" else entry for at, entry in enumerate(entries, 1)]

    return {
        "hostname": {"hostname": f"{name}-ansible"},
        "interfaces": [
            {"name": "Loopback11", "description": "by ansible", "enabled": True},
            {"name": port, "description": "to the other one", "enabled": True},
        ],
        "l3_interfaces": [
            {"name": "Loopback11", "ipv4": [{"address": "11.11.11.11/32"}, {"address": "11.11.12.1/24", "secondary": True}]},
        ],
        "static_routes": [
            {"address_families": [{"afi": "ipv4", "routes": [
                {"dest": "198.51.100.0/24", "next_hops": [
                    {"forward_router_address": peer, "name": "ansible", "tag": 50, "distance_metric": 150}]},
                {"dest": "203.0.113.0/24", "next_hops": [{"interface": "Null0"}]},
            ]}]},
        ],
        "acls": [
            {"afi": "ipv4", "acls": [
                {"name": extended, "acl_type": "extended", "aces": numbered([
                    {"grant": "deny", "protocol": "icmp",
                     "protocol_options": {"icmp": {"echo": True}}, "source": {"host": "192.0.2.1"},
                     "destination": {"address": "192.0.3.0", "wildcard_bits": "0.0.0.255"}},
                    {"grant": "deny", "protocol": "tcp", "protocol_options": {"tcp": {"established": True}},
                     "source": {"any": True}, "destination": {"host": "192.0.2.7", "port_protocol": {"eq": "www"}}},
                    {"grant": "permit", "protocol": "ip", "source": {"any": True},
                     "destination": {"any": True}},
                ])},
                {"name": "standard_acl", "acl_type": "standard", "aces": numbered([
                    {"grant": "deny", "source": {"host": "192.168.7.200"}},
                    {"grant": "permit", "source": {"address": "192.168.0.0", "wildcard_bits": "0.0.255.255"}},
                ])},
            ]},
        ],
        "acl_interfaces": [
            {"name": port, "access_groups": [{"afi": "ipv4", "acls": [{"name": extended, "direction": "in"}]}]},
        ],
        "prefix_lists": [
            {"afi": "ipv4", "prefix_lists": [{"name": "TENS", "description": "ten nets", "entries": [
                {"sequence": 5, "action": "deny", "prefix": "10.66.0.0/16"},
                {"sequence": 10, "action": "permit", "prefix": "10.0.0.0/8", "le": 24},
            ]}]},
        ],
        "route_maps": [
            {"route_map": "POLICY", "entries": [
                {"sequence": 10, "action": "permit", "description": "tens first",
                 "match": {"ip": {"address": {"prefix_lists": ["TENS"]}}},
                 "set": {"local_preference": 200, "metric": {"metric_value": 100}}},
                {"sequence": 20, "action": "deny", "match": {"tag": {"value": [50]}}},
            ]},
        ],
        "ospfv2": {"processes": [
            {"process_id": 1, "router_id": f"192.168.{name[1]}.{name[1]}",
             "network": [{"address": "10.0.0.0", "wildcard_bits": "0.0.0.255", "area": "0"}],
             "default_information": {"originate": True, "always": True, "metric": 10},
             "passive_interfaces": {"interface": {"set_interface": True, "name": ["Loopback11"]}}},
        ]},
        "ospf_interfaces": [
            {"name": port, "address_family": [
                {"afi": "ipv4", "cost": {"interface_cost": 20}, "priority": 40, "hello_interval": 5}]},
        ],
        "bgp_global": {
            "as_number": AS[name], "bgp": {"log_neighbor_changes": True},
            "timers": {"keepalive": 10, "holdtime": 30},
            "neighbors": [{"neighbor_address": peer, "remote_as": other, "description": "the other one"}],
        },
        "bgp_address_family": {
            "as_number": AS[name],
            "address_family": [
                {"afi": "ipv4", "neighbors": [
                    {"neighbor_address": peer, "activate": True, "soft_reconfiguration": True,
                     "prefix_lists": [{"name": "TENS", "out": True}]}],
                 "networks": [{"address": "11.11.11.11", "mask": "255.255.255.255"}]},
            ],
        },
        "logging_global": {
            "hosts": [{"host": "192.0.2.99"}], "buffered": {"size": 20000, "severity": "warnings"},
            "facility": "local5", "trap": "errors", "source_interface": [{"interface": "Loopback0"}],
        },
        "vrf_global": {"vrfs": [{"name": "blue", "description": "by ansible", "rd": "65000:7"}]},
    }  # fmt: skip


def task(name: str, module: str, arguments: dict[str, Any], check: str = "", **more: Any) -> list[dict[str, Any]]:
    """The task, and what must be true of its result `r`."""
    done: list[dict[str, Any]] = [{"name": name, f"cisco.ios.ios_{module}": arguments, "register": "r", **more}]
    if check:
        said = {"that": [f"({check}) is truthy"], "fail_msg": f"{name}: {{{{ r }}}}", "quiet": True}
        done.append({"name": f"{name}, as it should", "ansible.builtin.assert": said})
    return done


def play(name: str) -> dict[str, Any]:
    lines = {"parents": ["interface Loopback12"], "lines": ["description by ios_config", "ip address 12.12.12.12 255.255.255.255"]}
    sets = "r.ansible_facts.ansible_net_"
    tasks = [
        *task("all facts", "facts", {"gather_subset": ["all"]}, f"{sets}hostname == '{name}' and {sets}memtotal_mb > 1"
              f" and {sets}interfaces['{PORT[name]}'].lineprotocol == 'up' and {sets}filesystems | length == 1"
              f" and 'hostname {name}' in {sets}config and '10.0.0.{name[1]}' in {sets}all_ipv4_addresses"
              f" and {sets}neighbors['{PORT[name]}'][0].host is match('R{3 - int(name[1])}')"
              f" and {sets}version and {sets}serialnum and {sets}model and {sets}iostype"),
        *task("commands", "command", {"commands": ["show version", "show ip interface brief"], "wait_for": ["result[1] contains Loopback0"]},
              f"'{name} uptime' in r.stdout[0]"),
        *task("a question answered", "command", {"commands": [
            {"command": "clear counters Loopback0", "prompt": "\\[confirm\\]", "answer": "y"}]}, "r.stdout | length == 1"),
        *task("a wrong command", "command", {"commands": ["show nothing"]}, "r is failed and 'Invalid input' in r.msg", ignore_errors=True),
        *task("lines", "config", lines, "r is changed"),
        *task("lines again", "config", lines, "r is not changed"),
        *task("lines that are wrong", "config", {"lines": ["no such thing"]}, "r is failed", ignore_errors=True),
        *task("saved", "config", {"save_when": "modified"}, "r is changed"),
        *task("saved again", "config", {"save_when": "modified"}, "r is not changed"),
        *task("compared", "config", {"diff_against": "startup"}, "r is not changed"),
        *task("back", "config", {"lines": ["no interface Loopback12"]}, "r is changed", vars={}),
    ]  # fmt: skip
    wanted = resources(name)
    for module, config in wanted.items():
        merged = {"config": config, "state": "merged"}
        tasks += task(f"{module} merged", module, merged, "r is changed")
        tasks += task(f"{module} merged again", module, merged, "r is not changed and not r.commands")
        gathered = {"state": "gathered"}
        tasks += task(f"{module} gathered", module, gathered, "r.gathered and r is not changed")
    tasks += task("all resources", "facts", {"gather_subset": ["min"], "gather_network_resources": list(wanted)},
                  f"r.ansible_facts.ansible_network_resources | length == {len(wanted)}")  # fmt: skip
    tasks += task("hostname back", "hostname", {"config": {"hostname": name}, "state": "replaced"}, "r is changed")
    return {"name": f"story of {name}", "hosts": name, "gather_facts": False, "tasks": tasks}


with tempfile.TemporaryDirectory() as place:
    folder = Path(place)
    hosts = {
        name: {
            "ansible_host": "127.0.0.1", "ansible_port": int(os.environ[f"{name}_SSH"]), "ansible_user": "admin",
            "ansible_password": "cisco", "ansible_become": True, "ansible_become_method": "enable",
            "ansible_become_password": "cisco", "ansible_connection": "ansible.netcommon.network_cli",
            "ansible_network_os": "cisco.ios.ios", "ansible_network_cli_ssh_type": kind,
        }
        for name, kind in (("R1", "paramiko"), ("R2", "libssh"))
    }  # fmt: skip
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts}}))
    wanted = sys.argv[1:] or ["R1", "R2"]
    (folder / "story.yml").write_text(json.dumps([play(name) for name in wanted], indent=1))
    home = {"ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_HOME": str(folder / "home"), "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PERSISTENT_COMMAND_TIMEOUT": "120", "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": "600", "ANSIBLE_LOCAL_TEMP": str(folder / "temp")}  # fmt: skip
    command = ["ansible-playbook", "-i", str(folder / "hosts.json"), str(folder / "story.yml")]
    status = subprocess.run(command, env={**os.environ, **home}, cwd=folder).returncode
    if status:
        sys.exit(status)
print("ansible: facts, ios_command, ios_config, resource modules; paramiko, libssh")
