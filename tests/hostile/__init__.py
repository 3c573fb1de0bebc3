"""`make attack`: requests that nobody sends by accident, by the thousand, from a seed that is printed."""
