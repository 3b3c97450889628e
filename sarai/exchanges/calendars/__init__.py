"""Events as calendars read them: iCalendar (RFC 5545) with time zones that Outlook, Google and Apple read alike."""

from .writing import Appointment, calendar, invitation, method_of, withdrawal

__all__ = ["Appointment", "calendar", "invitation", "method_of", "withdrawal"]
