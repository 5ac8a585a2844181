"""Which machines a check of links may speak to: those of the public internet, and no others."""

import os
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy

IpAddress = IPv4Address | IPv6Address

_UNICAST = IPv6Network("2000::/3")  # all that the public internet uses of IPv6
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an address of IPv4


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses, which of these may be spoken to, and through which proxy."""

    resolve: Callable[[str, int], Sequence[IpAddress]]  # OSError where a name has no address
    admits: Callable[[IpAddress], bool]
    proxy_for: Callable[[str], str]  # the address of a proxy; empty where there is none
    authorities: ssl.SSLContext  # whose certificates are believed


def of_this_machine() -> Network:
    """The network as this machine's name service, environment and certificates make it."""
    trusted = os.environ.get("REQUESTS_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH
    context = ssl.create_default_context(cafile=trusted)
    return Network(addresses_of, is_public, proxy_in_environment, context)


def is_public(address: IpAddress) -> bool:
    """Whether an address is one of the public internet, also where it only stands for another."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast


def addresses_of(host: str, port: int) -> list[IpAddress]:
    """Every address of a name, in the order in which they should be tried.

    Raises
    ------
    OSError
        When it has none, or is no name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(ip_address(str(place[0])) for *_kind, place in found))


def proxy_in_environment(address: str) -> str:
    """The proxy for an address, as ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` name it."""
    return select_proxy(address, get_environ_proxies(address)) or ""


def _embedded(address: IpAddress) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 leads to."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
