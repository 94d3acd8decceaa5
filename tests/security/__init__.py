"""What the table of security promises, proved: see docs/security.md."""
