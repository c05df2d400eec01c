"""`key config-key password-encrypt` and `password encryption aes`: who has what key, and what comes of it."""

from __future__ import annotations

import pytest

from iosemu.crypto.type6 import unseal
from iosemu.device.debug import LogRecord
from tests.features.desk import Desk, cable

IKE = """\
hostname R{0}
crypto isakmp policy 10
 authentication pre-share
 group 2
crypto isakmp key {1} address 10.0.12.{2}
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto map M 10 ipsec-isakmp
 set peer 10.0.12.{2}
 set transform-set TS
 match address 101
access-list 101 permit ip host 10.0.12.{0} host 10.0.12.{2}
interface FastEthernet0/0
 ip address 10.0.12.{0} 255.255.255.0
 crypto map M
 no shutdown
"""
MASTER = "S3cretMaster"


def lines(desk: Desk, word: str) -> list[str]:
    return [line.strip() for line in desk.shell.running_config() if word in line]


def test_a_tunnel_lives_by_a_sealed_key() -> None:
    r1 = Desk(IKE.format(1, "cisco", 2))
    r2 = Desk(IKE.format(2, "cisco", 1), scheduler=r1.scheduler, number=2)
    cable(r1, "FastEthernet0/0", r2, "FastEthernet0/0")
    r1.type("configure terminal", "password encryption aes")
    assert lines(r1, "isakmp key") == ["crypto isakmp key cisco address 10.0.12.2"]
    assert r1.type(f"key config-key password-encrypt {MASTER}") == ""
    [line] = lines(r1, "isakmp key")
    sealed = line.split()[4]
    assert line == f"crypto isakmp key 6 {sealed} address 10.0.12.2" and unseal(sealed, MASTER) == "cisco"
    assert not any(MASTER in line for line in r1.shell.running_config())
    r1.type("end")
    r1.type("ping 10.0.12.2")
    r1.run(20)
    assert "QM_IDLE" in r1.type("show crypto isakmp sa")
    assert sealed in r1.type("show crypto isakmp key")

    # nothing is changed by typing it again, in clear or sealed
    r1.type("configure terminal")
    assert "already exists!" in r1.type("crypto isakmp key cisco address 10.0.12.2")
    assert "already exists!" in r1.type("crypto isakmp key other address 10.0.12.2")
    assert "already exists!" in r1.type(line)
    assert lines(r1, "isakmp key") == [line]

    # without the master key nobody can use it; with it again, one can
    assert r1.type("no key config-key password-encrypt").startswith("WARNING: All type 6 encrypted keys will become unusable.\nContinue with master key deletion ? [yes/no]: ")
    r1.answer("yes")
    r1.type("end")
    r1.type("clear crypto isakmp", "clear crypto sa", "debug crypto isakmp", "ping 10.0.12.2")
    r1.run(20)
    assert "QM_IDLE" not in r1.type("show crypto isakmp sa") and lines(r1, "isakmp key") == [line]
    r1.type("configure terminal", f"key config-key password-encrypt {MASTER}", "end")
    r1.type("ping 10.0.12.2")
    r1.run(60)
    r1.type("ping 10.0.12.2")
    r1.run(20)
    assert "QM_IDLE" in r1.type("show crypto isakmp sa")


def test_the_dialogue() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type("key config-key password-encrypt") == "New key: "
    assert desk.answer("short") == "Confirm key: "
    assert "8 to 127 characters" in desk.answer("short")
    assert not desk.device.vault.master
    desk.type("key config-key password-encrypt")
    desk.answer(MASTER)
    assert "do not match" in desk.answer(MASTER + "x")
    desk.type("key config-key password-encrypt")
    desk.answer(MASTER)
    desk.answer(MASTER)
    assert desk.device.vault.master == MASTER
    assert desk.type("key config-key password-encrypt 0therMaster") == "Old key: "
    assert "does not match" in desk.answer("wrong")
    desk.type("key config-key password-encrypt 0therMaster")
    desk.answer(MASTER)
    assert desk.device.vault.master == "0therMaster"
    assert desk.type("no key config-key password-encrypt").endswith("[yes/no]: ")
    assert desk.answer("maybe").endswith("% Please answer 'yes' or 'no'.\nContinue with master key deletion ? [yes/no]: ")
    desk.answer("no")
    assert desk.device.vault.master
    assert "Invalid input" in desk.type("key config-key ascii x")


