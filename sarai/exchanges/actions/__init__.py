"""Every write about events and those who take part in them."""

from .asking import ask_at_event, ask_no_more

__all__ = ["ask_at_event", "ask_no_more"]
