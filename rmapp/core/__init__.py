"""The kernel: what every slice stands on. It knows no banking word and imports no slice."""
