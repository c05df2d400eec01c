"""nornir with netmiko: both routers at the same time, commands parsed, configuration, save."""

import os
import tempfile
from pathlib import Path

from nornir import InitNornir
from nornir.core.task import Result, Task
from nornir_netmiko.tasks import netmiko_save_config, netmiko_send_command, netmiko_send_config

KINDS = {"R1": ("R1_SSH", "cisco_ios"), "R2": ("R2_TELNET", "cisco_ios_telnet")}
HOST = """{name}:
  hostname: 127.0.0.1
  port: {port}
  username: admin
  password: cisco
  platform: {kind}
  connection_options: {{netmiko: {{extras: {{secret: cisco}}}}}}
"""


def story(task: Task) -> Result:
    name = task.host.name
    rows = task.run(netmiko_send_command, command_string="show ip interface brief", use_textfsm=True).result
    assert f"10.0.0.{name[1]}" in [row["ip_address"] for row in rows], rows
    task.run(netmiko_send_config, config_commands=["interface Loopback8", f"description nornir at {name}"])
    shown = task.run(netmiko_send_command, command_string="show interfaces description | include Lo8").result
    assert f"nornir at {name}" in shown, shown
    assert "[OK]" in task.run(netmiko_save_config).result
    task.run(netmiko_send_config, config_commands=["no interface Loopback8"])
    return Result(task.host, result=name)


with tempfile.TemporaryDirectory() as place:
    hosts = Path(place) / "hosts.yaml"
    hosts.write_text("".join(
        HOST.format(name=name, port=os.environ[port], kind=kind) for name, (port, kind) in KINDS.items()
    ))  # fmt: skip
    made = InitNornir(
        runner={"plugin": "threaded", "options": {"num_workers": 2}}, logging={"enabled": False},
        inventory={"plugin": "SimpleInventory", "options": {"host_file": str(hosts)}},
    )  # fmt: skip
    done = made.run(story)
    done.raise_on_error()
    assert {name: each.result for name, each in done.items()} == {"R1": "R1", "R2": "R2"}, done
    made.close_connections()
print("nornir: two routers at once, SSH and telnet")
