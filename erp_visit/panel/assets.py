"""Static files: ours first, then starlette-admin's; compressed once, named by content, kept by browsers for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from starlette.types import Receive, Scope, Send

from erp_visit.panel.security import BASE, HEADERS
from erp_visit.resources import resource_dir

_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
_BORROWED = (
    "css/vendor/tabler.min.css", "css/vendor/tabler-theme.min.css", "css/vendor/fontawesome.min.css",
    "webfonts/fa-solid-900.woff2", "webfonts/fa-regular-400.woff2", "webfonts/fa-brands-400.woff2",
    "webfonts/fa-v4compatibility.woff2",
)  # fmt: skip
"""What is served of starlette-admin's files; its scripts are not, they do not run under our policy."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    packed: bytes | None
    kind: str
    tag: str
    stamp: float


class Assets:
    """The files under /admin/static. With `watch`, a changed file is read anew."""

    def __init__(self, *, watch: bool) -> None:
        self.watch = watch
        self._paths = _paths()
        self._known: dict[str, Asset] = {}

    def url(self, name: str) -> str:
        """The address of a file, which changes with its content. Raises LookupError for one that is not there."""
        asset = self.get(name)
        if asset is None:
            raise LookupError(f"there is no static file {name}")
        return f"{BASE}/static/{name}?v={asset.tag}"

    def get(self, name: str) -> Asset | None:
        """A file by its name below the folder."""
        path = self._path(name)
        if path is None:
            return None
        known = self._known.get(name)
        if known is not None and not self.watch:
            return known
        stamp = path.stat().st_mtime
        if known is None or known.stamp != stamp:
            known = self._known[name] = _read(path, stamp)
        return known

    def _path(self, name: str) -> Path | None:
        """Of the files that there are. No name from outside is made a path, which has any number of spellings."""
        if self.watch and (name not in self._paths or not self._paths[name].is_file()):
            self._paths = _paths()
        return self._paths.get(name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file; `path_params` hold its name."""
        name = scope["path"].removeprefix(f"{BASE}/static/")
        asset = self.get(name)
        request = dict(scope["headers"])
        headers: list[tuple[bytes, bytes]] = list(HEADERS)
        if asset is None:
            await _send(send, 404, [*headers, (b"content-type", b"text/plain")], b"not found")
            return
        named = f"v={asset.tag}".encode() == scope["query_string"]
        lasting = b"no-cache"
        if name.startswith("webfonts/"):  # named in a style sheet of theirs, without a version
            lasting = b"public, max-age=604800"
        elif named and not self.watch:
            lasting = b"public, max-age=31536000, immutable"
        etag = f'"{asset.tag}"'.encode()
        headers += [(b"cache-control", lasting), (b"etag", etag), (b"vary", b"accept-encoding")]
        if request.get(b"if-none-match") == etag:
            await _send(send, 304, headers, b"")
            return
        headers.append((b"content-type", asset.kind.encode()))
        body = asset.body
        if asset.packed is not None and b"gzip" in request.get(b"accept-encoding", b""):
            body = asset.packed
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _paths() -> dict[str, Path]:
    """The files by their names in addresses: ours, and of starlette-admin's those that are served."""
    borrowed = Path(str(files("starlette_admin") / "static"))
    own = resource_dir("admin") / "static"
    paths = {name: borrowed / name for name in _BORROWED}
    return paths | {path.relative_to(own).as_posix(): path for path in own.rglob("*") if path.is_file()}


def _read(path: Path, stamp: float) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind == "text/javascript" or path.suffix == ".js":
        kind = "application/javascript"
    if kind.startswith(_COMPRESSIBLE):
        packed: bytes | None = gzip.compress(body, 9)
        kind += "; charset=utf-8"
    else:
        packed = None
    return Asset(body, packed, kind, hashlib.blake2s(body, digest_size=6).hexdigest(), stamp)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


__all__ = ["Asset", "Assets"]
