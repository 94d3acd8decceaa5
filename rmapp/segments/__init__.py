"""Segments (сегменты): saved conditions over the base, and lists kept by hand.

A *segment* with a condition holds whoever fits it now; a *static list* holds who was put into it.
A client can be in many. Plans, campaigns and exports name a segment and never copy its condition.
The condition is closed JSON of ``clients.catalogue.conditions`` and carries its version.
"""
