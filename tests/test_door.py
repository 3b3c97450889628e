"""What keeps visitors of one browser test out of the next."""

from __future__ import annotations

from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.door import Door


def test_nobody_comes_in_before_it_opens_or_after_it_shuts():
    said = []
    door = Door(lambda environ, start: [b"welcome"])
    assert list(door({}, lambda *a: said.append(a[0]))) == [b"This test is over."]
    door.open()
    answer = door({}, lambda *a: said.append(a[0]))
    assert list(answer) == [b"welcome"]
    answer.close()
    door.shut()
    assert list(door({}, lambda *a: said.append(a[0]))) == [b"This test is over."]
    assert said == ["503 Service Unavailable"] * 2


def test_it_waits_for_who_is_inside():
    door = Door(lambda environ, start: [b"welcome"])
    door.open()
    answer, is_shut = door({}, print), Event()
    Thread(target=lambda: (door.shut(), is_shut.set()), daemon=True).start()
    assert not is_shut.wait(0.2)
    answer.close()
    assert is_shut.wait(10)


def test_an_answer_that_fails_leaves_nobody_inside():
    door = Door(lambda environ, start: 1 / 0)
    door.open()
    with pytest.raises(ZeroDivisionError):
        door({}, print)
    door.shut()


def test_the_site_under_test_has_such_a_door(live_server):
    door = live_server.thread.httpd.get_app()
    with urlopen(f"{live_server.url}/accounts/login/", timeout=30) as answer:
        assert answer.status == 200
    door.shut()
    with pytest.raises(HTTPError, match="503") as refused:
        urlopen(f"{live_server.url}/accounts/login/", timeout=30)
    refused.value.close()
