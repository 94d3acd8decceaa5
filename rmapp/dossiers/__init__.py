"""Dossiers: creating and editing a client and all that is known of it (D1–D8, D11, D17).

Words: *dossier* (досье), *contact person* (контактное лицо), *completeness* (полнота досье),
*bin* (корзина). Look-alikes are asked for first, over the whole base; every change says in the
client's history which fields were what before.
"""
