"""What comes by wire and by command line: frames of WebSockets, forms with files, calendars, arguments."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import orjson
import typer
from hypothesis import strategies as st
from typer.testing import CliRunner

from erp_visit import cli, sandbox
from erp_visit.api import uploads, websocket
from erp_visit.core import text
from erp_visit.events import Hub
from erp_visit.planning import feeds
from erp_visit.settings import Settings, StartupError
from tests.fuzz.hostile import DAYS, NUMBERS, WORDS, clean_texts, damaged, json_of

# -- WebSockets: everything up to the log-in, which needs no database

KINDS = ["connection_init", "connection_ack", "ping", "pong", "subscribe", "next", "error", "complete", "nothing"]
PARTS = ["type", "id", "payload", "query", "variables", "operationName", "extensions", "token"]
CLOSES = {4400, 4401, 4403, 4406, 4409, 4429}
"""What PROTOCOL.md names, but for the time-out."""
SENT = {"connection_ack", "ping", "pong", "next", "error", "complete"}

payloads = st.none() | json_of(PARTS, most=5) | st.fixed_dictionaries(
    {"query": st.sampled_from(["{ me { id } }", "subscription { orderChanged { order { id } } }", "{", "", "mutation { logout }"]) | clean_texts},
    optional={"variables": json_of(most=3), "operationName": json_of(most=2), "extensions": json_of(most=2)},
)  # fmt: skip
messages = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS) | json_of(most=2)},
    optional={"id": st.sampled_from(["1", "2", ""]) | json_of(most=2), "payload": payloads},
) | json_of(PARTS)  # fmt: skip
frames = st.one_of(
    messages.map(lambda message: orjson.dumps(message).decode()), clean_texts, st.sampled_from(["", "[" * 20_000, "{"]),
    st.none(),
)  # fmt: skip
"""Texts; None is a frame of bytes."""


class Line:
    """A client at one end of a WebSocket, which sends its frames one after another and then goes away."""

    def __init__(self, sent: Sequence[str | None], pause: float = 0) -> None:
        self.waiting: list[dict[str, Any]] = [{"type": "websocket.connect"}]
        for frame in sent:
            self.waiting.append(
                {"type": "websocket.receive", **({"bytes": b"\0"} if frame is None else {"text": frame})}
            )
        self.waiting.append({"type": "websocket.disconnect", "code": 1000})
        self.pause = pause
        self.got: list[dict[str, Any]] = []
        self.closed: int | None = None

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(self.pause)
        return self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.got.append(orjson.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.closed = message["code"]

    def check(self) -> None:
        """Nothing was said that is not in the protocol, and no close but for a reason of its list."""
        assert self.closed is None or self.closed in CLOSES, self.closed
        for message in self.got:
            assert message["type"] in SENT, message
            assert set(message) <= {"type", "id", "payload"}, message


def handshake(protocols: list[str] | None = None, *, token: str = "") -> dict[str, Any]:
    headers = [(b"host", b"test")] + ([(b"authorization", f"Bearer {token}".encode())] if token else [])
    return {
        "type": "websocket", "path": "/graphql", "headers": headers, "scheme": "ws", "client": ("127.0.0.1", 1),
        "subprotocols": [websocket.PROTOCOL] if protocols is None else protocols, "query_string": b"",
        "extensions": {"websocket.http.response": {}},
    }  # fmt: skip


def run_frames(given: list[str | None]) -> None:
    """A connection of nobody's. Whoever names a token would be looked up: here there is nobody."""

    async def nobody(_: str) -> None:
        return None

    line = Line(given)
    with mock.patch.object(websocket, "actor_of", nobody):
        asyncio.run(websocket.WebSocketEndpoint(None, Hub())(handshake(), line.receive, line.send))  # type: ignore[arg-type]
    line.check()
    assert all(message["type"] == "pong" for message in line.got)
    for frame in given:
        message = websocket._message(frame)
        websocket._object(message, "payload")
        websocket._id(message)


# -- forms with a file in them

BOUNDARY = b"xyz"
FORM = (
    b'--xyz\r\nContent-Disposition: form-data; name="id"\r\n\r\nStoredFile:01900000-0000-7000-8000-000000000000\r\n'
    b'--xyz\r\nContent-Disposition: form-data; name="liveCamera"\r\n\r\ntrue\r\n'
    b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    b"\xff\xd8\xff\xe0\r\n--xy\r\n--xyz--\r\n"
)
FORMS = [
    FORM, FORM.replace(b"\r\n", b"\n"), FORM.replace(b'name="file"', b"name*=UTF-8''file"), FORM * 2,
    FORM.replace(b'"file"', b'"file'), b"--xyz--\r\n", FORM.replace(b"image/jpeg", b"a" * 9000),
    b'--xyz\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 30,
]  # fmt: skip
content_types = st.sampled_from([
    b"multipart/form-data; boundary=xyz", b'multipart/form-data; boundary="xyz"', b"multipart/form-data", b"image/jpeg", b"",
    b"multipart/form-data; boundary=" + b"x" * 300, b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=\xff",
    b'multipart/form-data; boundary="', b"multipart/form-data; boundary*0=x; boundary*1=yz", b"multipart/form-data; boundary*=utf-9''xyz",
])  # fmt: skip
lengths = st.none() | st.sampled_from([one.encode() for one in NUMBERS if one.isascii()]) | st.binary(max_size=4)
uploaded = st.tuples(
    content_types | st.just(b"multipart/form-data; boundary=xyz"), damaged(FORMS), st.integers(1, 400), lengths,
    st.sampled_from([*WORDS, *NUMBERS, "true", "FALSE "]),
)  # fmt: skip


