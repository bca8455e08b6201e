import { HttpRequest, type InvocationContext } from "@azure/functions";
import { NotifierError } from "../../../src/core/errors.ts";
import { type Instant, instant } from "../../../src/core/instant.ts";
import type { RejectedMessage, ReplayedMessage } from "../../../src/core/ports.ts";
import { makePutOff } from "../../../src/core/use-cases/put-off.ts";
import { toBoundMessage } from "../../../src/handlers/bound-message.ts";
import { toProblem } from "../../../src/handlers/problem.ts";
import { makeReceiveCertificationEventHandler } from "../../../src/handlers/receive-certification-event.ts";
import { makeResendNotificationHandler } from "../../../src/handlers/resend-notification.ts";
import { makeSendNotificationHandler } from "../../../src/handlers/send-notification.ts";
import { failed, makeWorld } from "../../helpers/world.ts";

const makeContext = (triggerMetadata: Record<string, unknown> = {}) => {
  const lines: string[] = [];
  const log = (...parts: unknown[]): void => {
    lines.push(parts.join(" "));
  };
  return { lines, context: { triggerMetadata, log, warn: log, error: log } as unknown as InvocationContext };
};

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

const makeReceiver = async (fault?: Error) => {
  const world = await makeWorld();
  const put: RejectedMessage[] = [];
  const later: { message: ReplayedMessage; at: Instant | undefined }[] = [];
  const asideMessages = {
    peek: async () => ({ messages: [], more: false }),
    send: async (_queue: string, message: ReplayedMessage, at?: Instant) => {
      later.push({ message, at });
    },
  };
  const handler = makeReceiveCertificationEventHandler({
    receiveEvent: async (event) => {
      if (fault !== undefined) throw fault;
      return await world.receiveEvent(event);
    },
    putOff: makePutOff({ ...world.ports, asideMessages }),
    rejectedMessages: {
      put: async (message) => {
        put.push(message);
      },
    },
  });
  return { world, put, later, handler };
};

describe("makeReceiveCertificationEventHandler", () => {
  it("records a valid event and puts nothing aside", async () => {
    const { world, put, handler } = await makeReceiver();
    await handler(bytes(failed()), makeContext().context);
    expect(put).toHaveLength(0);
    expect(world.notifications()).toHaveLength(1);
  });

  it("puts what is no event aside as it came, with its properties and its problems", async () => {
    const { put, handler } = await makeReceiver();
    const body = Buffer.from([0xff, 0x00, 0x7b]);
    const metadata = { messageId: "m-1", contentType: "application/json", applicationProperties: { origin: "x" } };
    await handler(body, makeContext(metadata).context);
    expect(put).toMatchObject([{ body, messageId: "m-1", properties: { origin: "x" } }]);
    expect(put[0]?.problems).toHaveLength(1);
  });

  it("puts the same id with another body aside", async () => {
    const { put, handler } = await makeReceiver();
    const event = failed();
    await handler(bytes(event), makeContext().context);
    await handler(bytes({ ...event, data: { ...event.data, outcome: "passed" } }), makeContext().context);
    expect(put[0]?.problems.join()).toMatch(/another body/);
  });

  it("throws what may pass, so that the message is delivered again", async () => {
    for (const fault of [
      new NotifierError("LEDGER_UNAVAILABLE"),
      new NotifierError("LEDGER_DENIED"),
      new NotifierError("BUS_UNAVAILABLE"),
      new Error("?"),
    ]) {
      const { put, handler } = await makeReceiver(fault);
      await expect(handler(bytes(failed()), makeContext().context)).rejects.toBe(fault);
      expect(put).toHaveLength(0);
    }
  });

  it("puts aside what cannot pass", async () => {
    const { put, handler } = await makeReceiver(new NotifierError("ENTITY_INVALID"));
    await handler(bytes(failed()), makeContext().context);
    expect(put[0]?.problems.join()).toMatch(/^ENTITY_INVALID/);
  });

  it("puts an event off that fails alone, each time for longer, and then aside whole with the reason", async () => {
    const { put, later, handler } = await makeReceiver(new NotifierError("LEDGER_STUCK", "500 InternalError"));
    let properties: Readonly<Record<string, unknown>> = { origin: "x" };
    const body = bytes(failed());
    for (let delivery = 0; delivery < 4; delivery += 1) {
      const metadata = { messageId: "m-1", contentType: "application/json", applicationProperties: properties };
      await handler(body, makeContext(metadata).context);
      properties = later.at(-1)?.message.properties ?? {};
    }
    expect(later.map(({ at }) => at)).toEqual(
      ["16:20:05", "16:20:15", "16:20:45"].map((time) => instant(`2026-11-20T${time}Z`)),
    );
    expect(later.every(({ message }) => message.messageId === "m-1" && body.equals(message.body))).toBe(true);
    expect(put).toMatchObject([{ body, messageId: "m-1", properties: { origin: "x" } }]);
    expect(put[0]?.problems.join()).toBe("LEDGER_STUCK: 500 InternalError");
  });

  it("puts aside at once what the ledger refuses for good", async () => {
    const { put, later, handler } = await makeReceiver(new NotifierError("LEDGER_REFUSED", "400 InvalidInput"));
    await handler(bytes(failed()), makeContext().context);
    expect(later).toHaveLength(0);
    expect(put[0]?.problems).toEqual(["LEDGER_REFUSED: 400 InvalidInput"]);
  });

  it("throws when the copy is refused", async () => {
    const handler = makeReceiveCertificationEventHandler({
      receiveEvent: async () => ({ kind: "recorded" }),
      putOff: async () => false,
      rejectedMessages: {
        put: async () => {
          throw new NotifierError("BUS_UNAVAILABLE");
        },
      },
    });
    await expect(handler(bytes("{"), makeContext().context)).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
  });

  it("logs no address and no text of the event", async () => {
    const { handler } = await makeReceiver();
    const { context, lines } = makeContext();
    await handler(bytes(failed({ contacts: [{ email: "ada@contoso.example\r\nBcc: x@y.example" }] })), context);
    await handler(bytes(failed()), context);
    expect(lines.join()).not.toMatch(/contoso|Bcc/);
  });
});

