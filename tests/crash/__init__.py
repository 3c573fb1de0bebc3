"""The crash test: real workers killed at random while a hostile mail server takes what they send."""
