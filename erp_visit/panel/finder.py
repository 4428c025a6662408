"""One search for everything: number, name, phone, pinyin; results in groups, with the actor's visibility."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.panel.middleware import wants_json
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.wording import list_label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

SEARCHED = (
    "Customer", "Order", "StockDocument", "Receivable", "Receipt", "Product", "Contact", "Employee", "Lot", "Warehouse",
)  # fmt: skip
"""Types in the order of the groups; each costs one statement on its search index."""
QUICK = 5
WHOLE = 20
SHORTEST = 2


def finder_routes(frame: Frame, views: Mapping[str, RecordView]) -> list[BaseRoute]:
    """The search box on top: its page, and its results as one types."""
    by_type = {view.spec.name: view for view in views.values()}

    async def search(request: Request) -> Response:
        text = request.query_params.get("q", "").strip()[:100].replace("\0", "")
        quick = wants_json(request)
        groups = await find(request, text, QUICK if quick else WHOLE)
        locale = request.state.locale
        if quick:
            nothing = translate("Nothing found. Try part of the number, name or phone.", locale, {})
            return JSONResponse({"groups": groups, "nothing": nothing})
        title = translate("Search", locale, {})
        context = {"title": title, "query": text, "groups": groups, "needle": text}
        return await frame.page(request, "search.html", context)

    async def find(request: Request, text: str, limit: int) -> list[dict[str, Any]]:
        if len(text) < SHORTEST:
            return []
        open_views = [by_type[name] for name in SEARCHED if name in by_type]
        mine = [view for view in open_views if view.spec.search and view.is_accessible(request)]
        found = await frame.together(*(view.look_up(request, text, limit=limit + 1) for view in mine))
        return [_group(view, rows, limit, request.state.locale) for view, rows in zip(mine, found, strict=True) if rows]

    return [Route("/search", search, methods=["GET"])]


def _group(view: RecordView, rows: list[dict[str, str]], limit: int, locale: str) -> dict[str, Any]:
    path = screen_path(view.spec)
    return {
        "title": list_label(view.spec, locale),
        "rows": [{**row, "href": f"{path}/{row['id']}"} for row in rows[:limit]],
        "more": len(rows) > limit,
        "path": path,
    }


__all__ = ["finder_routes"]
