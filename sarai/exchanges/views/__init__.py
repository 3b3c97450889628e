"""The screens of events, a noun a file."""
