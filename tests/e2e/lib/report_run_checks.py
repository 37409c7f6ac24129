# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""More checks of pages, as in report_checks.py: of what the page says of the run as a whole and of what it leaves
out, of names and numbers of any kind."""
import json

from report_checks import cards, cell, click, middle, names, same, selected, text, true

def note(page, label):
    """What stands under the number of a card."""
    return page.eval("[...document.querySelectorAll('.card')].find(card => card.children[0].textContent == "
                     f"{json.dumps(label)}).children[2]?.textContent ?? ''")


def warned(page, *wanted):
    found = page.eval("[...document.querySelectorAll('#warnings li')].map(li => li.textContent)")
    same(found, list(wanted), "warnings")


def open_calls(page, expected):
    """Calls that were open at the end: in words, in a section, in the timeline."""
    same(cards(page)["Unfinished"], "9", "unfinished calls")
    true("9 calls were open when the recording ended" in text(page, "#open .note"), "the section's note")
    rows = "document.querySelectorAll('#open tbody tr')"
    same(page.eval(rows + ".length"), 9, "open calls")
    same(page.eval(f"[...{rows}[0].cells].map(cell => cell.textContent)"),
         ["wait_for_ever", "Thread 4242", "+1.00 s", "5.04 s", "0", "path=/var/lib/store/000001.db, flags=1, size=37"], "the longest")
    finding = text(page, "#findings li")
    true(finding.startswith("Open at the end") and "1.00 s into the run" in finding, f"what stands out: {finding!r}")
    label = "document.getElementById('flame').ariaLabel"
    whole = page.eval(label)
    # By keyboard, to the timeline.
    page.eval("document.querySelector('#open tbody button.link').focus()")
    page.key("Enter")
    page.settle()
    true(page.eval(label) != whole, "the timeline does not show it")
    page.eval("document.getElementById('flame').focus()")
    page.key("0")
    page.settle()
    _, _, left, top, width, _ = middle(page, "#flame")
    page.mouse("mouseMoved", left + width - 30, top + 30)
    page.settle()
    same(text(page, "#tip .tip-title"), "wait_for_ever", "the hatched bar")
    true("Open for at least" in text(page, "#tip"), "how long it was open")
    click(page, "#open tbody tr:nth-child(2) button.name")
    true(selected(page), "its function is not chosen")
    true("of 9 calls" in text(page, "#open .note"), "only that function's")


def overflow(page, expected):
    """More open calls than are kept."""
    true("500 calls were open" in text(page, "#open .note") and "200 are here" in text(page, "#open .note"), "the note")
    click(page, "#open .body > button")
    same(page.eval("document.querySelectorAll('#open tbody tr').length"), 200, "rows")


def window(page, expected):
    """The zero of times is the window's start."""
    same(cards(page)["Window"], "6.54 s", "window")
    true("13:19:59.123456, the window's start" in text(page, "#timeline .note"), "the zero's time of day")
    true("to 6.54 s" in page.eval("document.getElementById('flame').ariaLabel"), "the timeline's end")
    true("3.69 s into the run" in text(page, "#findings"), "when the slowest call was")


def complete(page, expected):
    """Nothing is missing, and that is known."""
    same((cards(page)["Lost"], note(page, "Lost")), ("0", "every call is here"), "lost calls")
    same((cards(page)["Errors"], note(page, "Errors")), ("0", "none recorded"), "errors")
    same(text(page, "#warnings"), None, "warnings")
    same(text(page, "#open"), None, "open calls")


def incomplete(page, expected):
    warned(page, "3,000 of 5,000 calls in the log: the others were rotated away and are not on this page; "
           "maap-results --run-id 019a-run takes them from timing_results.csv.",
           "2 starts without an end and 1 end without a start: these calls are not shown.",
           "4 calls reach over the window's edges and are not shown.",
           "The time stamps jump by 60.0 min against the clock during this run (daylight saving, or the clock was set): "
           "times of day and the order of calls are theirs.")
    same(note(page, "Lost"), "none reported lost", "lost calls")


def beginning(page, expected):
    """The first lines are gone, nobody knows how many."""
    warned(page, "The first lines of this recording have rotated away.")
    same(note(page, "Lost"), "none reported lost", "lost calls")


def foreign(page, expected):
    """A log of another writer, and no error.log."""
    same((cards(page)["Lost"], note(page, "Lost")), ("–", "not told by this log"), "lost calls")
    same((cards(page)["Errors"], note(page, "Errors")), ("–", "no error.log was read"), "errors")
    same(text(page, "#errors .empty"), "No error.log was read: whether there were errors is not known.", "the section")
    same(cell(page, 0, "errors"), "–", "errors of a function")
    true(page.eval("document.querySelector('.strip').title").startswith("Calls open"), "the strip's title")


def alike(page, expected):
    """Names of one beginning are told apart: both ends are in sight."""
    shown = page.eval("""[...document.querySelectorAll('#functions .fn .name')].map(name => {
        const right = name.getBoundingClientRect().right + 1;
        const [head, tail] = name.children;
        return [head.scrollWidth > head.clientWidth, tail.getBoundingClientRect().right <= right, tail.textContent] })""")
    same(len({tail for _, _, tail in shown}), 4, "different ends")
    true(all(cut and seen for cut, seen, _ in shown), f"cut in the middle, the end in sight: {shown!r}")
    true(page.eval("document.querySelector('#functions .col-name').offsetWidth") >= 340, "the names have little room")
    full = page.eval("document.querySelector('#findings .name').title")
    true(full.startswith("company::product::") and full.endswith(")"), "the full name")


# What is wider than its place without saying so by an ellipsis, or reaches over the page.
TOO_WIDE = """[...document.querySelectorAll('.card, .card *, #functions td, #open td.number, #slowest td.number, .delta-value')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).textOverflow != 'ellipsis')
    .map(e => e.className + ': ' + e.textContent)"""


def absurd(page, expected):
    """Numbers that cannot be stay in their places, at any width."""
    for width in (900, 1000, 1400, 1920):
        page.resize(width, 1000)
        page.settle()
        same(page.eval(TOO_WIDE), [], f"too wide at {width} pixels")
        true(page.eval("document.documentElement.scrollWidth") <= width, f"wider than {width} pixels")
    same(cards(page)["Peak memory"], "9.22 EB", "memory")
    true(cell(page, 0, "max").endswith(" y"), f"years: {cell(page, 0, 'max')}")
    same(cards(page)["Lost"], "1.8×10¹⁹", "lost calls")


def many(page, expected):
    """More functions than have a row: the others are one, always the last, and say so."""
    true("The 5,000 functions with the most total time have a row of 30,000" in text(page, "#functions .note"), "the note")
    for column in ("name", "sum"):
        click(page, f"th.col-{column} button")
        page.eval("document.querySelector('.table-box').scrollTop = 1e6")
        page.settle()
        same(names(page)[-1], "25,000 other functions", f"the last row by {column}")
    true("other functions" not in text(page, "#findings"), "the others stand out")
    page.eval("document.querySelector('#functions button[data-rank=\"5000\"]').click()")
    page.settle()
    same(selected(page), "25,000 other functions", "chosen")
