import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { LiveSocket } from "./socket";

class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 0;
  onopen?: () => void;
  onclose?: (event: { code: number }) => void;
  onmessage?: (message: { data: string }) => void;
  constructor() { FakeSocket.made.push(this); }
  close(): void { this.readyState = 3; }
  send(): void {}
}

const listener = { frame: vi.fn(), connection: vi.fn(), doubt: vi.fn(), position: () => ({ epoch: "", seq: 0 }) };
let live: LiveSocket;
const newest = () => FakeSocket.made.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.clearAllMocks();
  FakeSocket.made = [];
  live = new LiveSocket(listener);
  live.start();
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

it("doubts the session when it is not let in or told that it ended, not when the network went", () => {
  newest().onopen?.();
  newest().onclose?.({ code: 1006 });
  expect(listener.doubt).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  newest().onclose?.({ code: 1006 });
  expect(listener.doubt).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2000);
  newest().onopen?.();
  newest().onclose?.({ code: 4401 });
  expect(listener.doubt).toHaveBeenCalledTimes(2);
});

it("is down as soon as the computer has no network, once, and up again at once with it", () => {
  newest().onopen?.();
  const first = newest();
  window.dispatchEvent(new Event("offline"));
  expect(listener.connection).toHaveBeenLastCalledWith("down");
  first.onclose?.({ code: 1006 });
  expect(listener.connection.mock.calls.filter(([state]) => state === "down")).toHaveLength(1);
  window.dispatchEvent(new Event("online"));
  expect(FakeSocket.made).toHaveLength(2);
});
