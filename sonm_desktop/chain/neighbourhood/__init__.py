"""Who else is on the practice network: made-up people with machines, deals and a history."""
