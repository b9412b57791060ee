"""Text as HTML and XML, from which nothing escapes: whatever the text holds, the result is well-formed in both."""

from __future__ import annotations

__all__ = ["attributes", "element", "escape", "visible"]

# XML 1.0 has no way to write most control characters, surrogates and two noncharacters. Controls become their pictures.
_UNWRITABLE = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
_UNWRITABLE.update(dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD))
_ESCAPES: dict[int, int | str] = {
    **_UNWRITABLE,
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
    ord("\r"): "&#13;",  # a parser would read a bare one as a line feed
}
_VISIBLE = {ord("\n"): "↵", ord("\t"): "⇥", ord("\r"): "␍", 0x7F: "␡", ord("\u2028"): "↵", ord("\u2029"): "¶"}
_VISIBLE.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # neither a font nor UTF-8 has surrogates


def escape(text: str) -> str:
    """For content and for attributes in double quotes, one character of text for one, line ends and tabs kept."""
    return text.translate(_ESCAPES)


def visible(text: str) -> str:
    """A text for one line: line ends and tabs as signs, surrogates as U+FFFD. Not escaped."""
    return text.translate(_VISIBLE)


def attributes(values: dict[str, object]) -> str:
    """`` name="value"`` for each; ``_`` reads as ``-``, and one at the end is dropped (``class_``)."""
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in values.items())


def element(name: str, content: str = "", /, **values: object) -> str:
    """An element around content that is markup already."""
    return f"<{name}{attributes(values)}>{content}</{name}>"
