"""Letters as text: merge fields, the small language of templates, and the forms a letter takes (PDF, Word, e-mail)."""
