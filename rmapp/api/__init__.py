"""The REST API under ``/api/v1``: a second set of doors, not a second application.

A bearer token gives an actor; the same permissions, queries and operations as the pages use; its
own parsing (``doors``, strict pydantic shapes) and printing. One module per resource, its shapes
beside it under ``shapes``. The description in OpenAPI 3.1 is made from the doors themselves
(``openapi``), so it says what the code does.
"""
