"""Many small requests at once over open connections, from one process that costs the machine as little as it can."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator


def request(path: str, body: bytes) -> bytes:
    """A request as a browser's beacon makes it, without what makes no difference."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def knock(port: int, requests: list[bytes], connections: int = 64) -> list[int]:
    """Send every request and wait for its answer, one at a time on each connection; returns the places in the list of
    those that were answered with 2xx. Ends where the server does."""
    taken: list[int] = []
    waiting: Iterator[tuple[int, bytes]] = iter(enumerate(requests))
    poll, open_ones = select.epoll(), {}
    for _number in range(connections):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        open_ones[one.fileno()] = one
        poll.register(one, select.EPOLLIN)
    asked: dict[int, int] = {}
    for number, one in list(open_ones.items()):
        _send_next(one, number, waiting, asked)
    while asked:
        for number, _event in poll.poll():
            one = open_ones[number]
            try:
                answer = one.recv(4096)
            except OSError:
                answer = b""
            place = asked.pop(number, None)
            if not answer:  # the server has ended
                poll.unregister(number)
                continue
            if place is not None and answer[9:10] == b"2":
                taken.append(place)
            _send_next(one, number, waiting, asked)
    for one in open_ones.values():
        one.close()
    return taken


def _send_next(one: socket.socket, number: int, waiting: Iterator[tuple[int, bytes]], asked: dict[int, int]) -> None:
    for place, content in waiting:
        try:
            one.send(content)
        except OSError:
            return
        asked[number] = place
        return
