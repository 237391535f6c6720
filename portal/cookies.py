"""The cookies of the portals, as a browser is given them and loses them."""

from starlette.responses import Response


def set_cookie(response: Response, name: str, value: str) -> None:
    """Give the browser a cookie that no script reads, that no other site's form sends, and that ends with it."""
    response.set_cookie(name, value, secure=True, httponly=True, samesite="lax")


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax")
