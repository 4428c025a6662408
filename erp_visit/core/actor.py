"""Who acts: the employee behind a request or job, with rights and data scope resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from erp_visit.core.errors import DomainError, ErrorCode


class Scope(StrEnum):
    """How far an actor sees along the department tree, from narrow to wide."""

    OWN = "OWN"
    TEAM = "TEAM"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Profile:
    """What decides the shape of a read: rights and scope. Two actors of one profile share query plans."""

    rights: frozenset[str]
    scope: Scope
    wide: bool = False
    """Whether the actor's departments are so many that rows are not found by them, but compared with them."""

    def may(self, right: str) -> bool:
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Actor:
    """An employee at work. `department_ids` are the own department and all below it, in order.

    `duty` names what the log-in asks for first; until that is done the actor has no rights.
    """

    id: UUID
    name: str
    username: str
    department_id: UUID
    department_ids: tuple[UUID, ...]
    profile: Profile
    roles: tuple[str, ...] = ()
    locale: str = "zh"
    session: str = field(default="", compare=False)
    duty: str = ""

    def may(self, right: str) -> bool:
        return self.profile.may(right)

    def require(self, *rights: str) -> None:
        """Raise FORBIDDEN, naming the first missing right."""
        for right in rights:
            if not self.profile.may(right):
                raise DomainError(
                    ErrorCode.FORBIDDEN,
                    "You lack the right {right}. An administrator can grant it to your role.",
                    right=str(right),
                )


__all__ = ["Actor", "Profile", "Scope"]
