"""How a form becomes pages that need no script: what is asked together, how it is shown, how answers are read back.

A `Sitting` holds one person's answers (`begin`, `resume`, `correct`); `pages_of` gives its pages. `show` makes of one
what its template shows, `read` takes what it sends over into the answers, `problems` says what has to be looked at
again, and `overview` tells all answers in words. Nothing here knows of requests or of the database.
"""

from .languages import Tongue, interface, tongue, tongues, wanted
from .markup import Writer
from .overview import Line, overview
from .previewing import Preview, by_place, preview
from .problems import Problem, problems
from .reading import Posted, Read, file_name, read
from .screens import screens_of
from .showing import Field, Mark, Shown, anchor, names_asked, show
from .sitting import Sitting, TooMuch, begin, correct, given, resume
from .walking import Page, asked, is_empty, name_of, pages_of, spots

__all__ = [
    "Field",
    "Line",
    "Mark",
    "Page",
    "Posted",
    "Preview",
    "Problem",
    "Read",
    "Shown",
    "Sitting",
    "Tongue",
    "TooMuch",
    "Writer",
    "anchor",
    "asked",
    "begin",
    "by_place",
    "correct",
    "file_name",
    "given",
    "interface",
    "is_empty",
    "name_of",
    "names_asked",
    "overview",
    "pages_of",
    "preview",
    "problems",
    "read",
    "resume",
    "screens_of",
    "show",
    "spots",
    "tongue",
    "tongues",
    "wanted",
]
