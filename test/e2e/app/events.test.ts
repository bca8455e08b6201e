import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceBusMessage } from "@azure/service-bus";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { isOpen } from "../../../src/core/notifications/notification.ts";
import { operationIdOf } from "../../../src/core/notifications/notification-id.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { binary, type Event, failedEvent, raw, structured, submittedEvent } from "../../helpers/local-stack-events.ts";
import { mailHeaders, mailText } from "../../helpers/local-stack-mail-text.ts";

jest.setTimeout(60_000);

const SAMPLES = join(import.meta.dirname, "../../../samples");
const newAddress = (): string => `${randomUUID()}@contoso.example`;
const to = (email: string) => ({ contacts: [{ email }] });

describe("the way of an event", () => {
  let stack: LocalStack;
  let accepted = 0;

  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  /** Publishes, waits until nothing is left to do, and gives the mails that came of it. */
  const play = async (...messages: ServiceBusMessage[]) => {
    const before = stack.mails.length;
    await stack.publish(...messages);
    await stack.untilIdle();
    accepted = stack.mails.length;
    return stack.mails.slice(before);
  };

  /** The put-aside copy with exactly these bytes. */
  const rejectedCopy = async (body: Buffer) => {
    const held = await stack.peek("certification-results-rejected");
    const copies = held.filter((message) => Buffer.isBuffer(message.body) && message.body.equals(body));
    expect(copies).toHaveLength(1);
    return copies[0];
  };

  const problemsOf = async (body: Buffer): Promise<string[]> =>
    String((await rejectedCopy(body))?.applicationProperties?.["problems"]).split("\n");

  const send = async (event: Event, email: string): Promise<string> => {
    const mails = await play(structured(event));
    expect(mails.map((mail) => mail.to)).toEqual([[email]]);
    return mails[0]?.raw ?? "";
  };

  it("mails each contact of the failed samples, and nobody for the others", async () => {
    const samples = readdirSync(SAMPLES)
      .filter((name) => name.endsWith(".json"))
      .map((name) => raw(readFileSync(join(SAMPLES, name))));
    const first = await play(...samples.slice(0, 1));
    const others = await play(...samples.slice(1));
    expect([...first, ...others].flatMap((mail) => mail.to).sort()).toEqual([
      "ada.lindqvist@contoso.example",
      "ada.lindqvist@contoso.example",
      "benedikt.aigner@contoso.example",
      "chidi.okafor@fabrikam.example",
      "dilys.price@northwind.example",
      "esra.yilmaz@tailspin.example",
      "farah.haddad@adatum.example",
      "grace@wingtip.example",
    ]);
    expect(await problemsOf(readFileSync(join(SAMPLES, "10-missing-fields.broken.json")))).toHaveLength(5);
  });

  it("gives each contact a mail of its own, with our own Message-ID and the headers of an automatic mail", async () => {
    const [a, b] = [newAddress(), newAddress()];
    const event = failedEvent({ contacts: [{ name: "Ada", email: a }, { email: b }, { email: a.toUpperCase() }] });
    const mails = await play(structured(event));
    expect(mails.map((mail) => mail.to.map((address) => address.toLowerCase())).sort()).toEqual([[a], [b]].sort());
    const rows = await stack.notifications(String(event.data["submissionId"]));
    for (const mail of mails) {
      const headers = mailHeaders(mail.raw);
      const row = rows.find(({ messageId }) => messageId === mail.messageId);
      expect(headers.get("message-id")).toEqual([`<${operationIdOf(row?.notificationId ?? "")}@notifier.example>`]);
      expect(headers.get("list-id")).toEqual(["Certification notices <certification.notifier.example>"]);
      expect(headers.get("auto-submitted")).toEqual(["auto-generated"]);
      expect(headers.get("content-type")?.[0]).toContain("multipart/alternative");
      expect(headers.get("references")).toEqual([expect.stringMatching(/^<offer-[0-9a-f]{32}@notifier\.example>$/)]);
      expect(headers.get("to")).toHaveLength(1);
      expect(headers.get("to")?.[0]?.toLowerCase()).toContain(mail.to[0]?.toLowerCase());
      expect(headers.has("cc") || headers.has("bcc")).toBe(false);
      const other = mail.to[0]?.toLowerCase() === a ? b : a;
      expect(mailText(mail.raw).toLowerCase()).not.toContain(other);
    }
  });

  it("reads binary mode with either prefix", async () => {
    const [a, b] = [newAddress(), newAddress()];
    const mails = await play(binary(failedEvent(to(a)), "cloudEvents:"), binary(failedEvent(to(b)), "cloudEvents_"));
    expect(mails.flatMap((mail) => mail.to).sort()).toEqual([a, b].sort());
  });

  it("is not misled by body fields named like the host's metadata", async () => {
    const shadows = {
      applicationProperties: { "cloudEvents:type": "other", "cloudEvents:id": "other" },
      userProperties: { "cloudEvents:type": "other" },
      messageId: { is: "an object" },
      deliveryCount: 9999,
      enqueuedTimeUtc: "2020-01-01T00:00:00Z",
      lockToken: "none",
      contentType: 7,
    };
    const [a, b] = [newAddress(), newAddress()];
    const mails = await play(
      structured({ ...shadows, ...failedEvent(to(a)) }),
      binary(failedEvent({ ...shadows, ...to(b) }), "cloudEvents:"),
    );
    expect(mails.flatMap((mail) => mail.to).sort()).toEqual([a, b].sort());
    const broken = Buffer.from(JSON.stringify({ ...shadows, specversion: "1.0", id: randomUUID() }));
    await play({ ...raw(broken), messageId: "12345" });
    expect((await rejectedCopy(broken))?.applicationProperties).toMatchObject({ originalMessageId: "12345" });
  });

  it("sends one mail for an event that is published five times", async () => {
    const email = newAddress();
    const event = failedEvent(to(email));
    expect(await play(...Array.from({ length: 5 }, () => structured(event)))).toHaveLength(1);
    expect(await play(structured(event))).toHaveLength(0);
  });

  it("sends one mail for a result that comes under two ids", async () => {
    const event = failedEvent(to(newAddress()));
    expect(await play(structured(event), structured({ ...event, id: randomUUID() }))).toHaveLength(1);
    expect(await play(structured({ ...event, id: randomUUID() }))).toHaveLength(0);
  });

  it("puts an event aside whose id is known with another body", async () => {
    const email = newAddress();
    const event = failedEvent(to(email));
    await send(event, email);
    const changed = Buffer.from(JSON.stringify({ ...event, data: { ...event.data, findings: [] } }));
    expect(await play(raw(changed))).toHaveLength(0);
    expect(await problemsOf(changed)).toEqual(["An event with this source and id is known with another body."]);
  });

  it("says of a changed result that it replaces the first, of an older one nothing, and of a pass that it corrects", async () => {
    const email = newAddress();
    const event = failedEvent(to(email));
    const next = (data: object) => ({ ...event, id: randomUUID(), data: { ...event.data, ...data } });
    const first = await send(event, email);
    const second = await send(next({ findings: [{ policy: "200.4", message: "Not generalised." }] }), email);
    expect(mailText(first)).not.toMatch(/replaces/i);
    expect(mailText(second)).toMatch(/replaces/i);
    expect(await play(structured(next({ findings: [], completedAt: "2026-11-20T10:00:00Z" })))).toHaveLength(0);
    const correction = await send(
      next({ outcome: "passed", findings: [], completedAt: "2026-11-20T18:00:00Z" }),
      email,
    );
    expect(mailHeaders(correction).get("subject")?.[0]).toMatch(/passed/i);
    expect(
      await play(structured(next({ outcome: "passed", findings: [], completedAt: "2026-11-20T18:00:00Z" }))),
    ).toEqual([]);
    const rows = await stack.notifications(String(event.data["submissionId"]));
    expect(rows.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      "certificationCorrected accepted",
      "certificationFailed accepted",
      "certificationFailed accepted",
    ]);
  });

  it("holds a failed result without contacts until an event brings them", async () => {
    const email = newAddress();
    const event = failedEvent({ contacts: [] });
    expect(await play(structured(event))).toHaveLength(0);
    const { submissionId } = event.data;
    expect(await stack.notifications(String(submissionId))).toMatchObject([{ state: "queued", reason: "noContacts" }]);
    const mails = await play(structured(submittedEvent({ submissionId, ...to(email) })));
    expect(mails.map((mail) => mail.to)).toEqual([[email]]);
  });

  const good = failedEvent();
  const withData = (data: object) => ({ ...good, id: randomUUID(), data: { ...good.data, ...data } });
  const bad: readonly (readonly [string, Buffer, readonly string[]])[] = [
    ["no JSON", Buffer.from("{ not json"), ["The body is not a JSON object."]],
    ["nothing", Buffer.alloc(0), ["The body is not a JSON object."]],
    ["a JSON list", Buffer.from("[1,2]"), ["The body is not a JSON object."]],
    ["a JSON text", Buffer.from('"text"'), ["The body is not a JSON object."]],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]), ["The body is not UTF-8 text."]],
    ["240 KiB", Buffer.from(JSON.stringify(withData({ padding: "x".repeat(240 * 1024) }))), ["The body has"]],
    [
      "an unknown type",
      Buffer.from(JSON.stringify({ ...good, type: "marketplace.certification.started" })),
      ["type: must be one of"],
    ],
    [
      "fields of the wrong type, all named",
      Buffer.from(JSON.stringify(withData({ submissionId: 42, completedAt: 5, findings: "none" }))),
      ["data.submissionId: ", "data.completedAt: ", "data.findings: "],
    ],
    [
      "missing fields, all named",
      Buffer.from(JSON.stringify({ ...good, id: undefined, data: {} })),
      ["id: ", "data.submissionId: ", "data.offer: ", "data.publisher: ", "data.completedAt: ", "data.outcome: "],
    ],
    [
      "a submission id with control characters",
      Buffer.from(JSON.stringify(withData({ submissionId: "a\u0000b\nc" }))),
      ["data.submissionId: must be printable text on one line"],
    ],
    [
      "an address with a line break",
      Buffer.from(JSON.stringify(withData(to("ada@contoso.example\r\nBcc: eve@evil.example")))),
      ["data.contacts.0.email: must be one e-mail address"],
    ],
    [
      "two addresses in one",
      Buffer.from(JSON.stringify(withData(to("ada@contoso.example, eve@evil.example")))),
      ["data.contacts.0.email: must be one e-mail address"],
    ],
  ];

  it("puts broken events aside byte for byte, with every problem, and mails nobody", async () => {
    expect(await play(...bad.map(([, body]) => raw(body)))).toHaveLength(0);
    for (const [name, body, starts] of bad) {
      const problems = await problemsOf(body);
      const unnamed = starts.filter((start) => !problems.some((problem) => problem.startsWith(start)));
      expect({ name, unnamed }).toEqual({ name, unnamed: [] });
    }
  });

  it("leaves a body that is an AMQP value or sequence in the dead-letter queue, lists it, and goes on", async () => {
    const sender = stack.client.createSender("certification-results");
    await sender.sendMessages({ bodyType: "value", body: { not: "an event", n: 5 } });
    await sender.sendMessages({ bodyType: "sequence", body: [[1, 2]] });
    await sender.close();
    await until("both dead letters", async () => (await stack.countDeadLetters()) === 2);
    await stack.runTimer("sweep-sla");
    await stack.untilIdle();
    expect(await stack.countDeadLetters()).toBe(2);
    const { body: listed } = await stack.call("/rejected");
    expect(
      JSON.stringify(listed)
        .match(/AMQP (value|sequence)/g)
        ?.sort(),
    ).toEqual(["AMQP sequence", "AMQP value"]);
    const receiver = stack.client.createReceiver("certification-results", {
      subQueueType: "deadLetter",
      receiveMode: "receiveAndDelete",
    });
    expect(await receiver.receiveMessages(2)).toHaveLength(2);
    await receiver.close();
  });

  it("leaves a message so large that no copy of it fits in the dead-letter queue, whole and soon", async () => {
    const body = Buffer.alloc(256 * 1024 - 150, "x");
    await play(raw(body));
    const buried = await stack.peek("certification-results", "deadLetter");
    expect(buried.map((message) => Buffer.from(message.body).equals(body))).toEqual([true]);
    const receiver = stack.client.createReceiver("certification-results", {
      subQueueType: "deadLetter",
      receiveMode: "receiveAndDelete",
    });
    expect(await receiver.receiveMessages(1)).toHaveLength(1);
    await receiver.close();
  });

  it("takes control characters in texts, and lets none of them into a header", async () => {
    const email = newAddress();
    const evil = "Bad\r\nBcc: eve@evil.example\r\n\r\n\u0007\u001b[31m<b>x</b>\u202e\u0000";
    const event = failedEvent({
      contacts: [{ email, name: evil }],
      offer: { id: "o", name: evil, type: "azureVirtualMachine", url: "javascript:alert(1)" },
      publisher: { id: "p", name: evil },
      findings: [{ policy: "200.3.3", title: evil, message: evil, plan: evil, url: "https://evil.example/" }],
      reportUrl: "https://evil.example/report",
    });
    const mail = await send(event, email);
    const headers = mailHeaders(mail);
    expect([headers.has("bcc"), headers.get("subject")?.length, headers.get("to")?.length]).toEqual([false, 1, 1]);
    expect(mailText(mail.slice(mail.indexOf("text/html")))).not.toMatch(/<b>x/);
    expect(mailText(mail)).not.toMatch(/javascript:|https:\/\/evil|\p{Cf}|(?!\s)\p{Cc}/u);
  });

  const hostileIds = [
    "a/b\\c#d?e=f&g",
    "%2F",
    "100%",
    "..",
    "a/resend",
    "Prüfung 検査 🧪",
    "'quoted' \"twice\"",
    "a+b c",
    "x".repeat(128),
  ];

  it("takes any printable submission id, and finds it again by its percent-encoded path", async () => {
    const runId = randomUUID().slice(0, 8);
    const ids = hostileIds.map((id) => (id.length === 128 ? `${runId}${id.slice(8)}` : `${id}${runId}`));
    ids.push("%2F");
    const addresses = ids.map(newAddress);
    const mails = await play(
      ...ids.map((submissionId, index) => structured(failedEvent({ submissionId, ...to(addresses[index] ?? "") }))),
    );
    expect(mails.flatMap((mail) => mail.to).sort()).toEqual([...addresses].sort());
    const statuses = await Promise.all(
      ids.map(async (id) => [id, (await stack.resend(id, { reason: "Asked for it again." })).status]),
    );
    // The platform decodes a path once and leaves what was encoded twice: an id with a percent sign is reached by its hash.
    expect(statuses).toEqual(ids.map((id) => [id, id.includes("%") ? 404 : 202]));
    for (const id of ids.filter((one) => one.includes("%"))) {
      expect((await stack.resend(`sha256:${reviewPartition(id)}`, { reason: "Asked for it again." })).status).toBe(202);
    }
    await until("the mails again", () => addresses.every((address) => stack.mailsTo(address).length === 2));
  });

  it("leaves nothing behind: no message, no dead letter, no open notification, every mail once", async () => {
    await stack.untilIdle();
    expect(await stack.countDeadLetters()).toBe(0);
    const rows = await stack.notifications();
    expect(rows.filter(({ state }) => isOpen(state))).toEqual([]);
    expect(rows.filter(({ state }) => state === "failed")).toEqual([]);
    const ids = stack.mails.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      rows
        .filter(({ state }) => state === "accepted")
        .map(({ messageId }) => messageId)
        .sort(),
    ).toEqual(ids.sort());
    expect(accepted).toBeGreaterThan(20);
    const errors = stack.log.filter((line) => / error /.test(line));
    const isUnbound = (line: string) => /The body is an AMQP (value|sequence)/.test(line);
    // Both such messages were delivered as often as the queue allows.
    expect(errors.filter(isUnbound)).toHaveLength(200);
    expect(errors.filter((line) => !isUnbound(line) && !line.includes("The message is too large."))).toEqual([]);
  });
});
