// How the workshop's page is checked (`make lint-page`).

import js from "@eslint/js";
import imports from "eslint-plugin-import";
import globals from "globals";

const FOLDERS = ["core", "map", "timeline", "play", "panels"]; // each imports from those before it only
const PAGE = "sim/app/static";

/** What a folder may not import from: those after it. */
const above = FOLDERS.map((folder, at) => ({
  target: `${PAGE}/${folder}`,
  from: [`${PAGE}/main.js`, ...FOLDERS.slice(at + 1).map((other) => `${PAGE}/${other}`)],
}));

export default [
  { ignores: [`${PAGE}/vendor/**`] },
  {
    files: [`${PAGE}/**/*.js`],
    ...js.configs.recommended,
  },
  {
    files: [`${PAGE}/**/*.js`],
    plugins: { import: imports },
    languageOptions: { ecmaVersion: 2018, sourceType: "module", globals: { ...globals.browser, uPlot: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { "import/parsers": { espree: [".js"] } },
    rules: {
      "no-unused-vars": ["error", { caughtErrors: "none" }], // ES2018 has no catch without a name
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "import/named": "error",
      "import/no-cycle": "error",
      "import/no-unresolved": "error",
      "import/no-restricted-paths": ["error", { zones: above }],
    },
  },
];
