"""Who may do what: one table of permissions, rows that a bank changes, and the door that asks.

``table`` is the catalogue and the default; ``Grant`` rows are what the bank made of it;
``enforce`` is the door. A view without a door keeps the application from starting.
"""
