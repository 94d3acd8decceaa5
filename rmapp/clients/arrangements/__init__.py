"""How a list of clients is arranged: condition, columns, order; asked for and saved (D16).

An address holds everything: ``q``, ``where`` (a condition), ``columns``, ``sort``, and the plain
arguments of old links (``lifecycle``, ``manager``, …). A saved view is such an arrangement with a
name; a list opened bare shows the person's default view, else the team's.
"""

from .asked import Asked, asked, misread, unarranged
from .names import names_for, said_of
from .saved import (
    change_view,
    default_of,
    delete_view,
    make_default,
    own_view_called,
    save_view,
    view_args,
    view_of,
    views_of,
)

__all__ = [
    "Asked",
    "asked",
    "change_view",
    "default_of",
    "delete_view",
    "make_default",
    "misread",
    "names_for",
    "own_view_called",
    "said_of",
    "save_view",
    "unarranged",
    "view_args",
    "view_of",
    "views_of",
]
