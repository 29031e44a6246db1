"""XMPP against a real Prosody: words, receipts, read marks, typing and corrections both ways, what a stopped or killed server missed, a wrong
password, no TLS. The buyer is a small client of our own. Alone: OL_BINARY=... python3 -B tests/channels/xmpp.py
"""
import base64
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as xml

from line import Line
from centre import check, free_port, run, wait_until

CLIENT = "{jabber:client}"


class Prosody:
    """A server of our own in a folder of its own, as whoever runs the test."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="orderline-prosody-")
        self.port = free_port()
        self.key, self.cert = f"{self.folder}/localhost.key", f"{self.folder}/localhost.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", self.key, "-out", self.cert], check=True, capture_output=True)
        self.config = f"{self.folder}/prosody.cfg.lua"
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(f'''
daemonize = false
run_as_root = true
pidfile = "{self.folder}/prosody.pid"
data_path = "{self.folder}/data"
log = {{ info = "{self.folder}/prosody.log" }}
modules_enabled = {{ "roster"; "saslauth"; "tls"; "disco"; "ping"; "smacks"; "offline"; "message"; "presence"; "iq" }}
modules_disabled = {{ "s2s" }}
c2s_ports = {{ {self.port} }}
c2s_interfaces = {{ "127.0.0.1" }}
c2s_require_encryption = true
authentication = "internal_hashed"
storage = "internal"
VirtualHost "localhost"
    ssl = {{ key = "{self.key}"; certificate = "{self.cert}" }}
''')
        os.makedirs(f"{self.folder}/data")
        for name in ("shop", "ira"):
            self.account(name, "secret")
        self.up()

    def account(self, name, password):
        subprocess.run(["prosodyctl", "--config", self.config, "register", name, "localhost", password], check=True, capture_output=True)

    def up(self):
        self.process = subprocess.Popen(["prosody", "-F", "--config", self.config], stdout=open(f"{self.folder}/out.log", "ab"), stderr=subprocess.STDOUT, start_new_session=True)

        def listens():
            with socket.socket() as s:
                return s.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until(listens, 20, "Prosody listens")

    def down(self):
        self.process.terminate()
        self.process.wait(10)

    def remove(self):
        self.down()
        if not os.environ.get("OL_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)


class Buyer:
    """ira@localhost: reads the stream on a thread and keeps every stanza."""

    def __init__(self, server):
        self.stanzas, self.lock, self.counter = [], threading.Lock(), 0
        raw = socket.create_connection(("127.0.0.1", server.port))
        self.line = raw
        self.open()
        self.until("starttls")
        self.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
        self.until("proceed")
        context = ssl.create_default_context(cafile=server.cert)
        self.line = context.wrap_socket(raw, server_hostname="localhost")
        self.open()
        self.until("mechanism")
        self.write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + base64.b64encode(b"\0ira\0secret").decode() + "</auth>")
        self.until("success")
        self.open()
        self.until("bind")
        self.write("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>phone</resource></bind></iq>")
        self.until("<jid>")
        self.write("<presence/>")
        threading.Thread(target=self.read, daemon=True).start()

    def open(self):
        self.write("<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")

    def write(self, text):
        self.line.sendall(text.encode())

    def until(self, word):
        seen = ""
        while word not in seen:
            part = self.line.recv(65536).decode()
            check(part, f"the line ended before {word}: {seen}")
            seen += part
        return seen

    def read(self):
        parser = xml.XMLPullParser(events=("end", "start"))
        parser.feed("<stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")
        depth = 0
        try:
            while part := self.line.recv(65536):
                parser.feed(part.decode())
                for event, element in parser.read_events():
                    depth += 1 if event == "start" else -1
                    if event == "end" and depth == 1:
                        with self.lock:
                            self.stanzas.append(element)
        except (OSError, xml.ParseError):
            pass

    def says(self, text, more="", id_=None):
        self.counter += 1
        id_ = id_ or f"ira-{self.counter}"
        self.write(f"<message to='shop@localhost' type='chat' id='{id_}'><body>{text}</body>{more}</message>")
        return id_

    def sends(self, inner):
        self.write(f"<message to='shop@localhost' type='chat'>{inner}</message>")

    def find(self, test):
        with self.lock:
            return next((s for s in self.stanzas if s.tag == CLIENT + "message" and test(s)), None)

    def got(self, text):
        return self.find(lambda s: s.findtext(CLIENT + "body") == text)

    def count(self, text):
        with self.lock:
            return sum(s.findtext(CLIENT + "body") == text for s in self.stanzas)

    def close(self):
        try:
            self.write("</stream:stream>")
            self.line.close()
        except OSError:
            pass


class Xmpp(Line):
    def __init__(self, password="secret"):
        self.server = Prosody()
        super().__init__("xmpp", {"account": f"shop@localhost?server=localhost:{self.server.port}", "token": password}, ["--channels.authorities", self.server.cert])

    def stands(self):
        wait_until(lambda: self.card()["standing"] == "works", 20, f"the account is signed in: {self.card()}")

    def begins(self):
        self.stands()
        self.ira = Buyer(self.server)
        self.ira.says("Hello")
        self.take("Hello")

    def close(self):
        super().close()
        self.server.remove()


def with_xmpp(fn, **how):
    rig = Xmpp(**how)
    try:
        return fn(rig)
    finally:
        rig.close()


def both_ways_with_receipts_and_typing():
    def body(rig):
        rig.begins()
        ira = rig.ira
        asked = ira.says("Where is it? &lt;b&gt; Привіт 😀", "<request xmlns='urn:xmpp:receipts'/>")
        wait_until(lambda: rig.heard()[-1] == "Where is it? <b> Привіт 😀", 10, f"heard: {rig.heard()}")
        wait_until(lambda: ira.find(lambda s: any(c.tag == "{urn:xmpp:receipts}received" and c.get("id") == asked for c in s)), 10, "our receipt")
        rig.says("On its way & soon")
        got = wait_until(lambda: ira.got("On its way & soon"), 10, "it came")
        rig.becomes("On its way & soon", "sent")
        ira.sends(f"<received xmlns='urn:xmpp:receipts' id='{got.get('id')}'/>")
        rig.becomes("On its way & soon", "delivered")
        ira.sends(f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{got.get('id')}'/>")
        rig.becomes("On its way & soon", "read")
        rig.owner.post(f"/api/v1/conversations/{rig.id}/typing", {"on": True})
        wait_until(lambda: ira.find(lambda s: s.find("{http://jabber.org/protocol/chatstates}composing") is not None), 10, "he sees that we write")
        first = ira.says("Kettel")
        wait_until(lambda: rig.heard()[-1] == "Kettel", 10, "as written")
        ira.says("Kettle", f"<replace xmlns='urn:xmpp:message-correct:0' id='{first}'/>")
        wait_until(lambda: rig.heard()[-1] == "Kettle", 10, f"as corrected: {rig.heard()}")
        ira.sends("<composing xmlns='http://jabber.org/protocol/chatstates'/>")
        ira.says("Kettle", id_=first)
        ira.says("After all that")
        wait_until(lambda: rig.heard()[-1] == "After all that", 10, "the line still stands")
        check(rig.heard().count("Kettle") == 1, f"once: {rig.heard()}")
    return with_xmpp(body)


def nothing_is_lost_over_kills_and_a_server_that_goes():
    def body(rig):
        rig.begins()
        told = []
        for round_ in range(3):
            for n in range(8):
                told.append(f"R{round_} {n}")
                rig.ira.says(told[-1])
            rig.centre.kill()
            told.append(f"R{round_} while away")
            rig.ira.says(told[-1])
            rig.centre.start()
            rig.sign_in()
            rig.stands()
        wait_until(lambda: set(told) <= set(rig.heard()), 30, f"all are there: missing {set(told) - set(rig.heard())}")
        check(len(rig.heard()) == len(told) + 1, "none twice")
        print(f"# xmpp: {len(told)} written over 3 kills, {len(rig.heard()) - 1} heard", flush=True)
        rig.server.down()
        wait_until(lambda: rig.card()["standing"] == "faulty", 20, "told as gone")
        rig.says("While it is away")
        wait_until(lambda: rig.one("While it is away").get("trouble"), 20, "why it waits")
        rig.server.up()
        rig.ira = Buyer(rig.server)
        rig.becomes("While it is away", "sent", 90)
        wait_until(lambda: rig.ira.got("While it is away"), 10, "it came")
        check(rig.ira.count("While it is away") == 1, "once")
    return with_xmpp(body)


def the_check_says_what_is_wrong():
    def body(rig):
        wait_until(lambda: rig.card()["standing"] == "faulty", 20, "refused")
        said = rig.check()
        check(said["trouble"]["code"] == "conversations.link_login", f"told: {said['trouble']}")
        rig.change(token="secret")
        check(rig.check()["standing"] == "works", f"works: {rig.card()}")
        for account, codes in ((f"shop@localhost?server=localhost:{free_port()}", ("unreachable",)), (f"shop@localhost?server=127.0.0.1:{rig.centre.http}", ("unreachable", "silent", "tls", "lost")),
                               (f"shop@elsewhere.invalid?server=localhost:{rig.server.port}", ("name", "tls", "unreachable"))):
            rig.change(account=account, token="secret")  # another server: the password is asked for anew
            said = rig.check()
            check(said["standing"] == "faulty" and said["trouble"]["code"].split("link_")[-1] in codes, f"{account}: {said['trouble']}")
        card = rig.card()
        for account in ("shop", "shop@", "shop@localhost?server=", "shop@localhost?server=a:b", "shop@localhost/phone"):
            no = rig.owner.call("PATCH", f"/api/v1/channel-accounts/{card['id']}", {"account": account}, headers={"If-Match": f'"{card["version"]}"'})
            check(no.status == 400 and no.json["field"] == "account", f"{account}: {no}")
    return with_xmpp(body, password="wrong")


def cases():
    return [(fn.__name__, fn) for fn in (both_ways_with_receipts_and_typing, nothing_is_lost_over_kills_and_a_server_that_goes, the_check_says_what_is_wrong)]


if __name__ == "__main__":
    sys.exit(run(cases()))
