import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { MemoryTelemetry } from "../../helpers/memory-telemetry.ts";
import { failed, makeWorld, SUBMISSION_ID } from "../../helpers/world.ts";

const traceOf = (traceparent: string | undefined) => traceparent?.slice(3, 35);

const makeTraced = async () => {
  const world = await makeWorld();
  await world.receive(failed());
  await world.drain();
  const telemetry = new MemoryTelemetry();
  const core = await world.another({ telemetry });
  return { world, telemetry, http: makeHttpClient(core, ROUTES, "closed", telemetry) };
};

describe("tracedRequest", () => {
  it("begins the trace of a resend, which its mail keeps", async () => {
    const { world, telemetry, http } = await makeTraced();
    const path = `submissions/${SUBMISSION_ID}/resend`;
    const body = JSON.stringify({ reason: "asked for by ada@contoso.example" });
    // A trace that a client names is not gone on with.
    const headers = { "content-type": "application/json", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
    expect((await http.call("POST", path, { body, headers })).status).toBe(202);
    const [span] = telemetry.spans;
    expect(span).toMatchObject({
      name: "http request",
      attributes: {
        "notifier.function": "resend-notification",
        "http.route": "/api/submissions/{submissionId}/resend",
        "http.request.method": "POST",
        "http.response.status_code": 202,
      },
    });
    expect(span?.parentId).toBeUndefined();
    const resent = world.notifications().find(({ resendOf }) => resendOf !== undefined);
    expect(traceOf(resent?.traceparent)).toBe(span?.traceId);
    const [hint] = world.queue.take();
    expect(traceOf(hint?.traceparent)).toBe(span?.traceId);
    for (const text of [SUBMISSION_ID, "ada", "a".repeat(32)])
      expect(JSON.stringify(telemetry.spans)).not.toContain(text);
  });

  it("says of each answer, a refusal too, which route gave it, and nothing of what was asked for", async () => {
    const { telemetry, http } = await makeTraced();
    await http.call("GET", "submissions/unknown-one?cursor=secret");
    await http.call("DELETE", "submissions/unknown-one");
    expect(telemetry.spans.map(({ attributes }) => attributes)).toMatchObject([
      {
        "http.route": "/api/submissions/{submissionId}",
        "http.request.method": "GET",
        "http.response.status_code": 404,
      },
      { "http.request.method": "DELETE", "http.response.status_code": 405 },
    ]);
    expect(JSON.stringify(telemetry.spans)).not.toMatch(/unknown-one|secret/);
  });
});
