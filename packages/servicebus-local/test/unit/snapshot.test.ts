import { Snapshot } from "../../src/journal/snapshot.ts";
import { RecentIds } from "../../src/store/recent-ids.ts";

describe("the ids that a journal has seen", () => {
  it("are forgotten at the end of their windows also after a restart, when one came again after its own", () => {
    const snapshot = new Snapshot();
    const see = (messageId: string, until: number) =>
      snapshot.apply({ kind: "seen", entity: "once", messageId, until, sequenceNumber: until });
    see("1", 60);
    see("2", 115);
    see("1", 121);

    let now = 62;
    const recent = new RecentIds({ now: () => now, alarm: () => () => {} });
    for (const change of snapshot.changes(now)) if (change.kind === "seen") recent.remember(change.messageId, change);

    now = 117;
    expect(recent.find("2")).toBeUndefined();
    expect(recent.find("1")).toBe(121);
  });
});
