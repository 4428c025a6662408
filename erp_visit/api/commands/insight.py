"""Targets, and the search for abnormal customers."""

from __future__ import annotations

from erp_visit.api import insight_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, optional_key
from erp_visit.api.payloads import Values
from erp_visit.insight.alerts import detect_abnormal_customers
from erp_visit.insight.targets import TargetDraft, set_target, set_targets


@command("setTarget", inputs.SetTargetInput, {"target": "Target"})
async def set_target_(context: Context, data: inputs.SetTargetInput) -> Values:
    """Set what an employee or a department is to reach in a month, or take the target away."""
    done = await set_target(
        context.require_actor(),
        month=data.month,
        measure=data.measure,
        value=data.value,
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        operation_id=given(data.operation_id),
    )
    return {"target": done.target_id, "replayed": done.replayed}


@command("setTargets", inputs.SetTargetsInput, {"targets": "[Target]"})
async def set_targets_(context: Context, data: inputs.SetTargetsInput) -> Values:
    """Set the targets of a month for many employees and departments: all of them or, if one is refused, none."""
    drafts = [
        TargetDraft(
            measure=one.measure,
            value=one.value,
            employee_id=optional_key(one.employee_id, "Employee", "targets", place, "employeeId"),
            department_id=optional_key(one.department_id, "Department", "targets", place, "departmentId"),
            path=("targets", place),
        )
        for place, one in enumerate(data.targets)
    ]
    done = await set_targets(
        context.require_actor(), month=data.month, targets=drafts, operation_id=given(data.operation_id)
    )
    return {"targets": done.target_ids, "replayed": done.replayed}


@command(
    "detectAbnormalCustomers",
    inputs.DetectAbnormalCustomersInput,
    {},
    plain={"opened": int | None, "kept": int | None, "resolved": int | None},
)
async def detect_(context: Context, data: inputs.DetectAbnormalCustomersInput) -> Values:
    """Look over all customers for those whose buying broke with their habit; every night this happens by itself."""
    found = await detect_abnormal_customers(context.require_actor(), operation_id=given(data.operation_id))
    return {"opened": found.opened, "kept": found.kept, "resolved": found.resolved, "replayed": found.replayed}


__all__ = ["detect_", "set_target_", "set_targets_"]
