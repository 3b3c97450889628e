"""English: the clock of twenty-four hours, as everywhere else on the site and in the letters."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATETIME_FORMAT = "m/d/Y H:i"
