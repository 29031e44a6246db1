// In place of a screen that could not be drawn, or of an address that leads nowhere. The frame around it stays: calls go on.
import { Button, Group } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";

import classes from "./shell.module.css";

export function BrokenScreen({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert" className={classes.nothing}>
      <h1><Trans>This screen could not be shown</Trans></h1>
      <p><Trans>Your calls and what was saved are safe. Try once more; if it stays so, tell who looks after the centre what stands below.</Trans></p>
      <p><code>{error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300)}</code></p>
      <Group>
        <Button onClick={reset}><Trans>Try again</Trans></Button>
        <Button variant="default" component={Link} to="/"><Trans>To the desk</Trans></Button>
      </Group>
    </div>
  );
}

export function NoScreen() {
  return (
    <div className={classes.nothing}>
      <h1><Trans>There is no such screen</Trans></h1>
      <p><Trans>The address may be misspelled, or what it led to has moved. Ctrl+K finds screens, orders and buyers.</Trans></p>
      <Button component={Link} to="/"><Trans>To the desk</Trans></Button>
    </div>
  );
}
