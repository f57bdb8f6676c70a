"""A small SCGI server: says what it was asked. One thread a connection."""
import json
import os
import socketserver
import sys
import time


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        digits = b""
        while (byte := self.rfile.read(1)) != b":":
            if not byte:
                return
            digits += byte
        block = self.rfile.read(int(digits))
        assert self.rfile.read(1) == b","
        words = block.decode().split("\0")
        fields = dict(zip(words[::2], words[1::2]))
        assert words[0] == "CONTENT_LENGTH" and fields["SCGI"] == "1"
        getattr(self, fields["PATH_INFO"].strip("/") or "env")(fields)

    def say(self, text):
        self.wfile.write(text.encode())
        self.wfile.flush()

    def env(self, fields):
        content = self.rfile.read(int(fields["CONTENT_LENGTH"])).decode()
        answer = json.dumps({"fields": fields, "content": content})
        self.say("Status: 201 Made\r\nContent-Type: application/json\r\n\r\n" + answer)

    def unread(self, fields):
        self.say("Content-Type: text/plain\r\n\r\nunread")

    def short(self, fields):
        self.say("Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\n" + "x" * 70000)

    def slow(self, fields):
        self.say("Content-Type: text/plain\r\n\r\n")
        try:
            while True:
                self.say("word\n")
                time.sleep(0.01)
        except OSError:
            with open("left", "w") as file:
                file.write("left")

    def silent(self, fields):
        self.say("")


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


Server(sys.argv[1], Handler).serve_forever()
