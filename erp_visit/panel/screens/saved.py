"""Saved views in the panel: save the list one looks at, open it again by its address, delete it and undo that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import not_found
from erp_visit.org.views import USUAL, View, delete_view, restore_view, save_view, view_of
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.query import read
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.security import BASE, safe_target

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame


class SavedViews:
    """Handlers of saved views. `find` answers the screen that an address names, if its reader may open it."""

    def __init__(self, frame: Frame, find: Callable[[Request], RecordView], screens: Mapping[str, RecordView]) -> None:
        self.frame = frame
        self.find = find
        self.screens = screens

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/views/{key}", self.open, methods=["GET"]),
            Route("/views/{list}", self.save, methods=["POST"]),
            Route("/views/{key}/delete", self.delete, methods=["POST"]),
            Route("/views/{key}/restore", self.restore, methods=["POST"]),
        ]

    async def open(self, request: Request) -> Response:
        """Lead to the list as it was saved; what the reader may not see is refused there, as ever."""
        view = await view_of(request.state.actor, _key(request))
        screen = self.screens.get(view.screen)
        if screen is None:
            raise not_found("SavedView", view.id)
        return RedirectResponse(read(view.query).url(screen_path(screen.spec)), status_code=303)

    async def save(self, request: Request) -> Response:
        """Keep the list that the form repeats, if its reader could open it."""
        screen = self.find(request)
        form = await request.form()
        query = replace(read(str(form.get("query", ""))), after="", before="", position=0)
        screen.filters(request).build(screen.spec, query.conditions)
        name, shared = str(form.get("name", "")), bool(form.get("shared"))
        saved = await save_view(
            request.state.actor, screen=str(screen.key), name=name, query=query.text(), shared=shared
        )
        self.frame.flash(request, self.frame.text(request, "The view {name} is saved.", name=name.strip()))
        return RedirectResponse(f"{BASE}/views/{saved.view_id}", status_code=303)

    async def delete(self, request: Request) -> Response:
        """Delete a view of one's own and go back to the list, where it can be undone."""
        key = _key(request)
        form = await request.form()
        await delete_view(request.state.actor, key)
        text = self.frame.text(request, "The view is deleted.")
        self.frame.flash(request, text, undo=f"{BASE}/views/{key}/restore")
        return RedirectResponse(safe_target(str(form.get("next", ""))), status_code=303)

    async def restore(self, request: Request) -> Response:
        """Take back the deletion of a view of one's own and open it."""
        restored = await restore_view(request.state.actor, _key(request))
        self.frame.flash(request, self.frame.text(request, "The view is back."))
        return RedirectResponse(f"{BASE}/views/{restored.view_id}", status_code=303)


def chosen_columns(views: Sequence[View]) -> tuple[str, ...]:
    """The columns that the reader chose for a list, from what is kept for it."""
    return next((read(view.query).columns for view in views if view.own and view.name == USUAL), ())


def _key(request: Request) -> UUID:
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found("SavedView", request.path_params["key"]) from None


__all__ = ["SavedViews", "chosen_columns"]
