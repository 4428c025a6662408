"""Tables of forms (VIS-4)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import SqlRelation
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class FormKind(StrEnum):
    """What a form is for."""

    STOCK_COUNT = "STOCK_COUNT"
    PRICE = "PRICE"
    COMPETITOR = "COMPETITOR"
    DISPLAY = "DISPLAY"
    ACTIVITY = "ACTIVITY"
    OTHER = "OTHER"


class FormTemplate(Record):
    """A form that reps fill in; what it asks is in its versions."""

    name = text(64, "Name")
    kind = fields.CharEnumField(FormKind, max_length=11, description="What it is for", db_default=FormKind.OTHER)
    department = to_one("Department", "Who can fill it in: the department and those below; none for all", null=True)
    department_id: object
    required = fields.BooleanField(description="Whether a visit needs it before check-out", db_default=False)
    active = fields.BooleanField(description="Whether it can be filled in", db_default=True)
    draft = json("Fields of the next version, as the builder has them", db_default=[])
    created_at = created()
    version = version()

    sql_relations = (
        SqlRelation("current", "FormVersion",
                    "{r}.template_id = {t}.id AND NOT EXISTS (SELECT FROM form_version newer"
                    " WHERE newer.template_id = {t}.id AND newer.number > {r}.number)",
                    "The version that is filled in now; none before the first is published", many=False, inherits=True),
        history("FormTemplate"),
    )  # fmt: skip

    class Meta:
        table = "form_template"
        indexes = (("name", "id"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW
        fields = {"draft": Right.FORM_EDIT}

    class Display(Record.Display):
        title = ("name",)
        search = ("name",)


class FormVersion(Record):
    """What a form asked from one day on; never changed."""

    template = to_one("FormTemplate", "The form", "versions")
    template_id: object
    number = fields.IntField(description="1, 2, 3 …")
    definition = json("The fields, in their order")
    published_at = moment("When it was published")
    published_by = to_one("Employee", "Who published it")
    published_by_id: object

    class Meta:
        table = "form_version"
        unique_together = (("template", "number"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("template", "number")


__all__ = ["FormKind", "FormTemplate", "FormVersion"]
