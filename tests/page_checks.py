"""What everybody may expect of every page in the browser: no foreign request, no error, no English."""

from __future__ import annotations

import re
from typing import Any

ENGLISH = re.compile(
    r"\b(the|this|that|is|are|your?|with|please|choose|select|press|click|drag|drop|browse|upload|"
    r"loading|running|fullscreen|download|close|show|hide|copy|copied|search|sort|limit|per file|"
    r"not found|expand|collapse|clear|settings|rerun|view|save as|open in)\b",
    re.IGNORECASE,
)
TROUBLE = "[data-testid='stAlertContentError'], [data-testid='stAlertContentWarning']"
TEXTS = """() => {
  const quoted = '.sr-quelle, .sr-source, .sr-panel, .sr-eintrag, table, .sr-liste, option, [lang=en]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest(quoted + ', script, style, noscript, [data-testid=stIconMaterial]')) continue;
    if (parent.checkVisibility()) found.push(walker.currentNode.data.trim());
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    if (!node.closest(quoted) && node.checkVisibility()) for (const name of ['aria-label', 'title', 'placeholder'])
      if (node.hasAttribute(name)) found.push(node.getAttribute(name).trim());
  }
  return found.filter(Boolean);
}"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_stands(tab: Any) -> None:
    """The German page in ``tab`` is drawn, asks nobody else for anything and fits its window."""
    page = tab.page
    assert page.locator("[data-testid='stException']").count() == 0
    assert page.locator(TROUBLE).count() == 0
    assert tab.foreign == []
    assert tab.errors == []
    assert page.evaluate(WIDE) <= 0
    assert [text for text in page.evaluate(TEXTS) if ENGLISH.search(text)] == []
