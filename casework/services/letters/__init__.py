"""Letters of a case: who gets them, what they say, drafts, sign-off, sending."""
