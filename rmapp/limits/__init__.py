"""How much of the base one person may see and take out in a day: the bank's figures and the count.

Words: *limit* (предел), *reading* (прочитанное): the client rows one employee has been shown on
one day, in pages, search, cards, the API and exports together (reliability.md 2.3, row 23).
The count is kept as a session's last-seen is: looking adds to it and changes nothing else.
"""
