"""Embedded servers that end are started again: after a crash, a kill, a disk that was full."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import structlog

from erp_visit.embedded.membership import exclusive
from erp_visit.settings import StartupError

BETWEEN = 1.0
"""Seconds between two looks."""

log = structlog.get_logger(__name__)


class Watched(Protocol):
    """A server that is told by its socket to live: one that hangs has it, one that has ended has not."""

    @property
    def socket(self) -> Path: ...

    def ensure_running(self) -> str: ...


@contextmanager
def kept_running(servers: Sequence[Watched], start_lock: Path) -> Iterator[None]:
    """Look after servers for as long as the block runs. Several processes may do so: one of them starts a server."""
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(servers, start_lock, ended), name="embedded servers", daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()


def _watch(servers: Sequence[Watched], start_lock: Path, ended: threading.Event) -> None:
    told: dict[str, str] = {}
    while not ended.wait(BETWEEN):
        for server in servers:
            if _listens(server.socket):
                continue
            name = type(server).__name__
            try:
                with exclusive(start_lock):
                    if ended.is_set() or _listens(server.socket):
                        continue
                    if name not in told:
                        log.error("an embedded server has ended and is started again", server=name)
                    server.ensure_running()
                told.pop(name, None)
                log.warning("an embedded server works again", server=name)
            except (StartupError, OSError, subprocess.SubprocessError) as error:
                if told.get(name) != str(error):  # tried again every second, told once
                    log.warning("an embedded server cannot be started", server=name, error=str(error))
                told[name] = str(error)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True  # too busy to accept
    return True


__all__ = ["BETWEEN", "kept_running"]
