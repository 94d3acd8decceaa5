"""Duplicates: finding records that may be one client, and how surely (D12).

Words: *blocking keys* bring together records worth comparing; a *score* between 0 and 1 says how
likely two are one, with reasons; the verdict is *none*, *propose* (a person decides) or *merge*
(as good as certain).
"""
