"""Whether two records are of one person: how alike they are, in points and in words. Pure, without a database."""
