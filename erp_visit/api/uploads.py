"""POST /files: an upload as it streams in, raw or as a form; measured and hashed on the way, cut off at the limit."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Message, Receive, Scope, Send

from erp_visit.api.execution import Engine, unauthenticated
from erp_visit.api.http import JSON, BadRequest, Headers, authenticate
from erp_visit.api.problems import domain_error, problem
from erp_visit.core.errors import DomainErrors, ErrorCode, invalid
from erp_visit.core.ids import global_id, parse_id
from erp_visit.files import service as files
from erp_visit.web import accepted_locale, is_longer

IN_MEMORY = 1_048_576
IDLE_SECONDS = 30
LONGEST_SECONDS = 900
LINGER_SECONDS = 2.0
MOST_FIELDS, LONGEST_FIELD = 10, 200
ID_HEADER, CAMERA_HEADER = b"x-file-id", b"x-live-camera"
STORED = """query($id: ID!) { storedFile(id: $id) {
    id kind contentType size sha256 width height seconds capturedAt captureLatitude captureLongitude camera liveCamera
    perceptualHash uploadedAt url thumbnailUrl
} }"""
STATUS = {
    ErrorCode.UNAUTHENTICATED: 401, ErrorCode.FORBIDDEN: 403, ErrorCode.NOT_FOUND: 404, ErrorCode.KEY_REUSED: 409,
    ErrorCode.CONFLICT: 409, ErrorCode.PAYLOAD_TOO_LARGE: 413, ErrorCode.THROTTLED: 429, ErrorCode.INTERNAL: 500,
    ErrorCode.UNAVAILABLE: 503, ErrorCode.TIMEOUT: 503,
}  # fmt: skip
_EXPLAINED = {401: [(b"www-authenticate", b"Bearer")], 405: [(b"allow", b"POST")]}


class Gone(Exception):
    """The client went away; there is nobody to answer."""


class Incoming:
    """An upload under way: on disk beyond a megabyte, its size and hash known at any moment."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.hash = hashlib.sha256()
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the caller closes it
        self.fields: dict[str, str] = {}

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.limit:
            raise too_large(self.limit)
        self.hash.update(data)
        self.file.write(data)


def too_large(limit: int) -> BadRequest:
    return BadRequest(
        413,
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The file is larger than {maximum} MB. Take the photo at a lower resolution, or make the recording shorter.",
        maximum=limit // 1_000_000,
    )


class UploadEndpoint:
    """The ASGI application at /files."""

    def __init__(self, engine: Engine, megabytes: int) -> None:
        self.engine = engine
        self.limit = megabytes * 1_000_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        body = _Body(receive)
        locale = accepted_locale(headers)
        incoming = Incoming(self.limit)
        try:
            if scope["method"] != "POST":
                raise BadRequest(405, ErrorCode.BAD_REQUEST, "Send a file by POST; read it at its record's `url`.")
            _, actor = await authenticate(scope, headers)
            if actor is None:
                raise unauthenticated()
            locale = locale or actor.locale
            async with asyncio.timeout(LONGEST_SECONDS):
                await _take(headers, body, incoming)
            stored = await files.store_upload(
                actor,
                id=_file_id(incoming.fields.get("id")),
                content=incoming.file,
                sha256=incoming.hash.hexdigest(),
                live_camera=_camera(incoming.fields.get("liveCamera")),
            )
            found = await self.engine.read(actor, STORED, {"id": global_id("StoredFile", stored.file_id)})
            status = 200 if stored.replayed else 201
            answer = {"file": found["storedFile"], "replayed": stored.replayed}
        except Gone:
            return
        except Exception as error:  # noqa: BLE001 -- the last net: the client gets JSON, the log the rest
            status, answer = refusal(error, locale or "zh")
        finally:
            incoming.file.close()
        await _respond(send, body, status, orjson.dumps(answer))


def refusal(error: Exception, locale: str) -> tuple[int, dict[str, Any]]:
    """Status and body of a refused request."""
    if isinstance(error, BadRequest):
        return error.status, {"errors": [problem(error.error, locale)]}
    if isinstance(error, TimeoutError):
        error = _slow().error
    several = error.errors if isinstance(error, DomainErrors) else [domain_error(error)]
    return STATUS.get(several[0].code, 400), {"errors": [problem(one, locale) for one in several]}


def _slow() -> BadRequest:
    return BadRequest(
        408,
        ErrorCode.TIMEOUT,
        "The upload stalled and was given up. Send it again with the same id when there is network.",
    )


def _file_id(value: str | None) -> UUID:
    if not value:
        raise invalid("Send a fresh UUID of yours for the file: the header X-File-Id, or the form's field `id`.", "id")
    return parse_id(value, "StoredFile", "id")