describe("toBoundMessage", () => {
  it("does not let body fields that the host copied pass for properties", () => {
    const body = bytes({ applicationProperties: { "cloudEvents:id": "forged" } });
    const metadata = {
      applicationProperties: { "cloudEvents:id": "forged" },
      userProperties: { "cloudEvents:id": "true" },
    };
    const { context } = makeContext(metadata);
    expect(toBoundMessage(body, context).properties).toEqual({ "cloudEvents:id": "true" });
  });
});

describe("makeSendNotificationHandler", () => {
  it.each([
    undefined,
    null,
    "text",
    7,
    [],
    {},
    { notificationId: 4, attempt: 1 },
    { notificationId: "n", attempt: 1.5 },
  ])("drops the message %j and says so", async (message) => {
    const { context, lines } = makeContext();
    const handler = makeSendNotificationHandler({
      sendNotification: async () => {
        throw new Error("not to be called");
      },
    });
    await handler(message, context);
    expect(lines.join()).toMatch(/Dropped a message/);
  });

  it("throws what may pass, and drops with a report what cannot", async () => {
    const hint = { notificationId: "n", attempt: 1 };
    const throwing = (error: Error) =>
      makeSendNotificationHandler({
        sendNotification: async () => {
          throw error;
        },
      });
    await expect(throwing(new NotifierError("LEDGER_UNAVAILABLE"))(hint, makeContext().context)).rejects.toMatchObject({
      code: "LEDGER_UNAVAILABLE",
    });
    const { context, lines } = makeContext();
    await throwing(new NotifierError("ENTITY_INVALID"))(hint, context);
    expect(lines.join()).toMatch(/Dropped a hint/);
  });
});

describe("toProblem", () => {
  it.each([
    ["SUBMISSION_UNKNOWN", 404],
    ["REQUEST_INVALID", 422],
    ["NOTHING_TO_RESEND", 409],
    ["IDEMPOTENCY_KEY_REUSED", 409],
    ["LEDGER_UNAVAILABLE", 503],
    ["ENTITY_INVALID", 500],
  ] as const)("answers %s with %d", (code, status) => {
    const problem = toProblem(new NotifierError(code));
    expect(problem.status).toBe(status);
    expect(JSON.parse(String(problem.body)).code).toBe(status === 500 ? "INTERNAL" : code);
  });

  it("says when to come back, in whole seconds", () => {
    const problem = toProblem(new NotifierError("COOL_DOWN", undefined, { retryAfterInMs: 40_001 }));
    expect(problem).toMatchObject({ status: 429, headers: { "retry-after": "41" } });
  });

  it("says nothing of the inside in a 5xx", () => {
    for (const error of [
      new Error("secret"),
      new NotifierError("INTERNAL", "secret"),
      new NotifierError("LEDGER_UNAVAILABLE", "secret"),
    ]) {
      expect(JSON.stringify(toProblem(error))).not.toContain("secret");
    }
  });
});

describe("makeResendNotificationHandler", () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    new HttpRequest({ method: "POST", url: `http://127.0.0.1${path}`, body: { string: body }, headers });

  const makeHandler = async () => {
    const world = await makeWorld();
    await world.receive(failed({ submissionId: "a/b #?ü" }));
    await world.drain();
    return { world, handler: makeResendNotificationHandler(world) };
  };

  it("takes the submission id from the raw path, decoded once", async () => {
    const { handler } = await makeHandler();
    const path = `/api/submissions/${encodeURIComponent("a/b #?ü")}/resend`;
    const answer = await handler(post(path, '{"reason":"r"}'), makeContext().context);
    expect(answer).toMatchObject({ status: 202, jsonBody: { submissionId: "a/b #?ü", state: "queued" } });
  });

  it.each(["/api/submissions/%E0%A4%A/resend", "/api/submissions/none/resend", "/api/submissions//resend"])(
    "does not know %s",
    async (path) => {
      const { handler } = await makeHandler();
      expect(await handler(post(path, "{}"), makeContext().context)).toMatchObject({ status: 404 });
    },
  );

  it("answers a body that is no JSON with 422, and only after the look-up", async () => {
    const { handler } = await makeHandler();
    const known = `/api/submissions/${encodeURIComponent("a/b #?ü")}/resend`;
    expect(await handler(post(known, "{"), makeContext().context)).toMatchObject({ status: 422 });
    expect(await handler(post("/api/submissions/none/resend", "{"), makeContext().context)).toMatchObject({
      status: 404,
    });
  });

  it("tells long idempotency keys apart to the last character", async () => {
    const { world, handler } = await makeHandler();
    const path = `/api/submissions/${encodeURIComponent("a/b #?ü")}/resend`;
    const send = async (key: string) =>
      await handler(post(path, '{"reason":"r"}', { "Idempotency-Key": key }), makeContext().context);
    const first = await send(`${"k".repeat(300)}1`);
    world.pass(601_000);
    const second = await send(`${"k".repeat(300)}2`);
    expect([first, second]).toMatchObject([{ status: 202 }, { status: 202 }]);
    expect(second).not.toEqual(first);
    expect(await send(`${"k".repeat(300)}1`)).toEqual(first);
  });
});
