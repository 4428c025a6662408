"""Visits, plans, co-visits and tasks against a plain model: any sequence of commands by anybody.

Four people: two reps, who see what is theirs, their supervisor, who sees the team's, and somebody of marketing, who sees
all visits and makes none. Each command is sent twice under its operation id; what is refused changes nothing at all.
After each step the database says what the model (field.py) says, and everybody is at one place at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.planning.scheduling import plan_visits, reschedule_visit
from erp_visit.planning.wishes import Wanted
from erp_visit.visits.actions import correct_visit_action, submit_visit_action
from erp_visit.visits.co_visits import check_in_co_visit, check_out_co_visit, decline_co_visit, invite_to_visit
from erp_visit.visits.leaving import check_out, report_shop_closed
from erp_visit.visits.models import PhotoPurpose
from erp_visit.visits.photos import add_visit_photos
from erp_visit.visits.service import cancel_visit, check_in, start_visit
from erp_visit.work.changing import reassign_task
from erp_visit.work.service import appraise_task, cancel_task, complete_task, create_task, reopen_task, start_task
from tests import books
from tests.fuzz.field import ANYBODY, GOING, TEAM, Action, Along, Field, Task, Visit
from tests.fuzz.runs import rounds, run_of
from tests.visits.steps import fix

_C = ErrorCode
FAR = 300.0

who = st.sampled_from(ANYBODY)
whose = st.sampled_from([None, None, None, *ANYBODY])
"""Who sends a command: mostly the one whose it is (None)."""
member = st.sampled_from(TEAM)
which = st.integers(0, 5)
days = st.sampled_from([0, 0, 0, 1, -1])
shops = st.integers(0, 2)
seldom = st.sampled_from([False, False, False, True])


class Commands(Field):
    """What the four send, by anybody at any time."""

    # -- plans

    @rule(by=whose, rep=member, shop=shops, ahead=days, along=st.none() | member)
    def plan(self, by: str | None, rep: str, shop: int, ahead: int, along: str | None) -> None:
        by, day, key = by or "supervisor", self.today + timedelta(days=ahead), new_id()
        guests = () if along is None else (self.actor(along).id,)
        wanted = Wanted(key, self.shops[shop], day, rep_id=self.actor(rep).id, colleague_ids=guests)
        codes: list[ErrorCode] = []
        if by not in ("supervisor", rep):
            codes = [_C.FORBIDDEN]
        elif by not in ("supervisor", self.owners[shop]):
            codes = [_C.NOT_FOUND]
        else:
            taken = any(self.same(v, rep, shop, day) for v in self.visits)
            wrong = {_C.DUPLICATE: taken, _C.INVALID_INPUT: ahead < 0 or along == rep}
            codes = [code for code, found in wrong.items() if found]
        self.run(by, lambda key: plan_visits(self.actor(by), visits=[wanted], operation_id=key), *codes)
        if not codes:
            visit = Visit(key, rep, shop, day)
            self.visits.append(visit)
            if along is not None:
                invited = self.do(books.value("SELECT id FROM co_visit WHERE visit_id = $1", key))
                visit.along[along] = Along(invited, along, visit)

    @rule(by=whose, index=which, ahead=days, to=member, old=seldom)
    def reschedule(self, by: str | None, index: int, ahead: int, to: str, old: bool) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by, day = by or "supervisor", self.today + timedelta(days=ahead)
        version = self.do(books.value("SELECT version FROM visit WHERE id = $1", visit.key)) - old
        code = None
        if by == "marketing":
            code = _C.FORBIDDEN
        elif not self.sees(by, visit):
            code = _C.NOT_FOUND
        elif by != "supervisor" and {visit.rep, to} != {by}:
            code = _C.FORBIDDEN
        elif old:
            code = _C.CONFLICT
        elif visit.state != "PLANNED":
            code = _C.WRONG_STATE
        elif ahead < 0 or (to in visit.along and visit.along[to].state != "DECLINED"):
            code = _C.INVALID_INPUT
        elif any(self.same(other, to, visit.shop, day) for other in self.visits if other is not visit):
            code = _C.DUPLICATE
        if self.run(by, lambda key: reschedule_visit(
            self.actor(by), visit_id=visit.key, day=day, rep_id=self.actor(to).id, expected_version=version,
            operation_id=key,
        ), code):  # fmt: skip
            visit.day, visit.rep = day, to

    # -- visits

    @rule(by=whose, index=which)
    def start(self, by: str | None, index: int) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        code = self.own(by, visit, {"PLANNED"}) or (_C.VISIT_OPEN if self.place(by) else None)
        if self.run(by, lambda key: start_visit(self.actor(by), visit_id=visit.name, operation_id=key), code):
            visit.state, visit.day = "STARTED", self.today

    @rule(by=whose, index=which, far=seldom)
    def arrive(self, by: str | None, index: int, far: bool) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        phone = fix(FAR if far else 0)
        code = self.own(by, visit, {"PLANNED", "STARTED"}) or self.kept_away(by, visit, far)
        if self.run(by, lambda key: check_in(self.actor(by), visit_id=visit.name, operation_id=key, **phone), code):
            visit.state, visit.day = "CHECKED_IN", self.today

    @rule(by=who, shop=shops, what=st.sampled_from(["start", "check in", "closed"]), far=seldom)
    def drop_in(self, by: str, shop: int, what: str, far: bool) -> None:
        """Unplanned; who has a planned visit there today makes that one."""
        key, phone = new_id(), fix(FAR if far else 0)
        code: ErrorCode | None = None
        found = None
        if by == "marketing":
            code = _C.FORBIDDEN
        elif by not in ("supervisor", self.owners[shop]):
            code = _C.NOT_FOUND
        else:
            states = ("PLANNED",) if what == "start" else ("STARTED", "PLANNED")
            found = next((v for state in states for v in self.visits
                          if (v.state, v.rep, v.shop, v.day, v.kind) == (state, by, shop, self.today, "PLANNED")), None)  # fmt: skip
            code = self.kept_away(by, found, far and what != "start")
        command: dict[str, Any] = {"id": key, "customer_id": self.shops[shop]}
        if what == "start":
            made = self.run(by, lambda op: start_visit(self.actor(by), **command, operation_id=op), code)
        elif what == "check in":
            made = self.run(by, lambda op: check_in(self.actor(by), **command, operation_id=op, **phone), code)
        else:
            shots = [(self.shot(by), PhotoPurpose.SHOP_CLOSED)]
            made = self.run(by, lambda op: report_shop_closed(
                self.actor(by), **command, photos=shots, operation_id=op, **phone), code)  # fmt: skip
        if made is None:
            return
        visit = found or Visit(key, by, shop, self.today, "AD_HOC")
        assert made.visit_id == visit.key
        if found is None:
            self.visits.append(visit)
        else:
            visit.names.append(key)
        visit.state = {"start": "STARTED", "check in": "CHECKED_IN", "closed": "SHOP_CLOSED"}[what]
        visit.photos += what == "closed"

    @rule(by=whose, index=which, number=st.integers(1, 2), foreign=seldom)
    def take_photos(self, by: str | None, index: int, number: int, foreign: bool) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        shots = [(self.shot("marketing" if foreign else by), PhotoPurpose.DISPLAY) for _ in range(number)]
        foreign = foreign and by != "marketing"
        code = self.own(by, visit, {"CHECKED_IN"}) or (_C.NOT_FOUND if foreign else None)
        if self.run(by, lambda key: add_visit_photos(
            self.actor(by), visit_id=visit.name, photos=shots, operation_id=key), code):  # fmt: skip
            visit.photos += number

    @rule(by=whose, index=which, empty=seldom)
    def fill_in(self, by: str | None, index: int, empty: bool) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        answers = {} if empty else {"note": "好"}
        code = self.own(by, visit, {"CHECKED_IN", "DONE"})
        done = self.run(by, lambda key: submit_visit_action(
            self.actor(by), id=key, visit_id=visit.name, template_id=self.form, form_version_number=1, answers=answers,
        ), code or (_C.INVALID_INPUT if empty else None))  # fmt: skip
        if done:
            self.actions.append(Action(done.action_id, visit))

    @rule(by=whose, index=which, old=seldom)
    def correct(self, by: str | None, index: int, old: bool) -> None:
        if (action := self.some(self.actions, index)) is None:
            return
        by = by or action.visit.rep
        code = self.own(by, action.visit, {"CHECKED_IN", "DONE"}) or (_C.CONFLICT if old else None)
        version = action.version - old
        if self.run(by, lambda key: correct_visit_action(
            self.actor(by), action_id=action.key, answers={"note": f"{version}"}, expected_version=version,
            operation_id=key,
        ), code):  # fmt: skip
            action.version += 1

    @rule(by=whose, index=which)
    def leave(self, by: str | None, index: int) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        code = self.own(by, visit, {"CHECKED_IN"})
        if self.run(by, lambda key: check_out(self.actor(by), visit_id=visit.name, operation_id=key), code):
            visit.state, visit.reported = "DONE", True

    @rule(by=whose, index=which, far=seldom, proof=st.booleans())
    def find_closed(self, by: str | None, index: int, far: bool, proof: bool) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        phone, there = fix(FAR if far else 0), visit.state == "CHECKED_IN"
        shots = [(self.shot(by), PhotoPurpose.SHOP_CLOSED)] if proof else []
        code = self.own(by, visit, GOING) or (None if there else self.kept_away(by, visit, far))
        if self.run(by, lambda key: report_shop_closed(
            self.actor(by), visit_id=visit.name, photos=shots, operation_id=key, **phone,
        ), code or (None if proof else _C.VISIT_INCOMPLETE)):  # fmt: skip
            visit.state, visit.photos = "SHOP_CLOSED", visit.photos + 1
            visit.day = visit.day if there else self.today

    @rule(by=whose, index=which)
    def call_off(self, by: str | None, index: int) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        code = self.own(by, visit, {"PLANNED", "STARTED"})
        if by == "supervisor":  # he may for his team
            code = None if visit.state in {"PLANNED", "STARTED"} else _C.WRONG_STATE
        if self.run(by, lambda key: cancel_visit(
            self.actor(by), visit_id=visit.name, reason="下雨", operation_id=key), code):  # fmt: skip
            visit.state = "CANCELLED"

    # -- going along

    @rule(by=whose, index=which, whom=member)
    def invite(self, by: str | None, index: int, whom: str) -> None:
        if (visit := self.some(self.visits, index)) is None:
            return
        by = by or visit.rep
        code = None
        if by != "supervisor":
            code = self.own(by, visit, GOING)
        elif visit.state not in GOING:
            code = _C.WRONG_STATE
        if code is None and whom == visit.rep:
            code = _C.INVALID_INPUT
        elif code is None and whom in visit.along:
            code = _C.DUPLICATE
        done = self.run(by, lambda key: invite_to_visit(
            self.actor(by), id=key, visit_id=visit.name, colleague_id=self.actor(whom).id), code)  # fmt: skip
        if done:
            visit.along[whom] = Along(done.co_visit_id, whom, visit)

    @rule(by=whose, index=which, what=st.sampled_from(["decline", "arrive", "arrive", "leave"]), far=seldom)
    def go_along(self, by: str | None, index: int, what: str, far: bool) -> None:
        part = self.some([one for visit in self.visits for one in visit.along.values()], index)
        if part is None:
            return
        by, phone, key = by or part.who, fix(FAR if far else 0), part.key
        needed, code = ("CHECKED_IN" if what == "leave" else "INVITED"), None
        if by == "marketing":
            code = _C.FORBIDDEN
        elif part.who != by:
            code = _C.NOT_FOUND
        elif part.state != needed or (what == "arrive" and part.visit.state not in GOING):
            code = _C.WRONG_STATE
        elif what == "arrive":
            code = self.kept_away(by, None, far)
        commands = {
            "decline": lambda op: decline_co_visit(self.actor(by), co_visit_id=key, reason="没空", operation_id=op),
            "arrive": lambda op: check_in_co_visit(self.actor(by), co_visit_id=key, operation_id=op, **phone),
            "leave": lambda op: check_out_co_visit(self.actor(by), co_visit_id=key, feedback="好", operation_id=op),
        }
        if self.run(by, commands[what], code):
            part.state = {"decline": "DECLINED", "arrive": "CHECKED_IN", "leave": "DONE"}[what]

    # -- tasks

    @rule(by=who, to=who, ahead=days)
    def give(self, by: str, to: str, ahead: int) -> None:
        code = None if to == by or self.reaches(by, to) else _C.FORBIDDEN
        done = self.run(by, lambda key: create_task(
            self.actor(by), id=key, subject="补货", due_on=self.today + timedelta(days=ahead),
            assignee_id=self.actor(to).id,
        ), code or (_C.INVALID_INPUT if ahead < 0 else None))  # fmt: skip
        if done:
            self.tasks.append(Task(done.task_id, by, to))

    @rule(
        by=whose, index=which, what=st.sampled_from(["start", "complete", "complete", "reopen", "appraise", "cancel"])
    )
    def work(self, by: str | None, index: int, what: str) -> None:
        if (task := self.some(self.tasks, index)) is None:
            return
        by = by or (task.assignee if what in ("start", "complete") else task.giver)
        states, after = {
            "start": ({"OPEN"}, "STARTED"), "complete": ({"OPEN", "STARTED"}, "DONE"), "reopen": ({"DONE"}, "OPEN"),
            "appraise": ({"DONE"}, "APPRAISED"), "cancel": ({"OPEN", "STARTED"}, "CANCELLED"),
        }[what]  # fmt: skip
        code = None
        if not self.sees_task(by, task):
            code = _C.NOT_FOUND
        elif not (task.assignee == by if what in ("start", "complete") else self.gives(by, task)):
            code = _C.FORBIDDEN
        elif what == "appraise" and task.assignee == by:
            code = _C.OWN_DOCUMENT
        elif task.state not in states:
            code = _C.WRONG_STATE

        def command(key: UUID) -> Awaitable[Any]:
            named: dict[str, Any] = {"task_id": task.key, "operation_id": key}
            match what:
                case "start":
                    return start_task(self.actor(by), **named)
                case "complete":
                    return complete_task(self.actor(by), **named, result="好了")
                case "reopen":
                    return reopen_task(self.actor(by), **named, reason="不够")
                case "appraise":
                    return appraise_task(self.actor(by), **named, rating=4)
                case _:
                    return cancel_task(self.actor(by), **named, reason="不用了")

        if self.run(by, command, code):
            task.state, task.version = after, task.version + 1

    @rule(by=whose, index=which, to=who, old=seldom)
    def pass_on(self, by: str | None, index: int, to: str, old: bool) -> None:
        if (task := self.some(self.tasks, index)) is None:
            return
        by = by or task.giver
        code = None
        if not self.sees_task(by, task):
            code = _C.NOT_FOUND
        elif not self.gives(by, task):
            code = _C.FORBIDDEN
        elif old:
            code = _C.CONFLICT
        elif task.state not in {"OPEN", "STARTED"}:
            code = _C.WRONG_STATE
        elif to != by and not self.reaches(by, to):
            code = _C.FORBIDDEN
        elif to == task.assignee:
            code = _C.INVALID_INPUT
        version = task.version - old
        if self.run(by, lambda key: reassign_task(
            self.actor(by), task_id=task.key, assignee_id=self.actor(to).id, expected_version=version, operation_id=key,
        ), code):  # fmt: skip
            task.giver = by if task.giver == task.assignee else task.giver
            task.assignee, task.state, task.version = to, "OPEN", task.version + 1


async def test_any_day_in_the_field_comes_out_as_the_model_says(db: ModuleType) -> None:
    Commands.loop = asyncio.get_running_loop()
    for _ in rounds(80):
        await asyncio.to_thread(run_state_machine_as_test, Commands, settings=run_of(16, steps=40))
