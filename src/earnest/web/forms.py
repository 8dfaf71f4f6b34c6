"""What an address says after its question mark, read without ever failing."""

from django.http import HttpRequest


def number_in(request: HttpRequest, name: str, default: int, *, most: int) -> int:
    """A whole number from 1 to `most`; the default when it is missing or is none."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return default
    return max(1, min(int(text), most))
