// Files that go with the next answer: chosen, dropped or pasted; uploaded at once, so that sending does not wait for them.
import { ActionIcon, Progress, Tooltip } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import type { Conversation } from "@/shared/api/conversations";
import { ApiError } from "@/shared/api/client";
import { discardFile, uploadFile, type FileView } from "@/shared/api/files";
import { Icon } from "@/shared/ui/icon";
import { tellCode } from "@/shared/words/problems";

import { sizeWords, withinLimit } from "../lib/files";
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
export function useUploads({ id, files_most: most }: Conversation) {
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
  const refuse = (file: File) => setAll((list) => [...list, { key: next.current++, name: file.name, bytes: file.size, part: 0, code: "files.too_large", abort: new AbortController() }]);
  return {
    all,
    /** A window that is closed or a refused file holds nothing up; one that is on its way does. */
    busy: all.some(({ done, code }) => !done && !code),
    ready: all.flatMap(({ done, code }) => (done && !code ? [done.id] : [])),
    add: (files: File[]) => {
      const { take, large } = withinLimit(files, most);
      take.forEach(start);
      large.forEach(refuse);
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

export function AttachButton({ uploads, most }: { uploads: Uploads; most: number }) {
  const { t, i18n } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const limit = sizeWords(i18n.locale, most);
  const label = t`Attach files, up to ${limit} each`;
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
  return (
    <ul className={classes.chips} aria-label={t`Files that go with the answer`}>
      {uploads.all.map((one) => (
        <li key={one.key} className={classes.chip} data-bad={one.code || undefined}>
          <span className={classes.name} dir="auto">{one.name}</span>
          <span className={classes.size}>{sizeWords(i18n.locale, one.bytes)}</span>
          {one.code && <span role="alert">{tellCode(i18n, one.code)}</span>}
          {!one.done && !one.code && <Progress className={classes.progress} size={4} value={one.part * 100} aria-label={t`Uploading ${one.name}`} />}
          <ActionIcon size={24} variant="subtle" color="gray" aria-label={t`Remove ${one.name}`} onClick={() => uploads.remove(one)}><Icon name="cross" size={13} /></ActionIcon>
        </li>
      ))}
    </ul>
  );
}
