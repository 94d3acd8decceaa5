"""Notices: what an employee must hear of, in the top bar, until it is read.

Words: *notice* (уведомление), *to tell* (a slice tells people, in the transaction of its deed),
*kind* (what happened; its words, picture and tone are entered once, see ``kinds``). A notice is a
row of one person; it leads to a page and gives no right to see it: the page's own door asks.
"""
