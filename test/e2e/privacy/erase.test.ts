import { HEARTBEAT } from "../../../src/core/ledger/heartbeat.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, newSubmissionId, raw, structured } from "../../helpers/local-stack-events.ts";
import { runScript } from "../stack/run-script.ts";

jest.setTimeout(90_000);

const TABLES = ["Reviews", "Index", "Due", "Addresses", "State"].map((name) => `Certification${name}`);
const ADA = "ada-to-erase@contoso.example";
const BO = "bo-who-stays@contoso.example";

describe("npm run erase", () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const erase = async (...args: string[]) => {
    const script = runScript("tools/erase.ts", args, { SERVICE_BUS: stack.serviceBus, TABLES: stack.tables });
    return { code: await script.exit, stdout: script.stdout(), stderr: script.stderr() };
  };
  /** All of it but the sweep's heartbeat: a sweep may run meanwhile. */
  const ledger = async (): Promise<string> => {
    const rows = (await Promise.all(TABLES.map(async (table) => await stack.entities(table)))).flat();
    return JSON.stringify(rows.filter(({ rowKey }) => rowKey !== HEARTBEAT.row));
  };

  it("shows what it would remove, removes it, names what waits in a queue, and finds nothing the second time", async () => {
    const submissionId = newSubmissionId();
    const contacts = [
      { name: "Ada Lovelace", email: "Ada-To-Erase@contoso.example" },
      { name: "Bo", email: BO },
    ];
    const event = failedEvent({ submissionId, contacts });
    await stack.publish(structured(event), raw(Buffer.from(`{"broken": "${ADA}"`)));
    await until("both mails", () => stack.mailsTo(ADA).length + stack.mailsTo(BO).length === 2);
    await stack.untilIdle();
    await until("what is put aside", async () => (await stack.peek("certification-results-rejected")).length === 1);
    await until("accepted mails", async () =>
      (await stack.notifications(submissionId)).every(({ state }) => state === "accepted"),
    );

    const before = await ledger();
    const rehearsed = await erase("--address", ADA.toUpperCase(), "--dry-run", "--json");
    expect(JSON.parse(rehearsed.stdout)).toMatchObject({
      dryRun: true,
      found: { review: 1, event: 1, notification: 1, cancelled: 0, mail: 1 },
      left: [{ queue: "certification-results-rejected", deadLetter: false }],
    });
    expect(rehearsed.code).toBe(1);
    expect(await ledger()).toBe(before);

    const erased = await erase("--address", ADA);
    expect(erased.code).toBe(1);
    expect(erased.stdout).toMatch(/1 mails\n/);
    expect(erased.stdout).toMatch(/Left: message [0-9a-f]{32} \(number \d+\) of certification-results-rejected\./);
    expect(erased.stdout + erased.stderr).not.toMatch(/ada-to-erase/i);
    expect(await ledger()).not.toMatch(/ada-to-erase|Lovelace/i);
    expect(await ledger()).toContain(BO);
    expect(await stack.notifications(submissionId)).toEqual(
      expect.arrayContaining([expect.objectContaining({ state: "accepted", reason: "erased" })]),
    );
    expect((await stack.call(`/submissions/${submissionId}`)).status).toBe(200);

    const again = await erase("--address", ADA, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({
      found: { review: 0, event: 0, notification: 0, mail: 0, other: 0 },
    });
  });

  it("reads the address from standard input, and ends with 0 when nothing is left", async () => {
    const script = runScript("tools/erase.ts", ["--address", "-", "--json"], {
      SERVICE_BUS: stack.serviceBus,
      TABLES: stack.tables,
    });
    script.process.stdin?.end("Nobody <nobody@contoso.example>\n");
    expect(await script.exit).toBe(0);
    expect(JSON.parse(script.stdout())).toMatchObject({ dryRun: false, left: [] });
  });

  it("tells wrong use", async () => {
    const wrong = await erase("--address", "nobody at home");
    expect([wrong.code, wrong.stderr]).toEqual([2, "--address: must be one e-mail address\n"]);
    expect((await erase()).code).toBe(2);
    expect((await erase("--help")).code).toBe(0);
  });
});
