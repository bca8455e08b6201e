import type { InvocationContext } from "@azure/functions";
import { NotifierError } from "../../../src/core/errors.ts";
import { type Instant, instant } from "../../../src/core/instant.ts";
import type { RejectedMessage, ReplayedMessage } from "../../../src/core/ports.ts";
import { makePutOff } from "../../../src/core/verbs/put-off.ts";
import { toBoundMessage } from "../../../src/handlers/bound-message.ts";
import { makeReceiveCertificationEventHandler } from "../../../src/handlers/receive-certification-event.ts";
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
