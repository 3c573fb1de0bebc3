"""The annual counts: what is counted, with its definition, and the record ids behind each figure."""
