"""Area files: whose office it is. The worked examples lie beside this file."""
