"""The contact schedule (C2): a series of contacts with one client, laid out by a template.

The words: a *template* is a series of *steps* the bank keeps, in published *versions* that never
change; a *schedule* is a version running with one client under its *owner*; its steps are linked
to contacts of ``interactions``, there is no second kind of contact. Each step is *placed* on a
day and an hour, or it is said why not; each date carries its reasons.
"""
