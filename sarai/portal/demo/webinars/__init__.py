"""The other forty events of 2020: who came to some of them, and how often all of them were viewed, and from where."""

from .files import webinars

__all__ = ["webinars"]
