"""The pages and doors of surveys."""
