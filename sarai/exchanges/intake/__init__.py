"""Exports of webinar, meeting, ticket and video platforms, one module a format; `discover` finds them."""
