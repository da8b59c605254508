#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Drive one router of a lab through netmiko as a script of the field does: log in, enable, look,
change something, see it in the running configuration, save, leave. Says "passed" or what is wrong."""

import json
import sys

from netmiko import ConnectHandler


def check(what, got, wanted):
    if wanted not in got:
        sys.exit(f"FAIL: {what}: no '{wanted}' in:\n{got}")


def walk(router, known_hosts):
    hostname = router["hostname"]
    connection = ConnectHandler(
        device_type="cisco_ios",
        host=router["host"],
        port=router["port"],
        username=router["user"],
        password=router["password"],
        secret=router["enable"],
        ssh_strict=True,
        alt_host_keys=True,
        alt_key_file=known_hosts,
        fast_cli=True,
        global_delay_factor=0.1,
    )
    check("the prompt before enable", connection.find_prompt(), f"{hostname}>")
    connection.enable()
    check("the prompt after enable", connection.find_prompt(), f"{hostname}#")
    check("show version", connection.send_command("show version"), "IOS")
    check("an abbreviated command", connection.send_command("sh ip int bri"), "FastEthernet0/0")
    check("show crypto map", connection.send_command("show crypto map"), "Peer = 10.15.58.")
    # Longer than a page: the pager must be off, and nothing cut.
    running = connection.send_command("show running-config")
    check("the running configuration", running, "crypto isakmp policy")
    check("its end", running.rstrip()[-3:], "end")
    check("a refused command", connection.send_command("show nonsense"), "% Invalid input")

    connection.send_config_set(["interface Loopback9", "description made by a script"])
    check("the prompt after configuration", connection.find_prompt(), f"{hostname}#")
    section = connection.send_command("show running-config | section Loopback9")
    check("what was configured", section, "description made by a script")
    check("saving", connection.save_config(), "[OK]")
    startup = connection.send_command("show startup-config")
    check("what was saved", startup, "description made by a script")
    connection.disconnect()


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        lab = json.load(file)
    for side in "a", "b":
        walk(lab[side], lab["known_hosts"])
    print("passed")


main()
