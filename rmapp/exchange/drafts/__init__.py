"""From the cells of a row to a dossier that could be: pure, nothing is asked of the base.

A cell that cannot be read never costs the firm: its text goes to the notes and a warning says so.
Only a row that says nothing of whom it is about, or a wrong registration number or birth date
(unless the person wants those in the notes too), is an error.
"""

from .draft import Draft, Problem
from .reading import Reader

__all__ = ["Draft", "Problem", "Reader"]
