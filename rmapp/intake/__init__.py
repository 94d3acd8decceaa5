"""What comes in by itself: letters find their client, or wait on the triage page (I2).

The words: an *incoming letter* was handed in by the mail server; it is *attached* to a client by
its thread or by its sender's address, or it waits for *triage*; an *auto-reply* answers nothing.
"""
