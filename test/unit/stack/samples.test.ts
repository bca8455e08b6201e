import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXPECTATIONS } from "../../../local/demo/expectations.ts";
import { parseEvent } from "../../../src/core/certification/parse-event.ts";

const FOLDER = join(__dirname, "../../../samples");

describe("samples", () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .sort();

  it("are those that the demo expects, in its order", () => {
    expect(files).toEqual(EXPECTATIONS.map(({ file }) => file));
  });

  it.each(files)("%s is what its name says", (file) => {
    const parsed = parseEvent({ body: readFileSync(join(FOLDER, file)), properties: {} });
    const { outcome, to } = EXPECTATIONS.find((expectation) => expectation.file === file) ?? {};
    expect(parsed.kind).toBe(file.endsWith(".broken.json") ? "invalid" : "valid");
    if (parsed.kind !== "valid") return;
    expect(parsed.event.submissionId).toMatch(/^\d{19}$/);
    const addresses = parsed.event.contacts.map(({ email }) => email);
    expect(addresses.every((address) => address.endsWith(".example"))).toBe(true);
    if (outcome === "mailed") expect(addresses).toEqual(to);
  });

  it("each have ids of their own", () => {
    const ids = files.map((file) => (JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as { id: string }).id);
    expect(new Set(ids).size).toBe(files.length);
  });
});
