"""The table of files (VIS-11)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import PythonField
from erp_visit.core.models import Record, created, moment, text, to_one
from erp_visit.files.links import link, thumbnail_link
from erp_visit.org.rights import Right


class FileKind(StrEnum):
    """What a file is, as its bytes say."""

    PHOTO = "PHOTO"
    VOICE = "VOICE"


class StoredFile(Record):
    """A file that somebody uploaded: checked by its content, re-encoded, with the facts of its capture kept."""

    kind = fields.CharEnumField(FileKind, max_length=8, description="What it is")
    content_type = text(64, "Media type, as its bytes say")
    size = fields.BigIntField(description="Bytes as stored")
    sha256 = text(64, "SHA-256 of the bytes as uploaded, in hexadecimal")
    width = fields.IntField(description="Width of a photo in pixels", null=True)
    height = fields.IntField(description="Height of a photo in pixels", null=True)
    seconds = fields.FloatField(description="Length of a voice note in seconds", null=True)
    perceptual_hash = text(16, "Perceptual hash of a photo: 64 bits in hexadecimal", null=True)
    captured_at = moment("When it was taken, as the photo itself says", null=True)
    capture_latitude = fields.FloatField(description="Where it was taken: latitude in degrees, WGS-84", null=True)
    capture_longitude = fields.FloatField(description="Where it was taken: longitude in degrees, WGS-84", null=True)
    camera = text(120, "Camera as the photo itself names it", db_default="")
    live_camera = fields.BooleanField(description="Whether the app took it itself; none if it does not say",
                                      null=True)  # fmt: skip
    uploaded_by = to_one("Employee", "Who uploaded it")
    uploaded_by_id: object
    uploaded_at = created("When it was uploaded")
    attached_at = moment("When a record first took it; one that none takes is deleted", null=True)

    python_fields = (
        PythonField("url", str, ("id",), link,
                    "Address of its content on this server; good for an hour at least, needs no log-in"),
        PythonField("thumbnail_url", str, ("id", "kind"), thumbnail_link,
                    "Address of a small picture of it, as `url`; none for a voice note", nullable=True),
    )  # fmt: skip

    class Meta:
        table = "stored_file"
        indexes = (("uploaded_by", "uploaded_at"), ("uploaded_at", "id"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("kind", "uploaded_at")


__all__ = ["FileKind", "StoredFile"]
