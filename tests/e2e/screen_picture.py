"""A terminal's screen as an SVG picture."""

from xml.sax.saxutils import escape

CELL_WIDTH = 8.4
CELL_HEIGHT = 20
FONT_SIZE = 14
MARGIN = 16
TITLE_HEIGHT = 28
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"  # of which two in a row stay two

BACKGROUND = "#1b1f27"
FOREGROUND = "#d7dae0"
COLOURS = {
    "black": "#3f4451",
    "brightblack": "#7f848e",
    "red": "#e06c75",
    "green": "#98c379",
    "brown": "#e5c07b",  # what pyte calls yellow
    "blue": "#61afef",
    "magenta": "#c678dd",
    "cyan": "#56b6c2",
    "white": "#d7dae0",
}

# How many eighths of its cell a block element fills, from the left.
BLOCKS = {block: eighths for eighths, block in enumerate("▏▎▍▌▋▊▉█", start=1)}


def picture_of(screen, title):
    """The rows that are not empty. Bars are drawn as rectangles, which every font has."""
    rows = [screen.buffer[y] for y in range(screen.lines)]
    while rows and all(rows[-1][x].data.isspace() for x in range(screen.columns)):
        rows.pop()

    width = 2 * MARGIN + screen.columns * CELL_WIDTH
    height = 2 * MARGIN + TITLE_HEIGHT + len(rows) * CELL_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img" aria-label="{escape(title)}">',
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>',
        *(f'<circle cx="{20 + 18 * n}" cy="20" r="6" fill="{c}"/>' for n, c in enumerate(("#e06c75", "#e5c07b", "#98c379"))),
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{FONT_SIZE}"'
        f' fill="{FOREGROUND}">',
        f'<text x="{width / 2:.0f}" y="25" text-anchor="middle" opacity="0.7">{escape(title)}</text>',
    ]
    for y, row in enumerate(rows):
        parts += _row(row, screen.columns, MARGIN + TITLE_HEIGHT + y * CELL_HEIGHT)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _row(row, columns, top):
    start = 0
    while start < columns:
        colour, is_bar = row[start].fg, row[start].data in BLOCKS
        end = start
        while end < columns and (row[end].fg, row[end].data in BLOCKS) == (colour, is_bar):
            end += 1
        cells = [row[x].data for x in range(start, end)]
        if is_bar:
            yield _bar(cells, start, top, colour)
        elif "".join(cells).strip():
            yield _text(cells, start, top, colour)
        start = end


def _fill(colour):
    return "" if colour == "default" else f' fill="{COLOURS.get(colour, "#" + colour)}"'


def _bar(cells, start, top, colour):
    width = sum(BLOCKS[cell] for cell in cells) / 8 * CELL_WIDTH
    x = MARGIN + start * CELL_WIDTH
    return f'<rect x="{x:.1f}" y="{top + 4}" width="{width:.1f}" height="{CELL_HEIGHT - 8}"{_fill(colour)}/>'


def _text(cells, start, top, colour):
    """At its place and of its length, whatever font there is."""
    text = "".join(cells).rstrip()
    start += len(text) - len(text.lstrip())
    text = text.lstrip()
    x, length = MARGIN + start * CELL_WIDTH, len(text) * CELL_WIDTH
    kept = escape(text).replace(" ", NO_BREAK_SPACE)
    return f'<text x="{x:.1f}" y="{top + 15}" textLength="{length:.1f}"{_fill(colour)}>{kept}</text>'
