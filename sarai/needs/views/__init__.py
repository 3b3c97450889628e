"""The screens of what cities need."""
