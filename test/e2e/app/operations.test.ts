import { randomUUID } from "node:crypto";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { isOpen } from "../../../src/core/notifications/notification.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, newSubmissionId, structured, submittedEvent } from "../../helpers/local-stack-events.ts";
import { mailHeaders, mailText } from "../../helpers/local-stack-mail-text.ts";

jest.setTimeout(60_000);

const REASON = { reason: "The publisher asked for it again." };
const TEAM = "sla-team@notifier.example";

describe("resends and alerts", () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  /** A review that failed, with its mail sent to an address of its own. */
  const failReview = async (data: Record<string, unknown> = {}) => {
    const submissionId = newSubmissionId();
    const email = `${randomUUID()}@contoso.example`;
    await stack.publish(structured(failedEvent({ submissionId, contacts: [{ name: "Ada", email }], ...data })));
    await stack.untilIdle();
    return { submissionId, email };
  };

  const clockState = async (submissionId: string): Promise<unknown> => {
    const [review] = await stack.entities("CertificationReviews", reviewPartition(submissionId));
    return review?.fields["state"];
  };

  /** How many digests name the review. */
  const digestsNaming = (submissionId: string): number =>
    stack.mailsTo(TEAM).filter(({ raw }) => mailText(raw).includes(submissionId)).length;

  const sweep = async (): Promise<void> => {
    await stack.runTimer("sweep-sla");
    await stack.untilIdle();
  };

  /** The sweep goes by the tables' clock, which tells whole seconds. */
  const untilNextSecond = async (): Promise<void> => {
    const from = Date.now();
    await until("the next second", () => Date.now() > from + 1_000);
  };

  it("wants a key, then a known review, then a right body", async () => {
    const { submissionId } = await failReview();
    const noKey = { "x-functions-key": "" };
    expect((await stack.resend("unknown", "no json", noKey)).status).toBe(401);
    expect((await stack.resend(submissionId, REASON, { "x-functions-key": "wrong-key-of-some-length" })).status).toBe(
      401,
    );
    const unknown = await stack.resend("unknown", "no json");
    expect([unknown.status, unknown.body.code]).toEqual([404, "SUBMISSION_UNKNOWN"]);
    expect(unknown.headers.get("content-type")).toContain("application/problem+json");
    const bad: readonly (readonly [unknown, string])[] = [
      ["no json", "body: "],
      [[], "body: "],
      [{}, "reason: "],
      [{ reason: "  " }, "reason: must say why"],
      [{ reason: "x".repeat(501) }, "reason: "],
      [{ ...REASON, recipients: [] }, "recipients: "],
      [{ ...REASON, recipients: ["ada@contoso.example\r\nBcc: eve@evil.example"] }, "recipients.0: "],
      [{ ...REASON, content: "other" }, "content: "],
      [{ ...REASON, dryRun: "yes" }, "dryRun: "],
    ];
    for (const [body, problem] of bad) {
      const { status, body: answer } = await stack.resend(submissionId, body);
      expect({ body, status, code: answer.code }).toEqual({ body, status: 422, code: "REQUEST_INVALID" });
      expect(answer.problems.join("\n")).toContain(problem);
    }
  });

  it("shows a review by the raw path of its id, to whoever has a key", async () => {
    const submissionId = `${newSubmissionId()}/a b?%`;
    await failReview({ submissionId });
    const address = `${stack.http}/api/submissions/${encodeURIComponent(submissionId)}`;
    expect((await fetch(address)).status).toBe(401);
    const key = { headers: { "x-functions-key": stack.functionKey } };
    const shown = await fetch(address, key);
    expect(shown.status).toBe(200);
    expect(await shown.json()).toMatchObject({
      review: { submissionId },
      clock: { state: expect.any(String) },
      timeline: [{ kind: "completed", outcome: "failed" }],
      notifications: [{ state: "accepted" }],
    });
    const listed = await fetch(`${stack.http}/api/submissions?offerType=azureVirtualMachine&limit=200`, key);
    const { submissions } = (await listed.json()) as { submissions: { submissionId: string }[] };
    expect(submissions.map((one) => one.submissionId)).toContain(submissionId);
    const described = await fetch(`${stack.http}/api/openapi.json`, key);
    expect(await described.json()).toMatchObject({ openapi: "3.1.0", paths: { "/submissions/{submissionId}": {} } });
    const unknown = await fetch(`${stack.http}/api/submissions/unknown`, key);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([404, "SUBMISSION_UNKNOWN"]);
  });

  it("shows a mail exactly as it was sent", async () => {
    const { submissionId, email } = await failReview();
    const [notification] = await stack.notifications(submissionId);
    const show = async (id: string, format: string) =>
      await fetch(`${stack.http}/api/notifications/${id}/mail${format}`, {
        headers: { "x-functions-key": stack.functionKey },
      });
    const id = notification?.notificationId ?? "";
    const [html, text, json] = await Promise.all([show(id, ""), show(id, "?format=text"), show(id, "?format=json")]);
    expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html.headers.get("content-security-policy")).toContain("default-src 'none'");
    const mail = (await json.json()) as { html: string; text: string; to: { address: string } };
    expect(mail.to.address).toBe(email);
    expect([await html.text(), await text.text()]).toEqual([mail.html, mail.text]);
    const [sent] = stack.mailsTo(email);
    expect(mailText(sent?.raw ?? "")).toContain(mail.text.replace(/\s+/g, " ").trim());
    const [wrong, unknown] = await Promise.all([show(id, "?format=pdf"), show("n-unknown", "")]);
    expect([wrong.status, unknown.status]).toEqual([422, 404]);
  });

  it("says over a socket which methods a route takes, answers HEAD, and sends nothing again", async () => {
    const ask = async (method: string, path: string, more: Record<string, string> = {}) =>
      await fetch(`${stack.http}/api/${path}`, { method, headers: { "x-functions-key": stack.functionKey, ...more } });
    const refused = await ask("PATCH", "submissions");
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(await refused.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    expect((await fetch(`${stack.http}/api/submissions`, { method: "PATCH" })).status).toBe(401);
    const [get, head] = [await ask("GET", "openapi.json"), await ask("HEAD", "openapi.json")];
    const text = await get.text();
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    const again = await ask("GET", "openapi.json", { "if-none-match": get.headers.get("etag") ?? "" });
    expect([again.status, await again.text(), again.headers.get("cache-control")]).toEqual([304, "", "no-store"]);
  });

  it("previews the mail of an event, and stores and sends nothing", async () => {
    const submissionId = newSubmissionId();
    const event = failedEvent({ submissionId });
    const preview = async (body: unknown) =>
      await fetch(`${stack.http}/api/preview`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-functions-key": stack.functionKey },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    const shown = await preview(event);
    expect(shown.status).toBe(200);
    const { mail } = (await shown.json()) as { mail: { subject: string; text: string; html: string } };
    expect(mail.subject).toContain("failed certification");
    expect([mail.text, mail.html].every((body) => body.includes(submissionId))).toBe(true);
    const passed = await preview({ ...event, data: { ...event.data, outcome: "passed" } });
    expect(await passed.json()).toEqual({ mail: null, reason: "A review that passed mails nobody." });
    const broken = await preview("no json");
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([422, "EVENT_INVALID"]);
    expect(await stack.entities("CertificationReviews", reviewPartition(submissionId))).toEqual([]);
  });

  it("answers 409 when there is nothing to send again", async () => {
    const { submissionId } = await failReview({ outcome: "passed", findings: [] });
    const { status, body } = await stack.resend(submissionId, REASON);
    expect([status, body.code]).toEqual([409, "NOTHING_TO_RESEND"]);
  });

  it("shows in a dry run what would go out, and sends nothing", async () => {
    const { submissionId, email } = await failReview();
    const { status, body } = await stack.resend(submissionId, { ...REASON, dryRun: true });
    expect([status, body.dryRun, body.mail.to.address]).toEqual([200, true, email]);
    const current = await stack.resend(submissionId, { ...REASON, dryRun: true, content: "current" });
    expect(current.body.diff).toEqual([
      { op: "+", line: "This mail was sent again on request." },
      { op: "+", line: "" },
    ]);
    await stack.untilIdle();
    expect(stack.mailsTo(email)).toHaveLength(1);
    expect(await stack.notifications(submissionId)).toHaveLength(1);
  });

  it("sends the same words again as a message of its own, once for each idempotency key, and then cools down", async () => {
    const { submissionId, email } = await failReview();
    const key = { "idempotency-key": randomUUID() };
    const [first, second] = await Promise.all([
      stack.resend(submissionId, REASON, key),
      stack.resend(submissionId, REASON, key),
    ]);
    const third = await stack.resend(submissionId, REASON, key);
    expect([first.status, second.status, third.status]).toEqual([202, 202, 202]);
    const ids = [first, second, third].map(({ body }) => body.notificationId);
    expect(new Set(ids).size).toBe(1);
    expect(first.body).toMatchObject({ kind: "certificationFailed", recipient: email, content: "asSent" });
    const reused = await stack.resend(submissionId, { reason: "Another reason." }, key);
    expect([reused.status, reused.body.code]).toEqual([409, "IDEMPOTENCY_KEY_REUSED"]);
    const soon = await stack.resend(submissionId, REASON);
    expect([soon.status, soon.body.code]).toEqual([429, "COOL_DOWN"]);
    expect(Number(soon.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(soon.headers.get("retry-after"))).toBeLessThanOrEqual(600);
    await stack.untilIdle();
    const [before, after, ...more] = stack.mailsTo(email);
    expect(more).toEqual([]);
    expect(after?.messageId).not.toBe(before?.messageId);
    expect(after?.subject).toBe(before?.subject);
    const thread = (raw: string | undefined) => mailHeaders(raw ?? "").get("references");
    expect(thread(after?.raw)).toEqual(thread(before?.raw));
  });

  it("sends again to other contacts of the review, each with a mail of its own", async () => {
    const { submissionId, email } = await failReview();
    const recipients = [`${randomUUID()}@contoso.example`, `${randomUUID()}@contoso.example`];
    const request = { ...REASON, recipients, content: "current" };
    const strange = await stack.resend(submissionId, request);
    expect([strange.status, strange.body.code]).toEqual([422, "REQUEST_INVALID"]);
    const contacts = recipients.map((address) => ({ email: address }));
    await stack.publish(structured(submittedEvent({ submissionId, contacts })));
    await stack.untilIdle();
    const { status, body } = await stack.resend(submissionId, request);
    expect([status, body.notifications.length]).toEqual([202, 2]);
    await stack.untilIdle();
    expect(recipients.map((address) => stack.mailsTo(address).length)).toEqual([1, 1]);
    expect(stack.mailsTo(email)).toHaveLength(1);
  });

  it("announces each late review once, however often and by how many at once the sweep is run", async () => {
    const ids = Array.from({ length: 3 }, newSubmissionId);
    const submittedAt = "2026-10-05T16:00:00Z";
    await stack.publish(...ids.map((submissionId) => structured(submittedEvent({ submissionId, submittedAt }))));
    await stack.untilIdle();
    await untilNextSecond();
    await Promise.all(Array.from({ length: 4 }, sweep));
    await until("the digest", () => ids.every((id) => digestsNaming(id) > 0));
    await sweep();
    await sweep();
    expect(ids.map(digestsNaming)).toEqual([1, 1, 1]);
    expect(await Promise.all(ids.map(clockState))).toEqual(["breached", "breached", "breached"]);
    const digests = stack.mailsTo(TEAM);
    expect(mailHeaders(digests[0]?.raw ?? "").get("auto-submitted")).toEqual(["auto-generated"]);
  });

  it("stops the clock with the result: met in time, metLate after, and says nothing of a review that was met", async () => {
    const [late, early] = [newSubmissionId(), newSubmissionId()];
    const submittedAt = "2026-10-05T16:00:00Z";
    await stack.publish(
      structured(submittedEvent({ submissionId: late, submittedAt })),
      structured(failedEvent({ submissionId: early, submittedAt, completedAt: "2026-10-06T16:00:00Z" })),
    );
    await stack.untilIdle();
    await untilNextSecond();
    await sweep();
    await until("the digest", () => digestsNaming(late) > 0);
    expect([digestsNaming(late), digestsNaming(early)]).toEqual([1, 0]);
    await stack.publish(structured(failedEvent({ submissionId: late, submittedAt })));
    await stack.untilIdle();
    expect([await clockState(late), await clockState(early)]).toEqual(["metLate", "met"]);
    await sweep();
    expect(digestsNaming(late)).toBe(1);
  });

  it("leaves nothing behind: no message, no open notification, no due row that is over", async () => {
    await untilNextSecond();
    await sweep();
    expect(await stack.countDeadLetters()).toBe(0);
    expect((await stack.notifications()).filter(({ state }) => isOpen(state))).toEqual([]);
    const now = new Date().toISOString();
    const due = await stack.entities("CertificationDue");
    expect(due.filter(({ rowKey }) => rowKey < now)).toEqual([]);
    const ids = stack.mails.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(stack.log.filter((line) => / error /.test(line))).toEqual([]);
  });
});
