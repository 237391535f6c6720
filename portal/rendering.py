"""Pages from templates: HTML is escaped, and a name that a page forgot to give is an error."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.charts import Drawing
from domain.svg import svg
from portal.languages import Language, Texts

_TEMPLATES: Final = Path(__file__).parent / "templates"
_DAY: Final = re.compile(r"\b(\d{1,2}(?:-\d{1,2}-| [a-zA-Z]+ )\d{4})\b")


def render(name: str, texts: Texts, /, **context: object) -> str:
    """A page as HTML.

    Args:
        name: the template's file in portal/templates.
        texts: the catalogue of the page's language; templates and macros know it as `t`.
        context: what else the template names; base.html says what it wants.
    """
    return _environment(texts.language).get_template(name).render(context)


@lru_cache
def _environment(language: Language) -> Environment:
    """One for each language, so that macros know `t` without being handed it."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["t"] = Texts(language)
    made.globals["svg"] = _svg
    made.filters["days_apart"] = _DAY.split  # a text, a day, a text, …
    return made


def _svg(drawing: Drawing, name: str) -> Markup:
    return Markup(svg(drawing, name))  # noqa: S704 - it escapes its texts
