"""Commercial proposals: priced, versioned offers, delivered as PDF."""
