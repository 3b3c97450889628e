"""Where something is found in the web, as people write it."""

import pytest

from sarai.evidence.forms import address


@pytest.mark.parametrize("url", ["https://bank.example@evil.example/", "http://a:b@evil.example"])
def test_a_name_before_the_host_is_refused(url):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="before the @"):
        address("Link").clean(url)


def test_an_at_in_the_path_is_none_of_that():
    assert address("Link").clean("https://social.example/@city") == "https://social.example/@city"
