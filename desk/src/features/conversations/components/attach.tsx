// Files that go with the next answer: chosen, dropped or pasted; uploaded at once, so that sending does not wait for them.
import { ActionIcon, Progress, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import type { Conversation } from "@/shared/api/conversations";
import { ApiError } from "@/shared/api/client";
import { discardFile, uploadFile, type FileView } from "@/shared/api/files";
import { Icon } from "@/shared/ui/icon";
import { tellCode } from "@/shared/words/problems";

import { filesMost, sizeWords, sortOut, type Refusal } from "../lib/files";
import classes from "./files.module.css";

interface Upload {
  key: number;
  name: string;
  bytes: number;
  part: number;
  done?: FileView;
  /** A problem's code. */
  code?: string;
  abort: AbortController;
}

export type Uploads = ReturnType<typeof useUploads>;

/** Of one conversation; what is not sent goes when she leaves it. */
export function useUploads({ id, files_most: each, files_together_most: together }: Conversation) {
  const [all, setAll] = useState<Upload[]>([]);
  const next = useRef(1);
  const now = useRef<Upload[]>([]);
  useEffect(() => { now.current = all; }, [all]);
  useEffect(() => () => now.current.forEach(drop), [id]);
  const patch = (key: number, part: Partial<Upload>) => setAll((list) => list.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const start = (file: File) => {
    const one: Upload = { key: next.current++, name: file.name, bytes: file.size, part: 0, abort: new AbortController() };
    setAll((list) => [...list, one]);
    uploadFile(id, file, (part) => patch(one.key, { part }), one.abort.signal).then(
      (done) => patch(one.key, { done, name: done.name, part: 1, code: done.given ? undefined : done.check === "infected" ? "files.infected" : "files.not_checked" }),
      (error: unknown) => { if (!one.abort.signal.aborted) patch(one.key, { code: error instanceof ApiError ? error.code : "desk.unknown" }); },
    );
  };
  const refuse = (file: File, code: Refusal) => setAll((list) => [...list, { key: next.current++, name: file.name, bytes: file.size, part: 0, code, abort: new AbortController() }]);
  return {
    all,
    each,
    together,
    /** A window that is closed or a refused file holds nothing up; one that is on its way does. */
    busy: all.some(({ done, code }) => !done && !code),
    ready: all.flatMap(({ done, code }) => (done && !code ? [done.id] : [])),
    add: (files: File[]) => {
      const goes = all.filter(({ code }) => !code);
      const room = { each, together, count: goes.length, bytes: goes.reduce((sum, one) => sum + one.bytes, 0) };
      for (const { file, refusal } of sortOut(files, room)) if (refusal) refuse(file, refusal); else start(file);
    },
    remove: (one: Upload) => {
      drop(one);
      setAll((list) => list.filter(({ key }) => key !== one.key));
    },
    /** They are the message's now. */
    clear: () => setAll((list) => list.filter(({ code }) => code)),
  };
}

function drop({ abort, done }: Upload): void {
  abort.abort();
  if (done) void discardFile(done.id).catch(() => undefined);
}

/** `together`: bytes of all; 0: each for itself. */
export function AttachButton({ uploads, most, together }: { uploads: Uploads; most: number; together: number }) {
  const { t, i18n } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const limit = sizeWords(i18n.locale, most);
  const all = sizeWords(i18n.locale, together);
  const label = together > 0 ? t`Attach files: up to ${filesMost}, ${all} together` : t`Attach files: up to ${filesMost}, ${limit} each`;
  return (
    <>
      <input ref={field} type="file" multiple hidden aria-hidden tabIndex={-1} onChange={(event) => {
        uploads.add([...(event.currentTarget.files ?? [])]);
        event.currentTarget.value = "";
      }} />
      <Tooltip label={label}>
        <ActionIcon size={36} variant="default" aria-label={label} onClick={() => field.current?.click()}><Icon name="clip" size={18} /></ActionIcon>
      </Tooltip>
    </>
  );
}

export function UploadChips({ uploads }: { uploads: Uploads }) {
  const { t, i18n } = useLingui();
  if (uploads.all.length === 0) return null;
  const limitOf = (code: string) => (code === "files.too_large" ? uploads.each : code === "files.too_large_together" ? uploads.together : 0);
  return (
    <ul className={classes.chips} aria-label={t`Files that go with the answer`}>
      {uploads.all.map((one) => (
        <li key={one.key} className={classes.chip} data-bad={one.code || undefined}>
          <span className={classes.name} dir="auto">{one.name}</span>
          <span className={classes.size}>{sizeWords(i18n.locale, one.bytes)}</span>
          {one.code && <span role="alert">{tellCode(i18n, one.code)}{limitOf(one.code) > 0 && ` (${sizeWords(i18n.locale, limitOf(one.code))})`}</span>}
          {one.done?.risky && <span><Icon name="warning" size={13} /> <Trans>Many channels and mail servers refuse such a file.</Trans></span>}
          {!one.done && !one.code && <Progress className={classes.progress} size={4} value={one.part * 100} aria-label={t`Uploading ${one.name}`} />}
          <ActionIcon size={24} variant="subtle" color="gray" aria-label={t`Remove ${one.name}`} onClick={() => uploads.remove(one)}><Icon name="cross" size={13} /></ActionIcon>
        </li>
      ))}
    </ul>
  );
}
