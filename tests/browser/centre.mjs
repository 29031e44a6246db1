// A release server of our own for a test: free ports, a temporary var folder, always ended.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A port that is free now, from 30000-32700: the kernel gives these to nobody by itself between this look and its use. */
export const freePort = () =>
  new Promise((resolve) => {
    const port = 30000 + Math.floor(Math.random() * 2700);
    const server = net.createServer();
    server.once("error", () => resolve(freePort()));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(port)));
  });

/** Polls until `check` gives something truthy; throws after the deadline with the name of what was awaited. */
export async function until(what, check, ms = 20000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: not within ${ms} ms${last ? ` (${last.message})` : ""}`);
}

export class Centre {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "orderline-story-"));
    this.args = [];
  }
  async start(...args) {
    this.port ??= await freePort();
    this.sip ??= await freePort();
    this.args = args;
    const log = fs.openSync(path.join(this.folder, "server.log"), "a");
    this.process = spawn(path.join(root, "build/release/orderline"),
      ["serve", "--var", this.folder, "--http.port", String(this.port), "--sip.port", String(this.sip), ...args],
      { cwd: root, stdio: ["ignore", log, log] });
    this.url = `http://127.0.0.1:${this.port}`;
    await until("server is ready", async () => (await fetch(`${this.url}/readyz`)).ok, 60000);
  }
  people() {
    const text = fs.readFileSync(path.join(this.folder, "demo-people"), "utf8");
    return Object.fromEntries(text.trim().split("\n").map((line) => line.trim().split("\t").slice(0, 2)));
  }
  async signIn(login) {
    const answer = await this.call("POST", "/api/v1/session", { login, password: this.people()[login] });
    const cookie = answer.headers.get("set-cookie").split(";")[0];
    return (method, where, body, more) => this.call(method, where, body, cookie, more);
  }
  call(method, where, body, cookie, more = {}) {
    return fetch(this.url + where, {
      method,
      headers: { "X-Requested-With": "orderline", "Content-Type": "application/json", ...(cookie ? { Cookie: cookie } : {}), ...more },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
  /** Changes the shop's first queue; the whole of it is put, the server takes no part. */
  async setQueue(owner, changes) {
    const [queue] = (await (await owner("GET", "/api/v1/queues")).json()).items;
    const answer = await owner("PUT", `/api/v1/queues/${queue.id}`, { ...queue, ...changes }, { "If-Match": `"${queue.version}"` });
    if (!answer.ok) throw new Error(`the queue is not set: ${await answer.text()}`);
  }
  log() {
    return fs.readFileSync(path.join(this.folder, "server.log"), "utf8");
  }
  kill(signal = "SIGKILL") {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    return ended;
  }
  async end() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.kill("SIGTERM");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