def test_another_master_key_seals_anew() -> None:
    desk = Desk("crypto isakmp key one address 10.0.0.1\ncrypto keyring K\n pre-shared-key address 10.0.0.2 key two\n")
    told: list[str] = []
    desk.device.bus.listen(LogRecord, lambda record: told.append(record.text))
    desk.type("configure terminal", "password logging", "password encryption aes", f"key config-key password-encrypt {MASTER}")
    before = lines(desk, "key 6")
    desk.type("key config-key password-encrypt 0therMaster")
    desk.answer(MASTER)
    desk.run(1)
    after = lines(desk, "key 6")
    assert len(before) == len(after) == 2 and before != after
    assert [unseal(line.split(" 6 ")[1].split()[0], "0therMaster") for line in after] == ["two", "one"]
    assert [text for text in told if "TYPE6" in text] == [
        "TYPE6_PASS: New Master key configured, encrypting the keys with the new master key",
        "TYPE6_PASS: Master key change heralded, re-encrypting the keys with the new master key",
        "TYPE6_PASS: Mac verification successful",
        "TYPE6_PASS: Mac verification successful",
    ]
    desk.type("no password encryption aes", "crypto isakmp key new address 10.0.0.3")
    assert lines(desk, "10.0.0.3") == ["crypto isakmp key new address 10.0.0.3"]
    assert lines(desk, "key 6") == after  # nothing is opened for that


def test_it_outlives_a_reload_outside_the_configuration() -> None:
    desk = Desk("crypto isakmp key cisco address 10.0.0.1\n")
    desk.type("configure terminal", "password encryption aes", f"key config-key password-encrypt {MASTER}", "end", "write memory")
    desk.shell.reload("Reload Command")
    desk.run(60)
    assert desk.device.vault.master == MASTER
    assert MASTER not in desk.device.startup_config
    key = desk.device[type(desk.device.engine("isakmp").config)].keys
    assert [each.secret for each in key.values()] == ["cisco"]
    desk.device.private_config = {}  # another router with the same configuration
    desk.shell.reload("Reload Command")
    desk.run(60)
    key = desk.device[type(desk.device.engine("isakmp").config)].keys
    assert [each.secret for each in key.values()] == [""]


def test_without_a_master_key_it_says_so() -> None:
    desk = Desk()
    desk.type("configure terminal", "password encryption aes", "end")
    told = "Building configuration...\nCan not encrypt password. Please configure a configuration-key with 'key config-key'\n"
    assert desk.type("show running-config").startswith(told)
    assert desk.type("write memory").startswith(told)


def test_what_is_no_text_of_type_6_is_taken_as_it_is() -> None:
    desk = Desk("crypto isakmp key 6 cisco address 10.0.0.1\n")
    assert [key.secret for key in desk.device.engine("isakmp").config.keys.values()] == ["cisco"]
    assert lines(desk, "isakmp key") == ["crypto isakmp key 6 cisco address 10.0.0.1"]


def test_passwords_of_users_lines_and_key_chains_where_the_release_has_them() -> None:
    config = "service password-encryption\nusername anna password seven\nenable password top\nkey chain K\n key 1\n  key-string chained\nline vty 0 4\n password lined\n login local\n"
    desk = Desk(config, "csr1000v")
    desk.type("configure terminal", "password encryption aes", f"key config-key password-encrypt {MASTER}")
    shown = [*lines(desk, "username"), *lines(desk, "enable password"), *lines(desk, "key-string"), *lines(desk, "password 6")]
    assert all(" 6 " in line for line in shown) and len(shown) == 6
    assert {unseal(line.split(" 6 ")[1], MASTER) for line in shown} == {"seven", "top", "chained", "lined"}
    desk.type("username bert password eight")
    assert " password 6 " in lines(desk, "username bert")[0]
    desk.type("end")
    assert 'text "chained"' in desk.type("show key chain")
    session = desk.session = desk.open("vty 0", privilege=1)
    session.run_process(desk.shell.greet(session))
    desk.answer("bert")
    desk.answer("eight")
    assert not session.closed and session.username == "bert"
    desk.type("enable")
    desk.answer("top")
    assert session.privilege == 15
    old = Desk(config)
    old.type("configure terminal", "password encryption aes", f"key config-key password-encrypt {MASTER}")
    assert not [line for line in old.shell.running_config() if " 6 " in line]
    assert "Invalid input" in old.type("username anna password 6 x")


@pytest.mark.parametrize("line", ["username anna password 7 zz", "enable password 7 zz"])
def test_a_bad_type_7_is_refused_as_ever(line: str) -> None:
    desk = Desk("", "csr1000v")
    desk.type("configure terminal", "password encryption aes", f"key config-key password-encrypt {MASTER}")
    assert desk.type(line) == "Invalid encrypted password: zz\n"
