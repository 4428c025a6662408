"""The navigation on the left: the sections of daily work, and in them what the actor's rights allow.

A derived screen stands in the section of its domain, so a new model is in the navigation by itself. An entry is shown
when the actor has any of its rights; the page behind it asks again.
"""

from __future__ import annotations

from dataclasses import dataclass

from erp_visit.core.actor import Actor
from erp_visit.org.rights import Right
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import list_label, translate
from erp_visit.reads.spec import Registry, TypeSpec


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation. `label` is English text to translate, or, with `spec`, a derived screen's."""

    href: str
    label: str
    rights: tuple[str, ...] = ()
    spec: TypeSpec | None = None
    minor: bool = False
    """Parts and ledgers: shown when the section is open, below the others."""

    def text(self, locale: str) -> str:
        return list_label(self.spec, locale) if self.spec is not None else translate(self.label, locale, {})


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries."""

    key: str
    label: str
    icon: str
    entries: tuple[Entry, ...] = ()


SECTIONS = (
    Section("work", "Workbench", "fa-solid fa-inbox"),
    Section("customers", "Customers", "fa-solid fa-store"),
    Section("visits", "Visits", "fa-solid fa-location-dot"),
    Section("orders", "Orders", "fa-solid fa-file-invoice"),
    Section("stock", "Warehouse", "fa-solid fa-warehouse"),
    Section("money", "Money", "fa-solid fa-coins"),
    Section("insight", "Insight", "fa-solid fa-chart-column"),
    Section("settings", "Settings", "fa-solid fa-sliders"),
)
SECTION_OF_DOMAIN = {
    "customers": "customers", "visits": "visits", "orders": "orders", "stock": "stock", "catalog": "stock",
    "finance": "money", "work": "work", "planning": "visits", "forms": "visits",
    "insight": "insight",
    "files": "visits", "tracks": "visits",
}  # fmt: skip
"""Any other domain's models stand under the settings."""

MAIN = (
    "Task", "Customer", "Visit", "Plan", "VisitAssignment", "Order", "StockDocument", "StockBalance", "Product",
    "PriceRule", "Receivable", "Receipt", "CustomerAccount", "StockMovement", "LedgerEntry", "Employee", "Department",
    "AuditEntry",
)  # fmt: skip
"""The screens of daily work in their order; the other derived screens follow them."""
HIDDEN = frozenset({
    "Setting", "ParameterSet", "Role", "EmployeeRole", "Reservation", "OrderLine", "StockDocumentLine", "Allocation",
    "Notification", "NotificationChannel", "TaskRecord", "FeedPost", "FeedComment",
    "DailyReport", "PlanStop", "CalendarDay", "CustomerAlert", "Ownership",
    "FormTemplate", "FormVersion",
})  # fmt: skip
"""Parts that are seen on their record's page, and what has a page of its own; their screens exist all the same."""

