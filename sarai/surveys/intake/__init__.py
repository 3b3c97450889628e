"""Exports of survey tools, one module a format; `discover` finds them."""
