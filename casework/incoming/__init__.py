"""Mail that comes in, as bytes: where it is fetched from and how it is read. Nothing here knows the database."""
