# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""report_page.py serve FOLDER: starts headless Chromium, then makes FOLDER/socket.
report_page.py ask FOLDER CHECK PAGE [EXPECTED]: has it look at a page and fails, saying why, when the page
is not as it should be. EXPECTED is what make_page printed. CHECK "stop" ends it."""
import json
import os
import socket
import sys
import traceback

import report_checks
import report_run_checks
from chromium import Browser

IDLE = 120  # seconds without a question, after which nobody will come
DARK = ("theme", "alike", "overflow")


def check_of(name):
    return getattr(report_checks, name, None) or getattr(report_run_checks, name)


def run(browser, check, path, expected):
    """None, or what is wrong."""
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    try:
        if check == "old":
            report_checks.old(browser, "file://" + path, context)
            return None
        page = browser.open("file://" + path, dark=check in DARK, context=context)
        check_of(check)(page, expected)
        return "the browser complains: " + "; ".join(page.complaints) if page.complaints else None
    except SystemExit as failure:
        return str(failure)
    except Exception:  # whatever a check meets, the next one still runs
        return traceback.format_exc()
    finally:
        browser.call("Target.disposeBrowserContext", {"browserContextId": context})


def serve(folder):
    """One browser for all who ask, until one says stop or nobody has asked for a while."""
    with Browser(folder) as browser, socket.socket(socket.AF_UNIX) as server:
        server.bind(folder + "/socket.new")
        server.listen()
        server.settimeout(IDLE)
        os.rename(folder + "/socket.new", folder + "/socket")
        while True:
            try:
                asking, _ = server.accept()
            except TimeoutError:
                return
            with asking, asking.makefile("rw") as lines:
                check, path, expected = json.loads(lines.readline())
                if check == "stop":
                    return
                lines.write(run(browser, check, path, expected) or "")


def ask(folder, check, path="", expected="{}"):
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(folder + "/socket")
        with asking.makefile("rw") as lines:
            lines.write(json.dumps([check, path, json.loads(expected)]) + "\n")
            lines.flush()
            asking.shutdown(socket.SHUT_WR)
            sys.exit(lines.read() or 0)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    ask(*sys.argv[2:])
