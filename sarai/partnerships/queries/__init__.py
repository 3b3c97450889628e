"""Every read across partnerships."""
