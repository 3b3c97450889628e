"""Every read of clusters."""
