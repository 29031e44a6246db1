import { describe, expect, it } from "vitest";

import type { WholeBuyer } from "../api/whole";
import { wholePage } from "./whole-page";

const file: WholeBuyer = {
  format: "orderline-buyer/1", customer_id: "1", cards: ["1"], made_at: 1_795_000_000_000, left_out: [],
  sections: [
    { what: "messages", table: "message", columns: ["text", "at", "rating", "resting"], rows: [["<script>alert(1)</script>", 1_795_000_000_000, 0, false]] },
    { what: "messages", table: "out_message", columns: ["state"], rows: [["sent"]] },
    { what: "letters", table: "letter", columns: ["subject"], rows: [] },
  ],
};
const words = { title: "All of \"him\"", made: "today", yes: "yes", no: "no", part: (what: string) => what.toUpperCase(), time: () => "22 November" };

describe("the page of a buyer's file", () => {
  const page = wholePage(file, "en", words);
  it("shows a buyer's own words as words", () => {
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
    expect(page).toContain("All of &quot;him&quot;");
  });
  it("has a heading for each part once, and none for an empty one", () => {
    expect(page.match(/<h2>/g)).toHaveLength(1);
    expect(page).not.toContain("LETTERS");
  });
  it("tells times as times and leaves out columns without a value", () => {
    expect(page).toContain("<td>22 November</td>");
    expect(page).not.toContain("<th>rating</th>");
    expect(page).toContain("<td>no</td>");
  });
});
