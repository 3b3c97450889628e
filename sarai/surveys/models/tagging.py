"""What the team says about answers in people's own words."""

from typing import ClassVar

from django.db import models

from .questionnaires import Question


class AnswerTag(models.Model):
    """That somebody of the team put an answer under a heading.

    An answer is known by its response's `key`, which stays the same when a response is corrected or reviewed.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="tags")
    key = models.CharField(max_length=40)
    tag = models.CharField(max_length=60)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    PERSONAL: ClassVar = {"key", "by"}
    OPEN: ClassVar = {"question", "tag", "at"}

    class Meta:
        ordering: ClassVar = ["tag", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "key", "tag"], name="answer_tagged_once")]

    def __str__(self) -> str:
        return self.tag
