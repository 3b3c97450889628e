"""Pilots as files that others keep, one small module a format."""
