import { spawn } from "node:child_process";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { TableEntityStore } from "../../../src/adapters/table-storage/table-entity-store.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { listAll } from "../../../src/core/ledger/list-rows.ts";
import { fromNotificationEntity } from "../../../src/core/ledger/notification-entity.ts";
import { readReview } from "../../../src/core/ledger/review-rows.ts";
import { ALERTS_PARTITION } from "../../../src/core/notifications/notification-id.ts";
import { type Azurite, startAzurite } from "../../helpers/azurite.ts";
import { coreAt, receiveDue } from "../../unit/sla-sweep/due-reviews.ts";

const CLOCKS = 200;
// In the past: the clock of a real table service decides too.
const BEFORE = "2025-01-06T18:01:00Z";
const WARNED = "2025-01-08T01:00:30Z";
/** By then a digest that a dead sweeper left half filled may go. */
const LATER = "2025-01-08T01:30:00Z";

/** The announcing transactions, the due rows, and the reviews one by one. */
const FATAL_WRITES = [2, 3, 9, 60];

let azurite: Azurite;
beforeEach(async () => {
  azurite = await startAzurite();
}, 30_000);
afterEach(async () => {
  await azurite.stop();
});

const open = () =>
  new TableEntityStore((table) =>
    TableClient.fromConnectionString(azurite.connectionString, table, { allowInsecureConnection: true }),
  );

/** Which signal ended it; none for a sweep that came to its end. */
const sweepInItsOwnProcess = async (fatalWrite?: number): Promise<NodeJS.Signals | null> => {
  const main = join(import.meta.dirname, "../../helpers/sweeper-main.ts");
  const args = [main, azurite.connectionString, WARNED, ...(fatalWrite === undefined ? [] : [String(fatalWrite)])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return await new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
};

describe("a sweeper that is killed", () => {
  it(`loses none of ${CLOCKS} clocks, and has none announced or mailed twice`, async () => {
    const store = open();
    await receiveDue(await coreAt(store, BEFORE), CLOCKS);
    const ends = await Promise.all([...FATAL_WRITES, undefined].map(sweepInItsOwnProcess));
    // The first write of each is its own; how many the later ones need depends on who comes first.
    expect(ends.filter((signal) => signal === "SIGKILL").length).toBeGreaterThanOrEqual(3);
    expect(ends.at(-1)).toBeNull();

    await (await coreAt(store, WARNED)).sweepSla();
    // Nobody waits here for the sweep that finds a digest overdue, which goes by the table service's own clock.
    const { sendNotification, mails } = await coreAt(store, LATER);
    for (const row of await listAll(store, "reviews", ALERTS_PARTITION, { from: "3-", to: "4-" })) {
      const { notificationId, attempt } = fromNotificationEntity(row).notification;
      await sendNotification({ notificationId, attempt });
    }

    const ids = Array.from({ length: CLOCKS }, (_, index) => `due-${index}`);
    const announced = await listAll(store, "reviews", ALERTS_PARTITION, { from: "5-", to: "6-" });
    expect(announced).toHaveLength(CLOCKS);
    const named =
      mails
        .map(({ text }) => text)
        .join("\n")
        .match(/\bdue-\d+\b/g) ?? [];
    // Each digest tells the whole state, so that a review may be in several; announced it was once.
    expect([...new Set(named)].sort()).toEqual(ids.sort());
    const records = await Promise.all(
      ids.map(async (id) => (await readReview(store, reviewPartition(id))).review?.record),
    );
    expect(records.map((record) => record?.announcements)).toEqual(
      ids.map(() => [{ kind: "slaWarning", n: 1, at: expect.stringMatching(/^2025-01-08T01:/) }]),
    );
  }, 90_000);
});
