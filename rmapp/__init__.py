"""The relationship manager's desk.

The map of the house, from the ground up; an import only goes down (docs/architecture.md):

``core``                         the kernel: database, transaction, clock, pages, PDF, text
``policy``                       permissions, roles, the door
``audit`` ``outbox`` ``work`` ``notices``   the trail; letters waiting to leave; long work as rows;
                                 what the bell tells
``staff`` ``limits``             employees, sign-in, working hours; how much one may see in a day
``clients``                      persons and organisations, assignments, search
``duplicates`` ``dossiers`` ``documents``   finding doubles; editing a client; its papers
``segments`` ``products`` ``rooms`` ``materials``   saved conditions; what the bank sells, where it
                                 meets, what it hands out
``figures``                      balance, turnover, profit by month
``interactions``                 planned and past contacts
``opportunities`` ``portfolios`` possible sales; who serves whom
``plans`` ``followups`` ``schedules`` ``series``   targets shared out; letters by rule;
                                 contacts laid out over weeks, and repeated
``intake`` ``priority`` ``proposals`` ``vip``   what comes in; whom to call first; offers; VIPs
``standing`` ``calendars``       temperature and norms of silence; month, feed, invitations
``bulk`` ``exchange``            deeds on many clients of a list; import and export
``card`` ``handovers`` ``merges`` ``bundles``   the 360 page; deeds that move everything; its briefs
``home`` ``oversight`` ``privacy`` ``reports``   My day and the team's desk; who reads what;
                                 personal data by law; charts
``api``                          REST: a second set of doors on the same operations

Beside them: ``app`` (the life of a request), ``shell`` (navigation), ``settings``, ``timetable``,
``dispatcher``, ``running`` (``rmapp up``), ``cli``.
"""

from __future__ import annotations

from .core.forking import loading

with loading():
    from .factory import create_app

__all__ = ["create_app"]
