// The arrow as an error: shared <- features <- app, and no feature imports another (Y6 of the style).
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import importPlugin from "eslint-plugin-import";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync(fileURLToPath(new URL("./src/features", import.meta.url)));
const resolver = fileURLToPath(new URL("./tools/resolver.cjs", import.meta.url));

const zones = [
  { target: "./src/shared", from: ["./src/features", "./src/app"] },
  { target: "./src/features", from: "./src/app" },
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: "./src/features",
    except: [`./${name}`],
  })),
];

export default tseslint.config(
  { ignores: ["dist", "src/shared/api/schema.gen.ts"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx,js,mjs}"],
    plugins: { import: importPlugin, "react-hooks": reactHooks },
    settings: {
      "import/resolver": { [resolver]: {} },
      "import/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
      "import/extensions": [".ts", ".tsx"],
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "import/no-restricted-paths": ["error", { zones, basePath: fileURLToPath(new URL(".", import.meta.url)) }],
      // Its strongly-connected shortcut fails on files that import only packages (2.32.0).
      "import/no-cycle": ["error", { disableScc: true }],
      "import/no-unresolved": "error",
      "import/no-default-export": "error",
      "max-lines": ["error", { max: 300 }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["src/shared/api/types.ts"], rules: { "max-lines": "off" } },
  { files: ["*.ts", "*.js", "**/*.d.ts"], rules: { "import/no-default-export": "off" } },
  { files: ["tools/*"], rules: { "@typescript-eslint/no-require-imports": "off", "no-console": "off", "no-undef": "off" } },
);
