"""browser.py - a browser without script: cookies, forms, redirects; http.client under it.

    browser = Browser(academy)                     # over its plain listener
    page = browser.get("/sign-in")                 # page.status, page.text, page.place
    page = browser.post("/sign-in", name="sian@bath.test", password="...")
"""

import base64
import hashlib
import hmac
import http.client
import http.cookies
import json
import re
import ssl
import struct
import time
import urllib.parse

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Page:
    def __init__(self, answer, place):
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()
        self.text = self.body.decode("utf-8", "replace")
        self.place = place

    def token(self):
        found = re.search(r'name="_token" value="([0-9a-f]*)"', self.text)
        return found[1] if found else ""

    def __str__(self):
        return f"{self.place}: {self.status} {self.text[:400]}"


class Browser:
    """[host] is what it believes to talk to; [tls] over the peers' port."""

    def __init__(self, address, tls=False, source=None):
        self.address = address
        self.tls = tls
        self.source = source
        self.cookies = {}
        self.set_cookies = []
        self.token = ""

    def connection(self):
        host, port = self.address.rsplit(":", 1)
        source = (self.source, 0) if self.source else None
        if not self.tls:
            return http.client.HTTPConnection(host, int(port), timeout=60, source_address=source)
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["http/1.1"])
        return http.client.HTTPSConnection(host, int(port), timeout=60, context=context)

    def reachable(self):
        try:
            return self.once("GET", "/sign-in").status == 200
        except OSError:
            return False

    def once(self, method, path, body=None, **headers):
        """One request; cookies are kept as a browser does."""
        scheme = "https" if self.tls else "http"
        sent = {"User-Agent": AGENT, "Accept": "text/html"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent.update({"Origin": f"{scheme}://{self.address}", "Sec-Fetch-Site": "same-origin",
                         "Content-Type": "application/x-www-form-urlencoded"})
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection = self.connection()
        connection.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
        page = Page(connection.getresponse(), path)
        connection.close()
        self.set_cookies = page.headers.get_all("Set-Cookie") or []
        for line in self.set_cookies:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        self.token = page.token() or self.token
        return page

    def get(self, path, **headers):
        """The page, also behind redirects."""
        page = self.once("GET", path, **headers)
        for _ in range(5):
            if page.status != 303:
                return page
            page = self.once("GET", page.headers["Location"], **headers)
        raise AssertionError(f"redirected in circles at {page.place}")

    def post(self, path, follow=True, headers=None, **fields):
        fields.setdefault("_token", self.token)
        page = self.once("POST", path, urllib.parse.urlencode(fields), **(headers or {}))
        if follow and page.status == 303:
            return self.get(page.headers["Location"])
        return page

    def json(self, path):
        return json.loads(self.get(path, Accept="application/json").body)


def code_of(secret, wall=None, steps=0):
    """What an app shows for a key in base32, with or without spaces (RFC 6238)."""
    letters = secret.replace(" ", "")
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    step = int((time.time() if wall is None else wall) // 30) + steps
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"
