"""Who sees which forms: what a distributor asks its shops is no secret inside it."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.forms.models import FormTemplate, FormVersion


@visible(FormTemplate)
def form_templates(profile: Profile) -> str:
    return "TRUE"


visible_through(FormVersion, "template")

__all__ = ["form_templates"]
