"""GET /files/{id}: the bytes behind a signed address, whole or in part, so that they can do nothing but be shown."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from starlette.types import Receive, Scope, Send

from erp_visit import db
from erp_visit.api.http import JSON, BadRequest, Headers
from erp_visit.api.uploads import refusal
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.files.links import FULL, THUMBNAIL, seconds_left
from erp_visit.files.photos import CONTENT_TYPE
from erp_visit.files.store import NoSuchBytes, blob_key, store
from erp_visit.web import accepted_locale

EXTENSIONS = {
    "image/jpeg": "jpg", "audio/mp4": "m4a", "audio/aac": "aac", "audio/mpeg": "mp3", "audio/ogg": "ogg",
    "audio/amr": "amr", "audio/amr-wb": "awb", "audio/wav": "wav", "audio/webm": "webm",
}  # fmt: skip
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_WHOLE = 10**9
"""More than any file has: thumbnails are read to their end, wherever that is."""


class DownloadEndpoint:
    """The ASGI application at /files/{id}."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise BadRequest(405, ErrorCode.BAD_REQUEST, "A file is read by GET; send a new one to /files by POST.")
            await _answer(scope, headers, send)
        except NoSuchBytes:
            error = not_found("StoredFile", scope["path_params"]["id"])
            await _refuse(send, error, headers)
        except Exception as error:  # noqa: BLE001 -- the last net: the client gets JSON, the log the rest
            await _refuse(send, error, headers)


async def _answer(scope: Scope, headers: Headers, send: Send) -> None:
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=10))
    try:
        key = UUID(scope["path_params"]["id"])
    except ValueError:
        raise not_found("StoredFile", scope["path_params"]["id"]) from None
    variant = asked.get("v", "")
    left = seconds_left(key, variant, asked.get("e", ""), asked.get("s", ""))
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT kind, content_type, size, sha256 FROM stored_file WHERE id = $1", key)
    if row is None:
        raise not_found("StoredFile", key)
    tag = f'"{row["sha256"][:32]}-{variant}"'.encode()
    kind = CONTENT_TYPE if variant == THUMBNAIL else row["content_type"]
    shown = [
        (b"content-type", kind.encode()),
        (b"content-disposition", f'inline; filename="{row["kind"].lower()}-{key}.{EXTENSIONS[kind]}"'.encode()),
        (b"cache-control", b"private, max-age=%d, immutable" % left),
        (b"etag", tag),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"referrer-policy", b"no-referrer"),
    ]
    if tag in (part.strip() for part in headers.get(b"if-none-match", b"").split(b",")):
        await _send(send, 304, shown, b"")
        return
    if scope["method"] == "HEAD":
        size = [] if variant == THUMBNAIL else [(b"content-length", str(row["size"]).encode())]
        await _send(send, 200, [*shown, *size], b"")
        return
    name = blob_key(key, row["sha256"], variant)
    if variant == FULL:
        await _stream(send, name, row["size"], shown, _range(headers, tag, row["size"]))
    else:  # a few kilobytes, whose number is not recorded
        body = b"".join([piece async for piece in store().read(name, 0, _WHOLE)])
        await _send(send, 200, [*shown, (b"content-length", str(len(body)).encode())], body)


def _range(headers: Headers, tag: bytes, size: int) -> tuple[int, int] | None:
    """The part that is asked for, as from and before; None for the whole. Raises INVALID_INPUT if there is none."""
    asked = headers.get(b"range", b"").decode("latin-1")
    if not asked or headers.get(b"if-range", tag) != tag:
        return None
    match = _RANGE.fullmatch(asked.replace(" ", ""))
    if match is None or not (match[1] or match[2]):
        return None  # several parts, or another unit: answered by the whole
    if not match[1]:
        start, end = max(0, size - int(match[2])), size
    else:
        start, end = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
    if start >= end:
        raise _Unsatisfiable(size)
    return start, end


class _Unsatisfiable(DomainError):
    def __init__(self, size: int) -> None:
        super().__init__(ErrorCode.INVALID_INPUT, "The file has {size} bytes; ask for a part that is there.", size=size)
        self.size = size


async def _stream(send: Send, name: str, size: int, shown: list[Any], part: tuple[int, int] | None) -> None:
    start, end = part or (0, size)
    headers = [*shown, (b"accept-ranges", b"bytes"), (b"content-length", str(end - start).encode())]
    if part is not None:
        headers.append((b"content-range", f"bytes {start}-{end - 1}/{size}".encode()))
    begun = False
    async for piece in store().read(name, start, end):
        if not begun:  # only now is it sure that the bytes are there
            await send({"type": "http.response.start", "status": 206 if part else 200, "headers": headers})
            begun = True
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, error: Exception, request: Headers) -> None:
    status, body = refusal(error, accepted_locale(request) or "zh")
    headers = [(b"content-type", JSON), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    if isinstance(error, _Unsatisfiable):
        status = 416
        headers.append((b"content-range", f"bytes */{error.size}".encode()))
    await _send(send, status, headers, orjson.dumps(body))


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


__all__ = ["DownloadEndpoint"]
