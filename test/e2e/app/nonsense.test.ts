import { TableClient } from "@azure/data-tables";
import type { ServiceBusMessage } from "@azure/service-bus";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { instant } from "../../../src/core/instant.ts";
import { duePartition, dueRow, notificationRow } from "../../../src/core/ledger/keys.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, newSubmissionId, structured, submittedEvent } from "../../helpers/local-stack-events.ts";
import { mailText } from "../../helpers/local-stack-mail-text.ts";

jest.setTimeout(60_000);

const TEAM = "sla-team@notifier.example";
/** A review submitted then is late today. */
const LONG_AGO = "2026-10-05T16:00:00Z";

describe("the app among nonsense", () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const publishFailure = async (data: Record<string, unknown> = {}) => {
    const submissionId = newSubmissionId();
    const email = `${submissionId}@contoso.example`;
    await stack.publish(structured(failedEvent({ submissionId, contacts: [{ email }], ...data })));
    return { submissionId, email };
  };

  /** Replaces an entity as somebody with a table editor would. */
  const edit = async (table: string, partitionKey: string, rowKey: string, properties: object): Promise<void> => {
    const client = TableClient.fromConnectionString(stack.tables, table, { allowInsecureConnection: true });
    await client.upsertEntity({ partitionKey, rowKey, ...properties }, "Replace");
  };

  const rowOf = async (submissionId: string) => {
    const [row] = await stack.notifications(submissionId);
    if (row === undefined) throw new TypeError("Expected a notification.");
    return row;
  };

  const errors = (): string[] => stack.log.filter((line) => / error /i.test(line));

  it("drops work messages that name nothing, or something that is over, and mails nobody for them", async () => {
    const { submissionId } = await publishFailure();
    await until("the mail", () => stack.mails.length === 1);
    await stack.untilIdle();
    const { notificationId } = await rowOf(submissionId);
    const unknown = notificationId.replace(/[0-9a-f]{32}$/, "0".repeat(32));
    const hint = (id: unknown, attempt: unknown): ServiceBusMessage => ({ body: { notificationId: id, attempt } });
    const junk: ServiceBusMessage[] = [
      hint(notificationId, 1),
      hint(notificationId, 0),
      hint(notificationId, 99),
      hint(unknown, 1),
      hint(unknown.replace(/^n-[0-9a-f]{64}/, `n-${"f".repeat(64)}`), 1),
      hint("no id at all", 1),
      hint("../alerts/#?%2F\\\u0000", 1),
      hint("x".repeat(10_000), 1),
      hint("", 1),
      hint(42, 1),
      hint(notificationId, "1"),
      hint(notificationId, 1.5),
      { body: null },
      { body: [] },
      { body: "text" },
      { body: Buffer.from("{ not json") },
      { body: Buffer.alloc(0) },
      { body: Buffer.from([0xff, 0xfe, 0x00]) },
    ];
    const sender = stack.client.createSender("notifications");
    await sender.sendMessages(junk);
    await sender.close();
    await stack.untilIdle();
    const after = await publishFailure();
    await until("the next mail", () => stack.mailsTo(after.email).length === 1);
    expect(stack.mails).toHaveLength(2);
    expect(await stack.countDeadLetters()).toBe(0);
    const started = stack.log.filter((line) => line.includes("(message of notifications"));
    expect(started).toHaveLength(junk.length);
    expect(started.filter((line) => line.includes(", delivery "))).toEqual([]);
    expect(stack.log.filter((line) => line.includes("Dropped a message that is no notification hint."))).toHaveLength(
      9,
    );
    expect(stack.log.filter((line) => line.includes("unused: unknownId"))).toHaveLength(6);
    expect(errors()).toEqual([]);
  });

  it("reports a review that was edited to nonsense, announces the others, and puts its next event aside", async () => {
    await stack.runTimer("sweep-sla"); // makes the tables that are edited below
    const { submissionId: mailed } = await publishFailure();
    const ids = Array.from({ length: 3 }, newSubmissionId);
    const broken = ids[1] ?? "";
    await stack.publish(
      ...ids.map((submissionId) => structured(submittedEvent({ submissionId, submittedAt: LONG_AGO }))),
    );
    await stack.untilIdle();
    await edit("CertificationReviews", reviewPartition(broken), "1-review", { text_review: '{"clock":7}', state: 5 });
    const partition = duePartition(reviewPartition(broken));
    const at = instant("2026-11-01T00:00:00Z");
    await edit("CertificationDue", partition, "0-nonsense", { overdueCount: "many" });
    await edit("CertificationDue", partition, dueRow(at, "open", (await rowOf(mailed)).notificationId), {
      overdueCount: "x",
    });
    await edit("CertificationState", "sweep", "heartbeat", { sweptAt: "the other day" });
    // The sweep goes by the tables' clock, which tells whole seconds.
    const from = Date.now();
    await until("the next second", () => Date.now() > from + 1_000);
    await stack.runTimer("sweep-sla");
    await until("the digest", () => stack.mailsTo(TEAM).length > 0);
    const text = stack
      .mailsTo(TEAM)
      .map(({ raw }) => mailText(raw))
      .join();
    expect(ids.map((id) => text.includes(id))).toEqual([true, false, true]);
    const reports = stack.log.filter((line) => line.includes("A due row cannot be worked on"));
    // The timer's own sweep may run beside the one that was asked for: each tells of it once.
    const [first, ...others] = reports
      .filter((line) => line.includes(reviewPartition(broken)))
      .map((line) => /sweep-sla ([0-9a-f]{8}) /.exec(line)?.[1]);
    expect(first).toBeDefined();
    expect(others.filter((sweep) => sweep === first)).toEqual([]);
    await stack.publish(structured(failedEvent({ submissionId: broken })));
    await stack.untilIdle();
    const [copy] = await stack.peek("certification-results-rejected");
    expect(String(copy?.applicationProperties?.["problems"])).toMatch(/cannot be read/);
    expect((await stack.call("/sla/report")).status).toBe(200);
  });

  it("reports a notification that was edited to nonsense, and sends the others", async () => {
    await stack.killSmtp();
    const failures = [await publishFailure(), await publishFailure(), await publishFailure()];
    await until("the first attempts", async () => {
      const rows = await Promise.all(failures.map(({ submissionId }) => stack.notifications(submissionId)));
      return rows.flat().length === 3 && rows.flat().every(({ state }) => state === "retrying");
    });
    const [broken, ...others] = failures;
    const { notificationId } = await rowOf(broken?.submissionId ?? "");
    await edit("CertificationReviews", reviewPartition(broken?.submissionId ?? ""), notificationRow(notificationId), {
      text_notification: "nonsense",
      state: "retrying",
    });
    await stack.startSmtp();
    await until("the mails of the others", () => others.every(({ email }) => stack.mailsTo(email).length === 1));
    await until("the report", () =>
      stack.log.some((line) => line.includes("Dropped a hint:") && line.includes(notificationId)),
    );
    expect((await stack.resend(broken?.submissionId ?? "", { reason: "Asked for." })).status).toBe(500);
    expect(stack.mailsTo(broken?.email ?? "")).toEqual([]);
    expect(await stack.countDeadLetters()).toBe(0);
  });
});
