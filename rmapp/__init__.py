"""The relationship manager's desk.

The map of the house, from the ground up; an import only goes down (docs/architecture.md):

``core``                         the kernel: database, transaction, clock, pages, PDF, text
``policy``                       permissions, roles, the door
``audit`` ``outbox`` ``work``    the trail; letters waiting to leave; long work as rows
``staff``                        employees, sign-in, working hours
``clients``                      persons and organisations, assignments, search
``duplicates`` ``dossiers``      finding doubles; creating and editing a client
``segments`` ``products``        saved conditions; what the bank sells and what a client holds
``interactions``                 planned and past contacts
``opportunities`` ``portfolios`` possible sales; who serves whom
``intake`` ``followups`` ``proposals`` ``vip``   what comes in, what leaves by rule, offers, VIPs
``bulk``                         deeds on many clients of a list
``exchange``                     import and export
``card`` ``handovers`` ``merges``  the 360 page; deeds that move everything
``home`` ``reports`` ``api``     My day, figures, REST

Beside them: ``app`` (the life of a request), ``shell`` (navigation), ``settings``, ``timetable``,
``dispatcher``, ``running`` (``rmapp up``), ``cli``.
"""

from __future__ import annotations

from .factory import create_app

__all__ = ["create_app"]
