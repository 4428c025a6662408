"""Customers."""

from __future__ import annotations

from typing import Any

import strawberry

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key
from erp_visit.api.payloads import Values
from erp_visit.customers import service as customers


@command(
    "createCustomer", inputs.CreateCustomerInput, {"customer": "Customer"},
    places={"id": "id", "fields": "fields", "": "fields"},
)  # fmt: skip
async def create_customer(context: Context, data: inputs.CreateCustomerInput) -> Values:
    """Add a customer."""
    changed = await customers.create_customer(
        context.require_actor(), id=data.id, values=_customer_fields(data.fields, "fields")
    )
    return {"customer": changed.customer_id, "replayed": changed.replayed}


@command(
    "updateCustomer", inputs.UpdateCustomerInput, {"customer": "Customer"},
    places={"customerId": "id", "changes": "changes", "expectedVersion": "expectedVersion", "": "changes"},
)  # fmt: skip
async def update_customer(context: Context, data: inputs.UpdateCustomerInput) -> Values:
    """Change fields of a customer."""
    changed = await customers.update_customer(
        context.require_actor(),
        customer_id=key(data.id, "Customer", "id"),
        changes=_customer_fields(data.changes, "changes"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"customer": changed.customer_id, "replayed": changed.replayed}


def _customer_fields(fields: inputs.CustomerFields, *path: str) -> dict[str, Any]:
    values = {name: value for name, value in vars(fields).items() if value is not strawberry.UNSET}
    for name, kind in (("owner_id", "Employee"), ("department_id", "Department")):
        if values.get(name) is not None:
            values[name] = key(values[name], kind, *path, f"{name[:-3]}Id")
    if values.get("position") is not None:
        values["position"] = vars(values["position"])
    return values
