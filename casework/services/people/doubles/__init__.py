"""Somebody recorded twice: who may be, the two records made one, and taken apart again."""
