"""The workbench: my queues with how much waits in them, and a few figures of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette_admin.routing import route
from starlette_admin.views import CustomView

from erp_visit.panel.wording import translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame


class Home(CustomView):
    """The page behind /admin/."""

    path = "/"

    def __init__(self, frame: Frame) -> None:
        super().__init__(menu_label="Workbench", path="/", add_to_menu=False)
        self.frame = frame

    @route("")
    async def index(self, request: Request) -> Response:
        title = translate("Workbench", request.state.locale, {})
        return await self.frame.page(request, "home.html", {"title": title})


__all__ = ["Home"]
