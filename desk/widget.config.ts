// The widget of the shop's pages: ../widget/src into one script, ../widget/dist/orderline.js, with the desk's own tools.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const most = 30_000;

/** Every shop's every page loads it: the build fails rather than let it grow unseen. */
const small: Plugin = {
  name: "widget-size",
  apply: "build",
  closeBundle() {
    const bytes = gzipSync(readFileSync(here("../widget/dist/orderline.js")), { level: 9 }).length;
    if (bytes >= most) throw new Error(`the widget has ${bytes} bytes as gzip; it must stay under ${most}`);
    process.stdout.write(`widget: ${bytes} bytes as gzip, of ${most}\n`);
  },
};

export default defineConfig({
  plugins: [small],
  resolve: { alias: { vitest: here("node_modules/vitest/dist/index.js") } },
  publicDir: false,
  build: {
    outDir: here("../widget/dist"), emptyOutDir: true, target: "es2020", sourcemap: false,
    lib: { entry: here("../widget/src/main.ts"), formats: ["iife"], name: "OrderlineWidget", fileName: () => "orderline.js" },
  },
  server: { fs: { allow: [here("..")] } },
  test: { environment: "happy-dom", include: ["../widget/src/**/*.test.ts"] },
});
