"""What clusters count, a noun a file: importing them declares it."""

from . import members, posts, scopes

__all__ = ["members", "posts", "scopes"]
