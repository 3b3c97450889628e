"""What claims to be written in an encoding that is none is refused before anything reads it."""

import pytest
from django.test import RequestFactory

from config.wsgi import application

pytestmark = pytest.mark.django_db
NOBODY_WRITES_IN = [
    "hex",
    "rot13",
    "base64",
    "zlib",
    "idna",
    "punycode",
    "unicode_escape",
    "none",
    '"',
    "utf-8x",
    "HEX",
]


def status(method: str, address: str, kind: str, body: bytes = b"") -> int:
    """What the server itself answers, without the test client's own reading."""
    environ = RequestFactory(SERVER_NAME="localhost").generic(method, address, body).environ
    said = []
    list(application(environ | {"CONTENT_TYPE": kind}, lambda status, *_headers: said.append(int(status[:3]))))
    return said[0]


@pytest.mark.parametrize("charset", NOBODY_WRITES_IN)
def test_a_charset_that_nobody_writes_in_is_refused(charset):
    assert status("GET", "/surveys/?page=%41&x=%ff", f"text/plain; charset={charset}") == 400
    assert status("POST", "/s/any/sent", f"multipart/form-data; boundary=b; charset={charset}", b"--b--\r\n") == 400


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/plain; charset=UTF-8", 'text/plain; charset="iso-8859-1"; x=y']
)
def test_what_people_write_in_is_read(kind):
    assert status("GET", "/surveys/?page=%ff", kind) == 200
