import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeliveryReport, REPORT_STATUSES, type ReportStatus } from "../../../src/core/delivery/delivery-report.ts";
import { instant, plusMs } from "../../../src/core/instant.ts";
import { applyReport, stateAfterReport } from "../../../src/core/notifications/apply-report.ts";
import { NOTIFICATION_STATES, type NotificationState } from "../../../src/core/notifications/notification.ts";
import { fc } from "../../helpers/fast-check.ts";
import { sampleNotification } from "./sample-notification.ts";

const AT = instant("2026-11-20T16:05:00Z");
const report = (status: ReportStatus, overrides: Partial<DeliveryReport> = {}): DeliveryReport => ({
  at: AT,
  status,
  operationIds: [],
  ...overrides,
});

/** The cells of the table whose header names the report statuses. */
const documentedCells = (): [NotificationState, ReportStatus, NotificationState][] => {
  const text = readFileSync(join(__dirname, "../../../docs/notification-states.md"), "utf8");
  const rows = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
  const start = rows.findIndex((cells) => cells[1] === "state" && cells.includes("Bounced"));
  const statuses = rows[start]?.slice(2, -1) as ReportStatus[];
  const body = rows.slice(start + 2);
  return body
    .slice(
      0,
      body.findIndex((cells) => cells.length < 3),
    )
    .flatMap(([, state, ...cells]) =>
      statuses.map((status, index): [NotificationState, ReportStatus, NotificationState] => {
        const cell = cells[index];
        return [state as NotificationState, status, (cell === "–" ? state : cell) as NotificationState];
      }),
    );
};

describe("stateAfterReport", () => {
  it("is documented for every state and status", () => {
    expect(documentedCells()).toHaveLength(NOTIFICATION_STATES.length * REPORT_STATUSES.length);
  });

  it.each(documentedCells())("turns %s by %s into %s", (state, status, expected) => {
    expect(stateAfterReport(state, status)).toBe(expected);
  });
});

describe("applyReport", () => {
  it("leads to the same state in any order of reports", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...REPORT_STATUSES), { minLength: 1 }),
        fc.constantFrom(...NOTIFICATION_STATES),
        fc.infiniteStream(fc.nat()),
        (statuses, state, chance) => {
          const stateAfter = (order: readonly ReportStatus[]) =>
            order.reduce((held, status) => applyReport(held, report(status)) ?? held, sampleNotification({ state }))
              .state;
          const shuffled = statuses
            .map((status) => ({ status, key: chance.next().value as number }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ status }) => status);
          expect(stateAfter(shuffled)).toBe(stateAfter(statuses));
        },
      ),
    );
  });

  it("keeps a report once", () => {
    const once = applyReport(sampleNotification(), report("Delivered"));
    expect(once?.reports).toEqual([{ at: AT, status: "Delivered" }]);
    expect(once && applyReport(once, report("Delivered"))).toBeUndefined();
  });

  it("says why a mail bounced", () => {
    expect(applyReport(sampleNotification(), report("Bounced", { detail: "550 no such user" }))).toMatchObject({
      state: "bounced",
      reason: "Bounced: 550 no such user",
    });
  });

  it("notes a report on a list's member without changing the state", () => {
    expect(applyReport(sampleNotification(), report("Bounced", { recipient: "bob@contoso.example" }))).toMatchObject({
      state: "accepted",
      reports: [{ status: "Bounced" }],
    });
  });

  it("takes a report on a lost answer for the answer", () => {
    const { acceptedAt: _none, ...unknown } = sampleNotification({
      state: "unknown",
      attempts: [],
      nextAttemptAt: plusMs(AT, 60_000),
    });
    const applied = applyReport(unknown, report("Delivered"));
    expect(applied).toMatchObject({ state: "delivered", acceptedAt: AT, attempts: [{ outcome: "accepted" }] });
    expect(applied).not.toHaveProperty("nextAttemptAt");
  });

  it("keeps the last twenty reports", () => {
    let held = sampleNotification();
    for (let index = 0; index < 25; index += 1) {
      held = applyReport(held, report("Expanded", { at: plusMs(AT, index) })) ?? held;
    }
    expect(held.reports).toHaveLength(20);
    expect(held.reports?.at(-1)?.at).toBe(plusMs(AT, 24));
  });
});
