"""Deeds on many clients of a list at once (D16).

A *bulk deed* is a row with its *items*: the clients that were chosen, each with what became of it.
Who may not be changed, and why, is known and shown before the button. Up to fifty clients at once,
more by work in the background; every step is one statement a table, one journal entry with undo,
one batch in the trail.
"""
