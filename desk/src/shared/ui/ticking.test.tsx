import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { Left } from "./ticking";

it("sixty seconds begin at 1:00, not a second higher, and end at 0:00", () => {
  vi.useFakeTimers({ now: 1_700_000_000_400 });
  const { rerender } = render(<Left until={1_700_000_060_400} />);
  expect(screen.getByText("1:00")).toBeTruthy();
  rerender(<Left until={1_699_999_999_000} />);
  expect(screen.getByText("0:00")).toBeTruthy();
  vi.useRealTimers();
});
