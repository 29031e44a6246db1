// Elements made in the page's document: text only as text, never as markup.

export type Attributes = Record<string, string | number | boolean | ((event: never) => void) | undefined>;

export interface Maker {
  <K extends keyof HTMLElementTagNameMap>(tag: K, attributes?: Attributes, ...children: (Node | string)[]): HTMLElementTagNameMap[K];
}

/** `onclick`-like functions become listeners, `true` an empty attribute, `false` and undefined none. */
export const maker = (page: Document): Maker => (tag, attributes = {}, ...children) => {
  const node = page.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) node.appendChild(typeof child === "string" ? page.createTextNode(child) : child);
  return node;
};

const paths = {
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12L20 4l-4 16-4-7zM12 13l8-9",
  clip: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7",
  box: "M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  sending: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  sent: "M5 12l5 5L20 6",
  delivered: "M2 12l5 5L17 6M12 16l1 1L23 6",
  read: "M2 12l5 5L17 6M12 16l1 1L23 6",
  failed: "M12 4L2 20h20zM12 10v5M12 17.5v.01",
} as const;
export type Picture = keyof typeof paths;

export function picture(page: Document, name: Picture): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = page.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = page.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.appendChild(path);
  return svg;
}

const thumbWide = 240, thumbHigh = 180;

/** A picture drawn small: no address that a page's policy would have to allow. What is none stays hidden. */
export function thumb(page: Document, bytes: Promise<Blob>): HTMLElement {
  const canvas = maker(page)("canvas", { class: "thumb", "aria-hidden": "true", hidden: true });
  void bytes.then((blob) => createImageBitmap(blob)).then((bitmap) => {
    const scale = Math.min(1, thumbWide / bitmap.width, thumbHigh / bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    canvas.hidden = false;
  }).catch(() => undefined);
  return canvas;
}
