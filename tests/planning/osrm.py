"""A road service for tests that speaks OSRM's `table`: every way is twice the straight line, at 10 m/s, unless told
otherwise."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from erp_visit.core.geo import distance_m


class Roads(ThreadingHTTPServer):
    """What it was asked, and how it answers: with `answer`, or with ways if that is None; status `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.answer: Any = None
        self.status = 200
        self.good = -1
        """How many questions it answers before it is out of order; -1 for all."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/table/v1/driving"

    def ways(self, path: str) -> dict[str, Any]:
        address = urlsplit(path)
        places = [tuple(map(float, pair.split(",")))[::-1] for pair in address.path.rpartition("/")[2].split(";")]
        asked = parse_qs(address.query)
        chosen = {
            name: [int(one) for one in asked[name][0].split(";")] if name in asked else list(range(len(places)))
            for name in ("sources", "destinations")
        }
        metres = [
            [2 * distance_m(*places[here], *places[there]) for there in chosen["destinations"]]
            for here in chosen["sources"]
        ]
        return {"code": "Ok", "distances": metres, "durations": [[one / 10 for one in line] for line in metres]}


class _Handler(BaseHTTPRequestHandler):
    server: Roads

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        broken = 0 <= self.server.good < len(self.server.asked)
        answer = self.server.ways(self.path) if self.server.answer is None else self.server.answer
        body = json.dumps(answer).encode()
        self.send_response(503 if broken else self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def road_service() -> Iterator[Roads]:
    server = Roads()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
