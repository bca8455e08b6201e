import { randomBytes, randomUUID } from "node:crypto";
import { METRICS, SPANS } from "../../../src/core/telemetry/telemetry-names.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, structured } from "../../helpers/local-stack-events.ts";
import { startOtlpReceiver } from "../../helpers/otlp-receiver.ts";

jest.setTimeout(90_000);

describe("the trace", () => {
  let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
  let stack: LocalStack;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    stack = await LocalStack.start({
      settings: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: "100",
        OTEL_METRIC_EXPORT_INTERVAL: "500",
      },
    });
  });
  afterAll(async () => {
    await stack?.stop();
    await receiver?.close();
  });

  const report = async (recipient: string, messageId: string | undefined): Promise<void> => {
    const sender = stack.client.createSender("delivery-reports");
    await sender.sendMessages({
      contentType: "application/json",
      body: {
        specversion: "1.0",
        id: randomUUID(),
        source: "/test",
        type: "Microsoft.Communication.EmailDeliveryReportReceived",
        data: {
          sender: "certification@notifier.example",
          recipient,
          messageId,
          status: "Delivered",
          deliveryAttemptTimeStamp: "2026-11-20T16:21:00Z",
        },
      },
    });
    await sender.close();
  };

  it("of a resend begins anew with its request, and goes to the report of that mail", async () => {
    const email = `${randomUUID()}@contoso.example`;
    const event = failedEvent({ contacts: [{ name: "Bo Marker", email }] });
    const submissionId = String(event.data["submissionId"]);
    const mailOf = async (isResent: boolean) =>
      await until("an accepted mail", async () => {
        const found = await stack.notifications(submissionId);
        return found.find(({ state, resendOf }) => state === "accepted" && (resendOf !== undefined) === isResent);
      });
    await stack.publish(structured(event));
    await mailOf(false);
    expect((await stack.resend(submissionId, { reason: "asked for" })).status).toBe(202);
    const resent = await mailOf(true);
    await report(email, resent.operationId);
    const request = await until("the span of the request", () =>
      receiver.spans.find(
        ({ name, attributes }) => name === SPANS.request && attributes["notifier.function"] === "resend-notification",
      ),
    );
    expect(request.parentSpanId).toBeUndefined();
    expect(request.attributes).toMatchObject({
      "http.route": "/api/submissions/{submissionId}/resend",
      "http.request.method": "POST",
      "http.response.status_code": 202,
    });
    const named = (name: string) =>
      receiver.spans.filter((span) => span.traceId === request.traceId && span.name === name);
    await until("the span of the report", () => named(SPANS.report).length > 0);
    const [invocation] = named(SPANS.invocation);
    expect(invocation).toMatchObject({
      parentSpanId: request.spanId,
      attributes: { "notifier.function": "send-notification" },
    });
    const [send] = named(SPANS.send);
    expect(send?.parentSpanId).toBe(invocation?.spanId);
    expect(named(SPANS.provider)).toMatchObject([
      { parentSpanId: send?.spanId, attributes: { "notifier.operation.id": resent.operationId } },
    ]);
    expect(named(SPANS.report)).toMatchObject([
      { parentSpanId: request.spanId, attributes: { "notifier.notification.id": resent.notificationId } },
    ]);
    const everything = receiver.bodies.join("\n");
    for (const secret of [email, "Bo Marker"]) expect(everything).not.toContain(secret);
  });

  it("of a failed review goes from the producer's message to the delivery report, and says nothing of anybody", async () => {
    const traceId = randomBytes(16).toString("hex");
    const producer = randomBytes(8).toString("hex");
    const email = `${randomUUID()}@contoso.example`;
    const event = failedEvent({ contacts: [{ name: "Ada Marker", email }] });
    const submissionId = String(event.data["submissionId"]);
    const message = structured(event);
    await stack.publish({ ...message, applicationProperties: { "Diagnostic-Id": `00-${traceId}-${producer}-01` } });
    const [accepted] = await until("an accepted mail", async () => {
      const found = await stack.notifications(submissionId);
      return found[0]?.state === "accepted" && found;
    });
    await report(email, accepted?.operationId);
    const inTrace = () => receiver.spans.filter((span) => span.traceId === traceId);
    await until("the span of the report", () => inTrace().some(({ name }) => name === SPANS.report));
    const named = (name: string) => inTrace().filter((span) => span.name === name);
    const [invocation] = named(SPANS.invocation);
    expect(invocation).toMatchObject({
      parentSpanId: producer,
      attributes: { "notifier.function": "receive-certification-event" },
    });
    expect(named(SPANS.parse)).toMatchObject([{ parentSpanId: invocation?.spanId }]);
    const [receive, ...more] = named(SPANS.receive);
    expect(more).toEqual([]);
    expect(receive).toMatchObject({
      parentSpanId: invocation?.spanId,
      attributes: { "notifier.event.type": "completed", "notifier.outcome": "recorded" },
    });
    expect(named(SPANS.provider)).toMatchObject([
      {
        parentSpanId: receive?.spanId,
        attributes: { "notifier.operation.id": accepted?.operationId, "notifier.outcome": "accepted" },
      },
    ]);
    const requests = named(SPANS.table).filter(({ parentSpanId }) => parentSpanId === receive?.spanId);
    expect(requests.map(({ attributes }) => attributes["notifier.table.request"])).toEqual(
      expect.arrayContaining(["list", "transact"]),
    );
    expect(named(SPANS.report)).toMatchObject([
      {
        parentSpanId: receive?.spanId,
        attributes: { "notifier.notification.id": accepted?.notificationId, "notifier.outcome": "Delivered" },
      },
    ]);
    await stack.runTimer("sweep-sla");
    const wanted = Object.values(METRICS).filter((name) => name !== METRICS.retries);
    await until("every metric", () => wanted.every((name) => receiver.metrics.has(name)));
    const everything = receiver.bodies.join("\n");
    for (const secret of [email, "Ada Marker", "OS disk"]) expect(everything).not.toContain(secret);
  });
});
