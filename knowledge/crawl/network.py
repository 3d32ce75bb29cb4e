"""Which machines may be asked: a host name's addresses are checked, and the checked ones are connected to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from bot.errors import MadoguchiError

Resolve = Callable[[str, int], list[str]]  # host, port → addresses of machines


class Refused(MadoguchiError):
    """An address is not read, and would not be another time; the message is the reason, behind the address."""


class NoAnswer(MadoguchiError):
    """The site did not answer, or not as it should; another time it may. The message is the reason."""


def resolve_host(host: str, port: int) -> list[str]:
    """What the machine's resolver says, without doubles. Raises NoAnswer."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer("the name of its host is not known") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_machines(machines: list[str], allow_private: bool) -> list[str]:
    """Raises Refused when one of them is not on the public internet: a name with a foot inside is a trap."""
    if not machines:
        raise NoAnswer("the name of its host is not known")
    private = [machine for machine in machines if not is_public(machine)]
    if private and not allow_private:
        raise Refused(f"is on a private machine ({private[0]})")
    return machines


def is_public(machine: str) -> bool:
    """Whether an IP address is on the public internet, and hides no other address in it."""
    address = ip_address(machine.partition("%")[0])
    if isinstance(address, IPv6Address):
        hidden: IPv4Address | None = address.ipv4_mapped
        if hidden is not None:
            return is_public(str(hidden))
        if address.sixtofour or address.teredo or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
