"""Letters: mail that the site writes by itself, each sent once and accounted for."""
