"""Visits, plans, co-visits and tasks as plain data: who sees and may do what, and what the database must say of it.

test_field.py plays any sequence of commands on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis.stateful import initialize, invariant

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.forms import service as forms
from erp_visit.org.rights import RoleCode
from tests import books, factories
from tests.fuzz.machine import Machine, start_anew
from tests.fuzz.runs import ran
from tests.visits.steps import SHOP, photo

_C = ErrorCode
TEAM = ("rep", "mate", "supervisor")
ANYBODY = (*TEAM, "marketing")
NOTE = {"key": "note", "label": "备注", "kind": "TEXT", "required": True}
OPEN = {"STARTED", "CHECKED_IN"}
GOING = {"PLANNED", *OPEN}
COUNTS = "SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM operation)"
RULES = {
    "everybody is at one place": "SELECT who FROM (SELECT rep_id AS who FROM visit WHERE state IN ('STARTED', 'CHECKED_IN')"
    " UNION ALL SELECT colleague_id FROM co_visit WHERE state = 'CHECKED_IN') p GROUP BY who HAVING count(*) > 1",
    "nobody goes along on his own visit": "SELECT v.id FROM visit v JOIN co_visit c ON c.visit_id = v.id"
    " WHERE c.colleague_id = v.rep_id AND c.state <> 'DECLINED'",
    "planned visits of a day have places of their own": "SELECT rep_id, business_day FROM visit WHERE state = 'PLANNED'"
    " GROUP BY rep_id, business_day HAVING count(DISTINCT position) <> count(*)",
    "a day with planned visits has a route": "SELECT v.id FROM visit v WHERE v.state = 'PLANNED' AND NOT EXISTS"
    " (SELECT FROM day_route r WHERE r.rep_id = v.rep_id AND r.business_day = v.business_day)",
}


@dataclass
class Along:
    """A colleague's part in a visit."""

    key: UUID
    who: str
    visit: Visit
    state: str = "INVITED"


@dataclass
class Visit:
    """A visit: `names` are the ids that commands may call it by; what is in it, and who goes along."""

    key: UUID
    rep: str
    shop: int
    day: date
    kind: str = "PLANNED"
    state: str = "PLANNED"
    names: list[UUID] = field(default_factory=list)
    photos: int = 0
    reported: bool = False
    along: dict[str, Along] = field(default_factory=dict)

    @property
    def name(self) -> UUID:
        """The id that a phone knows it by."""
        return self.names[-1] if self.names else self.key


@dataclass
class Action:
    """A form that was filled in."""

    key: UUID
    visit: Visit
    version: int = 1


@dataclass
class Task:
    key: UUID
    giver: str
    assignee: str
    state: str = "OPEN"
    version: int = 1


