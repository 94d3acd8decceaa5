"""The doors of schedules: running ones, starting, absences, templates."""

from .absences import absences
from .days_off import days_off
from .running import schedules
from .starting import start
from .steps import add
from .templates import templates

#: The views of one blueprint lie in a file per noun; naming them here loads them.
VIEWS = (absences, add, days_off, start)
blueprints = [schedules, templates]
