"""What is filled in about places, people, institutions, and what these say of themselves."""
