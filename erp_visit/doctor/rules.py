"""What the database itself watches over, as long as nobody has switched it off."""

from __future__ import annotations

from erp_visit.doctor.check import Check

RULES = (
    Check(
        "triggers and foreign keys are switched on",
        "SELECT count(*) FROM pg_trigger",
        """
SELECT tgrelid::regclass::text, format('%s is switched off; ALTER TABLE … ENABLE TRIGGER brings it back', tgname)
FROM pg_trigger WHERE tgenabled NOT IN ('O', 'A')""",
    ),
)

__all__ = ["RULES"]
