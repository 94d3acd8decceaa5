"""The learner: a history in, the chance of each candidate out. Only for jobs and commands.

It never sees the order of the candidates or anything of their outcome. Three things keep it
honest where the times change: columns that only tell the period are left out (``columns``), every
stretch of consecutive contacts has a level of its own, so that only differences between contacts
of the same time are learned (``model``), and its worth is measured forward in time (``measure``).
"""

from .columns import Sheet
from .measure import Worth, area_under_curve, forward, means, rolled, share_in_top
from .model import Model, TooLittle, learn
from .threads import one_thread

__all__ = [
    "Model",
    "Sheet",
    "TooLittle",
    "Worth",
    "area_under_curve",
    "forward",
    "learn",
    "means",
    "one_thread",
    "rolled",
    "share_in_top",
]
