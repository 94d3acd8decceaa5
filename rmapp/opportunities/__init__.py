"""Possible sales: the funnel a bank defines, its stages, and what stands in each (X4, X5).

The words: an *opportunity* is one possible sale to one client; its *stage* says how far it is and
what it needs before it may stand there; a *line* is one product of it.
"""
