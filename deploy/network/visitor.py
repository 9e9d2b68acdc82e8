"""Somebody with a browser, without the browser: cookies, and forms filled by the names of their
fields and sent as a browser would send them."""
import html.parser
import http.client
import http.cookies
import json
import re
import urllib.parse

from programs import ANSWER_S, Broken

REDIRECTS_MAX = 5
CODE = re.compile(r"(join-[\w-]+)")


class Forms(html.parser.HTMLParser):
    """Every form of a page: where it goes, and what its fields hold."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.text_of, self.select = None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append((attrs.get("action", ""), {}))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        name = attrs.get("name")
        if tag == "input" and name:
            is_choice = attrs.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in attrs:
                fields[name] = attrs.get("value", "on" if is_choice else "")
        elif tag == "textarea" and name:
            fields[name], self.text_of = "", name
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in attrs or self.select not in fields):
            fields[self.select] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text_of = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.text_of:
            fields = self.forms[-1][1]
            if not fields[self.text_of]:
                data = data.removeprefix("\n")  # the one behind <textarea> is not part of it
            fields[self.text_of] += data


class Page:
    def __init__(self, status, path, text):
        self.status, self.path, self.text = status, path, text

    def json(self):
        return json.loads(self.text)

    def form(self, action):
        """Where the form goes whose address begins with [action], and its fields."""
        for goes_to, fields in Forms(self.text).forms:
            if goes_to.startswith(action):
                return goes_to, dict(fields)
        raise Broken(f"{self.path} has no form for {action}: status {self.status}")


class Visitor:
    def __init__(self, site):
        self.site = site
        self.host = urllib.parse.urlsplit(site).netloc
        self.cookies = http.cookies.SimpleCookie()

    def _ask(self, method, path, body, accept):
        headers = {"Host": self.host, "Accept": accept, "Sec-Fetch-Site": "same-origin",
                   "Cookie": "; ".join(f"{name}={kept.value}" for name, kept in
                                       self.cookies.items())}
        if method == "POST":
            headers |= {"Origin": self.site, "Content-Type": "application/x-www-form-urlencoded"}
        # Every name below localhost is this machine; not every resolver knows that.
        connection = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(self.site).port,
                                                timeout=ANSWER_S)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as problem:
            raise Broken(f"{self.site}{path} does not answer: {problem}") from None
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", ()):
            self.cookies.load(line)
        return answer.status, answer.headers.get("Location"), text

    def _go(self, method, path, body=None, accept="text/html"):
        for _ in range(REDIRECTS_MAX):
            status, where, text = self._ask(method, path, body, accept)
            if status != 303:
                return Page(status, path, text)
            parts = urllib.parse.urlsplit(urllib.parse.urljoin(path, where))
            method, body = "GET", None
            path = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
        raise Broken(f"{self.site}{path} leads in a circle")

    def get(self, path):
        return self._go("GET", path)

    def read(self, path):
        """What a page says, as JSON; None when it is not here."""
        page = self._go("GET", path, accept="application/json")
        return page.json() if page.status == 200 else None

    def send(self, path, action, **fields):
        """Fill the form of the page at [path] that goes to [action]; the page that it leads to."""
        goes_to, filled = self.get(path).form(action)
        page = self._go("POST", goes_to, urllib.parse.urlencode(filled | fields))
        if page.status != 200:
            raise Broken(f"{self.site}{goes_to} was answered with {page.status}")
        return page

    def join(self, link, name, password):
        """Accept an invitation: from now on one signs in with these."""
        path = urllib.parse.urlsplit(link).path
        self.send(path, path, name=name, password=password)

    def add_device(self, password):
        """A code for a device of one's own: it works once, and not for long."""
        page = self.send("/account", "/account/devices", device_password=password)
        found = CODE.search(page.text)
        if found is None:
            raise Broken(f"{self.site}/account shows no code for a device")
        return found[1]

    def sign_in(self, name, password):
        self.send("/sign-in", "/sign-in", name=name, password=password)
