#!/usr/bin/env python3
"""A WSGI application of three pages under CGI."""

import hashlib
from urllib.parse import parse_qs
from wsgiref.handlers import CGIHandler
from wsgiref.util import application_uri, request_uri


def application(environ, start_response):
    path = environ.get("PATH_INFO", "")
    if path == "/sum":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        content = environ["wsgi.input"].read(length)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [hashlib.sha256(content).hexdigest().encode()]
    if path == "/lines":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (f"line {number}\n".encode() for number in range(1000))
    if path == "/":
        query = parse_qs(environ.get("QUERY_STRING", ""))
        start_response("200 OK", [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ])
        text = f"{query}\n{application_uri(environ)}\n{request_uri(environ)}\n"
        return [text.encode(), environ["wsgi.url_scheme"].encode()]
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"no such page\n"]


CGIHandler().run(application)
