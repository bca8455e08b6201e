import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, newSubmissionId, raw, structured, submittedEvent } from "../../helpers/local-stack-events.ts";
import { FREE_PORTS, runScript } from "../stack/run-script.ts";

jest.setTimeout(120_000);

/** A text that stands nowhere else, so that wherever it is found it has leaked. */
const token = (what: string): string => `canary${what}${randomBytes(6).toString("hex")}`;

/** Where the ledger and the broker keep what they are for, and the host its keys; none of these is a log. */
const DATA = /^(?:tables|servicebus|service-bus|broker|azurite)\b|keys\.json$/;

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("the logs of a run", () => {
  const canaries = {
    address: token("address"),
    name: token("name"),
    finding: token("finding"),
    refused: `refused-${token("refused")}`,
    rejected: token("rejected"),
    conflicting: token("conflicting"),
    reason: token("reason"),
    stranger: token("stranger"),
    preview: token("preview"),
    key: token("key"),
    busKey: token("buskey"),
    mailPassword: token("mailpassword"),
    acsKey: token("acskey"),
    setting: token("setting"),
    team: token("team"),
  } as const;
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start({
      settings: {
        ACS: `endpoint=https://unused.invalid/;accesskey=${Buffer.from(canaries.acsKey).toString("base64")}`,
        SLA_ALERT_RECIPIENTS: `${canaries.team}@notifier.example`,
      },
      through: async ({ tables, serviceBus }) => ({
        tables,
        serviceBus: serviceBus.replace(/SharedAccessKey=[^;]*/, `SharedAccessKey=${canaries.busKey}`),
      }),
    });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const leaks = (text: string): string[] =>
    [...Object.values(canaries), Buffer.from(canaries.acsKey).toString("base64")].filter((canary) =>
      text.toLowerCase().includes(canary.toLowerCase()),
    );

  it("name no address, no person, no text of an event or a request, and no secret", async () => {
    const submissionId = newSubmissionId();
    const address = `${canaries.address}@contoso.example`;
    const event = failedEvent({
      submissionId,
      contacts: [
        { name: canaries.name, email: address },
        { name: canaries.name, email: `${canaries.refused}@contoso.example` },
      ],
      findings: [{ policy: "200.3.3", title: canaries.finding, message: `${canaries.finding}: see ${address}` }],
    });
    await stack.publish(structured(event));
    await until("the mail", () => stack.mailsTo(address).length === 1);
    await stack.publish(
      structured(event),
      structured({ ...event, data: { ...event.data, environment: canaries.conflicting } }),
      raw(Buffer.from(`{ "${canaries.rejected}": "${address}"`)),
      structured({
        ...event,
        id: canaries.rejected,
        data: { ...event.data, contacts: [{ email: canaries.rejected }] },
      }),
      structured(submittedEvent({ submissionId: newSubmissionId(), submittedAt: "2026-01-05T09:00:00Z" })),
    );
    await stack.untilIdle();
    const refused = await until("the refusal", async () =>
      (await stack.notifications(submissionId)).find(({ state }) => state === "failed"),
    );
    expect(refused.address).toContain(canaries.refused);
    await until("what is put aside", async () => (await stack.peek("certification-results-rejected")).length === 3);

    const stranger = `${canaries.stranger}@elsewhere.example`;
    const asked = [
      await stack.resend(submissionId, { reason: canaries.reason, recipients: [stranger] }),
      await stack.resend(submissionId, { reason: canaries.reason, [canaries.reason]: true }),
      await stack.resend(submissionId, { reason: canaries.reason, recipients: [address] }),
      await stack.resend(submissionId, { reason: canaries.reason }, { "x-functions-key": canaries.key }),
      await stack.resend(submissionId, `{ ${canaries.reason}`),
      await stack.call(`/preview?code=${canaries.key}`, {
        body: failedEvent({ contacts: [{ email: `${canaries.preview}@contoso.example` }] }),
      }),
      await stack.call("/preview", { body: { [canaries.preview]: canaries.preview } }),
      await stack.call(`/submissions?publisher=${canaries.preview}&state=${canaries.preview}`),
    ];
    expect(asked.map(({ status }) => status)).toEqual([422, 422, 202, 401, 422, 200, 422, 422]);
    // The sweep goes by the tables' clock, which tells whole seconds.
    await until("the digest", async () => {
      await stack.runTimer("sweep-sla");
      await stack.untilIdle();
      return stack.mailsTo(`${canaries.team}@notifier.example`).length > 0;
    });

    // The mail server goes away, so that errors of a connection are told too; then the host is started anew.
    await stack.killSmtp();
    const later = newSubmissionId();
    await stack.publish(
      structured(failedEvent({ submissionId: later, contacts: [{ name: canaries.name, email: address }] })),
    );
    await until("a failed try", async () =>
      (await stack.notifications(later)).some(({ state }) => state === "retrying"),
    );
    await stack.killHost();
    await stack.startHost({ SMTP_URL: `smtp://user:${canaries.mailPassword}@127.0.0.1:${stack.smtpPort}` });
    await stack.runTimer("sweep-sla");

    // That the run was told at all is what makes the rest mean something.
    const lines = stack.everyLine.filter((line) => !line.startsWith('{"event":"ready"'));
    expect(lines.some((line) => line.includes("Sweep:"))).toBe(true);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => leaks(line).length > 0)).toEqual([]);

    const files = filesUnder(stack.dataDir).filter((file) => !DATA.test(relative(stack.dataDir, file)));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => leaks(readFileSync(file, "utf8")).length > 0)).toEqual([]);
  });

  it("name no value of a wrong setting", async () => {
    await stack.killHost();
    const refusal = await stack
      .startHost({ SMTP_URL: `gopher://user:${canaries.mailPassword}@host`, EMAIL_FROM: `${canaries.setting} at home` })
      .then(
        () => "it started",
        (error: unknown) => String(error),
      );
    expect(refusal).toContain("EMAIL_FROM");
    expect(leaks(refusal)).toEqual([]);
  });

  it("nor do commands name whom they were asked about", async () => {
    const env = { ...FREE_PORTS, SERVICE_BUS: stack.serviceBus, TABLES: stack.tables };
    const address = `${canaries.address}@contoso.example`;
    for (const [args, code] of [
      [["--address", address, "--dry-run"], 1],
      [["--address", `${canaries.address} at home`], 2],
      [[`--adress=${address}`], 2],
      [["--address", address, address], 2],
    ] as const) {
      const script = runScript("tools/erase.ts", args, env);
      expect([args, await script.exit]).toEqual([args, code]);
      expect(leaks(script.stdout() + script.stderr())).toEqual([]);
    }
  });
});
