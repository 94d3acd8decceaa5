"""Pure rules of temperature and silence."""
