"""Commercial proposals: priced, versioned offers, delivered as PDF (X6, X7).

Words: *proposal* (коммерческое предложение), its *versions* (версии: one that was sent is frozen,
its files are kept), *approval* (согласование: of a discount over the limit, by a second person),
*benefit* (выгода: what the client pays now and with us). The way to paper: ``paper`` gathers the
rows of a version into the plain data of ``content``, ``document`` draws it with ``cover``,
``figures`` and ``parts``.
"""
