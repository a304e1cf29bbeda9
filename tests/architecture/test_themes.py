"""Do the two themes differ in colours alone? So what is examined in one need not be examined again in the other."""

import re

from app.frontend import ROOT

STYLES = "\n".join(file.read_text() for file in sorted((ROOT / "assets").glob("*.css")))
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COLOUR = re.compile(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?", re.IGNORECASE)
SHADOW = re.compile(r"none|0 [^;]*rgb\([^;]*\)")


def declared(selector: str) -> dict[str, str]:
    """What rules for exactly that say."""
    comments = re.compile(r"/\*.*?\*/", re.DOTALL)
    found = [body for said, body in RULE.findall(comments.sub("", STYLES)) if said.strip() == selector]
    lines = (line.partition(":") for body in found for line in body.split(";") if line.strip())
    return {name.strip(): value.strip() for name, _, value in lines}


def test_the_dark_one_says_other_values_for_colours_that_the_light_one_has() -> None:
    light, dark = declared(":root"), declared(".dark")
    assert dark.keys() == light.keys() > {"--bg", "--ink", "color-scheme"}
    for theme in (light, dark):
        assert [name for name, value in theme.items() if not _is_of_a_colour(name, value)] == []


def _is_of_a_colour(name: str, value: str) -> bool:
    if name == "color-scheme":
        return value in {"light", "dark"}
    return bool((SHADOW if name == "--lift" else COLOUR).fullmatch(value))


def test_nothing_else_depends_on_the_theme() -> None:
    assert STYLES.count(".dark") == 1
    assert "prefers-color-scheme" not in STYLES
    sources = [*(ROOT / "app").rglob("*.py"), *(ROOT / "assets").glob("*.js*")]
    variants = re.compile(r"""(?<=["' ])dark:[a-z\[-]""")
    assert [str(file) for file in sources if variants.search(file.read_text())] == []
