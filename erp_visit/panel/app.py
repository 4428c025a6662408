"""The panel as an application for /admin."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from erp_visit.events import Hub
from erp_visit.panel.admin import Panel
from erp_visit.panel.frame import Frame, ReadEngine
from erp_visit.panel.home import Home
from erp_visit.panel.login import login_routes
from erp_visit.settings import Settings


def create_panel(engine: ReadEngine, settings: Settings, hub: Hub) -> Starlette:
    """The application to mount at /admin. It needs the open database pool and Redis; `hub` tells of events."""
    frame = Frame(engine, settings, hub)
    routes: list[BaseRoute] = [*login_routes(frame)]
    panel = Panel(frame, index_view=Home(frame), routes=routes)
    return panel.build()


__all__ = ["create_panel"]
