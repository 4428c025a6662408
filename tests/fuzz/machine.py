"""What the state machines share: commands in the test's loop, refusals that change nothing, repeats that do nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from erp_visit import db as database
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.parameter_sets import forget_parameter_sets
from erp_visit.work.service import start_task
from tests import books
from tests.loops import done_in

T = TypeVar("T")


class Machine(RuleBasedStateMachine):
    """A story of commands against a plain model. `tables` are all that its commands write to."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    tables: ClassVar[tuple[str, ...]] = books.TABLES

    def do(self, command: Awaitable[Any]) -> Any:
        return done_in(self.loop, command)

    def refused(self, command: Awaitable[Any], *codes: ErrorCode) -> None:
        """The command is refused with exactly these codes, and not a row has changed."""

        async def tried() -> set[ErrorCode]:
            before = await books.snapshot(self.tables)
            try:
                await command
            except DomainError as error:
                found = {error.code}
            except DomainErrors as errors:
                found = {error.code for error in errors.errors}
            else:
                raise AssertionError(f"carried out, though it should be one of {codes}")
            assert await books.snapshot(self.tables) == before
            return found

        assert self.do(tried()) == set(codes)

    def attempt(self, actor: Any, make: Callable[[UUID], Awaitable[Any]], *codes: ErrorCode) -> Any:
        """A command under an operation id: refused with these codes; or done, once however often it is sent.

        The same id for another command is refused.
        """
        operation = new_id()
        if codes:
            self.refused(make(operation), *codes)
            return None

        async def twice() -> Any:
            done = await make(operation)
            assert not done.replayed
            before = await books.snapshot(self.tables)
            assert await make(operation) == replace(done, replayed=True)
            assert await books.snapshot(self.tables) == before
            return done

        done = self.do(twice())
        self.refused(start_task(actor, task_id=new_id(), operation_id=operation), ErrorCode.KEY_REUSED)
        return done

    def some(self, found: list[T], index: int) -> T | None:
        return found[index % len(found)] if found else None


async def start_anew() -> None:
    """The database as the migrations left it: each example is a story of its own."""
    async with database.pool().acquire() as connection:
        await connection.execute("SELECT test.reset()")
    forget_parameter_sets()


__all__ = ["Machine", "start_anew"]
