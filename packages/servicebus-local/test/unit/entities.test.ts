import { parseDurationInMs } from "../../src/duration.ts";
import { loadEntities, parseEntities } from "../../src/entities.ts";

const queue = (properties: object) => ({ queues: [{ name: "work", properties }] });

describe("loadEntities", () => {
  it("names a file that cannot be read", () => {
    expect(() => loadEntities("nowhere/entities.json")).toThrow("nowhere/entities.json cannot be read");
  });
});

describe("parseEntities", () => {
  it("fills in what Service Bus takes for granted", () => {
    const [work] = parseEntities(queue({})).queues;
    expect(work?.properties).toMatchObject({
      lockDuration: 60_000,
      maxDeliveryCount: 10,
      defaultMessageTimeToLive: Number.POSITIVE_INFINITY,
      deadLetteringOnMessageExpiration: false,
    });
  });

  it.each([
    [queue({ requiresSession: "yes" }), "queues.0.properties.requiresSession"],
    [queue({ duplicateDetectionHistoryTimeWindow: "PT5S" }), "expected 20 s to 604800 s, got PT5S"],
    [queue({ forwardTo: "other" }), "forwardTo"],
    [queue({ lockDuration: "60s" }), "queues.0.properties.lockDuration: expected an ISO 8601 duration"],
    [queue({ lockDuration: "PT10M" }), "expected 1 s to 300 s, got PT10M"],
    [queue({ maxDeliveryCount: 0 }), "queues.0.properties.maxDeliveryCount"],
    [{ queues: [{ name: "a b", properties: {} }] }, "queues.0.name: expected letters"],
    [{ queues: ["Work", "work"].map((name) => ({ name, properties: {} })) }, 'entity "work" is declared twice'],
    ["work", "(file)"],
  ])("refuses %j", (input, problem) => {
    expect(() => parseEntities(input, "my.json")).toThrow(problem);
    expect(() => parseEntities(input, "my.json")).toThrow("my.json is not a valid list of Service Bus entities");
  });

  it("refuses SQL filters", () => {
    const rules = [{ name: "r", properties: { filterType: "SqlFilter", sqlFilter: { sqlExpression: "1=1" } } }];
    const topics = [{ name: "t", properties: {}, subscriptions: [{ name: "s", properties: {}, rules }] }];
    expect(() => parseEntities({ topics })).toThrow("only CorrelationFilter is supported by the local broker");
  });
});

describe("parseDurationInMs", () => {
  it.each([
    ["PT60S", 60_000],
    ["P14D", 1_209_600_000],
    ["P1DT2H3M4.5S", 93_784_500],
    ["PT1M", 60_000],
    ["", undefined],
    ["P", undefined],
    ["PT", undefined],
    ["P1DT", undefined],
    ["60", undefined],
    ["P1Y", undefined],
  ])("reads %j as %p", (text, inMs) => {
    expect(parseDurationInMs(text)).toBe(inMs);
  });
});
