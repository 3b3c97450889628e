"""What exchanges count, a noun a file: importing them declares it."""

from . import attendance, certificates, events, registrations, scopes, views

__all__ = ["attendance", "certificates", "events", "registrations", "scopes", "views"]
