"""GraphiQL for development, from files of our own: it works without an outside network."""

from __future__ import annotations

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from erp_visit.resources import resource_dir


def explorer() -> ASGIApp:
    """An application that answers GraphiQL's page."""
    page = resource_dir("admin") / "static" / "graphiql" / "index.html"

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = FileResponse(page, media_type="text/html")
        await response(scope, receive, send)

    return answer


def explorer_routes(enabled: bool) -> list[BaseRoute]:
    """The files that the page needs."""
    files = resource_dir("admin") / "static" / "graphiql"
    return [Mount("/graphql/explorer", StaticFiles(directory=files))] if enabled else []


__all__ = ["explorer", "explorer_routes"]
