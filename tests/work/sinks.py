"""Where messages arrive in tests: a robot's HTTP server and a mail server, both real, on this machine."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.header import decode_header, make_header
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Robot:
    """A group robot: what it was sent, and what it answers."""

    port: int = 0
    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    received: list[tuple[str, Any]] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [
            (body.get("text") or body["content"])["content" if "msgtype" in body else "text"]
            for _, body in self.received
        ]


@contextmanager
def robot() -> Iterator[Robot]:
    state = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append((self.path, json.loads(body)))
            self.send_response(state.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(state.answer).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailBox:
    port: int = 0
    refuse: bool = False
    letters: list[tuple[str, str, str]] = field(default_factory=list)
    """Recipient, subject, text."""


@asynccontextmanager
async def mail_box() -> AsyncIterator[MailBox]:
    """A mail server that says yes to everything, or no."""
    box = MailBox()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        await say("220 here")
        recipient = ""
        while line := (await reader.readline()).decode().strip():
            match line[:4].upper():
                case "RCPT":
                    recipient = line[line.index("<") + 1 : line.index(">")]
                    await say("550 nobody of that name" if box.refuse else "250 ok")
                case "DATA":
                    await say("354 go on")
                    content = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    letter = message_from_string(content[:-3], policy=default)
                    text = letter.get_body(("plain",))
                    assert text is not None
                    subject = str(make_header(decode_header(str(letter["Subject"]))))
                    box.letters.append((recipient, subject, text.get_content().strip()))
                    await say("250 taken")
                case "QUIT":
                    await say("221 bye")
                    break
                case _:
                    await say("250 ok")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


__all__ = ["MailBox", "Robot", "mail_box", "robot"]
