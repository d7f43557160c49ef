"""Finds, in a template's source, French that no translation tag wraps, and what must not be written in a page at all."""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

TEXT_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "aria-valuetext", "aria-description", "label", "summary"}
NAMES = {"Vigie", "MIT"}  # said alike in every language
WORD = re.compile(r"[^\W\d_]{2,}")
STRING = re.compile(r"""(?P<underscore>_\()?(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
PROSE = re.compile(r"[^\W\d_]\S* \S|^[A-ZÀÂÇÉÈÊÎÔŒ][a-zà-ÿ’]|[à-ÿœ’\u00a0]")
DATE_FORMAT = re.compile(r'\|(date|time):"[^"]*"|^now .*')
CSS_CLASS = re.compile(r"[a-z]+(-[a-z0-9]+)+")
NOT_WORDS = {"url", "static", "include", "extends", "load", "block", "endblock", "if", "elif"}


class _Texts(HTMLParser):
    """Text nodes and the attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._silent_until = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # An element with its own lang names something in that language, such as the switch to English.
        if self._silent_until:
            return
        self._silent_until = tag if tag in {"script", "style"} or ("lang" in dict(attrs) and tag != "html") else ""
        read = dict(attrs)
        wanted = TEXT_ATTRIBUTES | ({"value"} if tag == "input" and read.get("type") in {"submit", "button", "reset"} else set())
        self.texts += [value for name, value in attrs if value and name in wanted]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent_until:
            self._silent_until = ""

    def handle_data(self, data: str) -> None:
        if not self._silent_until:
            self.texts.append(data)


def untranslated(source: str) -> list[str]:
    """Texts outside {% translate %}, {% blocktranslate %} and _("…")."""
    html, suspects, skipping = [], [], ""
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        if skipping:
            skipping = "" if words[:1] == [skipping] else skipping
        elif token.token_type == TokenType.TEXT:
            html.append(token.contents)
        elif token.token_type == TokenType.BLOCK and words[0] in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            skipping = f"end{words[0]}"
        elif token.token_type != TokenType.COMMENT:
            html.append("\u2003")  # a letterless stand-in: attributes and tags around it stay whole
            if words[0] not in NOT_WORDS | {"translate", "trans"}:
                suspects += [
                    match["text"]
                    for match in STRING.finditer(DATE_FORMAT.sub("", token.contents))
                    if not match["underscore"] and PROSE.search(match["text"])
                ]
    parser = _Texts()
    parser.feed("".join(html))
    parser.close()
    suspects += [text.strip() for text in parser.texts if set(WORD.findall(text)) - NAMES and not CSS_CLASS.fullmatch(text.strip())]
    return suspects


INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style[\s>]|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
DATA_SCRIPT = re.compile(r"""type=["']application/(ld\+)?json["']""")


def inline_code(source: str) -> list[str]:
    """Scripts, styles and handlers written in the page, which its content security policy refuses."""
    return [match[0].strip() for match in INLINE.finditer(source) if not DATA_SCRIPT.search(match[0])]


def relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root))