QUEUES = (
    Entry(f"{BASE}/queues/orders", "Orders to approve", (Right.ORDER_APPROVE,)),
    Entry(f"{BASE}/queues/warehouse-review", "Warehouse review", (Right.STOCK_REVIEW,)),
    Entry(f"{BASE}/queues/finance-review", "Finance review", (Right.FINANCE_REVIEW,)),
    Entry(f"{BASE}/queues/stock", "To ship", (Right.STOCK_CONFIRM, Right.STOCK_SHIP)),
    Entry(f"{BASE}/queues/receipts", "To collect", (Right.RECEIPT_RECORD,)),
    Entry(f"{BASE}/queues/visits", "Suspicious visits", (Right.VISIT_REVIEW,)),
    Entry(f"{BASE}/queues/visit-reports", "Visit reports to review", (Right.VISIT_REVIEW,)),
    Entry(f"{BASE}/queues/missing-reports", "Visit reports to write", (Right.VISIT_DO, Right.VISIT_REVIEW)),
    Entry(f"{BASE}/queues/daily-reports", "Daily reports to read", (Right.VISIT_REVIEW,)),
)
WORK = (
    Entry(f"{BASE}/daily", "Daily report", (Right.TASK_VIEW,)),
    Entry(f"{BASE}/feed", "Feed", (Right.TASK_VIEW,)),
    Entry(f"{BASE}/notifications", "Notifications"),
)
FORMS = (
    Entry(f"{BASE}/forms", "Forms", (Right.VISIT_VIEW,)),
    Entry(f"{BASE}/action-data", "What was answered in forms", (Right.VISIT_VIEW,)),
)
VISITS = (
    Entry(f"{BASE}/calendar", "Visit calendar", (Right.VISIT_VIEW,)),
    Entry(f"{BASE}/track-map", "Where the team is", (Right.TRACK_VIEW, Right.VISIT_DO)),
    Entry(f"{BASE}/working-calendar", "Working calendar", (Right.VISIT_VIEW,)),
)
INSIGHT = (
    Entry(f"{BASE}/insight/visits", "Visit board", (Right.INSIGHT_VIEW,)),
    Entry(f"{BASE}/insight/leaderboard", "Leaderboard", (Right.INSIGHT_VIEW,)),
    Entry(f"{BASE}/insight/duel", "Duel", (Right.INSIGHT_VIEW,)),
    Entry(f"{BASE}/insight/map", "Check-in map", (Right.INSIGHT_VIEW,)),
    Entry(f"{BASE}/insight/abnormal", "Abnormal customers", (Right.VISIT_VIEW,)),
)
PAGES = (
    Entry(f"{BASE}/parameters", "Control parameters", (Right.SETTING_VIEW,)),
    Entry(f"{BASE}/roles-matrix", "Roles and rights", (Right.ADMINISTER,)),
    Entry(f"{BASE}/import", "Import", (Right.IMPORT_RUN,)),
    Entry(f"{BASE}/notification-channels", "Notification channels", (Right.NOTIFICATION_EDIT,)),
    Entry(f"{BASE}/jobs", "Background jobs", (Right.JOB_VIEW,)),
)


def screen_path(spec: TypeSpec) -> str:
    """The address of a type's list: /admin/stock-documents."""
    return f"{BASE}/{list_name(spec)}"


def list_name(spec: TypeSpec) -> str:
    """`stock-documents`."""
    return "".join(f"-{character.lower()}" if character.isupper() else character for character in spec.plural)


class Navigation:
    """The sections of one registry."""

    def __init__(self, registry: Registry) -> None:
        found: dict[str, list[Entry]] = {section.key: [] for section in SECTIONS}
        found["work"] += [Entry(f"{BASE}/", "My work"), *QUEUES]
        ranked = sorted(
            registry.types.values(), key=lambda spec: MAIN.index(spec.name) if spec.name in MAIN else len(MAIN)
        )
        for spec in ranked:
            if spec.name in HIDDEN:
                continue
            domain = spec.model.__module__.removeprefix("erp_visit.").partition(".")[0]
            section = SECTION_OF_DOMAIN.get(domain, "settings")
            entry = Entry(screen_path(spec), "", (spec.right,), spec, minor=spec.name not in MAIN)
            found[section].append(entry)
        found["work"] += WORK
        found["visits"] = [*VISITS, *found["visits"], *FORMS]
        found["insight"] = [*INSIGHT, *found["insight"]]
        found["settings"] = [*PAGES, *found["settings"]]
        self.sections = tuple(
            Section(section.key, section.label, section.icon, tuple(found[section.key])) for section in SECTIONS
        )

    def visible(self, actor: Actor) -> list[Section]:
        """The sections and entries that an actor may use."""
        shown = []
        for section in self.sections:
            entries = tuple(entry for entry in section.entries if not entry.rights or any(map(actor.may, entry.rights)))
            if entries:
                shown.append(Section(section.key, section.label, section.icon, entries))
        return shown


def is_current(entry: Entry, path: str) -> bool:
    """Whether a page belongs to an entry."""
    return path == entry.href or (entry.href != f"{BASE}/" and path.startswith(f"{entry.href}/"))


__all__ = ["QUEUES", "SECTIONS", "Entry", "Navigation", "Section", "is_current", "list_name", "screen_path"]
