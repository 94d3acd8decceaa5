"""The bank's meeting rooms and who has them when (V6).

Words: *room* (переговорная), *booking* (бронь: a room taken for a contact with a client), *closure*
(a stretch in which the administrator lets nobody in). Contacts hold their booking: it moves, falls
and changes hands with them (see ``interactions``); the slice itself knows no contact.

Two cannot have one room at once: the database excludes it, whoever asks first.
"""
