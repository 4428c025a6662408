"""The mutation `syncOperations` (VIS-10): what a phone did without network, as one batch.

Each operation is one of the single mutations, with its input and its rules, in a transaction of its own. Ids make every
repeat safe, so a phone sends the same batch until each operation is done, replayed or refused.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
import strawberry

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.api.inputs import _optional, _required
from erp_visit.api.mutations import COMMANDS, Command, given
from erp_visit.api.payloads import ErrorCodeEnum, UserError
from erp_visit.api.problems import domain_error, user_error
from erp_visit.api.sync_mend import MOST_OPERATIONS, Misfit
from erp_visit.api.sync_order import RANKS, Arrangement, Item, arrange
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid
from erp_visit.core.ids import global_id
from erp_visit.org.settings import ControlParameters, control_parameters
from erp_visit.visits.positions import Sighting, read_phone

MOST_NEEDS = 20
COST = 400
"""Of the cost limit, for each operation: a request holds one full batch."""
SECONDS = 20.0
"""After so long no further operation is begun."""
CHANGED = {"Visit", "CoVisit", "VisitAction", "VisitReport", "Order", "Task"}
"""What a phone keeps, and is told the ids of."""


@strawberry.enum(description="What became of an operation of a batch.")
class SyncStatus(Enum):
    DONE = strawberry.enum_value("DONE", description="Carried out now.")
    REPLAYED = strawberry.enum_value("REPLAYED", description="Carried out before, by an equal one of the same id.")
    REFUSED = strawberry.enum_value("REFUSED", description="Nothing was written; userErrors say what is to change.")
    SKIPPED = strawberry.enum_value("SKIPPED", description="What it depends on, `dependency`, was not carried out.")
    FAILED = strawberry.enum_value("FAILED", description="The server failed at it. Send the same again later.")
    NOT_TRIED = strawberry.enum_value("NOT_TRIED", description="The time for a batch was over. Send the same again.")


@strawberry.type(description="What became of an operation of a batch.")
class SyncOutcome:
    operation_id: uuid.UUID
    status: SyncStatus
    changed: list[strawberry.ID] = strawberry.field(
        description="Global ids of the visits, co-visits, filled-in forms, reports, orders and tasks that it made"
        " or changed"
    )
    dependency: uuid.UUID | None = strawberry.field(description="For a skipped one: the operation that it waits for")
    user_errors: list[UserError] = strawberry.field(
        description="Why it was refused or failed, as the single mutation says it; paths begin at its input"
    )


@strawberry.type(description="The outcomes, or why none of the batch was tried.")
class SyncOperationsPayload:
    outcomes: list[SyncOutcome] = strawberry.field(description="One for each operation, in the order of the input")
    server_time: datetime = strawberry.field(description="The server's clock, to set the phone's by")
    user_errors: list[UserError] = strawberry.field(description="What is wrong with the batch as a whole")


@dataclass(slots=True)
class _Result:
    status: SyncStatus
    changed: list[str] = field(default_factory=list)
    dependency: UUID | None = None
    errors: Sequence[DomainError] = ()


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation of the input, ready to be run, unless it is refused already."""

    item: Item
    command: Command | None
    data: Any
    refused: DomainErrors | None


def sync_field() -> Any:
    """The Strawberry field `syncOperations`."""
    given_input = _input()

    async def resolve(info: strawberry.Info, input: Any) -> Any:  # noqa: A002  # GraphQL's own word
        context: Context = info.context
        received, began = now(), time.monotonic()
        try:
            outcomes = await _synchronise(context, input, began)
        except DomainError as error:
            if error.code is not ErrorCode.INVALID_INPUT:
                raise
            return SyncOperationsPayload(outcomes=[], server_time=received, user_errors=[_told(error, context)])
        return SyncOperationsPayload(outcomes=outcomes, server_time=received, user_errors=[])

    resolve.__annotations__ = {"info": strawberry.Info, "input": given_input, "return": SyncOperationsPayload | None}
    return strawberry.field(
        resolver=resolve,
        name="syncOperations",
        description=f"Carry out what was done without network: up to {MOST_OPERATIONS} operations, each by itself, in"
        " the order in which they happened.",
    )


