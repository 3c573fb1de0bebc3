"""Numbers of things in words."""


def plural(number: int, one: str, many: str = "") -> str:
    """1 case, 2 cases, 1,000 cases"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
