"""Static files: named by their content and kept by browsers, compressed, asked for again without being sent again."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import httpx

from erp_visit.settings import Settings
from tests import factories
from tests.panel.desk import open_desk

_STATIC = re.compile(r'(?:src|href)="(/admin/static/[^"]+)"')
_TEXT = ("text/css", "application/javascript", "image/svg+xml")


async def test_every_file_of_the_pages_is_kept_and_compressed(db: ModuleType, settings: Settings) -> None:
    world = await factories.world(products=1)
    async with open_desk(replace(settings, environment="production")) as desk:
        client = await desk.client(world.administrator)
        pages = ("/admin/", "/admin/orders", "/admin/queues/orders", "/admin/insight/visits", "/admin/calendar")
        found = {path for page in pages for path in _STATIC.findall((await client.get(page)).text)}
        assert len(found) > 8
        for path in found:
            sent = await client.get(path, **{"accept-encoding": "gzip"})
            assert sent.status_code == 200, path
            assert sent.headers["cache-control"] == "public, max-age=31536000, immutable", path
            if sent.headers["content-type"].startswith(_TEXT):
                assert sent.headers["content-encoding"] == "gzip", path
                plain = await client.get(path, **{"accept-encoding": "identity"})
                assert "content-encoding" not in plain.headers
                assert plain.content == sent.content, "what was packed is what is sent unpacked"
                assert int(sent.headers["content-length"]) < len(plain.content)
            again = await client.get(path, **{"if-none-match": sent.headers["etag"]})
            assert (again.status_code, again.content) == (304, b""), path
            unnamed = await client.get(path.partition("?")[0])
            assert unnamed.headers["cache-control"] in ("no-cache", "public, max-age=604800"), path


async def test_a_file_has_one_name_and_whatever_else_is_asked_for_is_not_there(
    db: ModuleType, settings: Settings
) -> None:
    """By nobody, with any bytes: each spelling that led to a file kept it in memory once more, and some were errors of ours."""
    for environment in ("production", "development"):
        async with open_desk(replace(settings, environment=environment)) as desk:  # type: ignore[arg-type]  # it is one of them
            stranger = httpx.AsyncClient(transport=httpx.ASGITransport(desk.application), base_url="http://panel.test")
            async with stranger as client:
                assert (await client.get("/admin/static/panel.css")).status_code == 200
                for name in (
                    "%2e/panel.css", "x/%2e%2e/panel.css", "graphiql//graphiql.min.js", "graphiql%2f%2e%2fgraphiql.min.js",
                    "%00", "panel.css%00", "panel.css/", "%ff.css", "x" * 300, "x/" * 3_000, "%2fetc%2fpasswd",
                    "%2e%2e/templates/login.html", "", "graphiql",
                ):  # fmt: skip
                    assert (await client.get(f"/admin/static/{name}")).status_code == 404, name
                assert (await client.get("/admin/static/%0a")).status_code == 303, (
                    "which is no file's name, but a page's"
                )
