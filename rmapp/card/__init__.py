"""The card: one page that answers "may I call, about what, what did we promise" (360°, D18).

Words: *card* (карточка клиента), *timeline* (хроника), *panel* (a part of the card that one slice
fills). The card stands above the slices it shows: a new panel is one function in ``panels``.
"""
