// What each folder may import of the others. A folder that is not named here may import nothing of them.

/** Folders of src/, each with those that it may know; the lower a folder stands, the more it knows. */
const MAY_IMPORT = {
  // The core: from instants and findings up to the verbs.
  "core/certification": [],
  "core/articles": ["core/certification"],
  "core/policies": ["core/articles"],
  "core/delivery": ["core/certification"],
  "core/sla": ["core/articles", "core/certification", "core/policies"],
  "core/notifications": ["core/articles", "core/certification", "core/delivery", "core/policies", "core/sla"],
  "core/notices": ["core/delivery", "core/notifications", "core/sla"],
  "core/partner-center": ["core/notifications"],
  "core/telemetry": [],
  "core/ledger": [
    "core/articles",
    "core/certification",
    "core/delivery",
    "core/notices",
    "core/notifications",
    "core/partner-center",
    "core/policies",
    "core/sla",
  ],
  "core/erase": ["core/certification", "core/ledger", "core/notifications", "core/sla"],
  "core/verbs": ["core/"],
  // Around it.
  config: ["core/"],
  http: ["core/", "config"],
  handlers: ["core/", "config"],
  adapters: ["core/", "config"],
};

/** Straight in src/core stand words that every folder may know, and these, which name or wire what the folders hold. */
const ABOVE = "^src/core/(core|make-core|ports|traced-verbs)\\.ts$";

const rules = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `what-${folder.replace("/", "-")}-knows`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    path: "^(src|functions|local|tools|bench|sim|test)/",
    pathNot: [
      `^src/${folder}/`,
      "^src/core/[^/]+\\.ts$",
      ...others.map((other) => (other.endsWith("/") ? `^src/${other}` : `^src/${other}/`)),
    ],
  },
}));

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    ...rules,
    {
      name: "core-is-made-outside",
      comment: "Only the composition wires the core; others know its type, core.ts.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/composition\\.ts$" },
      to: { path: "^src/core/make-core\\.ts$" },
    },
    {
      name: "words-know-no-folder",
      comment:
        "What stands straight in src/core is for every folder, so it knows none of them. The ports name what they carry.",
      severity: "error",
      from: { path: "^src/core/[^/]+\\.ts$", pathNot: ABOVE },
      to: { path: "^src/core/[^/]+/" },
    },
    {
      name: "adapters-know-no-verbs",
      severity: "error",
      from: { path: "^src/adapters/" },
      to: { path: "^src/core/verbs/" },
    },
    {
      name: "bindings-know-no-adapter",
      severity: "error",
      from: { path: "^functions/" },
      to: { path: "^src/adapters/" },
    },
    {
      name: "the-app-knows-no-tool",
      severity: "error",
      from: { path: "^(src|functions)/" },
      to: { path: "^(local|tools|bench|sim|test|packages)/" },
    },
    {
      name: "a-package-knows-nothing-of-the-app",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^(src|functions|local|tools|bench|sim|test)/|^packages/", pathNot: "^packages/$1/|/dist/" },
    },
    {
      name: "the-simulated-world-stands-on-the-app",
      severity: "error",
      from: { path: "^sim/" },
      to: { path: "^(local|tools|bench|test)/" },
    },
    {
      name: "only-the-tests-of-a-tool-know-it",
      severity: "error",
      from: { path: "^test/", pathNot: "^test/(unit/tools|infra|e2e/package)/" },
      to: { path: "^tools/" },
    },
    {
      name: "no-test-knows-a-benchmark",
      severity: "error",
      from: { path: "^test/" },
      to: { path: "^bench/" },
    },
  ],
  options: {
    parser: "swc", // TypeScript 7 is not among its parsers
    tsPreCompilationDeps: true, // also imports of types
    doNotFollow: { path: "node_modules" },
  },
};
