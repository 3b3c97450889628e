"""Clusters are named in the programme's file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

import sarai.portal.demo
from sarai.clusters.models import Cluster
from sarai.evidence.models import Source
from sarai.portal.programme import read

pytestmark = pytest.mark.django_db
FILE = """
programme: {slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}
themes: [{slug: one, name: One}, {slug: two, name: Two}]
clusters:
  - {slug: first, title: First, summary: All of it., themes: [one, two]}
  - {slug: second, title: Second}
"""


def apply(tmp_path, text=FILE) -> None:
    path = tmp_path / "programme.yaml"
    path.write_text(text, encoding="utf-8")
    call_command("programme", "apply", str(path))


def test_applied_twice_they_are_there_once(tmp_path):
    apply(tmp_path)
    Cluster.objects.filter(slug="second").update(is_open=False)
    known = Source.objects.count()
    apply(tmp_path)
    first, second = Cluster.objects.all()
    assert (first.slug, {theme.slug for theme in first.themes.all()}) == ("first", {"one", "two"})
    assert (second.title, second.is_open) == ("Second", False)
    assert Source.objects.count() == known


def test_another_title_or_theme_changes_it(tmp_path):
    apply(tmp_path)
    apply(tmp_path, FILE.replace("title: First", "title: The first").replace("[one, two]", "[two]"))
    first = Cluster.objects.first()
    assert (first.title, [theme.slug for theme in first.themes.all()]) == ("The first", ["two"])


@pytest.mark.parametrize(("right", "wrong", "told"), [
    ("slug: second", "slug: first", "clusters[1].slug"), ("[one, two]", "[three]", "clusters[0].themes"),
    ("slug: first", "slug: a/b", "clusters[0].slug"), ("title: Second", "titel: Second", "titel"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(tmp_path, right, wrong, told):
    with pytest.raises(CommandError) as refused:
        apply(tmp_path, FILE.replace(right, wrong))
    assert told in str(refused.value)
    assert not Cluster.objects.exists()


def test_the_demonstration_has_a_cluster_for_each_focus_area():
    path = Path(sarai.portal.demo.__file__).parent / "programme.yaml"
    document = read(path)
    assert len(document.clusters) == 7
    themes = {theme["slug"] for theme in yaml.safe_load(path.read_text(encoding="utf-8"))["themes"]}
    assert {slug for cluster in document.clusters for slug in cluster.themes} == themes
