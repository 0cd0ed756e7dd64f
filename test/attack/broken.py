"""test/attack/broken.py: a page with the faults that the scanners look for, so that their silence about ours means something."""
import http.server
import sqlite3
import urllib.parse

PAGE = '<!doctype html><title>x</title><form><input name="q" value=""></form><a href="/?next=/a">x</a><p>%s</p>'


class Broken(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        if "next" in query:
            self.send_response(302)
            self.send_header("Location", query["next"][0])
            self.end_headers()
            return
        q = query.get("q", [""])[0]
        try:
            rows = self.server.db.execute("SELECT name FROM t WHERE name = '" + q + "'").fetchall()
            said = "".join(row[0] for row in rows)
        except sqlite3.Error as e:
            said = "Warning: SQLite3::query(): " + str(e)
        body = (PAGE % (said + " " + q)).encode("utf-8", "replace")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Broken)
server.db = sqlite3.connect(":memory:")
server.db.execute("CREATE TABLE t (name TEXT)")
server.db.executemany("INSERT INTO t VALUES (?)", [("a" + str(i),) for i in range(9)])
print("http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
