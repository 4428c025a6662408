"""starlette-admin, with what a place of work needs in place of what it comes with.

Kept: the registry of views and their rights, the theme (Tabler, Font Awesome), the template environment, custom views.
Replaced: its middlewares (one of ours), its generic pages (they count whole tables, page by offset, and carry inline
scripts that our policy refuses), its writing routes (every change goes through a service; see docs/adr/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette_admin.base import BaseAdmin

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.panel.assets import Assets
from erp_visit.panel.frame import Frame
from erp_visit.panel.middleware import PanelMiddleware
from erp_visit.panel.security import BASE
from erp_visit.panel.templating import install
from erp_visit.resources import resource_dir

if TYPE_CHECKING:
    from starlette_admin.views import CustomView


_NOT_ALLOWED = "You may not open this page. An administrator can grant the right to your role."
_NO_PAGE = "There is no such page. Check the address, or start from the workbench."
_NOT_LIKE_THAT = "This address cannot be opened like that. Start from the workbench."
_NOT_UNDERSTOOD = "The request cannot be understood. Go back and try again."


class Panel(BaseAdmin):
    """The admin site. `frame` is what all its pages share."""

    def __init__(self, frame: Frame, *, index_view: CustomView) -> None:
        self.frame = frame
        self.assets = Assets(watch=frame.settings.environment == "development")
        self._pages: list[BaseRoute] = []
        super().__init__(
            title="ERP Visit",
            base_url=BASE,
            templates_dir=str(resource_dir("admin") / "templates"),
            index_view=index_view,
            secret_key=frame.key,
            timezone_config=None,
        )

    def _init_locale(self) -> None:
        self.middlewares.insert(0, Middleware(PanelMiddleware, frame=self.frame))

    def _init_flash(self) -> None:
        """Frame.flash does it."""

    def _init_csrf(self) -> None:
        """PanelMiddleware does it, with tokens that belong to the session."""

    def _init_auth(self) -> None:
        """PanelMiddleware does it: nobody unknown gets past it."""

    def _setup_templates(self) -> None:
        super()._setup_templates()
        install(self.templates.env, self.frame, self.assets)

    def _init_routes(self) -> None:
        self.routes.append(Mount("/static", app=self.assets, name="static"))
        self._register_extra_routes(self.index_view)

    def _collect_core_routes(self) -> list[Route]:
        return []  # deny by default: none of the generic pages and actions

    def add_pages(self, *routes: BaseRoute) -> None:
        """Add pages of our own; the first that fits an address answers."""
        self._pages.extend(routes)

    def build(self) -> Starlette:
        """The finished application, once all views are added."""
        host = Starlette()
        self.routes.extend(self._pages)  # type: ignore[arg-type]  # BaseRoute is what Starlette takes
        self.mount_to(host)
        for refusal in (DomainError, DomainErrors):
            self.app.add_exception_handler(refusal, self._refuse)
        return self.app

    async def _refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError | DomainErrors)
        return self.frame.refusal(request, error)

    async def _render_error(self, request: Request, exc: Exception | None = None) -> Response:
        status = exc.status_code if isinstance(exc, HTTPException) else 500
        known = {
            403: (ErrorCode.FORBIDDEN, _NOT_ALLOWED),
            404: (ErrorCode.NOT_FOUND, _NO_PAGE),
            405: (ErrorCode.BAD_REQUEST, _NOT_LIKE_THAT),
        }
        code, text = known.get(status, (ErrorCode.BAD_REQUEST, _NOT_UNDERSTOOD))
        response = self.frame.refusal(request, DomainError(code, text))
        response.status_code = status
        return response


__all__ = ["Panel"]
