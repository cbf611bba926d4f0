"""Colour arithmetic and the two palettes: values only, checked for contrast by a test."""

from __future__ import annotations

from dataclasses import dataclass

LIGHT: dict[str, str] = {
    "window": "#f3f4f6",
    "base": "#ffffff",
    "alternate": "#fafbfc",
    "raised": "#ffffff",
    "text": "#1d2126",
    "muted": "#5c636d",
    "placeholder": "#6b727c",
    "disabled": "#9aa1aa",
    "border": "#d8dce2",
    "control-border": "#868d98",
    "hover": "#e8ebf0",
    "accent": "#3b53c8",
    "accent-hover": "#3247b0",
    "accent-text": "#ffffff",
    "selection": "#dce4fd",
    "selection-text": "#161b33",
    "selection-inactive": "#e4e7ed",
    "link": "#2f49c4",
    "star": "#b26a00",
    "danger": "#b42318",
    "warning": "#8a5300",
    "warning-back": "#fdf3dc",
    "success": "#1c7046",
    "hit": "#ffe58a",
    "hit-text": "#2a2000",
    "toast": "#262b33",
    "toast-text": "#f4f6f9",
    "toast-action": "#aebcff",
    "tooltip": "#262b33",
    "tooltip-text": "#f4f6f9",
    "scroll": "#b9bfc8",
}
DARK: dict[str, str] = {
    "window": "#17191d",
    "base": "#1e2125",
    "alternate": "#212429",
    "raised": "#272b31",
    "text": "#e5e8ec",
    "muted": "#a9b0ba",
    "placeholder": "#8d949e",
    "disabled": "#6a717b",
    "border": "#343941",
    "control-border": "#737a85",
    "hover": "#2a2e35",
    "accent": "#94a6ff",
    "accent-hover": "#aab8ff",
    "accent-text": "#12173a",
    "selection": "#323c68",
    "selection-text": "#f2f4ff",
    "selection-inactive": "#2e3239",
    "link": "#9db0ff",
    "star": "#f2b544",
    "danger": "#ff9088",
    "warning": "#f0bd62",
    "warning-back": "#3a311d",
    "success": "#6fd09c",
    "hit": "#6b5509",
    "hit-text": "#fff3c4",
    "toast": "#e5e8ec",
    "toast-text": "#1b1e23",
    "toast-action": "#2f45b5",
    "tooltip": "#e5e8ec",
    "tooltip-text": "#1b1e23",
    "scroll": "#4a505a",
}
# Offered when a tag is coloured; any other colour is legible too (see ``chip``).
TAG_COLOURS: dict[str, str] = {
    "Red": "#d9423a",
    "Orange": "#dd7a1c",
    "Yellow": "#c9a20b",
    "Green": "#3a9a54",
    "Teal": "#149a96",
    "Blue": "#3274d9",
    "Violet": "#7a55d6",
    "Pink": "#cf4796",
    "Grey": "#7b838f",
}
# The reader's highlights; the first is what a highlight without a colour is shown in.
HIGHLIGHT_COLOURS: dict[str, str] = {
    "Yellow": "#f5d33b",
    "Green": "#7fd07f",
    "Blue": "#7db8f5",
    "Pink": "#f59ac4",
    "Orange": "#f7ad5c",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """The three colours of a tag's chip, as ``#rrggbb``."""

    background: str
    text: str
    border: str


def parse(colour: str) -> tuple[int, int, int]:
    """The red, green and blue (0 to 255) of ``#rrggbb``; ValueError when it is none."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"{colour!r} is not #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """``share`` (0 to 1) of ``one`` and the rest of ``other``."""
    pairs = zip(parse(one), parse(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """The relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    channels = [value / 255 for value in parse(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio"; AA asks 4.5 of text)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def legible(colour: str, background: str, towards: str, ratio: float = 4.6) -> str:
    """``colour`` moved towards ``towards`` until it stands out by ``ratio`` on ``background``."""
    for step in range(11):
        shade = mix(towards, colour, step / 10)
        if contrast(shade, background) >= ratio:
            return shade
    return towards


def chip(colour: str, roles: dict[str, str]) -> Chip:
    """Chip colours of a tag coloured ``colour`` (neutral when empty or malformed)."""
    try:
        parse(colour)
    except ValueError:
        colour = roles["muted"]
    dark = luminance(roles["base"]) < 0.5
    background = mix(colour, roles["base"], 0.26 if dark else 0.15)
    text = legible(colour, background, "#ffffff" if dark else "#000000")
    return Chip(background, text, mix(colour, roles["base"], 0.55 if dark else 0.45))


def highlight(colour: str, roles: dict[str, str]) -> str:
    """The background of a highlighted passage: keeps the text on it legible."""
    try:
        parse(colour)
    except ValueError:
        colour = next(iter(HIGHLIGHT_COLOURS.values()))
    strongest = 38 if luminance(roles["base"]) < 0.5 else 55
    shades = (mix(colour, roles["base"], share / 100) for share in range(strongest, 0, -3))
    return next(shade for shade in shades if contrast(roles["text"], shade) >= 4.6)
