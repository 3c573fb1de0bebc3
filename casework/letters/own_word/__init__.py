"""Opening the Word files of an office: what may be in them, and nothing else."""