def _camera(value: str | None) -> bool | None:
    match (value or "").strip().lower():
        case "":
            return None
        case "true":
            return True
        case "false":
            return False
        case _:
            raise invalid("Say true or false, or leave it out.", "liveCamera")


async def _take(headers: Headers, body: _Body, incoming: Incoming) -> None:
    length = headers.get(b"content-length", b"")
    # A form has some text around the file.
    if length and is_longer(length, incoming.limit + 10_000):
        raise too_large(incoming.limit)
    kind, options = parse_options_header(headers.get(b"content-type", b""))
    if kind == b"multipart/form-data":
        await _take_form(options.get(b"boundary", b""), body, incoming)
        return
    if kind == b"application/x-www-form-urlencoded":
        raise BadRequest(
            415,
            ErrorCode.BAD_REQUEST,
            "Send the file as the body itself, or as multipart/form-data with a field `file`.",
        )
    for header, field in ((ID_HEADER, "id"), (CAMERA_HEADER, "liveCamera")):
        if header in headers:
            incoming.fields[field] = headers[header].decode("latin-1")
    async for data in body:
        incoming.write(data)


async def _take_form(boundary: bytes, body: _Body, incoming: Incoming) -> None:
    if not boundary:
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "The form's Content-Type names no boundary.")
    form = _Form(incoming)
    try:
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]  # it takes any subset
        async for data in body:
            parser.write(data)
        parser.finalize()
    except FormParserError:
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "The form is not valid multipart/form-data.") from None
    if not form.complete or not form.has_file:
        raise invalid("The form has no whole field `file`. Put the photo or voice note there.", "file")


class _Form:
    """Collects the parts of a form: `file` streams on, the others are short texts."""

    def __init__(self, incoming: Incoming) -> None:
        self.incoming = incoming
        self.has_file = self.complete = False
        self.name = ""
        self.parts = 0
        self.value = b""
        self.header_name = b""
        self.header_value = b""

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self.begin, "on_header_field": self.header_field, "on_header_value": self.header_text,
            "on_header_end": self.header_end, "on_part_data": self.data, "on_part_end": self.end, "on_end": self.over,
        }  # fmt: skip

    def begin(self) -> None:
        self.name, self.value = "", b""
        self.parts += 1
        if self.parts > MOST_FIELDS:
            raise invalid("The form has more than {maximum} fields; `file`, `id` and `liveCamera` are used.", "file",
                          maximum=MOST_FIELDS)  # fmt: skip

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self.header_name += data[start:end]

    def header_text(self, data: bytes, start: int, end: int) -> None:
        self.header_value += data[start:end]

    def header_end(self) -> None:
        if self.header_name.lower() == b"content-disposition":
            _, options = parse_options_header(self.header_value)
            self.name = options.get(b"name", b"").decode("utf-8", "replace")
            if self.name == "file":
                if self.has_file:
                    raise invalid("The form has two files. Send each by itself.", "file")
                self.has_file = True
        self.header_name = self.header_value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        if self.name == "file":
            self.incoming.write(data[start:end])
        elif len(self.value) + end - start <= LONGEST_FIELD:
            self.value += data[start:end]
        else:
            raise invalid("The field is too long.", self.name[:40])

    def end(self) -> None:
        if self.name in ("id", "liveCamera"):
            self.incoming.fields[self.name] = self.value.decode("utf-8", "replace")

    def over(self) -> None:
        self.complete = True


class _Body:
    """A request's body, piece by piece; knows whether it has been read to its end."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self.ended:
            async with asyncio.timeout(IDLE_SECONDS):
                message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Gone
            self.ended = not message.get("more_body", False)
            yield message.get("body", b"")

    async def discard(self, most: int) -> None:
        """Read on for a moment, then wait: who still sends when the connection is closed may never see the answer."""
        until, seen = time.monotonic() + LINGER_SECONDS, 0
        try:
            while not self.ended:
                async with asyncio.timeout(until - time.monotonic()):
                    if seen >= most:
                        await asyncio.sleep(LINGER_SECONDS)  # the sender's buffers are full; it has time to read
                    message: Message = await self.receive()
                self.ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
                seen += len(message.get("body", b""))
        except TimeoutError:
            return


async def _respond(send: Send, body: _Body, status: int, answer: bytes) -> None:
    headers = [
        (b"content-type", JSON),
        (b"content-length", str(len(answer)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    headers.extend(_EXPLAINED.get(status, ()))
    early = not body.ended
    if early:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer, "more_body": early})
    if early:
        await body.discard(IN_MEMORY)
        await send({"type": "http.response.body", "body": b""})


__all__ = ["STATUS", "UploadEndpoint", "refusal"]
