import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeAcsMailer } from "../../../src/adapters/email/acs-mailer.ts";
import { startSmtpSink } from "../../helpers/smtp-sink.ts";

const MAIN = join(import.meta.dirname, "../../../local/acs/main.ts");
const OPERATION_ID = "0b2a6f0e-2f4e-5d5a-9c7b-6f1f6f0f7a11";

const until = async (holds: () => boolean): Promise<void> => {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("The condition did not come true in 10 s.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe("local/acs/main.ts", () => {
  it("says when it is ready, hands accepted mails on to the inbox, takes faults over HTTP and stops when told", async () => {
    const inbox = await startSmtpSink();
    const child = spawn(process.execPath, [MAIN, "--port", "0", "--inbox-smtp", inbox.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const ready = JSON.parse(line) as { event: string; acs: string };
      expect(ready).toEqual({
        event: "ready",
        acs: expect.stringMatching(/^endpoint=http:\/\/127\.0\.0\.1:\d+\/;accesskey=bG9jYWw=$/),
      });
      const mailer = makeAcsMailer({ connection: { connectionString: ready.acs } });
      const mail = {
        operationId: OPERATION_ID,
        from: "certification@notifier.example",
        to: { address: "ada@contoso.example", name: "Ada" },
        subject: "Contoso VM",
        text: "text",
        html: "<p>html</p>",
        headers: { "Message-ID": `<${OPERATION_ID}@notifier.example>` },
      };
      expect(await mailer.send(mail, 5_000)).toMatchObject({ kind: "accepted" });
      await until(() => inbox.mails.length === 1);
      expect(inbox.mails[0]?.raw).toContain(`Message-ID: <${OPERATION_ID}@notifier.example>`);
      expect(inbox.mails[0]?.raw).not.toContain("acsemail");

      const origin = /endpoint=(.*)\/;/.exec(ready.acs)?.[1];
      const body = JSON.stringify({ next: [{ kind: "answer", status: 401 }] });
      expect((await fetch(`${origin}/_faults`, { method: "PUT", body })).status).toBe(200);
      expect(await mailer.send(mail, 5_000)).toMatchObject({ kind: "retryable", ours: true });
      expect(await (await fetch(`${origin}/_operations`)).json()).toMatchObject({
        operations: [{ id: OPERATION_ID, attempts: 2, accepted: 1 }],
      });
      await mailer.close();

      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
      await inbox.close();
    }
  });

  it("exits with 2 for a port that is none", async () => {
    const child = spawn(process.execPath, [MAIN, "--port", "many"], { stdio: "ignore" });
    expect(await once(child, "exit")).toEqual([2, null]);
  });
});
