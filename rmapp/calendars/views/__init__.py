"""The doors of calendars: the phone's, the month's and the team's, invitations, their answers."""

from .feed import calendar
from .invitations import invitations
from .meeting import meeting
from .month import month
from .team import team

#: The views of one blueprint lie in a file per noun; naming them here loads them.
VIEWS = (month, team)
blueprints = [calendar, invitations, meeting]
