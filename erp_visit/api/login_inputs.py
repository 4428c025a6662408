"""Inputs of the mutations on one's own log-in."""

from __future__ import annotations

import strawberry

from erp_visit.api.inputs import _optional, _required


@strawberry.input
class ChangePasswordInput:
    current: str = _required("The password that you have")
    new: str = _required("10 to 128 characters that are not easily guessed")


@strawberry.input
class BeginSecondFactorInput:
    password: str = _required("Your password, once more")
    code: str | None = _optional("A code of the second factor that you have, if the new one is to take its place")


@strawberry.input
class ConfirmSecondFactorInput:
    code: str = _required("The six digits that the app shows")


@strawberry.input
class RemoveSecondFactorInput:
    password: str = _required("Your password, once more")
    code: str = _required("A code of the app, or a recovery code")


@strawberry.input
class EndSessionsInput:
    password: str = _required("Your password, once more")
    session_ids: list[strawberry.ID] | None = _optional("`myLogin.sessions[].id`; all but this one if not given")


__all__ = [
    "BeginSecondFactorInput", "ChangePasswordInput", "ConfirmSecondFactorInput", "EndSessionsInput",
    "RemoveSecondFactorInput",
]  # fmt: skip
