"""Whom to call first: the chance and the worth of success, learned from past contacts (C11).

The words: a *history* is contacts in the order of time, each with what was known before it and
whether it succeeded; *candidates* are contacts not yet made. A model is learned forward in time
only and used only where it did better than the stated rules on contacts it had not seen.
``learning`` is loaded by jobs and commands alone: a web process reads what they left as rows.
"""
