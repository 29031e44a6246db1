// Tells eslint-plugin-import where "@/…" and extension-less paths lie, so that the import zones see every edge.
const fs = require("node:fs");
const path = require("node:path");

const src = path.join(__dirname, "..", "src");
const endings = ["", ".ts", ".tsx", ".css"];

exports.interfaceVersion = 2;

exports.resolve = (source, file) => {
  const isOurs = source.startsWith("@/") || source.startsWith(".");
  if (!isOurs) return { found: true, path: null };
  const bare = source.replace(/\?.*$/, ""); // "./uk.po?raw"
  const base = source.startsWith("@/") ? path.join(src, bare.slice(2)) : path.resolve(path.dirname(file), bare);
  const hit = endings.map((ending) => base + ending).find((p) => fs.existsSync(p) && fs.statSync(p).isFile());
  return hit ? { found: true, path: hit } : { found: false };
};
