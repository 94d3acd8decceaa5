"""How a client stands: temperature (температура) and the clock of silence (C9).

The *temperature* is computed by stated rules with "because …"; a person's word can override it for
a time. The *norm* says how many days both sides may be silent; only a contact in which both spoke,
or an answer, stops the clock. Norms are rows an administrator edits.
"""
