"""Orders."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.commands.answers import ORDER_RECORDS, order_values
from erp_visit.api.commands.lines import UNIT, order_lines
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.orders import approval, cancel
from erp_visit.orders import service as orders


@command("submitOrder", inputs.SubmitOrderInput, ORDER_RECORDS, places=UNIT)
async def submit_order(context: Context, data: inputs.SubmitOrderInput) -> Values:
    """Submit an order. Failing credit holds it for a decision instead of refusing it."""
    change = await orders.submit_order(
        context.require_actor(),
        id=data.id,
        customer_id=key(data.customer_id, "Customer", "customerId"),
        visit_id=optional_key(data.visit_id, "Visit", "visitId"),
        warehouse_id=optional_key(data.warehouse_id, "Warehouse", "warehouseId"),
        lines=order_lines(data.lines),
        remark=data.remark,
        expected_total=given(data.expected_total),
    )
    return order_values(change)


@command("approveOrder", inputs.ApproveOrderInput, ORDER_RECORDS)
async def approve_order(context: Context, data: inputs.ApproveOrderInput) -> Values:
    """Approve an order: stock is reserved first-expired-first-out and the stock-out document made."""
    change = await approval.approve_order(
        context.require_actor(),
        order_id=key(data.order_id, "Order", "orderId"),
        expected_version=given(data.expected_version),
        preview_token=given(data.preview_token),
        operation_id=given(data.operation_id),
        reason=data.reason,
    )
    return order_values(change)


@command("rejectOrder", inputs.RejectOrderInput, ORDER_RECORDS)
async def reject_order(context: Context, data: inputs.RejectOrderInput) -> Values:
    """Reject an order, with the reason."""
    change = await approval.reject_order(
        context.require_actor(),
        order_id=key(data.order_id, "Order", "orderId"),
        reason=data.reason,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return order_values(change)


@command("reviewOrder", inputs.ReviewOrderInput, ORDER_RECORDS)
async def review_order(context: Context, data: inputs.ReviewOrderInput) -> Values:
    """Agree to an order for the warehouse or for finance, where the settings ask for that before approval."""
    change = await approval.review_order(
        context.require_actor(),
        order_id=key(data.order_id, "Order", "orderId"),
        side=data.side.value,
        reason=data.reason,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return order_values(change)


@command("cancelOrder", inputs.CancelOrderInput, ORDER_RECORDS)
async def cancel_order(context: Context, data: inputs.CancelOrderInput) -> Values:
    """Cancel an order at any stage; what it had changed is restored exactly."""
    change = await cancel.cancel_order(
        context.require_actor(),
        order_id=key(data.order_id, "Order", "orderId"),
        reason=data.reason,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return order_values(change)
