// The frame: rail of screens, top bar, bars that interrupt, the screen itself.
import { Outlet } from "@tanstack/react-router";
import { useState } from "react";

import { DialByKey } from "@/features/calling/components/dial-pad";
import { DeclareByKey } from "@/features/emergency/components/declare-dialog";
import { QuestionByKey } from "@/features/promises/components/question-form";
import { HeadsetWatch } from "@/features/phone/components/headset-watch";
import { useAction } from "@/shared/lib/actions";

import { KeyList } from "./key-list";
import { Palette } from "./palette";
import { Rail } from "./rail";
import { RingWatch } from "./ring-watch";
import classes from "./shell.module.css";
import { StateBars } from "./state-bars";
import { TopBar } from "./top-bar";

export function Shell() {
  const [palette, setPalette] = useState(false);
  const [keyList, setKeyList] = useState(false);
  useAction("palette", () => setPalette((open) => !open));
  useAction("help", () => setKeyList(true));
  return (
    <div className={classes.shell}>
      <Rail />
      <div className={classes.main}>
        <TopBar onSearch={() => setPalette(true)} />
        <StateBars />
        <main className={classes.screen}>
          <Outlet />
        </main>
      </div>
      <RingWatch />
      <HeadsetWatch />
      <DeclareByKey />
      <DialByKey />
      <QuestionByKey />
      {palette && <Palette onClose={() => setPalette(false)} />}
      {keyList && <KeyList onClose={() => setKeyList(false)} />}
    </div>
  );
}
