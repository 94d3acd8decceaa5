"""VIP clients: chosen by written criteria, confirmed by a supervisor, with evidence (V1, V2, V4).

Words: *VIP policy* (Положение о VIP-клиентах, versioned), *criterion* (критерий), *tier*
(уровень), *evidence* (основание: required, actual, source, date), *terms of service* (условия
обслуживания). Nothing changes before a person confirms; each status keeps its version.
"""
