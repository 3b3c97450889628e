"""Kept files as they are handed out."""

import logging

import pytest
from django.urls import reverse

from tests.making import day, make_source

pytestmark = pytest.mark.django_db


def test_a_file_that_the_disk_has_lost_is_not_found_and_told_in_the_log(as_team, caplog):
    source = make_source(day(1), file="sources/lost", problems="problems/lost")
    with caplog.at_level(logging.ERROR):
        for name in ("source-download", "source-problems"):
            assert as_team.get(reverse(f"evidence:{name}", args=[source.pk])).status_code == 404
    assert "sources/lost is missing" in caplog.text
