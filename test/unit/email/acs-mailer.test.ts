import type { TokenCredential } from "@azure/core-auth";
import type { AcsFault } from "../../../local/acs/fault.ts";
import { type AcsServer, startAcsServer } from "../../../local/acs/server.ts";
import { type AcsMailer, makeAcsMailer } from "../../../src/adapters/email/acs-mailer.ts";
import type { MailOutcome } from "../../../src/core/ports.ts";
import { startRawServer } from "./raw-server.ts";
import { sampleMail } from "./sample-mail.ts";

const { operationId } = sampleMail();
let server: AcsServer;
let mailer: AcsMailer;
beforeEach(async () => {
  server = await startAcsServer();
  mailer = makeAcsMailer({ connection: { connectionString: server.connectionString }, closeGraceInMs: 50 });
});
afterEach(async () => {
  await mailer.close();
  await server.close();
});

const withOwn = async <T>(connectionString: string, use: (own: AcsMailer) => Promise<T>): Promise<T> => {
  const own = makeAcsMailer({ connection: { connectionString } });
  try {
    return await use(own);
  } finally {
    await own.close();
  }
};

describe("makeAcsMailer", () => {
  it("hands over the whole mail with one signed request", async () => {
    expect(await mailer.send(sampleMail(), 5_000)).toEqual({ kind: "accepted", answer: "202" });
    expect(server.requests()).toBe(1);
    expect(server.operations()).toEqual([
      {
        id: operationId,
        attempts: 1,
        accepted: 1,
        status: "Succeeded",
        message: {
          senderAddress: "certification@notifier.example",
          recipients: { to: [{ address: "ada@contoso.example", displayName: "Ada Lovelace" }] },
          content: {
            subject: "Contoso VM did not pass certification",
            plainText: "The OS disk is smaller than 1 GiB.",
            html: "<p>The OS disk is smaller than 1 GiB.</p>",
          },
          replyTo: [{ address: "certification-team@notifier.example" }],
          headers: { ...sampleMail().headers, "x-ms-acsemail-validate-message-id": "true" },
          userEngagementTrackingDisabled: true,
        },
      },
    ]);
  });

  it("keeps line breaks out of names, subject and headers", async () => {
    const evil = "Ada\r\nBcc: eve";
    await mailer.send(
      sampleMail({ subject: evil, to: { address: "ada@contoso.example", name: evil }, headers: { "X-Note": evil } }),
      5_000,
    );
    expect(JSON.stringify(server.operations())).not.toMatch(/\\[rn]/);
    expect(server.operations()[0]?.message?.content.subject).toBe("Ada Bcc: eve");
  });

  it("asks rather than fails when the service has met the operation or the Message-ID before", async () => {
    await mailer.send(sampleMail(), 5_000);
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({
      kind: "unknown",
      answer: expect.stringContaining("Operation-Id"),
    });
    const other = sampleMail({ operationId: "0b2a6f0e-2f4e-5d5a-9c7b-000000000002" });
    expect(await mailer.send(other, 5_000)).toMatchObject({
      kind: "unknown",
      answer: expect.stringContaining("message id"),
    });
    expect(server.operations().map(({ accepted }) => accepted)).toEqual([1, 0]);
  });

  const answered: readonly [
    number,
    Omit<Extract<AcsFault, { kind: "answer" }>, "kind" | "status">,
    Partial<MailOutcome>,
  ][] = [
    [400, { code: "InvalidRecipients" }, { kind: "permanent" }],
    [400, { code: "InvalidSenderUserName" }, { kind: "retryable", ours: true }],
    [401, {}, { kind: "retryable", ours: true }],
    [403, {}, { kind: "retryable", ours: true }],
    [404, { code: "DomainNotLinked" }, { kind: "retryable", ours: true }],
    [405, {}, { kind: "retryable", ours: true }],
    [307, { headers: { location: "/elsewhere" } }, { kind: "retryable", ours: true }],
    [408, {}, { kind: "unknown" }],
    [409, {}, { kind: "unknown" }],
    [412, {}, { kind: "unknown" }],
    [413, {}, { kind: "permanent" }],
    [429, {}, { kind: "retryable", ours: false }],
    [429, { headers: { "retry-after": "7" } }, { kind: "retryable", ours: false, retryAfterInMs: 7_000 }],
    [429, { headers: { "retry-after-ms": "1500", "retry-after": "7" } }, { kind: "retryable", retryAfterInMs: 1_500 }],
    [429, { headers: { "x-ms-retry-after-ms": "250" } }, { kind: "retryable", retryAfterInMs: 250 }],
    [
      429,
      { headers: { "retry-after": "Sat, 21 Nov 2026 10:01:00 GMT", date: "Sat, 21 Nov 2026 10:00:00 GMT" } },
      { kind: "retryable", retryAfterInMs: 60_000 },
    ],
    [429, { headers: { "retry-after": "soon" } }, { kind: "retryable", ours: false }],
    [500, {}, { kind: "unknown" }],
    [501, {}, { kind: "retryable", ours: true }],
    [502, {}, { kind: "unknown" }],
    [503, {}, { kind: "unknown" }],
    [503, { headers: { "retry-after": "30" } }, { kind: "retryable", ours: false, retryAfterInMs: 30_000 }],
    [504, {}, { kind: "unknown" }],
  ];
  it.each(answered)("takes %i %j for %j, after one request", async (status, fault, expected) => {
    server.plan({ always: { kind: "answer", status, ...fault } });
    const outcome = await mailer.send(sampleMail(), 5_000);
    expect(outcome).toMatchObject(expected);
    expect(outcome).toHaveProperty("answer", expect.stringMatching(new RegExp(`^${status} `)));
    expect("retryAfterInMs" in outcome).toBe("retryAfterInMs" in expected);
    expect(server.requests()).toBe(1);
  });

  it.each([500, 503])("is in doubt after %i, whether the mail was taken or not, and can ask", async (status) => {
    server.plan({
      next: [
        { kind: "answer", status },
        { kind: "answer", status, accept: true },
      ],
    });
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "unknown" });
    expect(await mailer.status(operationId, 5_000)).toMatchObject({ kind: "notFound" });
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "unknown" });
    expect(await mailer.status(operationId, 5_000)).toMatchObject({ kind: "accepted" });
  });

  it("waits for a slow answer until the deadline and not beyond", async () => {
    server.plan({
      next: [
        { kind: "slow", delayInMs: 100 },
        { kind: "slow", delayInMs: 2_000 },
      ],
    });
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    const started = performance.now();
    expect(await mailer.send(sampleMail({ operationId: "0b2a6f0e-2f4e-5d5a-9c7b-000000000002" }), 200)).toMatchObject({
      kind: "unknown",
    });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("keeps addresses out of every answer", async () => {
    server.plan({
      always: {
        kind: "answer",
        status: 400,
        code: "InvalidRecipients",
        message: "ada@contoso.example (ada) is on no list",
      },
    });
    expect(await mailer.send(sampleMail(), 5_000)).toEqual({
      kind: "permanent",
      answer: "400 InvalidRecipients <address> (<address>) is on no list",
    });
  });

  it("takes an endpoint that cannot be reached, or not by TLS, for a fault of ours", async () => {
    const key = "accesskey=bG9jYWw=";
    const gone = await startRawServer(undefined);
    await gone.close();
    const plain = await startRawServer(undefined, () => "no TLS here");
    const silent = await startRawServer(undefined);
    const closing = await startRawServer(null);
    try {
      for (const [url, reason] of [
        [`http://127.0.0.1:${gone.port}`, "ECONNREFUSED"],
        ["https://acs.invalid", ""],
        [`https://127.0.0.1:${plain.port}`, ""],
        [`https://127.0.0.1:${silent.port}`, "deadline"],
        [`https://127.0.0.1:${closing.port}`, ""],
      ]) {
        const outcome = await withOwn(`endpoint=${url};${key}`, (own) => own.send(sampleMail(), 500));
        expect(outcome).toMatchObject({ kind: "retryable", ours: true, answer: expect.stringContaining(`${reason}`) });
      }
    } finally {
      await Promise.all([plain.close(), silent.close(), closing.close()]);
    }
  });

  it("is in doubt when a server takes the request and says nothing, or nonsense", async () => {
    for (const said of [undefined, "nonsense", null]) {
      const raw = await startRawServer(undefined, (line) => (line === "" ? said : undefined));
      const outcome = await withOwn(`endpoint=http://127.0.0.1:${raw.port};accesskey=bG9jYWw=`, (own) =>
        own.send(sampleMail(), 300),
      );
      expect(outcome).toMatchObject({ kind: "unknown" });
      await raw.close();
    }
  });

  it("believes the first line of a 202 whose rest is lost", async () => {
    const head = "HTTP/1.1 202 Accepted\r\ncontent-length: 1000\r\n\r\n{";
    const raw = await startRawServer(undefined, (line) => (line === "" ? head : undefined));
    const outcome = await withOwn(`endpoint=http://127.0.0.1:${raw.port};accesskey=bG9jYWw=`, (own) =>
      own.send(sampleMail(), 2_000),
    );
    expect(outcome).toEqual({ kind: "accepted", answer: "202" });
    await raw.close();
  });

  it("takes a wrong key, and an identity that gives no token in time, for a fault of ours", async () => {
    const wrong = `endpoint=http://127.0.0.1:${server.port}/;accesskey=d3Jvbmc=`;
    expect(await withOwn(wrong, (own) => own.send(sampleMail(), 2_000))).toMatchObject({
      kind: "retryable",
      ours: true,
    });
    const identities: readonly TokenCredential[] = [
      { getToken: () => Promise.reject(new Error("no identity here")) },
      { getToken: () => new Promise(() => undefined) },
    ];
    for (const credential of identities) {
      const own = makeAcsMailer({ connection: { endpoint: "https://acs.invalid", credential } });
      expect(await own.send(sampleMail(), 200)).toMatchObject({ kind: "retryable", ours: true });
      await own.close();
    }
    expect(server.operations()).toEqual([]);
  });

  it("says what became of an operation", async () => {
    expect(await mailer.status(operationId, 5_000)).toMatchObject({ kind: "notFound" });
    await mailer.send(sampleMail(), 5_000);
    for (const status of ["NotStarted", "Running", "Succeeded"] as const) {
      server.finish(operationId, status);
      expect(await mailer.status(operationId, 5_000)).toEqual({ kind: "accepted", answer: `200 ${status}` });
    }
    server.finish(operationId, "Failed", {
      code: "EmailDroppedAllRecipientsSuppressed",
      message: "ada@contoso.example is suppressed.",
    });
    expect(await mailer.status(operationId, 5_000)).toEqual({
      kind: "failed",
      answer: "200 Failed EmailDroppedAllRecipientsSuppressed <address> is suppressed.",
    });
    server.finish(operationId, "Canceled");
    expect(await mailer.status(operationId, 5_000)).toMatchObject({ kind: "failed" });
  });

  it.each<AcsFault>([
    { on: "status", kind: "answer", status: 401 },
    { on: "status", kind: "answer", status: 429 },
    { on: "status", kind: "answer", status: 503 },
    { on: "status", kind: "drop" },
    { on: "status", kind: "hang" },
  ])("does not know what became of an operation with %j", async (fault) => {
    await mailer.send(sampleMail(), 5_000);
    server.plan({ always: fault });
    expect(await mailer.status(operationId, 300)).toMatchObject({ kind: "unavailable" });
  });

  it("refuses an operation id that is not a UUID before it asks", async () => {
    expect(await mailer.send(sampleMail({ operationId: "7" }), 5_000)).toMatchObject({ kind: "permanent" });
    expect(server.requests()).toBe(0);
  });

  it("cuts off at closing what does not end", async () => {
    server.plan({ always: { kind: "hang" } });
    const stuck = mailer.send(sampleMail(), 30_000);
    await mailer.close();
    expect((await stuck).kind).toMatch(/^(?:unknown|retryable)$/);
    expect(await mailer.status(operationId, 5_000)).toMatchObject({ kind: "unavailable" });
  });

  it.each([
    "endpoint=http://acs.example/;accesskey=c2VjcmV0",
    "endpoint=ftp://127.0.0.1/;accesskey=c2VjcmV0",
    "endpoint=127.0.0.1;accesskey=c2VjcmV0",
    "c2VjcmV0",
    "",
  ])("throws a TypeError without the value for the connection %j", (connectionString) => {
    expect(() => makeAcsMailer({ connection: { connectionString } })).toThrow(TypeError);
    expect(() => makeAcsMailer({ connection: { connectionString } })).not.toThrow(/c2VjcmV0/);
  });
});
