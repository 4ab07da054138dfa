"""The colours of the figures, on a light page and on a dark one.

A figure is drawn in its light colours. `claimatlas.display.drawing` lets a page exchange them for those of
`DARK` where the reader wants it dark. They are Okabe and Ito's (https://jfly.uni-koeln.de/color/), darkened
where text or small marks need it; nothing is told by colour alone.
"""

from __future__ import annotations

INK, MUTED, RULE, PAPER, WASH = "#1a1a1a", "#555555", "#d9d9d9", "#ffffff", "#f6f6f6"
BLUE, PALE, GREY, ALERT = "#0b4f7d", "#4f9fcc", "#7c858f", "#b3400f"
# Text on a filled mark: these two stay what they are, since the marks under them stay pale, or deep.
ON_PALE, ON_DEEP = "#1b1b1b", "#fefefe"

KIND_COLOURS = {
    "named person": "#0b4f7e",
    "named organisation": "#56a8d8",
    "anonymous": "#e69f00",
    "unattributed": "#c9c9c9",
}
KIND_TEXT = {
    "named person": ON_DEEP,
    "named organisation": ON_PALE,
    "anonymous": ON_PALE,
    "unattributed": ON_PALE,
}
KIND_LABELS = {
    "named person": "named person",
    "named organisation": "named organisation",
    "anonymous": "anonymous source",
    "unattributed": "outlet’s own voice",
}

# The ground of the maps. Areas go from pale to strong, told apart in grey and by the colour-blind.
SEA, LAND, BORDER, LINE, EDGE = "#e9eff3", "#f7f5f0", "#8c8579", "#d5cfc3", "#8a6a2f"
CLASSES = ("#f6e3b4", "#f0c571", "#e09c3b", "#c98024")
POINT_NAME, COUNTRY_NAME, QUIET_NAME = "#08395a", "#5d503a", "#665c4a"
GLOBE, HERE = "#cfc8b8", "#c1272d"

DARK = {
    INK: "#e8eaed",
    MUTED: "#b4bbc3",
    RULE: "#40464d",
    PAPER: "#16191c",
    WASH: "#202428",
    BLUE: "#7cc0ee",
    PALE: "#3f86b3",
    GREY: "#9aa3ad",
    ALERT: "#ff9e6b",
    "#0b4f7e": "#2a78ad",
    "#56a8d8": "#56a8d8",
    "#e69f00": "#d99a1a",
    "#c9c9c9": "#8f959b",
    SEA: "#1b252c",
    LAND: "#23262a",
    BORDER: "#938d82",
    LINE: "#3c3f43",
    EDGE: "#c9a35a",
    CLASSES[0]: "#3d321b",
    CLASSES[1]: "#554218",
    CLASSES[2]: "#6d4f16",
    CLASSES[3]: "#855a12",
    POINT_NAME: "#a9d5f5",
    COUNTRY_NAME: "#d0c5ae",
    QUIET_NAME: "#b3aa98",
    GLOBE: "#4a4f54",
    HERE: "#ff8a80",
}
