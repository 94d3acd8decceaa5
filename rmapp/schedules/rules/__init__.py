"""Pure decisions of the schedule: where each step goes, and why."""
