"""A believable bank of any size, made up: colleagues, clients, contacts, products, sales.

Names, firms and texts come from the word lists of this package, numbers have right checksums and
lie where no register has given any, mail domains are reserved ones. The same seed makes the same
bank; only keys differ, and dates follow today.
"""