def _input() -> Any:
    """The input types, made of those of the single mutations."""
    one = type("SyncCommandInput", (), {"__annotations__": {}})
    for name in RANKS:
        one.__annotations__[name] = COMMANDS[name].input | None
        setattr(
            one, name, strawberry.field(name=name, default=strawberry.UNSET, description=COMMANDS[name].description)
        )
    command = strawberry.input(one, description="Exactly one of the mutations, with its own input.")
    operation = type("SyncOperationInput", (), {
        "__annotations__": {
            "operation_id": uuid.UUID, "occurred_at": datetime, "depends_on": list[uuid.UUID] | None,
            "command": command,
        },
        "operation_id": _required("A fresh UUID of yours; that of what is made, for a command without operationId"),
        "occurred_at": _required("What the phone's clock showed when it happened; also the command's happenedAt"),
        "depends_on": _optional("Operations without which it makes no sense, of this batch or an earlier one"),
        "command": _required("What is to be done; operationId, happenedAt and deviceTime in it are left out"),
    })  # fmt: skip
    operation = strawberry.input(operation, description="Something that was done without network.")
    batch = type("SyncOperationsInput", (), {
        "__annotations__": {"device_time": datetime, "operations": list[operation]},  # type: ignore[valid-type]
        "device_time": _required("What the phone's clock shows as the batch is sent"),
        "operations": _required(f"1 to {MOST_OPERATIONS}, in any order"),
    })  # fmt: skip
    return strawberry.input(batch)


async def _synchronise(context: Context, batch: Any, began: float) -> list[SyncOutcome]:
    actor = context.require_actor()
    if not 1 <= len(batch.operations) <= MOST_OPERATIONS:
        raise invalid(
            "A batch has 1 to {maximum} operations; here are {number}. Send the rest in the next one.",
            "operations", maximum=MOST_OPERATIONS, number=len(batch.operations),
        )  # fmt: skip
    read_phone({"device_time": batch.device_time})
    await context.spend(COST * len(batch.operations))
    operations = [_read(one, context.misfits.get(place, [])) for place, one in enumerate(batch.operations)]
    async with db.connection() as connection:
        parameters = await control_parameters(connection, actor.department_id, actor.id)
        asked = {key for one in operations for key in (one.item.id, *one.item.depends_on)}
        rows = await connection.fetch(
            "SELECT id FROM operation WHERE id = ANY($1::uuid[]) AND actor_id = $2", list(asked), actor.id
        )
    run = _Batch(context, operations, batch.device_time, began, parameters, {row["id"] for row in rows})
    results = await run.all()
    return [_outcome(one, result, context) for one, result in zip(operations, results, strict=True)]


class _Batch:
    """The operations of a batch, carried out one after the other."""

    def __init__(
        self,
        context: Context,
        operations: Sequence[_Operation],
        device_time: datetime,
        began: float,
        parameters: ControlParameters,
        known: set[UUID],
    ) -> None:
        self.context = context
        self.operations = operations
        self.device_time = device_time
        self.began = began
        self.parameters = parameters
        self.known = known
        """Operations of the actor that were carried out before."""
        self.done: set[UUID] = set()
        self.ids = {one.item.id for one in operations}

    async def all(self) -> list[_Result]:
        """The results, by the place of the operations in the input."""
        arrangement = arrange([one.item for one in self.operations])
        results = [_Result(SyncStatus.NOT_TRIED) for _ in self.operations]
        until = time.monotonic() + SECONDS
        for place in arrangement.order:
            if time.monotonic() > until:
                break
            result = results[place] = await self._one(place, arrangement)
            if result.status in (SyncStatus.DONE, SyncStatus.REPLAYED):
                self.done.add(self.operations[place].item.id)
            if any(error.code is ErrorCode.UNAVAILABLE for error in result.errors):
                break  # the rest would only wait in vain
        return results

    async def _one(self, place: int, arrangement: Arrangement) -> _Result:
        operation = self.operations[place]
        # How far the phone's clock is off is reckoned by the server's as it is now, should that be set meanwhile.
        clock = self.device_time + timedelta(seconds=time.monotonic() - self.began)
        try:
            if operation.refused is not None:
                raise operation.refused
            if place in arrangement.circular:
                raise invalid("These operations wait for each other in a circle. Take one dependency out.", "dependsOn")
            for number, need in enumerate(arrangement.needs[place]):
                if need in self.ids and need not in self.done:
                    return _Result(SyncStatus.SKIPPED, dependency=need)
                if need not in self.ids and need not in self.known:
                    raise DomainError(
                        ErrorCode.NOT_FOUND,
                        "The operation {id} is neither in this batch nor was it carried out before. Send it, too.",
                        path=("dependsOn", number), id=str(need),
                    )  # fmt: skip
            self._check_time(operation, clock)
            return await self._run(operation)
        except DomainErrors as errors:
            return _Result(SyncStatus.REFUSED, errors=errors.errors)
        except Exception as error:  # noqa: BLE001 -- whatever went wrong is this operation's error, not the others'
            told = domain_error(error)
            return _Result(SyncStatus.FAILED if told.code in _FAILURES else SyncStatus.REFUSED, errors=[told])

    def _check_time(self, operation: _Operation, clock: datetime) -> None:
        """Raise INVALID_INPUT for what is too old or to come, unless it was carried out before.

        Commands that take the time do so themselves, by what the phone's clock shows now.
        """
        if hasattr(operation.data, "happened_at"):
            operation.data.device_time = clock
        elif operation.item.id not in self.known:
            Sighting(None, None, "", clock, operation.item.occurred_at).moment(now(), self.parameters)

    async def _run(self, operation: _Operation) -> _Result:
        command = operation.command
        assert command is not None
        async with db.command():
            values = await command.run(self.context, operation.data)
        changed = [
            global_id(kind, key)
            for name, kind in ((name, kind.strip("[]")) for name, kind in command.records.items())
            if kind in CHANGED
            for key in (values[name] if isinstance(values[name], (list, tuple)) else [values[name]])
        ]
        return _Result(SyncStatus.REPLAYED if values["replayed"] else SyncStatus.DONE, changed)


