"""Forms of the client base."""

from .custom_fields import CustomFieldForm, NewCustomFieldForm
from .filtering import FilterForm

__all__ = ["CustomFieldForm", "FilterForm", "NewCustomFieldForm"]
