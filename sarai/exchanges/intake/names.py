"""Display names of meeting platforms."""

import re

_BRACKETED = re.compile(r"(?P<name>[^()（）]+?)\s*[(（][^()（）]*[)）]\s*")
_NOTES = re.compile(
    r"\s*[(（](?P<note>external|unverified|guest|外部|未验证|访客|externo|externe|extern|внешний)[)）]", re.IGNORECASE
)


def split_name(text: str) -> str:
    """The name before the bracket: `王小明（小明）` → `王小明`. Text that is not of this form is returned whole."""
    match = _BRACKETED.fullmatch(text.strip())
    return match["name"].strip() if match else text.strip()


def without_notes(text: str) -> tuple[str, bool]:
    """A name without the platform's notes `(External)`, `(Unverified)` or `(Guest)`, and whether it had one."""
    bare = _NOTES.sub("", text).strip()
    return bare, bare != text.strip()
