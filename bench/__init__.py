"""Long runs that prove promises: kills, loads, figures."""
