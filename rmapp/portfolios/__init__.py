"""Portfolios: which clients a manager serves, how heavy that is, and who serves a client next.

Words: *portfolio* (портфель), *load* (нагрузка, in points), *capacity* (ёмкость, in points),
*queue* (очередь: clients without a primary manager).
"""
