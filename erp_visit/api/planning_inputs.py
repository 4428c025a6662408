"""Inputs of the mutations on plans, assignments, routes and the working calendar."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import Enum

import strawberry

from erp_visit.api.inputs import PositionInput, _new, _operation, _optional, _required, _text, _version


@strawberry.enum(description="Why a plan puts a customer in.")
class PlanScheme(Enum):
    FREQUENCY = strawberry.enum_value("FREQUENCY", description="As often as the customer's level asks")
    ASSIGNMENT = strawberry.enum_value("ASSIGNMENT", description="A manager's open assignment")
    ALERT = strawberry.enum_value("ALERT", description="The customer's buying broke with its habit")


@strawberry.input
class AssignVisitsInput:
    id: uuid.UUID = _new()
    customer_ids: list[strawberry.ID] = _required("Whom to visit")
    rep_ids: list[strawberry.ID] = _required("Who is to visit: each of them each of the customers")
    from_on: date = _required("Not before this business day")
    due_on: date = _required("Not after this business day")
    objective: str = _text("What the visits are for")


@strawberry.input(description="What is left out stays as it is.")
class UpdateAssignmentInput:
    visit_assignment_id: strawberry.ID = _required("The assignment, whose visit has not begun")
    from_on: date | None = _optional("Not before this business day")
    due_on: date | None = _optional("Not after this business day")
    objective: str | None = _optional("What the visit is for; the planned visit takes it over")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CancelAssignmentInput:
    visit_assignment_id: strawberry.ID = _required("The assignment")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class RequestPlanInput:
    id: uuid.UUID = _new()
    starts_on: date = _required("First business day, today or later")
    ends_on: date = _required("Last business day")
    rep_ids: list[strawberry.ID] | None = _optional("For whom; or name a department")
    department_id: strawberry.ID | None = _optional(
        "For all in this department and those below it who look after customers"
    )
    schemes: list[PlanScheme] | None = _optional("Which reasons count; all if not given")


@strawberry.input
class ApplyPlanInput:
    plan_id: strawberry.ID = _required("The plan")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class DiscardPlanInput:
    plan_id: strawberry.ID = _required("The plan")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="A visit to be planned.")
class PlannedVisitInput:
    id: uuid.UUID = _new()
    customer_id: strawberry.ID = _required("Whom to visit")
    day: date = _required("On which business day")
    rep_id: strawberry.ID | None = _optional("Who is to visit; yourself if not given")
    at: datetime | None = _optional("At what time; behind the day's other visits if not given")
    appointment: bool | None = _optional("Whether the time is agreed with the customer; true if a time is given")
    minutes: int | None = _optional("How long it takes; as the customer or the settings say if not given")
    objective: str = _text("What it is for")
    secondary_objective: str = _text("What else it is for")
    materials: str = _text("What to bring")
    colleague_ids: list[strawberry.ID] | None = _optional("Colleagues who are asked to go along")


@strawberry.input
class PlanVisitsInput:
    visits: list[PlannedVisitInput] = _required("1 to 200 visits; all are planned or none")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class RescheduleVisitInput:
    visit_id: strawberry.ID = _required("The visit, which has not begun")
    day: date = _required("The business day on which it is to be")
    position: int | None = _optional("Its place in that day's order, from 1")
    at: datetime | None = _optional("Or its time; without either it comes last")
    appointment: bool | None = _optional("Whether the time is agreed with the customer; true if a time is given")
    rep_id: strawberry.ID | None = _optional("Who is to make it, if somebody else")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="What is left out stays as it is.")
class SetVisitGoalsInput:
    visit_id: strawberry.ID = _required("The visit, which has not begun")
    objective: str | None = _optional("What it is for")
    secondary_objective: str | None = _optional("What else it is for")
    materials: str | None = _optional("What to bring")
    minutes: int | None = _optional("How long it takes")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class OptimiseRouteInput:
    day: date = _required("The business day")
    rep_id: strawberry.ID | None = _optional("Whose day; yours if not given")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class OrderRouteInput:
    day: date = _required("The business day")
    visit_ids: list[strawberry.ID] = _required("All visits of the day that have not begun, in their new order")
    rep_id: strawberry.ID | None = _optional("Whose day; yours if not given")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class ReuseRouteInput:
    id: uuid.UUID = _new()
    from_day: date = _required("The business day whose customers are visited again")
    to_day: date = _required("The business day for which they are planned")
    rep_id: strawberry.ID | None = _optional("Who is to visit; you if not given")
    from_rep_id: strawberry.ID | None = _optional("Whose day is used again, if somebody else's")


@strawberry.input
class SetRouteEndsInput:
    start: PositionInput | None = _required("Where the working day starts; null if routes begin at the first stop")
    end: PositionInput | None = _optional("Where it ends, if elsewhere")
    employee_id: strawberry.ID | None = _optional("Whose; yours if not given")
    department_id: strawberry.ID | None = _optional(
        "For all reps of a department and those below it who have no starting point of their own"
    )
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class SetCalendarDaysInput:
    from_on: date = _required("First day")
    until_on: date | None = _optional("Last day; one day only if not given")
    working: bool | None = _required("Worked or off; null takes the entries away")
    department_id: strawberry.ID | None = _optional("For a department and those below it")
    employee_id: strawberry.ID | None = _optional("For one employee; for the whole company without either")
    note: str = _text("Why")
    operation_id: uuid.UUID | None = _operation()
