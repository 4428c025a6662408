"""Static files: named by their content and kept by browsers, compressed, asked for again without being sent again."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

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
