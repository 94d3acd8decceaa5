"""Pure decisions about whom to call first."""
