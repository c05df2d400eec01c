"""Key pairs at the command line: dialogues, shows, what stays over a reload and what does not."""

from __future__ import annotations

import pytest

from iosemu.crypto.rsa import read_private_pem
from iosemu.lab.lab import Lab
from tests.features.wired import network

NAMED = "ip domain name lab.net\n"
ONE = "% Generating 1024 bit RSA keys, keys will be non-exportable...\n[OK] (elapsed time was "


def one(more: str = NAMED, platform: str = "c7200", seed: int = 1) -> Lab:
    lab = network({"R1": more}, platform=platform, seed=seed)
    lab.run(5)
    lab["R1"].console.take()
    return lab


def typed(lab: Lab, *lines: str) -> str:
    said: str = lab["R1"].cli("configure terminal\n" + lines[0], *lines[1:])
    return said.split("CNTL/Z.\n", 1)[1]


def test_a_name_is_needed() -> None:
    lab = network({"R1": "hostname Router\n"})
    assert typed(lab, "crypto key generate rsa modulus 1024") == "% Please define a hostname other than Router.\n"
    lab["R1"].configure("hostname R1\n")
    assert typed(lab, "crypto key generate rsa modulus 1024") == "% Please define a domain-name first.\n"
    assert typed(lab, "crypto key generate rsa modulus 1024 label OWN").startswith("The name for the keys will be: OWN\n")
    assert "Key name: OWN\n" in lab["R1"].cli("show crypto key mypubkey rsa")


def test_the_dialogue() -> None:
    lab = one()
    began = lab.now
    said = typed(lab, "crypto key generate rsa", "100", "1024")
    assert said.startswith(
        "The name for the keys will be: R1.lab.net\n"
        "Choose the size of the key modulus in the range of 360 to 4096 for your\n"
        "  General Purpose Keys. Choosing a key modulus greater than 512 may take\n  a few minutes.\n\n"
        "How many bits in the modulus [512]: 100\n% A decimal number between 360 and 4096.\n"
        "How many bits in the modulus [512]: 1024\n" + ONE
    )
    seconds = int(said.split(ONE)[1].split()[0])
    assert lab.now - began == seconds  # it takes the time that it tells
    shown = lab["R1"].cli("show crypto key mypubkey rsa")
    assert shown.startswith("% Key pair was generated at: 00:00:0")
    assert "\nKey name: R1.lab.net\nKey type: RSA KEYS\n Storage Device: not specified\n Usage: General Purpose Key\n Key is not exportable.\n Key Data:\n  30819F30 0D06092A 864886F7 0D010101 05000381 8D003081 89028181 00" in shown
    again = typed(lab, "crypto key generate rsa", "no")
    assert again == "% You already have RSA keys defined named R1.lab.net.\n% Do you really want to replace them? [yes/no]: no\n"
    assert lab["R1"].cli("show crypto key mypubkey rsa") == shown
    # a line that says the size is asked nothing (reference help/jc-rsa-export-help.txt)
    again = typed(lab, "crypto key generate rsa modulus 1024")
    assert again.startswith("% You already have RSA keys defined named R1.lab.net.\n% They will be replaced.\n\n% The key modulus size is 1024 bits\n")
    assert lab["R1"].cli("show crypto key mypubkey rsa") != shown


def test_the_seed_decides() -> None:
    shows = []
    for seed in (1, 1, 2):
        lab = one(seed=seed)
        typed(lab, "crypto key generate rsa modulus 1024")
        shows.append(lab["R1"].cli("show crypto key mypubkey rsa").split("Key Data:")[1])
    assert shows[0] == shows[1] != shows[2]


def test_usage_keys_are_two_pairs() -> None:
    lab = one()
    said = typed(lab, "crypto key generate rsa usage-keys label TWO", "768", "1024")
    assert "  Signature Keys. Choosing" in said and "  Encryption Keys. Choosing" in said
    shown = lab["R1"].cli("show crypto key mypubkey rsa TWO")
    assert " Usage: Signature Key\n" in shown and " Usage: Encryption Key\n" in shown and shown.count("Key name: TWO") == 2


