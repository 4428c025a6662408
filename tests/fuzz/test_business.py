"""Orders, stock and money against a plain model: any sequence of commands by anybody, repeated, outdated or not allowed.

After each step the database says what the model says, and the doctor's re-adding finds nothing; what was refused has
changed nothing at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import record_receipt, reverse_receipt
from erp_visit.orders.approval import approve_order, reject_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from erp_visit.stock.service import ReceiveInput, receive_stock
from tests import books, factories
from tests.fuzz.machine import Machine, start_anew
from tests.fuzz.runs import ran, rounds, run_of

PRICE = Decimal(10)
START = 40
_C = ErrorCode


@dataclass
class Order:
    """An order of one product: what is reserved and picked of each lot, what was billed and paid."""

    key: UUID
    quantity: int
    state: str = "SUBMITTED"
    version: int = 1
    document: UUID | None = None
    held: dict[int, int] = field(default_factory=dict)
    shipped: dict[int, int] = field(default_factory=dict)
    bill: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.quantity * PRICE


@dataclass
class Receipt:
    """Money that came in: what of it pays which order, and the rest."""

    key: UUID
    free: Decimal
    pays: dict[UUID, Decimal] = field(default_factory=dict)
    state: str = "POSTED"


class Company(Machine):
    """One customer, one product in two lots, several people."""

    # -- the model

    @property
    def on_hand(self) -> list[int]:
        left = list(self.received)
        for order in self.orders:
            for lot, quantity in order.shipped.items():
                left[lot] -= quantity
        return left

    @property
    def reserved(self) -> list[int]:
        return [sum(order.held.get(lot, 0) for order in self.orders) for lot in range(len(self.received))]

    def free(self) -> list[int]:
        return [there - held for there, held in zip(self.on_hand, self.reserved, strict=True)]

    def first_to_expire(self, quantity: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for lot, there in enumerate(self.free()):
            taken = min(there, quantity)
            if taken > 0:
                found[lot] = taken
                quantity -= taken
        assert quantity == 0
        return found

    def settle(self, order: Order, receipt: Receipt, amount: Decimal) -> None:
        if amount > 0:
            receipt.free -= amount
            receipt.pays[order.key] = receipt.pays.get(order.key, Decimal(0)) + amount
            order.paid += amount
        if order.state == "SHIPPED" and order.paid == order.bill:
            order.state = "CLOSED"
            order.version += 1

    # -- the story

    @initialize()
    def open_business(self) -> None:
        async def start() -> Any:
            await start_anew()
            made = await factories.world(products=0)
            made.products.append(await factories.product(list_price=PRICE))
            lots = [
                await factories.stock(
                    made.warehouse, made.products[0].id, START, expires_on=factories.today() + timedelta(days=days)
                )
                for days in (60, 90)
            ]
            return made, lots

        self.world, self.lots = self.do(start())
        self.received = [START, START]
        self.orders: list[Order] = []
        self.receipts: list[Receipt] = []
        ran["state machine: orders, stock, money"] += 1

    @rule(quantity=st.integers(1, 60), again=st.booleans())
    def submit(self, quantity: int, again: bool) -> None:
        key = new_id()

        def command(count: int, actor: Any = self.world.rep) -> Awaitable[Any]:
            lines = [LineInput(self.world.products[0].id, count)]
            return submit_order(actor, id=key, customer_id=self.world.customer, lines=lines)

        self.refused(command(quantity, self.world.driver), _C.FORBIDDEN)
        if quantity > sum(self.free()):
            self.refused(command(quantity), _C.INSUFFICIENT_STOCK)
            return
        assert not self.do(command(quantity)).replayed
        self.orders.append(Order(key, quantity))
        if again:
            assert self.do(command(quantity)).replayed
            self.refused(command(quantity + 1), _C.KEY_REUSED)

    def approval(self, order: Order, actor: Any, **options: Any) -> Awaitable[Any]:
        return approve_order(actor, order_id=order.key, **options)

    @rule(index=st.integers(0, 9), old=st.booleans(), by=st.sampled_from(["clerk", "manager", "supervisor"]))
    def approve(self, index: int, old: bool, by: str) -> None:
        order = self.some(self.orders, index)
        if order is None:
            return
        actor, operation = getattr(self.world, by), new_id()
        self.refused(self.approval(order, self.world.rep), _C.FORBIDDEN)
        if old:
            self.refused(self.approval(order, actor, expected_version=order.version + 1), _C.CONFLICT)
        if order.state != "SUBMITTED":
            self.refused(self.approval(order, actor), _C.WRONG_STATE)
            return
        if order.quantity > sum(self.free()):
            self.refused(self.approval(order, actor), _C.INSUFFICIENT_STOCK)
            return
        done = self.do(self.approval(order, actor, expected_version=order.version, operation_id=operation))
        order.held = self.first_to_expire(order.quantity)
        order.state, order.document = "APPROVED", done.stock_document_ids[0]
        order.version += 1
        assert self.do(self.approval(order, actor, expected_version=order.version - 1, operation_id=operation)).replayed

    @rule(index=st.integers(0, 9))
    def reject(self, index: int) -> None:
        order = self.some(self.orders, index)
        if order is None:
            return
        command = {"order_id": order.key, "reason": "no"}
        self.refused(reject_order(self.world.keeper, **command), _C.FORBIDDEN)
        self.refused(reject_order(self.world.clerk, **{**command, "reason": " "}), _C.INVALID_INPUT)
        if order.state != "SUBMITTED":
            self.refused(reject_order(self.world.clerk, **command), _C.WRONG_STATE)
            return
        self.do(reject_order(self.world.clerk, **command))
        order.state = "REJECTED"
        order.version += 1

    @rule(index=st.integers(0, 9), part=st.sampled_from([None, 0, 33, 50, 100]))
    def pick(self, index: int, part: int | None) -> None:
        order = self.some([order for order in self.orders if order.document], index)
        if order is None:
            return

        async def lines() -> list[PickInput] | None:
            if part is None:
                return None
            rows = await books.rows(
                "SELECT id, lot_id, planned FROM stock_document_line WHERE document_id = $1 ORDER BY number",
                order.document,
            )
            return [PickInput(line, lot, planned * part // 100) for line, lot, planned in rows]

        given = self.do(lines())
        self.refused(confirm_stock_document(self.world.finance, document_id=order.document, lines=given), _C.FORBIDDEN)
        command = confirm_stock_document(self.world.keeper, document_id=order.document, lines=given)
        if order.state not in {"APPROVED", "PICKED"}:
            self.refused(command, _C.WRONG_STATE)
            return
        if given is not None and not any(line.quantity for line in given):
            self.refused(command, _C.INVALID_INPUT)
            return
        again = order.state == "PICKED"
        try:
            self.do(command)
        except (DomainError, DomainErrors):
            # A second pick may ask for what the first one gave back and somebody else has now; the model does not know
            # the plan of each line any more.
            assert again
            return
        rows = self.do(books.rows(
            "SELECT lot_id, actual FROM stock_document_line WHERE document_id = $1 AND actual > 0", order.document
        ))  # fmt: skip
        picked = {self.lots.index(lot): 0 for lot, _ in rows}
        for lot, actual in rows:
            picked[self.lots.index(lot)] += actual
        if not again:
            wanted = (
                order.held if part is None else {lot: quantity * part // 100 for lot, quantity in order.held.items()}
            )
            assert picked == {lot: quantity for lot, quantity in wanted.items() if quantity}
            order.state = "PICKED"
        order.held = picked
        order.version = self.do(books.value("SELECT version FROM sales_order WHERE id = $1", order.key))

    @rule(index=st.integers(0, 9), old=st.booleans())
    def ship(self, index: int, old: bool) -> None:
        order = self.some([order for order in self.orders if order.document], index)
        if order is None:
            return
        self.refused(ship_stock_document(self.world.clerk, document_id=order.document), _C.FORBIDDEN)
        if old:
            self.refused(
                ship_stock_document(self.world.keeper, document_id=order.document, expected_version=99), _C.CONFLICT
            )
        operation = new_id()
        if order.state != "PICKED":
            self.refused(ship_stock_document(self.world.keeper, document_id=order.document), _C.WRONG_STATE)
            return
        for replayed in (False, True):
            done = self.do(ship_stock_document(self.world.keeper, document_id=order.document, operation_id=operation))
            assert done.replayed is replayed
        order.shipped, order.held = order.held, {}
        order.state = "SHIPPED"
        order.version += 1
        order.bill = sum(order.shipped.values()) * PRICE
        for receipt in self.receipts:
            if receipt.state == "POSTED":
                self.settle(order, receipt, min(receipt.free, order.bill - order.paid))
        if order.bill == 0 and order.state == "SHIPPED":
            order.state = "CLOSED"
        order.version = self.do(books.value("SELECT version FROM sales_order WHERE id = $1", order.key))

    @rule(index=st.integers(0, 9))
    def cancel(self, index: int) -> None:
        order = self.some(self.orders, index)
        if order is None:
            return
        command = {"order_id": order.key, "reason": "no more"}
        self.refused(cancel_order(self.world.marketing, **command), _C.FORBIDDEN)
        if order.state in {"CANCELLED", "REJECTED"}:
            self.refused(cancel_order(self.world.clerk, **command), _C.WRONG_STATE)
            return
        if order.state != "SUBMITTED":
            self.refused(cancel_order(self.world.rep, **command), _C.FORBIDDEN)
        self.do(cancel_order(self.world.clerk, **command))
        order.state, order.held, order.shipped = "CANCELLED", {}, {}
        order.version += 1
        for receipt in self.receipts:
            receipt.free += receipt.pays.pop(order.key, Decimal(0))
        order.paid = order.bill = Decimal(0)

    @rule(yuan=st.integers(1, 500), again=st.booleans())
    def pay(self, yuan: int, again: bool) -> None:
        key, amount = new_id(), Decimal(yuan)

        def command(actor: Any, paid: Decimal) -> Awaitable[Any]:
            return record_receipt(
                actor, id=key, customer_id=self.world.customer, amount=paid, method=PaymentMethod.BANK
            )

        self.refused(command(self.world.manager, amount), _C.FORBIDDEN)
        self.do(command(self.world.finance, amount))
        if again:
            assert self.do(command(self.world.finance, amount)).replayed
            self.refused(command(self.world.finance, amount + 1), _C.KEY_REUSED)
        receipt = Receipt(key, amount)
        self.receipts.append(receipt)
        open_ = {order.key: order for order in self.orders if order.state == "SHIPPED"}
        billed = self.do(
            books.rows("SELECT order_id FROM receivable WHERE order_id IS NOT NULL AND amount > 0 ORDER BY due_on, id")
        )
        for (order_key,) in billed:
            order = open_.get(order_key)
            if order is not None:
                self.settle(order, receipt, min(receipt.free, order.bill - order.paid))

    @rule(index=st.integers(0, 9))
    def bounce(self, index: int) -> None:
        receipt = self.some(self.receipts, index)
        if receipt is None:
            return
        command = {"receipt_id": receipt.key, "reason": "bounced"}
        self.refused(reverse_receipt(self.world.clerk, **command), _C.FORBIDDEN)
        if receipt.state == "REVERSED":
            self.refused(reverse_receipt(self.world.finance, **command), _C.WRONG_STATE)
            return
        self.do(reverse_receipt(self.world.finance, **command))
        receipt.state = "REVERSED"
        for order in self.orders:
            taken = receipt.pays.pop(order.key, Decimal(0))
            order.paid -= taken
            if taken and order.state == "CLOSED":
                order.state = "SHIPPED"
                order.version += 1
        receipt.free = Decimal(0)

    @rule(quantity=st.integers(1, 30), lot=st.integers(0, 1), again=st.booleans())
    def receive(self, quantity: int, lot: int, again: bool) -> None:
        key = new_id()
        code, expires = self.do(books.rows("SELECT code, expires_on FROM lot WHERE id = $1", self.lots[lot]))[0]

        def command(actor: Any, count: int) -> Awaitable[Any]:
            line = ReceiveInput(
                self.world.products[0].id, count, lot_code=code, expires_on=expires, unit_cost=Decimal(6)
            )
            return receive_stock(actor, id=key, warehouse_id=self.world.warehouse, lines=[line])

        self.refused(command(self.world.driver, quantity), _C.FORBIDDEN)
        self.do(command(self.world.keeper, quantity))
        self.received[lot] += quantity
        if again:
            assert self.do(command(self.world.keeper, quantity)).replayed
            self.refused(command(self.world.keeper, quantity + 1), _C.KEY_REUSED)

    # -- after each step

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "world"):
            return
        stock = {
            lot: (there, held)
            for lot, there, held in self.do(books.rows("SELECT lot_id, on_hand, reserved FROM stock_balance"))
        }
        assert [stock[lot] for lot in self.lots] == list(zip(self.on_hand, self.reserved, strict=True))
        states = dict(self.do(books.rows("SELECT id, state FROM sales_order")))
        assert states == {order.key: order.state for order in self.orders}
        debt = sum((order.bill - order.paid for order in self.orders), Decimal(0))
        unbilled = sum((order.total for order in self.orders if order.state in {"APPROVED", "PICKED"}), Decimal(0))
        advance = sum((receipt.free for receipt in self.receipts), Decimal(0))
        ((receivable, waiting, ahead),) = self.do(
            books.rows("SELECT receivable, unbilled, advance FROM customer_account")
        )
        assert (receivable, waiting, ahead) == (debt, unbilled, advance)
        free = dict(self.do(books.rows("SELECT id, unallocated FROM receipt WHERE state = 'POSTED'")))
        assert free == {receipt.key: receipt.free for receipt in self.receipts if receipt.state == "POSTED"}
        self.do(books.audit())


async def test_any_story_comes_out_as_the_model_says(db: ModuleType) -> None:
    Company.loop = asyncio.get_running_loop()
    for _ in rounds(80):
        await asyncio.to_thread(run_state_machine_as_test, Company, settings=run_of(8, steps=25))
