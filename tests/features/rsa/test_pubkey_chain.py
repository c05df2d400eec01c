"""crypto key pubkey-chain rsa: what is typed, what comes back, which key is found."""

from __future__ import annotations

from iosemu.features.rsa.model import ENCRYPTION, SIGNATURE, PubkeyChain
from iosemu.types import parse_ipv4
from tests.features.desk import Desk

KEY = """\
   305C300D 06092A86 4886F70D 01010105 00034B00 30480241 00C5E23B 55D6AB22
   04AEF1BA A54028A6 9ACC01C5 129D99E4 64CAB820 847EDAD9 DF0B4E4C 73A05DD2
   BD62A8A9 FA603DD2 E2A8A6F8 98F76E28 D58AD221 B583D7A4 71020301 0001
"""
CHAIN = (
    f"crypto key pubkey-chain rsa\n named-key r2.example.com\n  address 10.0.0.2\n  key-string\n{KEY}  quit\n"
    f" named-key r3.example.com signature\n  key-string\n{KEY}  quit\n"
    f" addressed-key 10.0.0.4 encryption\n  key-string\n{KEY}  quit\n exit\nexit\n"
)


def chain(desk: Desk) -> PubkeyChain:
    found: PubkeyChain = desk.device[PubkeyChain]
    return found


def test_it_comes_back() -> None:
    desk = Desk()
    assert desk.shell.configure(CHAIN) == "Enter a public key as a hexidecimal number ....\n\n" * 3
    lines = desk.shell.running_config()
    at = lines.index("crypto key pubkey-chain rsa")
    text = "\n".join(lines[at : at + 21])
    assert text == CHAIN.replace("  exit\n", "").replace(" exit\nexit\n", "").replace(
        "addressed-key 10.0.0.4 encryption\n", "addressed-key 10.0.0.4 encryption\n  address 10.0.0.4\n"
    ).replace("\n  quit", " \n  quit").replace("6AB22\n", "6AB22 \n").replace("5DD2\n", "5DD2 \n").strip("\n")
    again = Desk("hostname R1\n" + "\n".join(lines) + "\n")
    assert chain(again) == chain(desk) and again.shell.boot_refused == []


def test_which_key_is_found() -> None:
    desk = Desk()
    desk.shell.configure(CHAIN)
    two, four = parse_ipv4("10.0.0.2"), parse_ipv4("10.0.0.4")
    found = chain(desk)
    assert found.find(ENCRYPTION, two) and found.find(SIGNATURE, two)  # for every use
    assert found.find(ENCRYPTION, None, "r2.example.com")
    assert found.find(SIGNATURE, None, "r3.example.com") and not found.find(ENCRYPTION, None, "r3.example.com")
    assert found.find(ENCRYPTION, four) and not found.find(SIGNATURE, four)
    assert not found.find(ENCRYPTION, parse_ipv4("10.0.0.5"))


def test_mistakes_and_second_thoughts() -> None:
    desk = Desk()
    desk.shell.configure(CHAIN)
    for line in ("configure terminal", "crypto key pubkey-chain rsa", "named-key r2.example.com"):
        desk.type(line)
    assert desk.type("key-string") == "Enter a public key as a hexidecimal number ....\n\n"
    assert "Invalid input" in desk.type("305C300D xyz")
    desk.type("305C")  # begun anew
    desk.type("quit")
    assert chain(desk).named["r2.example.com", None].text.digits == "305C"
    assert not chain(desk).find(ENCRYPTION, None, "r2.example.com")
    desk.type("no key-string")
    assert chain(desk).named["r2.example.com", None].text is None
    desk.type("exit")
    desk.type("no named-key r2.example.com")
    assert ("r2.example.com", None) not in chain(desk).named
    desk.type("no addressed-key 10.0.0.4 encryption")
    assert chain(desk).addressed == {}


def test_the_shows_of_it() -> None:
    desk = Desk()
    desk.shell.configure(CHAIN)
    assert desk.type("show crypto key pubkey-chain rsa").splitlines() == [
        "Codes: M - Manually configured, C - Extracted from certificate",
        "",
        "Code Usage         IP-Address/VRF         Keyring          Name",
        "M    General       10.0.0.2               default          r2.example.com",
        "M    Signing                              default          r3.example.com",
        "M    Encryption    10.0.0.4               default          ",
        "",
    ]
    shown = desk.type("show crypto key pubkey-chain rsa address 10.0.0.4").splitlines()
    assert shown[:5] == ["Key name: ", "Key address: 10.0.0.4", " Usage: Encryption Key", " Source: Manually entered", " Data:"]
    assert shown[-1] == "  BD62A8A9 FA603DD2 E2A8A6F8 98F76E28 D58AD221 B583D7A4 71020301 0001 "
