import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, passed, submitted } from "../../helpers/world.ts";

const finding = { policy: "1000.3", title: "A finding", message: "No.", severity: "blocking" };

const atDesk = async () => {
  const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
  await world.receive(submitted({ submissionId: "open" }));
  await world.sweepSla();
  for (let n = 0; n < 20; n += 1) {
    const offer = { id: `offer-${n}`, name: "=cmd|calc", type: "consultingService" };
    const first = { submissionId: `first-${n}`, offer, completedAt: "2026-11-10T12:00:00Z", findings: [finding] };
    await world.receive(failed(first));
    await world.receive(passed({ submissionId: `second-${n}`, offer, completedAt: "2026-11-17T12:00:00Z" }));
  }
  world.goTo("2026-11-20T18:01:00Z");
  const { call } = makeHttpClient(world, ROUTES, "local");
  return { world, call };
};

describe("GET desk/report", () => {
  it("shows attainment as chart and table, texts that do not help, and forecasts against what came", async () => {
    const { call } = await atDesk();
    const { text, status, headers } = await call("GET", "desk/report?by=week&from=2026-11-01&to=2026-11-20");
    expect(status).toBe(200);
    expect(text).toContain('<svg class="sla"');
    expect(text).not.toMatch(/<style|style="/);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(text).toContain("0 of 20");
    expect(text).toContain("1000.3");
    expect(text).toContain("of the figures came to lie within their bounds");
    expect(text).toContain('value="2026-11-01"');
  });

  it("refuses a period that makes no sense", async () => {
    const { call } = await atDesk();
    expect((await call("GET", "desk/report?from=yesterday")).status).toBe(422);
  });
});

describe("GET desk/report/{table}", () => {
  it.each([
    ["attainment.csv", "group,closed_only_kept"],
    ["weeks.csv", "group,closed_only_kept"],
    ["recurrence.csv", "policy,title,version,is_current,came_back,failed_again,share,low,high"],
    ["forecast.csv", "date,late,low,high"],
    ["kept-forecasts.csv", "made_at,ahead,date,late,low,high,actual"],
    ["order.csv", "submission,offer,offer_type,due_at,can_be_kept"],
  ])("gives %s", async (table, head) => {
    const { call } = await atDesk();
    const { status, text, headers } = await call("GET", `desk/report/${table}`);
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(text.split("\r\n")[0]).toContain(head);
    expect(text.split("\r\n").length).toBeGreaterThan(2);
  });

  it("has no other table", async () => {
    const { call } = await atDesk();
    expect((await call("GET", "desk/report/secrets.csv")).status).toBe(404);
  });
});
