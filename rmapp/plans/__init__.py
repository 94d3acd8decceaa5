"""The plan of winning clients (план привлечения, C1).

Marketing names a *target segment* (целевой сегмент) with the volume it expects and a deadline: that
is a *plan*. The supervisor *shares it out* among managers; each takes *prospects* into it from
lists, with one press, or lets newcomers of imports and intake come in by themselves. The plan is
sifted openly: of each prospect that was dropped it says at which contact, why and by whom. Won is
who became a client of the bank meanwhile; nobody enters that by hand.
"""
