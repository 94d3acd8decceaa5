"""What goes in and comes out: pydantic shapes, one module per resource."""
