"""Seven tasks of a reader of the report, done by hand in Chromium, with the actions that each takes."""

from __future__ import annotations

import csv
import struct
from pathlib import Path

CLAIM = "#top .picture a[href^='#claim-'], #claims tbody a"
SOURCE = "#card label:has-text('Source, innermost')"
IN_VIEW = """() => [...document.querySelectorAll("#contradictions .pair")].some((pair) => {
  const quotes = [...pair.querySelectorAll("blockquote")].map((quote) => quote.getBoundingClientRect());
  return quotes.length > 1 && quotes.every((box) => box.top >= 40 && box.bottom <= innerHeight);
})"""


class Hand:
    """Does what a reader does, and counts it."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        """Press the first of what a selector finds."""
        self.page.locator(selector).first.click()
        self._done()

    def choose(self, selector: str, index: int) -> str:
        """Choose an option of a field by its number; return its value."""
        field = self.page.locator(selector).first
        option = field.locator("option").nth(index)
        value = option.get_attribute("value") or option.text_content()
        field.select_option(value)
        self._done()
        return value

    def _done(self) -> None:
        """Count the action, and wait until the page is done with it."""
        self.actions += 1
        self.page.wait_for_timeout(60)
        while self.page.evaluate("document.body.hasAttribute('data-busy')"):
            self.page.wait_for_timeout(20)


def source_of_a_claim(hand: Hand) -> bool:
    """A claim's card has its chain, and why."""
    hand.click(CLAIM)
    return hand.page.locator("#card[open] .chain li").count() > 0


def shared_with_one_source(hand: Hand) -> bool:
    """The shared claims that rest on one source are shown."""
    link = "a.rows[href*='band=one+source']"
    if hand.page.locator(link).count():
        hand.click(link)
    else:
        hand.click(".bar a[href='#claims']")
        hand.choose("#claims [data-by=band]", 1)
    return "one" in hand.page.url


def both_sentences(hand: Hand) -> bool | None:
    """Both sentences of a contradiction are in view; None where the report has no contradiction."""
    if not hand.page.locator("#contradictions .pair").count():
        return None
    hand.click(".bar a[href='#contradictions']")
    return hand.page.evaluate(IN_VIEW)


def outlet_on_a_place(hand: Hand) -> bool:
    """The claims of one outlet on one place; as many as the file of claims that is saved then has."""
    hand.click(".bar a[href='#claims']")
    outlet = hand.choose("#claims [data-by=outlet]", 1)
    if hand.page.locator("#claims [data-by=place_id]").count():
        hand.choose("#claims [data-by=place_id]", 1)
    told = int(hand.page.locator("#claims output").text_content().split()[0].replace(",", ""))
    with hand.page.expect_download() as download:
        hand.page.get_by_role("button", name="Save these rows (CSV)").click()
    rows = _saved(download)
    return len(rows) == told and {row["outlet"] for row in rows} <= {outlet, f"'{outlet}"}


def _saved(download) -> list[dict[str, str]]:
    """The rows of a CSV file that the page saved."""
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def send_a_claim(hand: Hand) -> bool:
    """A link that opens the card is copied."""
    hand.click(CLAIM)
    hand.click("#card .actions button >> text=Copy link")
    return "#claim-" in hand.page.evaluate("navigator.clipboard.readText()")


def chart_for_a_slide(hand: Hand) -> bool:
    """A picture of 1600 by 900 pixels is saved."""
    with hand.page.expect_download() as download:
        hand.click("button >> text=PNG for a slide")
    return struct.unpack(">II", Path(download.value.path()).read_bytes()[16:24]) == (1600, 900)


def correct_a_holder(hand: Hand) -> bool | None:
    """A row for the review sheet names another source, picked from the list; None where there is no other."""
    hand.click(CLAIM)
    hand.click("#card .actions button >> text=Report an error")
    now = hand.page.locator(f"{SOURCE} select").input_value()
    values = hand.page.locator(f"{SOURCE} option").evaluate_all("(all) => all.map((one) => one.value)")
    other = next((n for n, value in enumerate(values) if value not in ("", "\n", now)), None)
    if other is None:
        return None
    hand.choose(f"{SOURCE} select", other)
    with hand.page.expect_download() as download:
        hand.click("#card button >> text=Save as claims.csv")
    rows = _saved(download)
    return rows[0]["field"] == "chain" and rows[0]["value"].endswith(values[other])


TASKS = {
    "the source of one claim": (source_of_a_claim, 2),
    "shared claims with one source": (shared_with_one_source, 2),
    "a contradiction, both sentences in view": (both_sentences, 1),
    "all claims of one outlet on one place": (outlet_on_a_place, 3),
    "send one claim": (send_a_claim, 2),
    "a chart for a slide": (chart_for_a_slide, 1),
    "correct a wrong holder": (correct_a_holder, 5),
}


def done(hand: Hand, task: str) -> str:
    """Do a task of `TASKS`; return what became of it."""
    work, _ = TASKS[task]
    try:
        return {True: "done", False: "NOT DONE", None: "none there"}[work(hand)]
    except Exception as error:  # one task that cannot be done hides no other
        return f"NOT DONE: {str(error).splitlines()[0]}"
