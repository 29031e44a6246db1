// Files of conversations: as the server shows them, and how they are uploaded. The shapes follow docs/api/openapi.json.
import { ApiError, post, call } from "./client";
import type { components } from "./schema.gen";
import type { Id } from "./types";

export type FileView = components["schemas"]["FileView"];

export const fileUrl = (file: FileView) => `/api/v1/files/${file.id}`;
export const previewUrl = (file: FileView) => `/api/v1/files/${file.id}/preview`;
/** Fetched once more from its channel. */
export const fetchAgain = (file: FileView) => post<FileView>(`/api/v1/files/${file.id}/again`);
/** An upload that is not sent. */
export const discardFile = (id: Id) => call<unknown>("DELETE", `/api/v1/files/${id}`);

/** Only this old way tells how far it is. `signal` ends it. */
export function uploadFile(conversation: Id, file: File, progress: (part: number) => void, signal: AbortSignal): Promise<FileView> {
  return new Promise((done, refuse) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/conversations/${conversation}/files?name=${encodeURIComponent(file.name.slice(-200))}`);
    request.setRequestHeader("x-requested-with", "orderline");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => { if (total > 0) progress(loaded / total); };
    request.onload = () => { if (request.status === 200) done(JSON.parse(request.responseText) as FileView); else refuse(problem(request)); };
    request.onerror = () => refuse(new ApiError("desk.offline", 0, "The server does not answer."));
    request.onabort = () => refuse(new DOMException("Aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function problem({ status, responseText }: XMLHttpRequest): ApiError {
  try {
    const body = JSON.parse(responseText) as { code?: string; detail?: string; params?: [string, string][] };
    return new ApiError(body.code ?? "desk.unknown", status, body.detail ?? "", "file", body.params);
  } catch {
    return new ApiError("desk.unknown", status, responseText.slice(0, 200));
  }
}
