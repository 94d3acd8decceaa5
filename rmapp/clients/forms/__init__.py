"""Forms of the client base."""

from .composing import SaveViewForm, ViewForm, condition_form, fields_by_group, leaf_from
from .custom_fields import CustomFieldForm, NewCustomFieldForm

__all__ = [
    "CustomFieldForm",
    "NewCustomFieldForm",
    "SaveViewForm",
    "ViewForm",
    "condition_form",
    "fields_by_group",
    "leaf_from",
]
