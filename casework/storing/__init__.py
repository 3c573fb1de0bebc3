"""Where the bytes of files lie that are too large for a row of the database."""