class Field(Machine):
    """Three shops, two of the rep's and one of the mate's, and one form."""

    tables = (
        "visit", "co_visit", "co_visit_finding", "evidence_finding", "visit_photo", "visit_action", "action_answer",
        "visit_report", "day_route", "stored_file", "task", "task_record", "notification", "audit_entry", "operation",
    )  # fmt: skip

    @initialize()
    def open_business(self) -> None:
        async def start() -> Any:
            await start_anew()
            world = await factories.world(products=0)
            mate = await factories.employee(world.sales, RoleCode.REP, department_ids=(world.sales,))
            people = {"rep": world.rep, "mate": mate, "supervisor": world.supervisor, "marketing": world.marketing}
            owned = ("rep", "rep", "mate")
            keys = [await factories.customer(people[name], world.sales, position=SHOP) for name in owned]
            form = new_id()
            await forms.create_form(world.clerk, id=form, name="拜访记录", draft=[NOTE])
            await forms.publish_form(world.clerk, template_id=form)
            return people, owned, keys, form, await books.rows(COUNTS)

        self.people, self.owners, self.shops, self.form, self.before = self.do(start())
        self.today, self.done, self.shots = factories.today(), 0, 0
        self.visits: list[Visit] = []
        self.actions: list[Action] = []
        self.tasks: list[Task] = []
        ran["state machine: visits, plans, tasks"] += 1

    # -- who may do what

    def sees(self, name: str, visit: Visit) -> bool:
        if name in ("supervisor", "marketing"):
            return True
        return name in (visit.rep, self.owners[visit.shop]) or name in visit.along

    def place(self, name: str, besides: Visit | None = None) -> bool:
        """Whether somebody is in a visit, his own or a colleague's, other than his own one named."""
        own = any(v.rep == name and v.state in OPEN and v is not besides for v in self.visits)
        return own or any(one.state == "CHECKED_IN" for v in self.visits for one in v.along.values() if one.who == name)

    def own(self, by: str, visit: Visit, states: set[str]) -> ErrorCode | None:
        """Why somebody cannot do what the rep alone does to a visit in one of these states."""
        if by == "marketing":
            return _C.FORBIDDEN
        if not self.sees(by, visit):
            return _C.NOT_FOUND
        if visit.rep != by:
            return _C.FORBIDDEN
        return None if visit.state in states else _C.WRONG_STATE

    def actor(self, name: str) -> Actor:
        return self.people[name]

    def run(self, by: str, make: Any, code: ErrorCode | None = None, *more: ErrorCode) -> Any:
        done = self.attempt(self.actor(by), make, *(one for one in (code, *more) if one is not None))
        self.done += done is not None
        return done

    def shot(self, by: str) -> UUID:
        """A photo of somebody's, unlike all others."""
        self.shots += 1
        return self.do(photo(self.actor(by), self.shots * 0x9E37_79B9_7F4A_7C15 % 2**64))  # type: ignore[no-any-return]

    def same(self, visit: Visit, rep: str, shop: int, day: date) -> bool:
        """Whether a planned visit leaves no room for another one."""
        return (visit.state, visit.rep, visit.shop, visit.day) == ("PLANNED", rep, shop, day)

    def kept_away(self, by: str, visit: Visit | None, far: bool) -> ErrorCode | None:
        if self.place(by, visit):
            return _C.VISIT_OPEN
        return _C.OUT_OF_RANGE if far else None

    def reaches(self, by: str, whom: str) -> bool:
        return by == "marketing" or (by == "supervisor" and whom in TEAM)

    def gives(self, by: str, task: Task) -> bool:
        return task.giver == by or (task.assignee != by and self.reaches(by, task.assignee))

    def sees_task(self, by: str, task: Task) -> bool:
        return by in (task.giver, task.assignee) or self.reaches(by, task.assignee)

    # -- after each step

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "tasks"):
            return

        async def look() -> None:
            names = {actor.id: name for name, actor in self.people.items()}
            visits = await books.rows(
                "SELECT v.id, v.rep_id, v.state, v.kind, v.business_day,"
                " (SELECT count(*) FROM visit_photo p WHERE p.visit_id = v.id),"
                " EXISTS (SELECT FROM visit_report r WHERE r.visit_id = v.id),"
                " v.checked_in_at IS NOT NULL, v.checked_out_at >= v.checked_in_at AND v.dwell_seconds >= 0 FROM visit v"
            )
            ended = {"CHECKED_IN": (True, None), "DONE": (True, True), "SHOP_CLOSED": (True, True)}
            assert {key: (names[rep], *rest) for key, rep, *rest in visits} == {
                v.key: (v.rep, v.state, v.kind, v.day, v.photos, v.reported, *ended.get(v.state, (False, None)))
                for v in self.visits
            }
            parts = await books.rows("SELECT id, visit_id, colleague_id, state FROM co_visit")
            assert {key: (visit, names[colleague], state) for key, visit, colleague, state in parts} == {
                one.key: (v.key, one.who, one.state) for v in self.visits for one in v.along.values()
            }
            actions = await books.rows("SELECT id, visit_id, version FROM visit_action")
            assert {one[0]: one[1:] for one in actions} == {a.key: (a.visit.key, a.version) for a in self.actions}
            tasks = await books.rows("SELECT id, assigned_by_id, assignee_id, state, version FROM task")
            assert {key: (names[giver], names[to], *rest) for key, giver, to, *rest in tasks} == {
                t.key: (t.giver, t.assignee, t.state, t.version) for t in self.tasks
            }
            # Each command leaves one entry behind and is remembered once.
            (after,), (before,) = await books.rows(COUNTS), self.before
            assert [now - then for now, then in zip(after, before, strict=True)] == [self.done] * 2
            for rule_, sql in RULES.items():
                assert await books.rows(sql) == [], rule_

        self.do(look())

    def teardown(self) -> None:
        if hasattr(self, "tasks"):
            self.do(books.audit())


__all__ = ["ANYBODY", "GOING", "TEAM", "Action", "Along", "Field", "Task", "Visit"]