_FAILURES = frozenset({ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT, ErrorCode.INTERNAL})


def _read(one: Any, misfits: Sequence[Misfit]) -> _Operation:
    """An operation, with what it says once for all filled into the command's input."""
    named = [(name, value) for name, value in vars(one.command).items() if given(value) is not None]
    if len(named) != 1:
        item = Item(one.operation_id, one.occurred_at, "", str(one.operation_id), False, (), "")
        wrong = [_misfit(one) for one in misfits] or [invalid("Name exactly one command.", "command")]
        return _Operation(item, None, None, DomainErrors(wrong))
    ((name, data),) = named
    content = orjson.dumps(asdict(data), option=orjson.OPT_SORT_KEYS, default=str).decode()
    refused: DomainErrors | None = None
    try:
        read_phone({"happened_at": one.occurred_at})
        if len(given(one.depends_on) or ()) > MOST_NEEDS:
            raise invalid("There may be {maximum} of these at most. Remove some.", "dependsOn", maximum=MOST_NEEDS)
        _fill(data, one)
    except DomainError as error:
        refused = DomainErrors([error])
    needs = tuple(given(one.depends_on) or ())[:MOST_NEEDS]
    group, makes = _visit_of(data, one.operation_id)
    item = Item(one.operation_id, one.occurred_at, name, group, makes, needs, content)
    return _Operation(item, COMMANDS[name], data, refused)


def _misfit(wrong: Misfit) -> DomainError:
    path = wrong.path[2:] if wrong.path[:1] == ("command",) else wrong.path
    return DomainError(
        ErrorCode.VALIDATION_ERROR, "This does not fit the schema: {problem}", path=path, problem=wrong.message
    )


def _fill(data: Any, one: Any) -> None:
    if not hasattr(data, "operation_id"):
        if data.id != one.operation_id:
            raise invalid(
                "The operation has another id than what it makes. Use the id of what it makes for both.", "operationId"
            )
    elif (given(data.operation_id) or one.operation_id) != one.operation_id:
        raise invalid("The command has another operationId than the operation. Leave it out.", "operationId")
    else:
        data.operation_id = one.operation_id
    if hasattr(data, "happened_at"):
        if (given(data.happened_at) or one.occurred_at) != one.occurred_at:
            raise invalid("The command happened at another time than the operation. Leave it out.", "happenedAt")
        data.happened_at = one.occurred_at


def _visit_of(data: Any, operation_id: UUID) -> tuple[str, bool]:
    """The visit or co-visit that a command is about, and whether it makes it."""
    key = given(getattr(data, "visit_id", None) or getattr(data, "co_visit_id", None))
    if key is not None:
        try:
            return str(UUID(key.rpartition(":")[2])), False
        except ValueError:
            return str(operation_id), False  # which will be refused
    made = given(getattr(data, "id", None)) if hasattr(data, "customer_id") and hasattr(data, "device") else None
    return str(made or operation_id), made is not None


def _outcome(operation: _Operation, result: _Result, context: Context) -> SyncOutcome:
    return SyncOutcome(
        operation_id=operation.item.id,
        status=result.status,
        changed=[strawberry.ID(key) for key in result.changed],
        dependency=result.dependency,
        user_errors=[_told(error, context) for error in result.errors],
    )


def _told(error: DomainError, context: Context) -> UserError:
    return UserError(**{**user_error(error, context.locale), "code": ErrorCodeEnum[error.code.name]})


__all__ = ["MOST_OPERATIONS", "SyncOutcome", "SyncStatus", "sync_field"]
