import { MantineProvider } from "@mantine/core";
import { createEvent, fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { ArmedButton } from "./armed-button";

function pressAt(ms: number) {
  const button = screen.getByRole("button");
  const click = createEvent.click(button);
  Object.defineProperty(click, "timeStamp", { value: ms });
  fireEvent(button, click);
}

describe("a button nobody presses by accident", () => {
  it("takes two presses, and a double click is one", () => {
    const sure = vi.fn();
    render(<MantineProvider><ArmedButton sure="Sure" onSure={sure}>Remove</ArmedButton></MantineProvider>);
    pressAt(1000);
    pressAt(1200);
    expect(sure).not.toHaveBeenCalled();
    pressAt(1700);
    expect(sure).toHaveBeenCalledTimes(1);
  });

  it("forgets the first press when the focus goes elsewhere", () => {
    const sure = vi.fn();
    render(<MantineProvider><ArmedButton sure="Sure" onSure={sure}>Remove</ArmedButton></MantineProvider>);
    pressAt(1000);
    fireEvent.blur(screen.getByRole("button"));
    pressAt(3000);
    expect(sure).not.toHaveBeenCalled();
  });
});
