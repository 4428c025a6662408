"""Any sequence of commands that users could give: after each step the books agree, and what is taken back is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import record_receipt, reverse_receipt
from erp_visit.orders.approval import approve_order, reject_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.fuzz.machine import start_anew
from tests.loops import done_in

EXPECTED = {ErrorCode.WRONG_STATE, ErrorCode.INSUFFICIENT_STOCK, ErrorCode.CREDIT_EXCEEDED, ErrorCode.INVALID_INPUT}
pick_one = st.integers(-3, -1)
"""Which of the last three."""


class Business(RuleBasedStateMachine):
    """One customer with a credit limit, two products with little stock, and everybody busy."""

    loop: asyncio.AbstractEventLoop

    def run(self, command: Awaitable[Any]) -> Any:
        """A command's result, or None if it was refused for a reason that can come up here."""

        async def tried() -> Any:
            try:
                return await command
            except DomainError as error:
                assert error.code in EXPECTED, error  # noqa: PT017 -- refusals are part of the story
            except DomainErrors as error:
                assert {entry.code for entry in error.errors} <= EXPECTED, error  # noqa: PT017 -- as above
            return None

        return done_in(self.loop, tried())

    @initialize(reserve_at=st.sampled_from(["SUBMIT", "APPROVAL"]), rounding=st.sampled_from(["0", "0.1", "1"]))
    def open_business(self, reserve_at: str, rounding: str) -> None:
        async def start() -> Any:
            await start_anew()
            await factories.setting("reserve_at", reserve_at)
            await factories.setting("rounding_unit", rounding)
            made = await factories.world(products=0, credit_limit="900")
            for price in ("3.33", "7.77"):
                made.products.append(await factories.product(list_price=price))
                for days in (40, 20):
                    await factories.stock(
                        made.warehouse, made.products[-1].id, 60,
                        expires_on=factories.today() + timedelta(days=days),
                    )  # fmt: skip
            return made

        self.world = self.run(start())
        self.orders: list[UUID] = []
        self.documents: list[UUID] = []
        self.receipts: list[UUID] = []
        self.credit = Decimal(0)

    @rule(bottles=st.tuples(st.integers(0, 50), st.integers(0, 50)).filter(any))
    def submit(self, bottles: tuple[int, int]) -> None:
        lines = [
            LineInput(product.id, quantity)
            for product, quantity in zip(self.world.products, bottles, strict=True)
            if quantity
        ]
        change = self.run(submit_order(self.world.rep, id=new_id(), customer_id=self.world.customer, lines=lines))
        if change is not None:
            self.orders.append(change.order_id)

    @rule(index=pick_one)
    def approve(self, index: int) -> None:
        if -index <= len(self.orders):
            change = self.run(approve_order(self.world.clerk, order_id=self.orders[index]))
            if change is not None:
                self.documents.extend(change.stock_document_ids)

    @rule(bottles=st.integers(1, 30))
    def sell(self, bottles: int) -> None:
        """The usual day: an order that goes all the way to the door."""
        self.submit((bottles, bottles))
        self.approve(-1)
        self.confirm(-1, None)
        self.ship(-1)

    @rule(index=pick_one)
    def reject(self, index: int) -> None:
        if -index <= len(self.orders):
            self.run(reject_order(self.world.clerk, order_id=self.orders[index], reason="no"))

    @rule(index=pick_one)
    def cancel(self, index: int) -> None:
        if -index <= len(self.orders):
            self.run(cancel_order(self.world.clerk, order_id=self.orders[index], reason="no more"))

    @rule(index=pick_one, part=st.none() | st.integers(0, 100))
    def confirm(self, index: int, part: int | None) -> None:
        if -index > len(self.documents):
            return
        document = self.documents[index]

        async def lines() -> list[PickInput] | None:
            if part is None:
                return None
            rows = await books.rows(
                "SELECT id, lot_id, planned FROM stock_document_line WHERE document_id = $1 ORDER BY number", document
            )
            return [PickInput(line, lot, planned * part // 100) for line, lot, planned in rows]

        self.run(confirm_stock_document(self.world.keeper, document_id=document, lines=self.run(lines())))

    @rule(index=pick_one)
    def ship(self, index: int) -> None:
        if -index <= len(self.documents):
            self.run(ship_stock_document(self.world.keeper, document_id=self.documents[index]))

    @rule(cents=st.integers(1, 40_000))
    def pay(self, cents: int) -> None:
        change = self.run(
            record_receipt(
                self.world.finance, id=new_id(), customer_id=self.world.customer, amount=Decimal(cents) / 100,
                method=PaymentMethod.BANK,
            )
        )  # fmt: skip
        self.receipts.append(change.receipt_id)

    @rule(cents=st.integers(1, 20_000), days_ago=st.integers(0, 3))
    def credit_note(self, cents: int, days_ago: int) -> None:
        """Goods of another time came back; the customer has that to the good."""
        self.run(books.credited(self.world, str(Decimal(cents) / 100), days_ago=days_ago))
        self.credit += Decimal(cents) / 100

    @rule(index=pick_one)
    def take_back(self, index: int) -> None:
        if -index <= len(self.receipts):
            self.run(reverse_receipt(self.world.finance, receipt_id=self.receipts[index], reason="bounced"))

    @invariant()
    def the_books_agree(self) -> None:
        if hasattr(self, "world"):
            self.run(books.audit())

    def teardown(self) -> None:
        """Everything cancelled and taken back: the business is as it was on the first day."""
        if not hasattr(self, "world"):
            return
        for order in self.orders:
            self.run(cancel_order(self.world.clerk, order_id=order, reason="closing down"))
        for receipt in self.receipts:
            self.run(reverse_receipt(self.world.finance, receipt_id=receipt, reason="closing down"))
        standing = self.run(books.standing())
        assert [(on_hand, reserved) for _, _, on_hand, reserved in standing["stock"]] == [(60, 0)] * 4
        assert [row[1:] for row in standing["accounts"]] == [(0, 0, self.credit)]
        left = [("ADVANCE", -self.credit), ("REVENUE", self.credit)] if self.credit else []
        assert (standing["ledger"], standing["reservations"]) == (left, 0)
        assert self.run(books.value("SELECT coalesce(sum(amount), 0) FROM allocation")) == 0
        self.run(books.audit())


@pytest.mark.parametrize("examples", [15])
async def test_any_order_of_commands(db: ModuleType, examples: int) -> None:
    Business.loop = asyncio.get_running_loop()
    limits = settings(
        max_examples=examples, stateful_step_count=30, suppress_health_check=list(HealthCheck),
        derandomize=True,
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, Business, settings=limits)
