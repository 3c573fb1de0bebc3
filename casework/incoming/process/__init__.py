"""Reading one mail in a process of its own."""
