"""Domain errors: a stable code, the data, and a message with the remedy that the doors translate."""

from __future__ import annotations

from enum import Enum
from typing import Any


class ErrorCode(Enum):
    """Every code a client can meet, in `errors[].extensions.code` and in `userErrors[].code`.

    The value of each member is its meaning, published in the schema.
    """

    UNAUTHENTICATED = "No valid log-in came with the request. Log in and send the token."
    BAD_CREDENTIALS = "User name or password is wrong, or the employee has been disabled."
    LOGIN_INCOMPLETE = "The log-in asks for a new password or a second factor first; `nextStep` of `login` said which."
    THROTTLED = "Too many attempts or too much cost in a short time. Wait as long as told, then retry."
    FORBIDDEN = "The actor lacks the right that the message names."
    NOT_FOUND = "No such record, or none that the actor may see."
    SYNTAX_ERROR = "The GraphQL document cannot be parsed."
    VALIDATION_ERROR = "The GraphQL document does not fit the schema, or its variables do not fit their types."
    BAD_REQUEST = "The HTTP request is not a GraphQL request."
    PAYLOAD_TOO_LARGE = "The request body is larger than the limit."
    COST_EXCEEDED = "The query may touch more rows than one request is allowed to. Ask for less at a time."
    TIMEOUT = "The request took longer than allowed and was stopped. Nothing was written."
    UNAVAILABLE = (
        "A server that the answer needs cannot be reached or is too busy. Nothing was written, unless the message says"
        " that this is not known; retry with the same id or operationId."
    )
    INTERNAL = "An error of ours; it was logged under the id in the message."
    INVALID_INPUT = "A value is wrong; the path says which one."
    INVALID_CURSOR = "The cursor does not belong to this connection and order."
    DUPLICATE = "A record with the same unique value exists."
    CONFLICT = "The record was changed since it was read. Reload it, then decide again."
    KEY_REUSED = "The id or operation id was used before for different content."
    WRONG_STATE = "The record is in a state that does not allow this."
    INACTIVE = "The customer, product or unit is not active."
    DUPLICATE_PRODUCT = "A product and unit stand twice in one order."
    NO_PRICE = "No price is configured for this product, unit, customer and day."
    AMBIGUOUS_PRICE = "Two price rules of equal rank apply; the configuration must be corrected."
    BELOW_MINIMUM_PRICE = "The price is below the product's minimum price."
    INSUFFICIENT_STOCK = "Less is available than asked for."
    CREDIT_EXCEEDED = "The customer's credit limit would be exceeded."
    OVERDUE = "The customer has overdue documents."
    PAYMENT_REQUIRED = "The order must be paid before it is shipped."
    REVIEW_REQUIRED = "A review that the settings ask for is missing."
    OWN_DOCUMENT = "Who made a document may not approve it."
    VISIT_REQUIRED = "An order needs a visit with a check-in at this customer."
    VISIT_OPEN = "Another visit of the same employee is open."
    OUT_OF_RANGE = "The position is farther from the customer than allowed."
    STALE_FIX = "The position is too old."
    MOCK_POSITION = "The phone says that its position is simulated, which the settings refuse."
    VISIT_INCOMPLETE = "The visit lacks something that the settings ask for, such as photos; the message says what."
    AMOUNT_EXCEEDS_OPEN = "More is to be allocated than is open."


RETRYABLE = frozenset(
    {
        ErrorCode.THROTTLED,
        ErrorCode.TIMEOUT,
        ErrorCode.UNAVAILABLE,
        ErrorCode.INTERNAL,
        ErrorCode.CONFLICT,
    }
)
"""Codes for which the same request may succeed later; all others need a change first."""


def meaning(code: ErrorCode) -> str:
    """What the schema says of a code."""
    return f"{code.value} {'Retryable.' if code in RETRYABLE else 'Not retryable.'}"


class DomainError(Exception):
    """A refusal: nothing was written.

    `message` is an English template with `{name}` placeholders, which is also the key of its
    translations; `params` are the values; `path` names the input field, outermost first.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        path: tuple[str | int, ...] = (),
        **params: Any,
    ) -> None:
        super().__init__(message.format(**params))
        self.code = code
        self.message = message
        self.path = path
        self.params = params

    def at(self, *prefix: str | int) -> DomainError:
        """The same error, its path prefixed: a caller knows where in its input the value stood."""
        return DomainError(self.code, self.message, path=(*prefix, *self.path), **self.params)


class DomainErrors(Exception):
    """Several refusals of one command, reported together so that a user mends them in one go."""

    def __init__(self, errors: list[DomainError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


def not_found(kind: str, identifier: object, *path: str | int) -> DomainError:
    """The one answer for a record that does not exist and for one the actor may not see."""
    return DomainError(
        ErrorCode.NOT_FOUND,
        "{kind} {id} was not found. Check the id; you may lack access to it.",
        path=path,
        kind=kind,
        id=str(identifier)[:80],
    )


def invalid(message: str, *path: str | int, **params: Any) -> DomainError:
    """A value that does not fit its field."""
    return DomainError(ErrorCode.INVALID_INPUT, message, path=path, **params)


__all__ = ["RETRYABLE", "DomainError", "DomainErrors", "ErrorCode", "invalid", "meaning", "not_found"]
