"""Employees of the bank: who they are, where they stand, when they work, how they sign in.

Words: *employee* (сотрудник), *team* (команда, a tree), *session* (a row that ends at once),
*absence* (отсутствие), *working hours* (рабочие часы), *second factor* (второй фактор),
*token* (ключ API).
"""
