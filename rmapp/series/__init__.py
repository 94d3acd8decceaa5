"""Contacts that repeat: every week, month, quarter or year (C8).

Words: *series* (повторяющиеся контакты): a rule and the contacts it has made; a contact *falls on*
the day the rule says and stands on a working day, with the reason where the two differ.

A series is no contact schedule: it has no steps that hang on one another, and it does not end by
itself. Its contacts are ordinary ones, planned a year ahead and each with an invitation and an
entry in the feed of its own. That is a choice: an RRULE in a feed would repeat through holidays
and absences, and every contact that stands elsewhere would need an exception; single events in UTC
are read right by every calendar, over every change of clocks.
"""
