import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, newSubmissionId, raw, structured } from "../../helpers/local-stack-events.ts";
import { runScript } from "../stack/run-script.ts";

jest.setTimeout(90_000);

describe("what was put aside", () => {
  const folder = mkdtempSync(join(tmpdir(), "replay-test-"));
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Item {
    readonly id: string;
    readonly queue: string;
    readonly problems: readonly string[];
    readonly body: string;
    readonly copies: number;
    readonly deadLetter: boolean;
  }
  const list = async (): Promise<Item[]> => (await stack.call("/rejected")).body.items as Item[];
  const listed = async (count: number): Promise<Item[]> =>
    await until(`${count} items`, async () => {
      const items = await list();
      return items.length === count && items;
    });
  const replay = async (id: string, body: unknown = {}) => await stack.call(`/rejected/${id}/replay`, { body });
  const script = (args: readonly string[], env: Record<string, string> = {}) =>
    runScript("tools/replay.ts", args, { SERVICE_BUS: stack.serviceBus, TABLES: stack.tables, ...env });

  it("is listed with its problems, mended and replayed over HTTP, once", async () => {
    const event = failedEvent({ submissionId: newSubmissionId(), contacts: [{ email: "mended@contoso.example" }] });
    const broken = JSON.stringify({ ...event, data: { ...event.data, outcome: "unheard of" } });
    await stack.publish(raw(Buffer.from(broken)), raw(Buffer.from(broken)));
    const item = await until("both copies in one item", async () => (await list()).find(({ copies }) => copies === 2));
    expect(item).toMatchObject({
      queue: "certification-results-rejected",
      deadLetter: false,
      body: broken,
      bodyEncoding: "utf8",
      bodyTruncated: false,
      problems: [expect.stringContaining("outcome")],
    });

    const first = await replay(item.id, { body: JSON.stringify(event) });
    expect(first).toMatchObject({ status: 202, body: { id: item.id, queue: "certification-results", state: "sent" } });
    await until("the mail", () => stack.mailsTo("mended@contoso.example").length > 0);
    expect(await list()).toEqual([]);

    const second = await replay(item.id);
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect((await replay(item.id, { body: "{}" })).body).toMatchObject({ status: 409, code: "REPLAY_CONFLICT" });
    await stack.untilIdle();
    expect(await list()).toEqual([]);
    expect(stack.mailsTo("mended@contoso.example")).toHaveLength(1);
  });

  it("is not to be had without a key, by a wrong id, or with a wrong request", async () => {
    expect((await stack.call("/rejected", { headers: { "x-functions-key": "wrong" } })).status).toBe(401);
    const unknown = await replay("0".repeat(32));
    expect(unknown).toMatchObject({ status: 404, body: { code: "REJECTED_UNKNOWN" } });
    expect(unknown.headers.get("content-type")).toContain("application/problem+json");
    expect(await replay("0".repeat(32), { body: 7 })).toMatchObject({ status: 422, body: { code: "REQUEST_INVALID" } });
  });

  it("is shown in base64 when it is no text", async () => {
    await stack.publish(raw(Buffer.from([0xff, 0x00, 0xfe])));
    const [item] = await listed(1);
    expect(item).toMatchObject({ body: "/wD+", bodyEncoding: "base64", bodySizeInBytes: 3 });
  });

  it("is replayed from the command line, after a look and an edit", async () => {
    const look = script(["--dry-run", "--json"]);
    expect(await look.exit).toBe(1);
    const [found] = JSON.parse(look.stdout()) as Item[];
    expect(found).toMatchObject({ body: "/wD+" });
    expect(await list()).toHaveLength(1);

    const event = failedEvent({ submissionId: newSubmissionId(), contacts: [{ email: "edited@contoso.example" }] });
    const mended = join(folder, "mended.json");
    writeFileSync(mended, JSON.stringify(event));
    const edit = script(["--id", String(found?.id), "--edit"], { EDITOR: `cp ${mended}` });
    const code = await edit.exit;
    expect([code, edit.stderr()]).toEqual([0, ""]);
    await until("the mail", () => stack.mailsTo("edited@contoso.example").length > 0);

    const nothing = script([]);
    expect([await nothing.exit, nothing.stdout()]).toEqual([0, "Nothing is put aside.\n"]);
    expect(await script(["--queue", "no-queue"]).exit).toBe(2);
    expect(await script(["--id", "0".repeat(32)]).exit).toBe(1);
  });

  it("comes from any dead-letter queue, and those that only ran out of deliveries are put back by the sweep", async () => {
    const event = failedEvent({ submissionId: newSubmissionId(), contacts: [{ email: "returned@contoso.example" }] });
    await stack.killHost();
    await stack.publish(
      structured(event),
      structured(failedEvent({ contacts: [{ email: "judged@contoso.example" }] })),
    );
    const receiver = stack.client.createReceiver("certification-results");
    const [ranOut, judged] = await receiver.receiveMessages(2, { maxWaitTimeInMs: 5_000 });
    if (ranOut === undefined || judged === undefined) throw new Error("Expected two messages.");
    await receiver.deadLetterMessage(ranOut, {
      deadLetterReason: "MaxDeliveryCountExceeded",
      deadLetterErrorDescription: "",
    });
    await receiver.deadLetterMessage(judged, { deadLetterReason: "ByHand", deadLetterErrorDescription: "" });
    await receiver.close();
    await stack.startHost();
    const items = await listed(2);
    expect(items.every(({ deadLetter }) => deadLetter)).toBe(true);

    await stack.runTimer("sweep-sla");
    await until("the mail", () => stack.mailsTo("returned@contoso.example").length > 0);
    const [left] = await listed(1);
    expect(left?.problems).toEqual(["Dead-lettered: ByHand"]);
    await replay(String(left?.id));
    await until("the mail", () => stack.mailsTo("judged@contoso.example").length > 0);
    expect(await list()).toEqual([]);
  });

  it("holds delivery reports that cannot be read, and those that can reach their notification", async () => {
    const submissionId = newSubmissionId();
    await stack.publish(structured(failedEvent({ submissionId, contacts: [{ email: "gone@contoso.example" }] })));
    const mail = await until("the mail", () => stack.mailsTo("gone@contoso.example")[0]);
    const report = {
      id: "1",
      eventType: "Microsoft.Communication.EmailDeliveryReportReceived",
      eventTime: "2026-11-20T16:30:00Z",
      data: {
        sender: "certification@notifier.example",
        recipient: "gone@contoso.example",
        messageId: "11111111-2222-4333-8444-555555555555",
        internetMessageId: mail.messageId,
        status: "Bounced",
        deliveryStatusDetails: { statusMessage: "550 no such user" },
        deliveryAttemptTimeStamp: new Date().toISOString(),
      },
    };
    const sender = stack.client.createSender("delivery-reports");
    await sender.sendMessages([{ body: [report] }, { body: Buffer.from("no report") }]);
    const state = async () => (await stack.notifications(submissionId))[0]?.state;
    await until("a bounced notification", async () => (await state()) === "bounced");
    const told = await until("a notice", async () => {
      // The table service tells its time in whole seconds, so a row of this second is due with the next.
      await stack.runTimer("sweep-sla");
      return stack.mailsTo("sla-team@notifier.example").find(({ raw: text }) => text.includes(submissionId));
    });
    expect(told.raw.replaceAll(/=\r?\n/g, "")).toContain("None of the review");

    const later = newSubmissionId();
    await stack.publish(
      structured(failedEvent({ submissionId: later, contacts: [{ email: "Gone@contoso.example" }] })),
    );
    const suppressed = await until("a suppressed notification", async () =>
      (await stack.notifications(later)).find((notification) => notification.state === "suppressed"),
    );
    expect(suppressed.reason).toBe("addressBounced");

    const [item] = await listed(1);
    expect(item).toMatchObject({ body: "no report", origin: "delivery-reports" });
    expect((await replay(String(item?.id))).body).toMatchObject({ queue: "delivery-reports" });
    await until("the report is put aside again", async () =>
      (await list()).some(({ id, body }) => id !== item?.id && body === "no report"),
    );
  });
});
