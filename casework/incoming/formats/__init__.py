"""What a letter or a file can be written in, besides plain text."""
