"""Writing a questionnaire on the site: its pages, for the team."""

from .previewing import sketch_preview
from .questions import sketch_question
from .sketches import sketch_about, sketch_begin, sketch_detail, sketch_file, sketch_publish, sketch_step

__all__ = [
    "sketch_about",
    "sketch_begin",
    "sketch_detail",
    "sketch_file",
    "sketch_preview",
    "sketch_publish",
    "sketch_question",
    "sketch_step",
]
