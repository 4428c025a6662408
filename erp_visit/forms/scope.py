"""Where a form is filled in: in its department and those below it; a form without department everywhere."""

from __future__ import annotations


def in_scope_sql(template: str, department: str) -> str:
    """SQL: whether the form in the alias `template` is for a department, given as SQL for its key."""
    return (
        f"({template}.department_id IS NULL OR EXISTS ("
        "WITH RECURSIVE above (id, parent_id) AS ("
        f"SELECT sd.id, sd.parent_id FROM department sd WHERE sd.id = {department} UNION ALL"
        " SELECT sd.id, sd.parent_id FROM department sd JOIN above ON sd.id = above.parent_id)"
        f" SELECT FROM above WHERE above.id = {template}.department_id))"
    )


__all__ = ["in_scope_sql"]
