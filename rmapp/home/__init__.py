"""Where a person's day begins: My day of a manager, the desk of a supervisor.

Words: *need* (what a client needs from the manager now: a next step, an outcome, a contact after
too long a silence), *task* (one need of one client, ranked, with its reasons), *norm* (how many
days a client may be without a contact of both sides). The slice reads everything and changes
nothing.
"""
