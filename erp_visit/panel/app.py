"""The panel as an application for /admin."""

from __future__ import annotations

from starlette.applications import Starlette

from erp_visit.events import Hub
from erp_visit.panel.account import account_routes
from erp_visit.panel.admin import Panel
from erp_visit.panel.administration.departments import department_routes
from erp_visit.panel.administration.imports import import_routes
from erp_visit.panel.administration.parameter_history import history_routes
from erp_visit.panel.administration.parameters import parameter_routes
from erp_visit.panel.administration.roles import role_routes
from erp_visit.panel.administration.staff import staff_routes
from erp_visit.panel.builder.answers import answer_routes
from erp_visit.panel.builder.pages import form_routes
from erp_visit.panel.finder import finder_routes
from erp_visit.panel.forms.catalog import catalog_routes
from erp_visit.panel.forms.customers import customer_routes
from erp_visit.panel.frame import Frame, ReadEngine
from erp_visit.panel.home import Home
from erp_visit.panel.insight.abnormal import abnormal_routes
from erp_visit.panel.insight.board import board_routes
from erp_visit.panel.insight.contest import contest_routes
from erp_visit.panel.insight.places import place_routes
from erp_visit.panel.insight.targets import target_routes
from erp_visit.panel.live import live_routes
from erp_visit.panel.login import login_routes
from erp_visit.panel.planning.assignments import assignment_routes
from erp_visit.panel.planning.batch import batch_routes
from erp_visit.panel.planning.calendar import calendar_routes
from erp_visit.panel.planning.day import day_routes
from erp_visit.panel.planning.plans import plan_routes
from erp_visit.panel.planning.starts import start_routes
from erp_visit.panel.planning.workdays import workday_routes
from erp_visit.panel.queues.counts import queue_counts
from erp_visit.panel.queues.routes import queue_routes
from erp_visit.panel.records.routes import record_routes
from erp_visit.panel.screens.columns import Columns
from erp_visit.panel.screens.export_jobs import ExportJobs
from erp_visit.panel.screens.pages import Pages
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.tracks import track_routes
from erp_visit.panel.work.daily import daily_routes
from erp_visit.panel.work.feed import feed_routes
from erp_visit.panel.work.forms import work_form_routes
from erp_visit.panel.work.jobs import job_routes
from erp_visit.panel.work.notifications import notification_routes
from erp_visit.settings import Settings


def create_panel(engine: ReadEngine, settings: Settings, hub: Hub) -> Starlette:
    """The application to mount at /admin. It needs the open database pool and Redis; `hub` tells of events."""
    frame = Frame(engine, settings, hub)
    columns = Columns(frame.registry)
    screens = [RecordView(frame, columns, spec) for spec in frame.registry.types.values()]
    home = Home(frame)
    home.views = {view.spec.name: view for view in screens}
    home.count_queues = queue_counts
    panel = Panel(frame, index_view=home)
    for view in screens:
        panel.add_view(view)
    views = {str(view.key): view for view in screens}
    exports = ExportJobs(frame)
    pages = Pages(frame, views, exports)
    panel.add_pages(
        *login_routes(frame),
        *account_routes(frame),
        *finder_routes(frame, views),
        *live_routes(frame, hub),
        *customer_routes(frame),
        *catalog_routes(frame),
        *parameter_routes(frame),
        *history_routes(frame),
        *role_routes(frame),
        *staff_routes(frame),
        *department_routes(frame),
        *import_routes(frame),
        *form_routes(frame),
        *answer_routes(frame, exports),
        *notification_routes(frame),
        *job_routes(frame),
        *work_form_routes(frame),
        *feed_routes(frame),
        *daily_routes(frame),
        *calendar_routes(frame),
        *day_routes(frame),
        *plan_routes(frame),
        *assignment_routes(frame),
        *batch_routes(frame),
        *start_routes(frame),
        *workday_routes(frame),
        *board_routes(frame),
        *contest_routes(frame),
        *place_routes(frame),
        *target_routes(frame),
        *abnormal_routes(frame),
        *queue_routes(frame),
        *track_routes(frame),
        *exports.routes(),
        *pages.lists(),
        *record_routes(frame),
        *pages.records(),
    )
    return panel.build()


__all__ = ["create_panel"]
