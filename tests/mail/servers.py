"""A private Dovecot and a private Exim: files in a folder of their own, free ports, nothing of the machine's own mail is touched."""
import grp
import http.server
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

from centre import free_port, wait_until

PASSWORD = "kettle-41-box"

DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
"""

EXIM = """
exim_user = {user}
exim_group = {group}
spool_directory = {folder}/spool
log_file_path = {folder}/exim-%s.log
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
primary_hostname = mx.shop.example
domainlist ours = example.com
tls_advertise_hosts =
acl_smtp_rcpt = rcpt
acl_smtp_data = data
never_users =
host_lookup =
rfc1413_hosts =
begin acl
rcpt:
  deny message = no such user
    local_parts = nobody
  defer message = come later
    local_parts = later
    condition = ${{if exists{{{folder}/later}}}}
  accept
data:
  accept
begin routers
boxes:
  driver = accept
  domains = +ours
  local_parts = olha : gone : later
  transport = box
begin transports
box:
  driver = appendfile
  directory = {folder}/mail/$local_part_data
  maildir_format
  user = {user}
  group = {group}
  create_directory
"""


def person():
    """Who the servers run as: oneself, or nobody when started as root."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as s:
            s.settimeout(2)
            return s.recv(10) != b""
    except OSError:
        return False


class Provider:
    """Who gives access tokens (RFC 6749) and says of them to Dovecot whether they are good."""

    def __init__(self):
        self.port, self.good, self.renewal, self.refuses, self.asked = free_port(), set(), "", False, []
        provider = self

        class Ask(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def say(self, status, what):
                body = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                token = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("access_token", [""])[0]
                self.say(*((200, {"email": "help", "username": "help"}) if token in provider.good else (400, {"error": "invalid_token"})))

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                provider.asked.append(form)
                fits = form.get("refresh_token") == provider.renewal if form["grant_type"] == "refresh_token" else form.get("code") == "good"
                if provider.refuses or not fits:
                    return self.say(400, {"error": "invalid_grant"})
                provider.renewal = f"renewal-{len(provider.asked)}"
                token = f"access-{len(provider.asked)}"
                provider.good = {token}
                return self.say(200, {"access_token": token, "refresh_token": provider.renewal, "expires_in": 3600, "token_type": "Bearer"})

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Ask)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Mail:
    """Both servers; boxes are folders `mail/NAME` (Maildir)."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="orderline-mail-")
        os.chmod(self.folder, 0o755)
        self.user, self.group = person()
        self.imap, self.imaps, self.smtp = free_port(), free_port(), free_port()
        self.count = 0
        for name in ("mail", "spool", "run"):
            os.makedirs(f"{self.folder}/{name}")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-keyout", f"{self.folder}/key.pem", "-out", f"{self.folder}/cert.pem"], check=True, capture_output=True)
        certificate = f"ssl_cert = <{self.folder}/cert.pem\nssl_key = <{self.folder}/key.pem"
        with open(f"{self.folder}/dovecot.conf", "w", encoding="utf-8") as f:
            f.write(DOVECOT.format(folder=self.folder, ssl="yes", certificate=certificate, password=PASSWORD, user=self.user, group=self.group,
                                   port=self.imap, tls_port=self.imaps))
        self.provider = Provider()
        with open(f"{self.folder}/oauth2.conf", "w", encoding="utf-8") as f:
            f.write(f"tokeninfo_url = http://127.0.0.1:{self.provider.port}/tokeninfo?access_token=\nusername_attribute = username\n")
        with open(f"{self.folder}/exim.conf", "w", encoding="utf-8") as f:
            f.write(EXIM.format(folder=self.folder, user=self.user, group=self.group, port=self.smtp))
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{self.user}:{self.group}", f"{self.folder}/mail", f"{self.folder}/spool", self.folder + "/run"], check=True)
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, grp.getgrnam(self.group).gr_gid)
        self.dovecot = self.exim = None

    def start(self):
        self.start_dovecot()
        self.start_exim()
        return self

    def start_dovecot(self):
        self.dovecot = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", f"{self.folder}/dovecot.conf"], start_new_session=True)
        wait_until(lambda: answers(self.imap), 20, "Dovecot answers")

    def start_exim(self):
        self.exim = subprocess.Popen(["/usr/sbin/exim4", "-C", f"{self.folder}/exim.conf", "-bdf", "-q1s"], start_new_session=True,
                                     stderr=open(f"{self.folder}/exim.err", "ab"))
        wait_until(lambda: answers(self.smtp), 20, "Exim answers")

    def stop_dovecot(self):
        self.dovecot.send_signal(signal.SIGTERM)
        self.dovecot.wait(20)
        wait_until(lambda: not answers(self.imap), 20, "Dovecot is down")

    def deliver(self, box, text):
        """As a mail server does: written beside, then moved into place."""
        self.count += 1
        base = f"{self.folder}/mail/{box}"
        for name in ("tmp", "new", "cur"):
            os.makedirs(f"{base}/{name}", exist_ok=True)
        name = f"{int(time.time())}.M{self.count}P{os.getpid()}.test"
        with open(f"{base}/tmp/{name}", "w", encoding="utf-8", newline="") as f:
            f.write(text.replace("\n", "\r\n"))
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{self.user}:{self.group}", base], check=True)
        os.rename(f"{base}/tmp/{name}", f"{base}/new/{name}")

    def letters(self, box):
        out = []
        for name in ("new", "cur"):
            folder = f"{self.folder}/mail/{box}/{name}"
            for one in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                with open(f"{folder}/{one}", encoding="utf-8", errors="replace") as f:
                    out.append(f.read())
        return out

    def another_validity(self, box):
        """The folder's numbers mean something else from now on; Dovecot is down meanwhile."""
        for name in os.listdir(f"{self.folder}/mail/{box}"):
            if name.startswith("dovecot"):
                path = f"{self.folder}/mail/{box}/{name}"
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)

    def stop(self):
        for one in (self.dovecot, self.exim):
            if one and one.poll() is None:
                one.terminate()
                one.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