def run_form(given: tuple[bytes, bytes, int, bytes | None, str]) -> None:
    """The whole body in pieces of some length."""
    kind, data, piece, length, word = given
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)] or [b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    headers = {b"content-type": kind} | ({} if length is None else {b"content-length": length})
    incoming = uploads.Incoming(300)
    try:
        asyncio.run(uploads._take(headers, uploads._Body(receive), incoming))
        assert incoming.size <= incoming.limit
        assert all(len(value) <= uploads.LONGEST_FIELD for value in incoming.fields.values())
        uploads._camera(incoming.fields.get("liveCamera"))
        uploads._file_id(incoming.fields.get("id"))
    finally:
        incoming.file.close()
    uploads._camera(word)
    uploads._file_id(word)


# -- calendars: what people write ends in other programs

names = st.sampled_from(["name", "code", "address", "phone", "objective", "secondary_objective", "materials"])
planned = st.datetimes(timezones=st.just(ZoneInfo("UTC"))).filter(lambda at: 1 < at.year < 9998)
rows = st.tuples(
    st.dictionaries(names, clean_texts | st.sampled_from(["a\nb", "BEGIN:VEVENT", "x\r\nEND:VCALENDAR", ";,\\:", '"'])),
    st.none() | planned, st.floats(-90, 90) | st.none(), st.booleans(), st.sampled_from(["zh", "en", "de", ""]),
    st.sampled_from(["Asia/Shanghai", "UTC", "Pacific/Apia", "America/Sao_Paulo"]),
)  # fmt: skip


def run_event(given: tuple[dict[str, str], Any, float | None, bool, str, str]) -> None:
    """A visit with texts as the product takes them: the calendar that comes out holds one event with just these."""
    said, at, latitude, along, locale, zone = given
    row: dict[str, Any] = dict.fromkeys(
        ("name", "code", "address", "phone", "objective", "secondary_objective", "materials"), ""
    )
    row |= {name: text.check_text(value, 255, name) for name, value in said.items()}
    row |= {
        "id": UUID(int=1), "version": 1, "state": "PLANNED", "created_at": datetime(2026, 11, 22, tzinfo=UTC), "business_day": date(2026, 11, 22),
        "planned_at": at, "planned_minutes": None, "visit_minutes": 600, "latitude": latitude, "longitude": latitude,
        "along": along,
    }  # fmt: skip
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add_component(feeds._event(icalendar, row, locale, ZoneInfo(zone), 30))
    (event,) = icalendar.Calendar.from_ical(calendar.to_ical()).walk("VEVENT")
    assert row["name"] in str(event["summary"])
    # A mark of the byte order before a text is none of the text.
    assert str(event.get("location", "")).removeprefix("\ufeff") == row["address"].removeprefix("\ufeff")


# -- the command line

COMMANDS = ["serve", "worker", "migrate", "demo", "sandbox", "create-user", "reset-second-factor", "end-log-ins", "import", "settings", "backup", "restore",
            "doctor", "nothing", ""]  # fmt: skip
OPTIONS = ["--workers", "--concurrency", "--customers", "--orders", "--seed", "--days", "--today", "--serve", "--port", "--reset", "--evidence", "--by-video", "--everybody", "--second-factor", "--name", "--role",
           "--department", "--password", "--map", "--template", "--dry-run", "--skip-bad-rows", "--create-customers", "--fallback-customer",
           "--warehouse", "--paid-before", "--user", "--report", "--replace", "--check", "--help", "--version", "--", "-x", "--workers=1", "--no-reset"]  # fmt: skip
arguments = st.builds(
    lambda command, rest: [command, *rest],
    st.sampled_from(COMMANDS),
    st.lists(
        st.sampled_from(OPTIONS) | st.sampled_from([*NUMBERS, *DAYS, "customers", "orders", "a.csv"]) | st.text(max_size=9), max_size=7
    ),
)  # fmt: skip


def _stop(*_: object, **__: object) -> Any:
    raise StartupError("Parsed.", remedy="Nothing is started here.")


def _port(port: int) -> Any:
    assert 0 < port < 65_536, port
    _stop()


def run_command(given: list[str]) -> None:
    """Parsed, then stopped where a command would begin to work: at its settings, or before it writes a file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(Settings, "from_env", _stop),
        mock.patch.object(sandbox, "_order_reset", _port),
        mock.patch("erp_visit.imports.cli.write_template", _stop),
    ):
        done = CliRunner(env={"COLUMNS": "100", "HOME": folder}).invoke(cli.app, given)
    assert done.exit_code in (0, 1, 2), (given, done.output)
    if done.exception is not None and not isinstance(done.exception, StartupError | SystemExit | typer.Abort):
        raise done.exception


__all__ = [
    "FORM", "Line", "arguments", "frames", "handshake", "rows", "run_command", "run_event", "run_form",
    "run_frames", "uploaded",
]  # fmt: skip
