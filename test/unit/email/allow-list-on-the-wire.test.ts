import { makeSmtpMailer } from "../../../src/adapters/email/smtp-mailer.ts";
import { parseEvent } from "../../../src/core/certification/parse-event.ts";
import { toAddressPattern } from "../../../src/core/notifications/allow-list.ts";
import { fc } from "../../helpers/fast-check.ts";
import { ALLOWED_HOST, hostileAddresses } from "../../helpers/hostile-addresses.ts";
import { startSmtpSink } from "../../helpers/smtp-sink.ts";
import { failed, makeWorld } from "../../helpers/world.ts";

/** Told without the code that is under test. */
const ON_THE_LIST = /^[^@]+@(?:[a-z0-9-]+\.)*contoso\.example$/;

describe("the allow list", () => {
  it("is what an SMTP server sees, whatever the addresses of events are", async () => {
    const sink = await startSmtpSink();
    const mailer = makeSmtpMailer({ url: sink.url, maxConnections: 2 });
    const allowList = [`*@${ALLOWED_HOST}`, `*@*.${ALLOWED_HOST}`].map((pattern) => toAddressPattern(pattern) ?? "");
    const world = await makeWorld({ settings: { allowList } });
    const { receiveEvent, sendNotification } = await world.another({ mailer });
    const seen = { refused: 0, suppressed: 0 };
    try {
      await fc.assert(
        fc.asyncProperty(hostileAddresses, fc.nat(), async (email, n) => {
          const event = failed({ submissionId: `${n}-${email.length}`, contacts: [{ email }] });
          const parsed = parseEvent({ body: Buffer.from(JSON.stringify(event)), properties: {} });
          if (parsed.kind === "invalid") {
            seen.refused += 1;
            return;
          }
          await receiveEvent(parsed);
          for (const hint of world.queue.take()) {
            if ((await sendNotification(hint)).kind === "suppressed") seen.suppressed += 1;
          }
          for (const { to } of sink.mails) for (const address of to) expect(address).toMatch(ON_THE_LIST);
        }),
        { numRuns: 400 },
      );
      expect(seen.refused).toBeGreaterThan(50);
      expect(seen.suppressed).toBeGreaterThan(10);
      expect(sink.mails.length).toBeGreaterThan(10);
    } finally {
      await mailer.close();
      await sink.close();
    }
  });
});
