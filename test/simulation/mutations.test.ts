import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MUTATIONS } from "../../sim/mutations.ts";

const ROOT = join(__dirname, "../..");

describe("MUTATIONS", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    "names source text that stands exactly once: %s",
    (_name, { file, from, and }) => {
      const source = readFileSync(join(ROOT, file), "utf8");
      const times = [from, ...(and === undefined ? [] : [and.from])].map((text) => source.split(text).length - 1);
      expect(times).toEqual(times.map(() => 1));
    },
  );
});
