"""Addresses of this machine: recognising them and listening on them."""

import errno
import socket
from ipaddress import ip_address


class PortTaken(Exception):
    """Another program listens on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is taken by another program.")
        self.port = port


def is_loopback(host: str) -> bool:
    """Whether a name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, on any free port for 0. ValueError beyond loopback, PortTaken when somebody is there."""
    _refuse_beyond(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol has to be named: asyncio turns off the 40 ms of Nagle only on sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    listener.listen()
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a listening socket is reached, as `http://host:port`. ValueError when others can reach it too."""
    host, port = listener.getsockname()[:2]
    _refuse_beyond(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refuse_beyond(host: str) -> None:
    if not is_loopback(host):
        raise ValueError(f"The sandbox listens on this machine only (127.0.0.1), not on {host}.")
