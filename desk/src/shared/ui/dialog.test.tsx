import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { act, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";

import { Dialog } from "./dialog";

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button onClick={() => setOpen(true)}>open</button>
      {open && <Dialog title="asks" onClose={() => setOpen(false)}><button onClick={() => setOpen(false)}>done</button></Dialog>}
    </>
  );
}

it("gives the focus back to where it was", async () => {
  render(<MantineProvider env="test"><I18nProvider i18n={setupI18n({ locale: "en", messages: { en: {} } })}><Page /></I18nProvider></MantineProvider>);
  const opener = screen.getByText("open");
  opener.focus();
  act(() => opener.click());
  const done = await screen.findByText("done");
  done.focus();
  expect(document.activeElement).toBe(done);
  act(() => done.click());
  expect(document.activeElement).toBe(opener);
});
