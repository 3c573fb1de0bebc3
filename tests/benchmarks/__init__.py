"""`make bench`: how long people wait, beside a bare Flask and SQLAlchemy page over the same rows in the same run."""
