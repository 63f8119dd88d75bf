"""Answers every request with the version it was started as, and finishes its answers at the end."""
import http.server, os, signal, threading

VERSION = ("version " + os.environ["VERSION"]).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(VERSION)))
        self.end_headers()
        self.wfile.write(VERSION)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    # With Python's five, a burst of new connections waits for a second until it is tried again.
    request_queue_size = 128


server = Server(("", 8000), Handler)
signal.signal(signal.SIGTERM, lambda *a: threading.Thread(target=server.shutdown).start())
server.serve_forever()
