"""Drawing a component alone, and reading what it says to who hears it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, engines
from django.test import RequestFactory


class Element:
    def __init__(self, tag: str, attrs: dict[str, str]) -> None:
        self.tag, self.attrs, self.text = tag, attrs, ""

    def __getitem__(self, name: str) -> str | None:
        return self.attrs.get(name)


class Drawn(HTMLParser):
    """A small reading of HTML: every element with its attributes and all the text inside it."""

    VOID = {"input", "img", "use", "path", "circle", "meta", "link", "br", "hr"}

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.elements, self._open = html, [], []
        self.feed(html)
        self.close()
        assert self._open == [], f"never closed: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attrs: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [one for one in self.elements if one.tag == tag and wanted.items() <= one.attrs.items()]

    def one(self, tag: str, **attrs: str) -> Element:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} <{tag}> with {attrs} in {self.html}"
        return found[0]

    def named(self, id: str) -> Element:
        (found,) = [element for element in self.elements if element["id"] == id]
        return found

    @property
    def text(self) -> str:
        return " ".join("".join(element.text for element in self.elements[:1]).split())


Draw = Callable[..., Drawn]


@pytest.fixture
def draw() -> Draw:
    """``draw('{% badge "Fait" "ok" %}')``; the address of the request may be given, the rest is context."""

    def drawn(source: str, address: str = "/", **context: Any) -> Drawn:
        request = RequestFactory().get(address)
        return Drawn(engines["django"].engine.from_string(source).render(Context({"request": request, **context})))

    return drawn
