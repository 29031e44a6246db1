import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { QrCode } from "./qr-code";

it("draws the three corners that a camera looks for, with a quiet edge, and says what it is", () => {
  render(<QrCode text="https://desk.example/public/v1/phones/AAAAAAAAAAAAAAAAAAAAAA/linphone.xml" label="the address" />);
  const picture = screen.getByRole("img", { name: "the address" });
  const size = Number(picture.getAttribute("viewBox")!.split(" ")[2]);
  const dark = new Set([...picture.querySelector("path")!.getAttribute("d")!.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x},${y}`));
  for (const [left, top] of [[4, 4], [size - 11, 4], [4, size - 11]] as const) {
    const row = (dy: number) => [...Array(7).keys()].map((dx) => (dark.has(`${left + dx},${top + dy}`) ? "#" : ".")).join("");
    expect([0, 1, 2, 3, 4, 5, 6].map(row)).toEqual(["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]);
  }
  expect([...dark].every((at) => at.split(",").every((n) => Number(n) >= 4 && Number(n) < size - 4))).toBe(true);
});
