// Files of a message: pictures seen, sound and films played, others as a row; what is not here says why.
import { Button } from "@mantine/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";

import { fetchAgain, fileUrl, previewUrl, type FileView } from "@/shared/api/files";
import { clockTime } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { tellCode } from "@/shared/words/problems";

import { sizeWords } from "../lib/files";
import classes from "./files.module.css";

const sorts: Record<FileView["sort"], MessageDescriptor> = {
  picture: msg`Picture`,
  audio: msg`Sound`,
  video: msg`Film`,
  document: msg`Document`,
  archive: msg`Archive`,
  text: msg`Text`,
  page: msg`Web page`,
  program: msg`Program`,
  other: msg`File`,
};

export function MessageFiles({ files }: { files: FileView[] }) {
  if (files.length === 0) return null;
  return <ul className={classes.files}>{files.map((file) => <li key={file.id}><One file={file} /></li>)}</ul>;
}

function One({ file }: { file: FileView }) {
  if (file.state === "gone") return <span className={classes.row}><Trans>The file is gone.</Trans></span>;
  if (file.state !== "kept") return <NotHere file={file} />;
  return (
    <>
      <Seen file={file} />
      <Row file={file} />
    </>
  );
}

function Seen({ file }: { file: FileView }) {
  const { t } = useLingui();
  if (!file.shown) return null;
  const name = file.name;
  if (file.sort === "audio") return <audio className={classes.player} controls preload="none" src={previewUrl(file)} aria-label={name} />;
  if (file.sort === "video") return <video className={classes.film} controls preload="none" src={previewUrl(file)} aria-label={name} />;
  return (
    <a className={classes.picture} href={previewUrl(file)} target="_blank" rel="noreferrer" aria-label={t`Picture ${name}, open whole`}>
      <img src={previewUrl(file)} alt={name} loading="lazy" width={file.width || undefined} height={file.height || undefined} />
    </a>
  );
}

function Row({ file }: { file: FileView }) {
  const { i18n } = useLingui();
  const words = <span className={classes.name} dir="auto">{file.name}</span>;
  return (
    <span className={classes.row} data-bad={file.check === "infected" || undefined}>
      <Icon name={file.check === "infected" ? "ban" : file.risky ? "warning" : "download"} size={13} />
      {file.given ? <a href={fileUrl(file)} download={file.name}>{words}</a> : words}
      <span className={classes.size}>{i18n._(sorts[file.sort])} · {sizeWords(i18n.locale, file.bytes)}</span>
      {file.check === "infected" && <span role="note">{tellCode(i18n, "files.infected")}{file.trouble?.params[0] ? ` (${file.trouble.params[0].value})` : ""}</span>}
      {file.risky && file.check !== "infected" && <span role="note" className={classes.risky}><Trans>It may run on your computer: open it only if you know who sent it and why.</Trans></span>}
      {file.check === "unchecked" && <span role="note"><Trans>Not checked for viruses yet</Trans></span>}
    </span>
  );
}

/** Still to be fetched, or not to be had: why, and again. */
function NotHere({ file }: { file: FileView }) {
  const { i18n } = useLingui();
  const again = useMutation({ mutationFn: () => fetchAgain(file) });
  const { trouble } = file;
  const failed = file.state === "failed" && !again.isSuccess;
  const next = trouble?.next_at ? clockTime(i18n.locale, trouble.next_at) : "";
  const said = trouble?.params.find(({ name }) => name === "channel_said")?.value;
  return (
    <span className={classes.row} data-bad={failed || undefined}>
      <Icon name={failed ? "warning" : "clock"} size={13} />
      {file.name && <span className={classes.name} dir="auto">{file.name}</span>}
      {file.bytes > 0 && <span className={classes.size}>{sizeWords(i18n.locale, file.bytes)}</span>}
      {!trouble && <Trans>The file is being fetched…</Trans>}
      {trouble && <span role="note">{failed && <><Trans>Could not be fetched.</Trans> </>}{tellCode(i18n, trouble.code)}{said ? ` «${said}»` : ""}</span>}
      {next && <span><Trans>Next try: {next}</Trans></span>}
      {(failed || next) && <Button size="compact-xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}><Trans>Fetch again</Trans></Button>}
      <ProblemText error={again.error} />
    </span>
  );
}
