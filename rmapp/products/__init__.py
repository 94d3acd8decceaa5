"""What the bank sells, at what price, and what a client has of it.

The words: a *product* stands in the catalogue with its list price and limits; a *tariff* is the
price from a certain volume on; a *holding* is one product that one client has (X1, X2).
"""
