import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mutate } from "../../sim/mutate.ts";
import { MUTATIONS } from "../../sim/mutations.ts";

const ROOT = join(__dirname, "../..");

describe("MUTATIONS", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    "names source text that stands exactly once: %s",
    (_name, mutation) => {
      const source = readFileSync(join(ROOT, mutation.file), "utf8");
      const mutated = mutate(source, mutation);
      expect(mutated).toEqual({ text: expect.any(String) });
      expect(mutated).not.toEqual({ text: source });
    },
  );
});
