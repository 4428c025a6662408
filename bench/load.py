"""The load generator: one process, one epoll loop, keep-alive connections, requests that are ready-made bytes.

It does next to nothing per request, so that it is not what is measured; how much of its processor it used is part of
every result. One request is under way per connection, as with a client that waits for its answers.
"""

from __future__ import annotations

import multiprocessing
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_CHUNK = 1 << 16
_PATIENCE = 60.0


class LoadError(Exception):
    """The server answered something else than asked for, or not at all."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to send. Either `requests` once each, or the first of them again and again for `seconds`.

    An answer must have status 200, begin its body with `begins` and hold `holds`.
    """

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: float | None = None
    begins: bytes = b""
    holds: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job. Times in seconds; `busy` is the share of its processor that the generator used."""

    answers: int
    seconds: float
    busy: float
    p50: float
    p95: float
    size: int
    last: bytes = field(repr=False, default=b"")

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


def post(path: str, body: bytes, token: str | None = None) -> bytes:
    """A request's bytes."""
    head = [
        f"POST {path} HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json",
        f"content-length: {len(body)}",
    ]
    if token is not None:
        head.append(f"authorization: Bearer {token}")
    return "\r\n".join(head).encode() + _HEAD_END + body


class _Client:
    """One connection with its request under way."""

    __slots__ = ("buffer", "expected", "sent_at", "sock")

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.expected = 0
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.expected = 0
        self.sent_at = time.perf_counter()
        self.sock.sendall(request)

    def receive(self) -> bytes | None:
        """Take what has arrived; the answer once it is complete."""
        data = self.sock.recv(_CHUNK)
        if not data:
            raise LoadError("the server closed a connection")
        if not self.buffer and not self.expected:
            complete = self._measure(data)
            if complete == len(data):
                return data
        self.buffer += data
        if not self.expected and not self._measure(self.buffer):
            return None
        if len(self.buffer) < self.expected:
            return None
        answer = bytes(self.buffer)
        self.buffer.clear()
        return answer

    def _measure(self, data: bytes | bytearray) -> int:
        """The length of the whole answer, as soon as its head is there; else 0."""
        end = data.find(_HEAD_END)
        if end < 0:
            return 0
        start = data.find(_LENGTH, 0, end)
        if start < 0:  # a proxy writes names of headers its own way
            start = bytes(data[:end]).lower().find(_LENGTH)
        if start < 0:
            raise LoadError(f"an answer without length: {bytes(data[:200])!r}")
        start += len(_LENGTH)
        self.expected = end + len(_HEAD_END) + int(data[start : data.find(b"\r", start)])
        return self.expected


def _run(job: Job) -> Outcome:
    clients = {client.sock.fileno(): client for client in (_Client(job.port) for _ in range(job.connections))}
    poll = select.epoll()
    for number in clients:
        poll.register(number, select.EPOLLIN)
    waiting = iter(job.requests)
    times: list[float] = []
    answer = b""
    began, cpu = time.perf_counter(), time.process_time()
    stop_at = began + job.seconds if job.seconds is not None else float("inf")
    under_way = 0
    try:
        for client in clients.values():
            request = job.requests[0] if job.seconds is not None else next(waiting, None)
            if request is not None:
                client.send(request)
                under_way += 1
        while under_way:
            ready = poll.poll(_PATIENCE)
            if not ready:
                raise LoadError(f"no answer for {_PATIENCE:.0f} s")
            for number, _ in ready:
                client = clients[number]
                complete = client.receive()
                if complete is None:
                    continue
                moment = time.perf_counter()
                answer = complete
                times.append(moment - client.sent_at)
                _check(answer, job)
                request = None
                if job.seconds is None:
                    request = next(waiting, None)
                elif moment < stop_at:
                    request = job.requests[0]
                if request is None:
                    under_way -= 1
                else:
                    client.send(request)
        seconds, used = time.perf_counter() - began, time.process_time() - cpu
    finally:
        poll.close()
        for client in clients.values():
            client.sock.close()
    times.sort()
    body = answer[answer.find(_HEAD_END) + len(_HEAD_END) :]
    return Outcome(
        len(times), seconds, used / seconds, times[len(times) // 2], times[int(len(times) * 0.95)], len(body), body
    )


def _check(answer: bytes, job: Job) -> None:
    if not answer.startswith(b"HTTP/1.1 200") or not answer.startswith(
        job.begins, answer.find(_HEAD_END) + len(_HEAD_END)
    ):
        raise LoadError(f"an answer that was not asked for: {answer[:1500].decode(errors='replace')}")
    if job.holds and job.holds not in answer:
        raise LoadError(f"an answer without {job.holds!r}: {answer[:1500].decode(errors='replace')}")


def _serve(pipe: Connection) -> None:
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(_run(job))
        except (LoadError, OSError) as error:
            pipe.send(LoadError(str(error)))
        except KeyboardInterrupt:
            return


class Generator:
    """The generator's process. Use as a context manager."""

    def __enter__(self) -> Generator:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far,), name="load", daemon=True)
        self._process.start()
        far.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.terminate()

    def run(self, job: Job) -> Outcome:
        """Run a job to its end. Raises LoadError if an answer was not the one asked for."""
        self._pipe.send(job)
        outcome: Outcome | LoadError = self._pipe.recv()
        if isinstance(outcome, LoadError):
            raise outcome
        return outcome


__all__ = ["Generator", "Job", "LoadError", "Outcome", "post"]