def test_they_stay_by_write_memory_alone_and_never_in_the_configuration() -> None:
    lab = one()
    typed(lab, "crypto key generate rsa modulus 1024 label KEPT")
    lab["R1"].cli("write memory")
    assert " Storage Device: private-config\n" in lab["R1"].cli("show crypto key mypubkey rsa KEPT")
    typed(lab, "crypto key generate rsa modulus 1024 label LOST")
    before = lab["R1"].cli("show crypto key mypubkey rsa KEPT")
    assert not [line for line in lab["R1"].running_config() if "KEPT" in line or "crypto key" in line]
    lab["R1"].reload()
    lab.run(60)
    assert lab["R1"].cli("show crypto key mypubkey rsa") == before
    lab["R1"].cli("write erase", "")
    lab["R1"].reload()
    lab.run(60)
    assert lab["R1"].cli("show crypto key mypubkey all") == ""


def test_a_line_of_the_start_up_configuration_makes_them_too() -> None:
    lab = one(NAMED + "crypto key generate rsa modulus 1024\n")
    assert "Key name: R1.lab.net\n" in lab["R1"].cli("show crypto key mypubkey rsa")


def test_zeroize() -> None:
    lab = one()
    assert typed(lab, "crypto key zeroize rsa") == "% No Signature RSA Keys found in configuration.\n"
    for label in ("A", "B", "C"):
        typed(lab, f"crypto key generate rsa modulus 512 label {label}")
    said = typed(lab, "crypto key zeroize rsa B", "what", "yes")
    assert said == (
        "% Keys to be removed are named 'B'.\n% All router certs issued using these keys will also be removed.\n"
        "Do you really want to remove these keys? [yes/no]: what\n% Please answer 'yes' or 'no'.\n"
        "Do you really want to remove these keys? [yes/no]: yes\n"
    )
    assert "Key name: B" not in lab["R1"].cli("show crypto key mypubkey rsa")
    assert typed(lab, "crypto key zeroize rsa", "yes").startswith("% All keys will be removed.\n")
    assert lab["R1"].cli("show crypto key mypubkey rsa") == ""


def test_out_and_in_again() -> None:
    lab = one()
    typed(lab, "crypto key generate rsa modulus 1024 label OWN")
    assert typed(lab, "crypto key export rsa OWN pem terminal 3des cisco123") == "% RSA keypair 'OWN' is not exportable.\n"
    typed(lab, "crypto key generate rsa modulus 1024 label OUT exportable")
    said = typed(lab, "crypto key export rsa OUT pem terminal 3des cisco123")
    assert said.startswith("% Key name: OUT\n   Usage: General Purpose Key\n   Key data:\n-----BEGIN PUBLIC KEY-----\n")
    secret = said[said.index("-----BEGIN RSA") :].split("\n")
    public = said[said.index("-----BEGIN PUBLIC") : said.index("-----BEGIN RSA")].split("\n")
    engine = lab["R1"].device.engine("rsa")
    assert read_private_pem(secret, "cisco123") == engine.labelled("OUT")[0].key

    other = one(seed=2)
    answers = [*public[:-1], "quit", *secret[:-1], "quit"]
    assert typed(other, "crypto key import rsa IN pem terminal wrong", *answers).endswith("% PEM files import failed.\n")
    assert typed(other, "crypto key import rsa IN pem terminal cisco123", *answers).endswith("% Key pair import succeeded.\n\n")
    assert other["R1"].device.engine("rsa").labelled("IN")[0].key == engine.labelled("OUT")[0].key


@pytest.mark.parametrize(("platform", "said"), [("c2811", "non-exportable...[OK]\n"), ("csr1000v", "...\n[OK] (elapsed")])
def test_releases(platform: str, said: str) -> None:
    lab = one(platform=platform)
    assert said in typed(lab, "crypto key generate rsa modulus 2048 label X")
    lab.run(1)
    told = "%CRYPTO_ENGINE-5-KEY_ADDITION: A key named X has been generated" in lab["R1"].console.take()
    assert told == (platform == "csr1000v")
