"""Inputs of commands on insight."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry

from erp_visit.api.inputs import _operation
from erp_visit.api.types import graphql_enum
from erp_visit.insight.models import Measure


@strawberry.input(description="A target of a month, for an employee or a department.")
class SetTargetInput:
    month: date = strawberry.field(description="First day of the month")
    measure: graphql_enum(Measure)  # type: ignore[valid-type]
    value: Decimal | None = strawberry.field(description="What is to be reached; null takes the target away")
    employee_id: strawberry.ID | None = strawberry.UNSET
    department_id: strawberry.ID | None = strawberry.UNSET
    operation_id: UUID | None = _operation()


@strawberry.input(description="What an employee or a department is to reach.")
class TargetInput:
    measure: graphql_enum(Measure)  # type: ignore[valid-type]
    value: Decimal | None = strawberry.field(description="What is to be reached; null takes the target away")
    employee_id: strawberry.ID | None = strawberry.UNSET
    department_id: strawberry.ID | None = strawberry.UNSET


@strawberry.input(description="Targets of a month.")
class SetTargetsInput:
    month: date = strawberry.field(description="First day of the month")
    targets: list[TargetInput] = strawberry.field(description="What is to be reached, at most 1000; others stay")
    operation_id: UUID | None = _operation()


@strawberry.input(description="The search for abnormal customers, now.")
class DetectAbnormalCustomersInput:
    operation_id: UUID | None = _operation()


__all__ = ["DetectAbnormalCustomersInput", "SetTargetInput", "SetTargetsInput", "TargetInput"]
