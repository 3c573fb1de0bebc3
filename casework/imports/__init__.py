"""Registers coming in from the office's old way of working: read, checked, then written in one short transaction."""
