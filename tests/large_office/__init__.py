"""An office of 100,000 cases, in which nothing that a person does may read more than what it shows."""
