"""The area files that come with the program: a worked example, and one where everything is invented."""

from importlib.resources import files

EXAMPLE, INVENTED = "west-yorkshire", "ambershire"
NAMES = (EXAMPLE, INVENTED)


def content(name: str) -> bytes:
    """The bytes of one, by its name."""
    return files("casework.areas").joinpath(f"{name}.toml").read_bytes()
