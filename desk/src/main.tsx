// Starts the desk: language first, so that nothing flashes in a foreign one.
import "./app/main-css";

import { createRoot } from "react-dom/client";

import { App } from "./app/app";
import { adoptTheme } from "./app/theme";
import { firstLanguage, speak } from "./shared/lib/i18n";

adoptTheme();
await speak(firstLanguage());
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
