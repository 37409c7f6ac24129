# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A headless Chromium, spoken to over its debugging pipe with nothing but the standard library.

    with Browser(folder) as browser:
        page = browser.open("file:///…/report.html", width=1400)
        page.eval("document.title")

Whatever a page complains of (console errors and warnings, uncaught exceptions, breaches of its
content security policy) and every request but the one for itself is kept in page.complaints.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import time

DEADLINE = 60  # seconds for what takes a moment on an idle machine

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio",
    "--force-device-scale-factor=1", "--allow-pre-commit-input", "about:blank",
]


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    def __init__(self, folder):
        self.folder = folder
        self.last_id = 0
        self.answers = {}
        self.pages = {}
        self.buffer = b""

    def __enter__(self):
        os.makedirs(self.folder, exist_ok=True)
        to_read, self.to_write = os.pipe()
        self.from_read, from_write = os.pipe()
        # The browser reads 3 and writes 4; out of the way first, lest one closes the other.
        fds = [os.dup2(fd, 50 + i) for i, fd in enumerate((to_read, from_write))]
        for fd in (to_read, from_write):
            os.close(fd)
        self.log = open(os.path.join(self.folder, "chromium.log"), "wb")
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", 'exec "$0" "$@" 3<&50 4>&51 50<&- 51>&-', chromium(),
             "--user-data-dir=" + os.path.join(self.folder, "profile"), *FLAGS],
            pass_fds=fds, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env={**os.environ, "HOME": self.folder})
        for fd in fds:
            os.close(fd)
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired, RuntimeError):
            self.process.kill()
            self.process.wait()
        self.log.close()
        os.close(self.to_write)
        os.close(self.from_read)

    def send(self, method, params=None, session=None):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_write, data):]
        return self.last_id

    def call(self, method, params=None, session=None, deadline=DEADLINE):
        number = self.send(method, params, session)
        end = time.monotonic() + deadline
        while number not in self.answers:
            self.receive(end)
        answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def receive(self, end):
        """Takes in what the browser says next; RuntimeError after the deadline."""
        left = end - time.monotonic()
        if left <= 0 or not select.select([self.from_read], [], [], left)[0]:
            raise RuntimeError("the browser does not answer")
        piece = os.read(self.from_read, 1 << 20)
        if not piece:
            raise RuntimeError("the browser is gone, see chromium.log")
        *messages, self.buffer = (self.buffer + piece).split(b"\0")
        for message in messages:
            self.take(json.loads(message))

    def take(self, message):
        if "id" in message:
            self.answers[message["id"]] = message
        elif message.get("sessionId") in self.pages:
            self.pages[message["sessionId"]].event(message["method"], message["params"])

    def open(self, url, width=1400, height=1000, dark=False, ready=True, context=None):
        """A new page; with `ready`, once its script says that all is shown."""
        where = {"browserContextId": context} if context else {}
        target = self.call("Target.createTarget", {"url": "about:blank", **where})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = self.pages[session] = Page(self, session, target, url)
        page.start(width, height, dark, ready)
        return page


class Page:
    def __init__(self, browser, session, target, url):
        self.browser, self.session, self.target, self.url = browser, session, target, url
        self.complaints = []

    def event(self, method, params):
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append("exception: " + details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.complaints.append("console: " + " ".join(str(a.get("value", a)) for a in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append("log: " + params["entry"]["text"])
        elif method == "Network.requestWillBeSent" and params["request"]["url"].split("#")[0] != self.url:
            if not params["request"]["url"].startswith("data:"):
                self.complaints.append("request: " + params["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.complaints.append("dialog: " + params["message"])

    def call(self, method, params=None, deadline=DEADLINE):
        return self.browser.call(method, params, self.session, deadline)

    def start(self, width, height, dark, ready):
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.resize(width, height)
        self.call("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.call("Page.navigate", {"url": self.url})
        if ready:
            try:
                self.wait("document.documentElement?.dataset.ready")
            except RuntimeError as error:
                raise RuntimeError("; ".join([str(error), *self.complaints])) from None
            self.settle()

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def eval(self, expression, deadline=DEADLINE):
        answer = self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True,
                                                "awaitPromise": True}, deadline)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, expression, deadline=DEADLINE):
        """Until the expression is true; its value."""
        end = time.monotonic() + deadline
        while True:
            value = self.eval(expression)
            if value:
                return value
            if time.monotonic() > end:
                raise RuntimeError("never true: " + expression)
            time.sleep(0.02)

    def settle(self):
        """Until what was asked for is drawn."""
        self.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
                  "() => setTimeout(done, 0))))")

    def key(self, key, text=None, shift=False):
        params = {"key": key, "modifiers": 8 if shift else 0,
                  "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13, "Escape": 27}.get(key, 0)}
        text = "\r" if key == "Enter" else text if text else key if len(key) == 1 else None
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **params, **({"text": text} if text else {})})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **params})

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **more})

    def click(self, x, y):
        self.mouse("mouseMoved", x, y)
        self.mouse("mousePressed", x, y, button="left", clickCount=1)
        self.mouse("mouseReleased", x, y, button="left", clickCount=1)

    def drag(self, x1, y1, x2, y2):
        self.mouse("mouseMoved", x1, y1)
        self.mouse("mousePressed", x1, y1, button="left", buttons=1, clickCount=1)
        for step in (1, 2, 3):
            self.mouse("mouseMoved", x1 + (x2 - x1) * step / 3, y1 + (y2 - y1) * step / 3,
                       button="left", buttons=1)
        self.mouse("mouseReleased", x2, y2, button="left", clickCount=1)

    def screenshot(self, path, whole=True):
        params = {"format": "png"}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            params.update(captureBeyondViewport=True,
                          clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", params)["data"]))

    def pdf(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.printToPDF", {"printBackground": True})["data"]))

    def close(self):
        self.browser.call("Target.closeTarget", {"targetId": self.target})
