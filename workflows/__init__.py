"""The state machines and the rules of dates: pure, readable by a caseworker, no database, no clock on the wall."""
