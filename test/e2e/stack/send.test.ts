import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "./run-script.ts";

jest.setTimeout(30_000);

describe("npm run send", () => {
  const folder = mkdtempSync(join(tmpdir(), "send-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const send = async (args: readonly string[], env: Record<string, string> = {}) => {
    const script = runScript("local/send.ts", args, env);
    script.process.stdin?.end();
    return { exit: await script.exit, stdout: script.stdout(), stderr: script.stderr() };
  };

  it("names file and line of what is not JSON", async () => {
    const { exit, stderr } = await send([write("bad.jsonl", '{"id":"a"}\n{"id":\n{"id":"c"}\n')]);
    expect(exit).toBe(2);
    expect(stderr).toContain("bad.jsonl:2: not JSON");
  });

  it("says that a file cannot be read", async () => {
    const { exit, stderr } = await send([join(folder, "none.json")]);
    expect(exit).toBe(2);
    expect(stderr).toContain("none.json: cannot be read (ENOENT)");
  });

  it("says within seconds, and without a stack trace, that nothing listens", async () => {
    const serviceBus =
      "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=hidden;UseDevelopmentEmulator=true";
    const { exit, stderr } = await send([write("one.json", '{"id":"a"}')], { SERVICE_BUS: serviceBus });
    expect(exit).toBe(1);
    expect(stderr).toBe(
      "Service Bus at sb://127.0.0.1:1 cannot be reached: nothing listens there. Is the stack running (npm start), and is SERVICE_BUS right?\n",
    );
  });

  it("refuses to be called without a file", async () => {
    expect((await send([])).exit).toBe(2);
  });
});
