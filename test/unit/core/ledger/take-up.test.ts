import { instant, plusMs } from "../../../../src/core/instant.ts";
import { takeUp } from "../../../../src/core/ledger/take-up.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { partitionOf } from "../../../../src/core/notifications/notification-id.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const accepted = sampleNotification();
const { acceptedAt: _accepted, ...unsent } = accepted;
const { address: _address, ...nobodys } = unsent;
const PARTITION = partitionOf(accepted);

/** What a repeated event leaves to do about one notification that was written ten seconds ago. */
const left = (notification: Notification) =>
  takeUp(PARTITION, { notifications: [{ notification, etag: "1", ageInMs: 10_000, readAt: NOW }] }, NOW);

describe("takeUp", () => {
  it.each<[string, Notification, string[] | undefined]>([
    ["wakes what is queued", { ...unsent, state: "queued" }, ["now"]],
    ["comes back to a claim when its lease has ended", { ...unsent, state: "claimed" }, [plusMs(NOW, 36_000)]],
    ["leaves a retry to its own hint, and sees that the sweep finds it", { ...unsent, state: "retrying" }, []],
    ["leaves what is held to people", { ...unsent, state: "unknown", reason: "held" }, undefined],
    ["leaves what waits for contacts to the event that brings them", { ...nobodys, state: "queued" }, undefined],
    ["leaves what is settled", accepted, undefined],
  ])("%s", (_name, notification, hintedAt) => {
    const { writes, due = [], hints = [] } = left(notification);
    expect(writes).toEqual([]);
    // One more lets the index say what the review says.
    expect(due).toHaveLength(hintedAt === undefined ? 1 : 2);
    expect(hints.map(({ at }) => at ?? "now")).toEqual(hintedAt ?? []);
  });

  it("publishes again what became of a mail", () => {
    expect(left(accepted).notices).toMatchObject([{ type: "marketplace.certification.notification.accepted" }]);
    expect(left({ ...unsent, state: "queued" }).notices).toEqual([]);
  });
});
