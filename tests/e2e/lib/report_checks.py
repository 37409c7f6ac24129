# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What the parts of a page are to be like, each checked in a page that chromium.py has opened. Each check ends with
SystemExit, saying why, when its page is not as it should be; `expected` is what make_page printed."""
import json
import sys

ROWS = "document.querySelectorAll('table.functions tbody tr:not(.gap)')"


def same(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, not {wanted!r}")


def true(found, what):
    if not found:
        sys.exit(what)


def cell(page, row, column):
    return page.eval(f"{ROWS}[{row}].querySelector('.col-{column}').textContent")


def names(page):
    return page.eval(f"[...{ROWS}].map(row => row.querySelector('.name').textContent)")


def cards(page):
    return page.eval("Object.fromEntries([...document.querySelectorAll('.card')].map(card => "
                     "[card.children[0].textContent, card.children[1].textContent]))")


def middle(page, selector):
    """Of the element, brought into sight: x and y; and left, top, width, height."""
    found = f"document.querySelector({json.dumps(selector)})"
    page.eval(found + ".scrollIntoView({block: 'center'})")
    page.settle()  # the pointer finds what has been drawn
    return page.eval(f"(() => {{ const r = {found}.getBoundingClientRect();"
                     "return [r.left + r.width / 2, r.top + r.height / 2, r.left, r.top, r.width, r.height] })()")


def click(page, selector):
    x, y, *_ = middle(page, selector)
    page.click(x, y)
    page.settle()


def text(page, selector):
    return page.eval(f"document.querySelector({json.dumps(selector)})?.textContent ?? null")


def selected(page):
    return page.eval("document.querySelector('#selection b')?.textContent ?? null")


def time_text(seconds):
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")):
        if seconds >= size * 0.9995 or unit == "ns":
            value = seconds / size
            digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
            return f"{value:,.{digits}f} {unit}"


def numbers(page, expected):
    """What is on the page is what went into it."""
    same(cards(page)["Calls"], f"{expected['calls']:,}", "calls")
    same(cards(page)["Functions"], f"{expected['functions']:,}", "functions")
    same(cell(page, 0, "count"), f"{expected['top_calls']:,}", "calls of the first function")
    true(cell(page, 0, "sum").startswith(time_text(expected["top_sum"])),
         f"its total: {cell(page, 0, 'sum')}, not {time_text(expected['top_sum'])}")
    same(cell(page, 0, "p50"), time_text(expected["top_p50"]), "its median")
    same(page.eval("document.getElementById('sampled')"), None, "a note on sampling")
    same(page.eval(f"{ROWS}.length"), expected["functions"], "rows")
    true(page.eval("[...document.querySelectorAll('canvas')].length") >= 4, "charts are missing")
    true(page.eval("[...document.querySelectorAll('canvas')].every(c => { const d = c.getContext('2d')"
                   ".getImageData(0, 0, c.width, c.height).data; return d.some(v => v > 0) })"),
         "a chart is empty")


def table(page, expected):
    """Sorted, searched and chosen from by pointer."""
    by_total = names(page)
    click(page, "th.col-name button")
    same(names(page), sorted(by_total), "sorted by name")
    same(page.eval("document.querySelector('th.col-name').getAttribute('aria-sort')"), "ascending", "aria-sort")
    click(page, "th.col-sum button")
    same(names(page), by_total, "sorted by total")
    click(page, "th.col-sum button")
    same(names(page), by_total[::-1], "sorted by total, ascending")
    click(page, "th.col-sum button")
    word = by_total[3][:6]
    page.eval("document.getElementById('search').focus()")
    page.call("Input.insertText", {"text": word.upper()})
    page.settle()
    same(names(page), [name for name in by_total if word in name], "searched")
    page.eval("(() => { const s = document.getElementById('search'); s.value = ''; s.dispatchEvent(new Event('input')) })()")
    click(page, f"tr:not(.gap) button[data-rank='1']")
    same(selected(page), by_total[1], "chosen")
    true(by_total[1] in page.eval("document.querySelector('#distribution .note').textContent"), "distribution")
    true(by_total[1] in page.eval("document.querySelector('#slowest .note').textContent"), "slowest calls")
    same(page.eval("[...new Set([...document.querySelectorAll('#slowest button.name')].map(b => b.textContent))]"),
         [by_total[1]], "functions of the slowest calls")
    click(page, "#selection button")
    same(selected(page), None, "all again")


def keyboard(page, expected):
    """Everything without a pointer."""
    by_total = names(page)
    page.key("Tab")
    same(page.eval("document.activeElement.textContent"), "Skip to the functions", "first stop")
    page.key("Enter")
    page.key("/")
    same(page.eval("document.activeElement.id"), "search", "search by /")
    for _ in range(40):
        page.key("Tab")
        if page.eval("document.activeElement.matches('tbody button.name')"):
            break
    same(page.eval("document.activeElement.textContent"), by_total[0], "first function")
    page.key("ArrowDown")
    page.key("ArrowDown")
    page.settle()
    same(page.eval("document.activeElement.textContent"), by_total[2], "two further down")
    page.key("Enter")
    page.settle()
    same(selected(page), by_total[2], "chosen by Enter")
    same(page.eval("document.activeElement.textContent"), by_total[2], "focus stays")
    for _ in range(40):
        page.key("Tab")
        if page.eval("document.activeElement.id == 'flame'"):
            break
    whole = page.eval("document.activeElement.ariaLabel")
    true("Timeline" in whole, "the timeline is no stop")
    page.key("+")
    page.settle()
    zoomed = page.eval("document.activeElement.ariaLabel")
    true(zoomed != whole, "+ does not zoom")
    page.key("ArrowRight")
    page.settle()
    true(page.eval("document.activeElement.ariaLabel") not in (zoomed, whole), "→ does not move")
    page.key("n")
    page.wait("!document.getElementById('tip').hidden")
    same(page.eval("document.querySelector('#tip .tip-title').textContent"), by_total[2], "next call")
    page.key("0")
    page.settle()
    same(page.eval("document.activeElement.ariaLabel"), whole, "0 shows all")
    page.key("Escape")
    page.settle()
    same(selected(page), None, "Esc shows all functions")


def timeline(page, expected):
    """Zoomed by dragging and by wheel; a click chooses; what is under the pointer is told."""
    label = "document.getElementById('flame').ariaLabel"
    whole = page.eval(label)
    _, _, left, top, width, _ = middle(page, "#flame")
    page.drag(left + 400, top + 60, left + 440, top + 60)
    page.settle()
    dragged = page.eval(label)
    true(dragged != whole, "dragging does not zoom")
    page.mouse("mouseWheel", left + 600, top + 60, deltaX=0, deltaY=-240, modifiers=2)
    page.settle()
    true(page.eval(label) != dragged, "the wheel does not zoom")
    for x in range(130, int(width) - 20, 7):
        page.mouse("mouseMoved", left + x, top + 30)
        if not page.eval("document.getElementById('tip').hidden"):
            break
    name = page.eval("document.querySelector('#tip .tip-title')?.textContent")
    true(name in names(page), f"the tooltip names {name!r}")
    page.click(left + x, top + 30)
    page.settle()
    same(selected(page), name, "chosen in the timeline")
    page.mouse("mousePressed", left + 900, top + 30, button="left", clickCount=2)
    page.mouse("mouseReleased", left + 900, top + 30, button="left", clickCount=2)
    page.settle()
    same(page.eval(label), whole, "a double click shows all")


def theme(page, expected):
    """Dark as the system has it; the button turns it round."""
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.eval(colour)
    same(page.eval("document.documentElement.dataset.theme"), "dark", "theme")
    click(page, "#theme")
    same(page.eval("document.documentElement.dataset.theme"), "light", "theme after the button")
    true(page.eval(colour) != dark, "the colour stays")
    page.resize(900, 800)
    page.settle()
    true(page.eval("document.documentElement.scrollWidth") <= 900, "wider than 900 pixels")
    page.resize(1920, 1080)
    page.settle()
    true(page.eval("document.documentElement.scrollWidth") <= 1920, "wider than 1920 pixels")


def hostile(page, expected):
    """Names, arguments and messages of any kind are shown as text."""
    shown = names(page)
    for name in ('<img src=x onerror="window.pwned=1">', "</script><script>window.pwned=2</script>",
                 "<!--<script>\\u2028window.pwned=3//", "\\u202eright-to-left\\u202c", "__proto__",
                 "解析器::解析(文字)", "bad\ufffd\ufffdutf8"):
        true(name in shown, f"{name!r} is not among {shown!r}")
    page.eval("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.settle()
    true("<svg onload=window.pwned=6>\\u001b[31m" in page.eval("document.getElementById('errors').textContent"), "errors")
    true("<img src=x onerror=window.pwned=8>" in page.eval("document.getElementById('slowest').textContent"), "arguments")
    for rank in range(len(shown)):
        page.eval(f"document.querySelector('button[data-rank=\"{rank}\"]').click()")
        x, y, *_ = middle(page, f"button[data-rank='{rank}']")
        page.mouse("mouseMoved", x, y)
        page.settle()
    same(page.eval("window.pwned ?? null"), None, "what a text has run")
    same(page.eval("document.querySelectorAll('#main img, #main iframe, #main script, #tip img').length"), 0, "elements made by texts")


def sampled(page, expected):
    """More calls than fit: it says so, and its numbers are of all."""
    true("of 150,0" in page.eval("document.getElementById('sampled').textContent"), "no note on sampling")
    same(cards(page)["Calls"], f"{expected['calls']:,}", "calls")
    true("A sample of the calls" in text(page, "#when .note"), "durations over time")
    true("lowest and highest of all calls" in text(page, "#memory .note"), "memory over time")
    same(page.eval("document.querySelector('.strip').title"), "Threads busy, up to 40.0 at a time".replace("40.0", "40"), "threads busy")
    true(page.eval(f"{ROWS}.length") < 100, "rows out of sight are in the document")
    page.eval("document.querySelector('.table-box').scrollTop = 1e6")
    page.settle()
    same(page.eval(f"[...{ROWS}].pop().getAttribute('aria-rowindex')"), str(expected["functions"] + 1), "the last row")


def few(page, expected):
    """One call of one function."""
    same(cards(page)["Calls"], "1", "calls")
    click(page, "button[data-rank='0']")
    true(selected(page), "not chosen")


def everything(page, expected):
    """Warnings, comparison, errors with backtraces."""
    warnings = page.eval("document.getElementById('warnings').textContent")
    for words in ("1,234 calls could not be recorded", "calls in the log", "2 lines of the log"):
        true(words in warnings, f"{words!r} is not in {warnings!r}")
    true("Never called: unused_one, unused_two, <i>unused</i>" in text(page, ".never summary")
         and "… and 3 more" in text(page, ".never summary"), f"never called: {text(page, '.never')!r}")
    page.eval("document.querySelector('.never summary').focus()")
    page.key("Enter")
    true("the_last_unused" in text(page, ".never[open] p"), "all that were never called")
    same(page.eval("[...document.querySelectorAll('.compare tbody .verdict')].map(v => v.textContent)"),
         ["▲ slower", "▼ faster", "no significant change", "too few calls", "new", "gone"], "verdicts")
    click(page, "details.error summary")
    page.wait("document.querySelector('details.error[open] .error-body') !== null")
    true(page.eval("document.querySelectorAll('details.error[open] .frames li').length") >= 6
         or "open_db" in page.eval("document.querySelector('details.error[open]').textContent"), "no backtrace")


def real(page, expected):
    """A page by maap-results itself."""
    same(cards(page)["Calls"], "40", "calls")
    same(sorted(names(page)), ["std::vector<int>::push_back(int const&)", "work"], "functions")
    same((cards(page)["Errors"], cards(page)["Lost"]), ("–", "–"), "errors and lost calls, that nothing tells of")


def old(browser, url, context):
    """A browser that cannot inflate says so."""
    page = browser.open("about:blank", ready=False, context=context)
    page.call("Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.DecompressionStream"})
    page.url = url
    page.call("Page.navigate", {"url": url})
    page.wait("document.documentElement?.dataset.ready == 'failed'")
    true("too old for this page" in page.eval("document.getElementById('main').textContent"), "no message")
