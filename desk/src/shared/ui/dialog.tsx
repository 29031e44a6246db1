// A dialog that stands while it is rendered, and gives the focus back to where it was. (Mantine's own way back needs a modal that
// stays mounted and is switched off.)
import { Modal, type ModalProps } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

export function Dialog(props: Omit<ModalProps, "opened">) {
  const { t } = useLingui();
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
  return <Modal opened closeButtonProps={{ "aria-label": t`Close` }} {...props} />;
}
