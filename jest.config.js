/** Jest runs our TypeScript and the few ESM-only libraries through swc; everything else is loaded as it is. */
const esmOnly = [
  "mdast-util-[^/]+",
  "micromark[^/]*",
  "unist-util-[^/]+",
  "decode-named-character-reference",
  "character-entities",
  "devlop",
  "uuid",
  "commander",
  "fast-check",
  "pure-rand",
  "temporal-polyfill",
  "temporal-utils",
  "intl-messageformat",
  "@formatjs",
];

export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/{test,packages/*/test}/**/*.test.ts"],
  transform: {
    "\\.(ts|m?js)$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "commonjs" } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join("|")})/)`],
  // What `npm run package` writes has a package.json of our name.
  modulePathIgnorePatterns: ["<rootDir>/package/"],
  watchman: false,
  // Those that start processes take seconds on a busy machine; what hangs still fails.
  testTimeout: 20_000,
  // Most end-to-end tests wait for other processes, so two at a time fit on two cores.
  maxWorkers: 2,
};
