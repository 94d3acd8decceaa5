"""The brief before a contact (C3, V10): one page, the same on screen, phone and paper.

Who it is, what must be known, what the contact is for, what was said last, what was promised, what
the client has, what fits and what was refused, which dates come, what to ask.
"""

from .content import Brief, Part, Row
from .gathering import brief_of

__all__ = ["Brief", "Part", "Row", "brief_of"]
