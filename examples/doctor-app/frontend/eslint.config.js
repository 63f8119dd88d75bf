import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";

export default [
  { ignores: ["dist", "coverage"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{js,jsx}"],
    ...reactHooks.configs.flat["recommended-latest"],
  },
  {
    files: ["src/**/*.{js,jsx}"],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    rules: {
      // Components are used in JSX only, which the core rule does not see.
      "no-unused-vars": ["error", { varsIgnorePattern: "^[A-Z]" }],
      eqeqeq: "error",
    },
  },
  {
    files: ["*.config.js", "nginx-test/**/*.mjs"],
    languageOptions: { globals: globals.node },
  },
];
