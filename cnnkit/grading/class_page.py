"""Show what the class got wrong: a table for the terminal, and a page that needs nothing else.

Nobody is named unless asked for: both can be shown to the class.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

from cnnkit.grading.class_report import CellReport, ClassReport, Mistake
from cnnkit.palette import css_variables

__all__ = ["as_page", "as_text"]

_BAR = 20  # characters of the longest bar


def as_text(report: ClassReport, *, names: bool = False, width: int = 80) -> str:
    """Write a report for a terminal of `width` columns.

    Parameters
    ----------
    report : ClassReport
    names : bool
        Whether to list who made a mistake.
    width : int
    """
    lines = [_opening(report), ""]
    for cell in report.cells:
        lines.append(f"{cell.title}: {_summary(cell)}")
        longest = max((count for _, count in cell.distribution), default=0) or 1
        for points, count in cell.distribution:
            bar = "█" * round(_BAR * count / longest) or ("▏" if count else "")
            lines.append(f"{points:>8g} {bar:{_BAR}} {count}")
        for mistake in cell.mistakes:
            lines += textwrap.wrap(
                _told(mistake, names=names),
                width - 2,
                initial_indent=f"{len(mistake.students):>6} × ",
                subsequent_indent=" " * 9,
            )
        lines.append("")
    return "\n".join(lines)


def as_page(report: ClassReport, *, names: bool = False) -> str:
    """Write a report as one HTML page, for light and dark screens of any width.

    Parameters
    ----------
    report, names
        As in `as_text`.
    """
    heading = f"What the class got wrong: {report.assignment}"
    tenths = [
        (f"{10 * tenth}–{10 * tenth + 10} %", count) for tenth, count in enumerate(report.tenths)
    ]
    body = "\n".join(_section(cell, names=names) for cell in report.cells)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(heading)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{escape(heading)}</h1>
<p>{escape(_opening(report))}</p>
{_bars("Students by their share of all points", tenths)}
{body}
</main>
</body>
</html>
"""


_STYLE = f"""
:root {{ color-scheme: light dark; {css_variables("light")} }}
@media (prefers-color-scheme: dark) {{ :root {{ {css_variables("dark")} }} }}
body {{ margin: 0; background: var(--ck-paper); color: var(--ck-ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }}
main {{ max-width: 46rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.6rem; line-height: 1.2; }}
h2 {{ font-size: 1.15rem; margin: 2.5rem 0 0; border-top: 1px solid var(--ck-line);
  padding-top: 0.75rem; }}
p {{ margin: 0.25rem 0; }}
table {{ border-collapse: collapse; width: 100%; margin: 0.75rem 0; }}
caption, .who {{ text-align: left; color: var(--ck-muted); font-size: 0.875rem; }}
th {{ font-weight: normal; white-space: nowrap; width: 1%; text-align: right;
  padding: 0.1rem 0.75rem 0.1rem 0; font-variant-numeric: tabular-nums; }}
.count {{ width: 1%; padding-left: 0.75rem; white-space: nowrap; text-align: right;
  font-variant-numeric: tabular-nums; }}
.bar {{ display: block; height: 0.9rem; background: var(--ck-input); }}
.mistakes th {{ vertical-align: top; font-weight: bold; color: var(--ck-changed); }}
.mistakes td, .mistakes th {{ padding-top: 0.3rem; padding-bottom: 0.3rem; }}
code {{ font-family: ui-monospace, monospace; font-size: 0.9em; }}
""".strip()


def _section(cell: CellReport, *, names: bool) -> str:
    points = [(f"{points:g}", count) for points, count in cell.distribution]
    parts = [
        "<section>",
        f"<h2>{escape(cell.title)}</h2>",
        f"<p>{escape(_summary(cell))}</p>",
        _bars("Students by their points", points),
    ]
    if cell.mistakes:
        rows = "\n".join(_row(mistake, names=names) for mistake in cell.mistakes)
        parts.append(
            f'<table class="mistakes"><caption>Why points were lost</caption>\n{rows}\n</table>'
        )
    return "\n".join([*parts, "</section>"])


def _bars(caption: str, counts: Sequence[tuple[str, int]]) -> str:
    longest = max(count for _, count in counts) or 1
    rows = "\n".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        f'<td><span class="bar" style="width: {100 * count / longest:.0f}%"></span></td>'
        f'<td class="count">{count}</td></tr>'
        for label, count in counts
    )
    return f"<table><caption>{escape(caption)}</caption>\n{rows}\n</table>"


def _row(mistake: Mistake, *, names: bool) -> str:
    who = f'<div class="who">{escape(", ".join(mistake.students))}</div>' if names else ""
    says = _with_code(mistake.says)
    return f'<tr><th scope="row">{len(mistake.students)} ×</th><td>{says}{who}</td></tr>'


def _with_code(says: str) -> str:
    """Turn what stands between backticks into code.

    >>> _with_code("`x < 1` is true")
    '<code>x &lt; 1</code> is true'
    """
    parts = [escape(part) for part in says.split("`")]
    return "".join(
        f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts)
    )


def _told(mistake: Mistake, *, names: bool) -> str:
    return f"{mistake.says} [{', '.join(mistake.students)}]" if names else mistake.says


def _opening(report: ClassReport) -> str:
    scores = sorted(report.totals.values())
    if not scores:
        return f"{report.assignment}: nobody has been graded yet."
    mean, middle = sum(scores) / len(scores), scores[len(scores) // 2]
    return (
        f"{len(scores)} students have {mean:.1f} of {report.most:g} points on average; "
        f"half of them have {middle:g} or more."
    )


def _summary(cell: CellReport) -> str:
    if not cell.scores:
        return f"{cell.most:g} points, none given yet."
    everything = sum(score >= cell.most for score in cell.scores.values())
    return (
        f"{cell.mean:.2f} of {cell.most:g} points on average; "
        f"{everything} of {len(cell.scores)} have them all."
    )
