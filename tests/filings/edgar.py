"""A server on this machine that behaves like the regulator's: lists, archives, and everything that can go wrong with them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CIK = "0000099999"
ARCHIVES = "/www.sec.gov/Archives/edgar/data/99999"


def submission(accession: str, form: str = "10-K", body: str = "<p>nothing</p>") -> bytes:
    """A whole submission of the invented Example Corp."""
    return (
        f"<SEC-DOCUMENT>{accession}.txt : 20250228\n<SEC-HEADER>{accession}.hdr.sgml : 20250228\nACCESSION NUMBER:\t\t{accession}\n"
        f"CONFORMED SUBMISSION TYPE:\t{form}\nFILED AS OF DATE:\t\t20250228\nFILER:\n\tCOMPANY DATA:\n"
        f"\t\tCOMPANY CONFORMED NAME:\t\tEXAMPLE CORP\n\t\tCENTRAL INDEX KEY:\t\t{CIK}\n</SEC-HEADER>\n"
        f"<DOCUMENT>\n<TYPE>{form}\n<SEQUENCE>1\n<FILENAME>example.htm\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
    ).encode()


@dataclass
class Answer:
    """What the server says to one path: one behaviour a try, the last for all further tries."""

    body: bytes = b""
    ways: tuple[str, ...] = ("ok",)
    tries: int = 0


@dataclass
class Edgar:
    """The server's answers by path, and what it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""

    def listing(self, *filings: tuple[str, str, str]) -> None:
        """List filings (accession, form, day), newest first, and put a whole submission behind each."""
        recent = {
            "accessionNumber": [accession for accession, _, _ in filings],
            "form": [form for _, form, _ in filings],
            "filingDate": [day for _, _, day in filings],
            "primaryDocument": ["example.htm" for _ in filings],
        }
        body = json.dumps({"cik": CIK, "filings": {"recent": recent, "files": []}}).encode()
        self.answers[f"/data.sec.gov/submissions/CIK{CIK}.json"] = Answer(body)
        for accession, form, _ in filings:
            self.answers[path_of(accession)] = Answer(submission(accession, form))

    def asked_for(self, part: str) -> int:
        """How often a path with this part was asked for."""
        return sum(part in path for path, _ in self.asked)


def path_of(accession: str) -> str:
    return f"{ARCHIVES}/{accession.replace('-', '')}/{accession}.txt"


@contextmanager
def serving() -> Iterator[Edgar]:
    """The server, on a port of its own, until the block ends."""
    edgar = Edgar()
    edgar.answers["/www.sec.gov/files/company_tickers_exchange.json"] = Answer(
        json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": [[99999, "Example Corp", "XMPL", "Nasdaq"]]}).encode()
    )

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            edgar.asked.append((self.path, self.headers.get("User-Agent", "")))
            edgar.times.append(time.monotonic())
            answer = edgar.answers.get(self.path)
            if answer is None:
                self.say(404, b"<html><title>not there</title></html>")
                return
            way = answer.ways[min(answer.tries, len(answer.ways) - 1)]
            answer.tries += 1
            if way == "ok":
                self.say(200, answer.body)
            elif way == "reset":
                self.close_connection = True
                self.connection.close()
            elif way == "truncated":
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body[: len(answer.body) // 2])
                self.close_connection = True
            elif way == "short":  # cut off, yet with a length that fits
                self.say(200, answer.body[: len(answer.body) // 2])
            elif way == "slow":
                time.sleep(1.5)
                self.say(200, answer.body)
            elif way == "429":
                self.say(429, b"Request Rate Threshold Exceeded", {"Retry-After": "7"})
            else:
                self.say(int(way), b"<html><body><h1>Undeclared Automated Tool</h1></body></html>")

        def say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    edgar.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield edgar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
