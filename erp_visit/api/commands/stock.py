"""Stock documents."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.commands.answers import ORDER_RECORDS, order_values
from erp_visit.api.commands.lines import UNIT
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.orders import fulfilment, shipping
from erp_visit.stock import service as stock

DOCUMENT = {"documentId": "stockDocumentId"}


@command("confirmStockDocument", inputs.ConfirmStockDocumentInput, ORDER_RECORDS, places=DOCUMENT)
async def confirm_stock_document(context: Context, data: inputs.ConfirmStockDocumentInput) -> Values:
    """Confirm a pick with actual lots and quantities. A short pick ships and bills short."""
    picks = given(data.lines)
    change = await fulfilment.confirm_stock_document(
        context.require_actor(),
        document_id=key(data.stock_document_id, "StockDocument", "stockDocumentId"),
        lines=None if picks is None else [
            fulfilment.PickInput(
                line_id=key(pick.line_id, "StockDocumentLine", "lines", index, "lineId"),
                lot_id=key(pick.lot_id, "Lot", "lines", index, "lotId"),
                quantity=pick.quantity,
            )
            for index, pick in enumerate(picks)
        ],
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )  # fmt: skip
    return order_values(change)


@command("shipStockDocument", inputs.ShipStockDocumentInput, ORDER_RECORDS, places=DOCUMENT)
async def ship_stock_document(context: Context, data: inputs.ShipStockDocumentInput) -> Values:
    """Send picked goods out: stock goes down and the receivable arises."""
    change = await shipping.ship_stock_document(
        context.require_actor(),
        document_id=key(data.stock_document_id, "StockDocument", "stockDocumentId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return order_values(change)


@command(
    "receiveStock", inputs.ReceiveStockInput, {"stockDocument": "StockDocument", "balances": "[StockBalance]"},
    places=UNIT,
)  # fmt: skip
async def receive_stock(context: Context, data: inputs.ReceiveStockInput) -> Values:
    """Book goods that come in."""
    change = await stock.receive_stock(
        context.require_actor(),
        id=data.id,
        warehouse_id=key(data.warehouse_id, "Warehouse", "warehouseId"),
        lines=[
            stock.ReceiveInput(
                product_id=key(line.product_id, "Product", "lines", index, "productId"),
                quantity=line.quantity,
                unit=optional_key(line.unit_id, "ProductUnit", "lines", index, "unitId"),
                lot_code=line.lot_code,
                produced_on=given(line.produced_on),
                expires_on=given(line.expires_on),
                unit_cost=given(line.unit_cost),
            )
            for index, line in enumerate(data.lines)
        ],
        remark=data.remark,
    )
    return {"stockDocument": change.stock_document_id, "balances": change.balance_ids, "replayed": change.replayed}
