import { parseDeliveryReports } from "../../../src/core/delivery/parse-delivery-reports.ts";
import { fc } from "../../helpers/fast-check.ts";

const OPERATION = "0b0ff3c4-6f5c-5e4c-8f26-0d3bb1a3c6a5";
const data = {
  sender: "certification@notifier.example",
  recipient: "ada@contoso.example",
  messageId: OPERATION.toUpperCase(),
  internetMessageId: `<${OPERATION}@notifier.example>`,
  status: "Bounced",
  deliveryStatusDetails: { statusMessage: "550 no such user", recipientMailServerHostName: "mx.contoso.example" },
  deliveryAttemptTimeStamp: "2026-11-20T16:20:00.1234567+00:00",
};
const eventGrid = {
  id: "1",
  topic: "/subscriptions/x/communicationServices/y",
  subject: `sender/certification@notifier.example/message/${OPERATION}`,
  eventType: "Microsoft.Communication.EmailDeliveryReportReceived",
  eventTime: "2026-11-20T16:20:01Z",
  dataVersion: "1.0",
  metadataVersion: "1",
  data,
};
const cloudEvent = {
  specversion: "1.0",
  id: "1",
  source: "/subscriptions/x",
  type: "Microsoft.Communication.EmailDeliveryReportReceived",
  time: "2026-11-20T16:20:01Z",
  data,
};
const parsed = {
  at: "2026-11-20T16:20:00.1234567Z",
  status: "Bounced",
  detail: "550 no such user",
  recipient: "ada@contoso.example",
  sender: "certification@notifier.example",
  operationIds: [OPERATION],
};

const parse = (body: unknown, properties: Record<string, unknown> = {}) =>
  parseDeliveryReports({ body: Buffer.from(JSON.stringify(body)), properties });

describe("parseDeliveryReports", () => {
  it.each([
    ["an Event Grid event", eventGrid, {}],
    ["an array of one", [eventGrid], {}],
    ["a CloudEvent", cloudEvent, {}],
    ["a batch of CloudEvents", [cloudEvent], {}],
    ["a JSON text inside JSON", JSON.stringify(eventGrid), {}],
    ["data as JSON text", { ...eventGrid, data: JSON.stringify(data) }, {}],
    [
      "bare data in AMQP binary mode",
      data,
      { "cloudEvents:type": cloudEvent.type, "cloudEvents:time": cloudEvent.time },
    ],
    ["bare data with Event Grid's own properties", data, { "aeg-event-type": eventGrid.eventType }],
  ])("reads %s", (_name, body, properties) => {
    expect(parse(body, properties)).toEqual({ reports: [parsed], problems: [], ignored: 0 });
  });

  it("reads the time in its other spelling, and the event's time where there is none", () => {
    const { deliveryAttemptTimeStamp: at, ...rest } = data;
    const other = parse({ ...eventGrid, data: { ...rest, deliveryAttemptTimestamp: at } });
    expect(other.reports[0]?.at).toBe("2026-11-20T16:20:00.1234567Z");
    expect(parse({ ...eventGrid, data: rest }).reports[0]?.at).toBe("2026-11-20T16:20:01.0000000Z");
  });

  it("gives both ids when they differ, the provider's first", () => {
    const { reports } = parse({ ...eventGrid, data: { ...data, messageId: "11111111-2222-4333-8444-555555555555" } });
    expect(reports[0]?.operationIds).toEqual(["11111111-2222-4333-8444-555555555555", OPERATION]);
  });

  it("reads null as absent", () => {
    expect(parse({ ...eventGrid, data: { ...data, deliveryStatusDetails: null } }).reports[0]).not.toHaveProperty(
      "detail",
    );
  });

  it("ignores other events of the same source", () => {
    const eventType = "Microsoft.Communication.EmailEngagementTrackingReportReceived";
    expect(parse([eventGrid, { ...eventGrid, eventType }])).toMatchObject({ reports: [parsed], ignored: 1 });
  });

  it("names what is wrong without repeating it, and reads the rest", () => {
    const bad = { ...eventGrid, data: { ...data, status: "ada@contoso.example", deliveryAttemptTimeStamp: "soon" } };
    expect(parse([eventGrid, bad])).toEqual({
      reports: [parsed],
      problems: [
        "event 2.data.status: is no status that we know",
        "event 2.data.deliveryAttemptTimeStamp: must be an RFC 3339 instant with zone",
      ],
      ignored: 0,
    });
  });

  it("finds fault with what is no event at all", () => {
    for (const body of [[], {}, 1, "text", null, [null], { ...cloudEvent, type: "something.else" }]) {
      expect(parse(body).problems).toHaveLength(1);
    }
    expect(parseDeliveryReports({ body: Buffer.from([0xff, 0xfe]), properties: {} }).problems).toHaveLength(1);
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.json(), (text) => void parseDeliveryReports({ body: Buffer.from(text), properties: {} })));
  });
});
