"""A form as a browser answers it without a network: its pages and its logic as one JSON document.

`definition` makes that document from an `Engine`, expressions written as the browser's XPath evaluator reads them;
`words` are the sentences of the interface. What a browser does with it is in `surveys/scripts`.
"""

from .definition import definition, obstacle
from .expressions import Beyond, rewritten
from .words import words

__all__ = ["Beyond", "definition", "obstacle", "rewritten", "words"]
