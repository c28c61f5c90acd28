"""One polite conversation with the regulator's service: paced, with time-outs, tried again, and never for ever."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from circularity.errors import Unavailable, WrongUsage

IDENTITY = "CIRCULARITY_SEC_IDENTITY"
MIRROR = "CIRCULARITY_SEC_MIRROR"
PAUSE = 0.125
"""Seconds between two requests, tries included: eight a second, where the regulator allows ten."""
TRIES = 4
BACKOFF = 0.5
LONGEST_WAIT = 60.0
TIMEOUT = (10.0, 30.0)
"""Seconds to connect, and to wait for the next bytes."""
DEADLINE = 300.0
LARGEST = 400_000_000
AGAIN = {429, 500, 502, 503, 504}


def identity(environment: Mapping[str, str]) -> tuple[str, str]:
    """Who is asking, as the regulator wants it: a name and a mail address.

    >>> identity({"CIRCULARITY_SEC_IDENTITY": "Jane Doe jane@example.org"})
    ('Jane Doe', 'jane@example.org')

    Raises
    ------
    WrongUsage
        Where it is missing or has no address.
    """
    said = " ".join(environment.get(IDENTITY, "").split())
    fix = f"the SEC asks who fetches its filings: export {IDENTITY}='Jane Doe jane@example.org'"
    if not said:
        raise WrongUsage(f"{IDENTITY} is not set", fix)
    match = re.fullmatch(r"([\x20-\x7e]*[\x21-\x7e]) <?([!-;=?A-~]+@[!-;=?A-~]+\.[!-;=?A-~]+)>?", said, re.ASCII)
    if match is None:
        raise WrongUsage(f"{IDENTITY} is '{said}', not a name and a mail address", fix)
    return match[1], match[2]


@dataclass(frozen=True)
class Reply:
    """What came back, in the form that sec-edgar-downloader expects of `requests`."""

    url: str
    status: int
    content: bytes
    complaint: str = ""

    def raise_for_status(self) -> None:
        if self.complaint:
            raise Unavailable(self.complaint)

    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError:
            raise Unavailable(f"{self.url} answered with something that is not JSON: {_start(self.content)}") from None


@dataclass
class Courier:
    """Fetches addresses one after another. `mirror` is another host that keeps the same paths, for closed networks and for tests."""

    agent: str
    mirror: str | None = None
    sleep: Callable[[float], None] = time.sleep
    replies: list[Reply] = field(default_factory=list)
    after: Callable[[Reply], None] = lambda reply: None
    pause: float = PAUSE
    timeout: tuple[float, float] = TIMEOUT
    deadline: float = DEADLINE
    _last: float = 0.0
    _refused: str = ""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Fetch an address. A failure is part of the reply; `Unavailable` only where going on would make it worse.

        Answers 429 and 5xx, time-outs, resets and truncated bodies are tried again, each time after twice the pause or what
        ``Retry-After`` asks for. A 403 ends the conversation: the regulator blocks who goes on.
        """
        reply = self._fetched(url)
        self.replies.append(reply)
        self.after(reply)
        return reply

    def _fetched(self, url: str) -> Reply:
        if self._refused:
            return Reply(url, 403, b"", self._refused)
        complaint, status = "", 0
        for turn in range(TRIES):
            if turn:
                self.sleep(min(LONGEST_WAIT, self._wait or BACKOFF * 2 ** (turn - 1)))
            self._keep_pace()
            self._wait = 0.0
            try:
                status, content = self._once(url)
            except ConnectionError as error:
                complaint = f"{url}: {error}"
                continue
            if status == 200:
                return Reply(url, status, content)
            complaint = f"{url} answered {status}{f': {_start(content)}' if content else ''}"
            if status == 403:
                self._refused = (
                    f"{complaint}; the SEC refuses who gives no true identity or asks too often: check {IDENTITY}, wait ten minutes"
                )
                return Reply(url, status, content, self._refused)
            if status not in AGAIN:
                return Reply(url, status, content, complaint)
        return Reply(url, status, b"", f"{complaint} ({TRIES} tries)")

    _wait: float = 0.0

    def _once(self, url: str) -> tuple[int, bytes]:
        """One request; every way in which the network can fail comes out as `ConnectionError` with a short reason."""
        import requests

        began = time.monotonic()
        try:
            with requests.get(
                self._address(url),
                headers={"User-Agent": self.agent, "Accept-Encoding": "gzip, deflate"},
                timeout=self.timeout,
                stream=True,
            ) as response:
                self._wait = _seconds(response.headers.get("Retry-After"))
                body = bytearray()
                for piece in response.iter_content(1 << 16):
                    body += piece
                    if time.monotonic() - began > self.deadline:
                        raise ConnectionError(f"not done after {self.deadline:g} seconds")
                    if len(body) > LARGEST:
                        raise ConnectionError(f"more than {LARGEST / 1e6:,.0f} MB")
                return response.status_code, bytes(body)
        except requests.exceptions.Timeout:
            raise ConnectionError("no answer in time") from None
        except requests.exceptions.ChunkedEncodingError:
            raise ConnectionError("the answer was cut off") from None
        except requests.exceptions.ConnectionError as error:
            raise ConnectionError(_reason(error)) from None
        except requests.exceptions.RequestException as error:
            raise ConnectionError(type(error).__name__) from None

    def _address(self, url: str) -> str:
        if not self.mirror:
            return url
        parts = urlsplit(url)
        return f"{self.mirror.rstrip('/')}/{parts.netloc}{parts.path}"

    def _keep_pace(self) -> None:
        ahead = self._last + self.pause - time.monotonic()
        if ahead > 0:
            self.sleep(ahead)
        self._last = time.monotonic()


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0.0


def _start(content: bytes) -> str:
    """The first words of an answer, without markup."""
    text = re.sub(r"<[^>]*>", " ", content[:2000].decode("utf-8", "replace"))
    return " ".join(re.sub(r"[^ -~]", " ", text).split())[:120]


def _reason(error: BaseException) -> str:
    text = str(error)
    for sign, said in (
        ("Name or service not known", "no network, or the name is not known"),
        ("Temporary failure in name resolution", "no network, or the name is not known"),
        ("NameResolutionError", "no network, or the name is not known"),
        ("Connection refused", "the connection was refused"),
        ("reset", "the connection was reset"),
        ("Remote end closed", "the connection was closed without an answer"),
        ("Read timed out", "no answer in time"),
        ("unreachable", "the network cannot be reached"),
    ):
        if sign.casefold() in text.casefold():
            return said
    return "no connection"
