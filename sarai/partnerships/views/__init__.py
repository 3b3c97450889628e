"""The screens of partnerships, pilots, advice and offers; a noun a file."""
