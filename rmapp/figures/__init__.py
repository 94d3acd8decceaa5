"""The monthly figures of a client: average balance, turnover, the bank's profit (ruling 24).

Words: *month* (месяц, named by its first day), *turnover* (оборот: what went in and out over the
accounts), *profit* (прибыль банка: before what preferential terms cost). They come from the bank's
core system, by file or by the API; amounts are minor units of the bank's currency. The VIP policy
and the economics of service read them.
"""
