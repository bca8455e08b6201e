import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { anEvent, failed, makeWorld, passed, submitted, type World } from "../../helpers/world.ts";

const FRIDAY_CLOSE = "2026-11-21T01:00:30Z";
const offer = (name: string) => ({ id: name, name, type: "consultingService" });

/** Submits reviews of these names, due at the close of Friday, 20 November. */
const withReviews = async (...names: string[]): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-18T18:00:05Z" });
  for (const name of names) await world.receive(submitted({ submissionId: name, offer: offer(name) }));
  return world;
};

const sweepAt = async (world: World, at: string) => {
  world.goTo(at);
  await world.sweepSla();
  await world.drain();
  const mail = world.mails.at(-1);
  if (mail === undefined) throw new TypeError("Expected a mail.");
  return mail;
};

/** The names below each heading of a digest. */
const sections = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    [...text.matchAll(/^(Newly late|Still open and late|Due soon|Notices) \(\d+\)\n-+\n((?:(?!\n\n)[\s\S])*)/gmu)].map(
      ([, label, lines]) => [
        label,
        [...(lines ?? "").matchAll(/^- ([^|]*) \|/gmu)].map(([, name]) => name ?? "").sort(),
      ],
    ),
  );

describe("a digest", () => {
  it("tells of every open review, whatever it was made for", async () => {
    const world = await withReviews("old-1", "old-2");
    await sweepAt(world, FRIDAY_CLOSE);
    await world.receive(submitted({ submissionId: "soon", offer: offer("soon"), submittedAt: "2026-11-20T18:00:00Z" }));
    await world.receive(submitted({ submissionId: "new", offer: offer("new"), submittedAt: "2026-11-12T18:00:00Z" }));
    const mail = await sweepAt(world, "2026-11-23T16:00:30Z");
    expect(sections(mail.text)).toEqual({ "Newly late": ["new"], "Still open and late": ["old-1", "old-2"] });
    expect(mail.subject).toBe("1 newly late, 3 open late in all: new");
    const morning = await sweepAt(world, "2026-11-23T17:00:30Z");
    expect(sections(morning.text)).toEqual({ "Still open and late": ["new", "old-1", "old-2"], "Due soon": ["soon"] });
    expect(morning.subject).toMatch(/^3 open late, 1 due soon: /);
  });

  it.each([
    ["de-AT", "1 neu überfällig, 1 insgesamt überfällig: a", "Neu überfällig (1)"],
    ["xx", "1 newly late, 1 open late in all: a", "Newly late (1)"],
  ])(
    "is written in the language %s of the alerts, or in English where its words are not there",
    async (alertLocale, subject, label) => {
      const world = await makeWorld({ now: "2026-11-18T18:00:05Z", settings: { alertLocale } });
      await world.receive(submitted({ submissionId: "a", offer: offer("a") }));
      const mail = await sweepAt(world, FRIDAY_CLOSE);
      expect(mail.subject).toBe(subject);
      expect(mail.text).toContain(label);
    },
  );

  it("leaves out what was finished, withdrawn or paused in between", async () => {
    const world = await withReviews("a", "b", "c");
    await sweepAt(world, FRIDAY_CLOSE);
    await world.receive(passed({ submissionId: "a", offer: offer("a"), completedAt: "2026-11-21T18:00:00Z" }));
    await world.receive(
      anEvent("cancelled", { submissionId: "b", offer: offer("b"), cancelledAt: "2026-11-21T18:00:00Z" }),
    );
    const mail = await sweepAt(world, "2026-11-23T17:00:30Z");
    expect(sections(mail.text)).toEqual({ "Still open and late": ["c"] });
  });

  it("says of a notice which offer and submission it is about, and how many are late", async () => {
    const world = await withReviews("late-one");
    await sweepAt(world, FRIDAY_CLOSE);
    await world.receive(failed({ submissionId: "lost", offer: offer("Lost & Found"), contacts: [] }));
    const mail = await sweepAt(world, "2026-11-21T02:00:30Z");
    expect(sections(mail.text)).toEqual({ "Still open and late": ["late-one"], Notices: ["Lost & Found"] });
    expect(mail.text).toContain("submission lost");
    expect(mail.subject).toMatch(/^1 open late: late-one/);
  });

  it("says so when a review cannot be read, rather than passing it over", async () => {
    const world = await withReviews("a", "b");
    await sweepAt(world, FRIDAY_CLOSE);
    await world.store.transact("reviews", reviewPartition("b"), [
      { kind: "upsert", rowKey: "1-review", fields: {}, blobs: { review: '{"facts":7}' } },
    ]);
    const mail = await sweepAt(world, "2026-11-23T17:00:30Z");
    expect(sections(mail.text)).toMatchObject({ "Still open and late": ["a"] });
    expect(mail.text).toContain("1 open review could not be read");
  });

  it("reads an index of many pages, and names each of 40 reviews to each of 90 addresses", async () => {
    const alertRecipients = Array.from({ length: 90 }, (_, index) => `team-${index}@notifier.example`);
    const world = await makeWorld({ now: "2026-11-18T18:00:05Z", settings: { alertRecipients } });
    const names = Array.from({ length: 40 }, (_, index) => `review-${index + 1}`);
    for (const name of names) await world.receive(submitted({ submissionId: name, offer: offer(name) }));
    await sweepAt(world, FRIDAY_CLOSE);
    const { store } = world;
    const paged = await world.another({
      store: {
        ...world.ports.store,
        get: async (...args) => await store.get(...args),
        transact: async (...args) => await store.transact(...args),
        list: async (table, partition, range, options) => {
          const page = await store.list(table, partition, range, options);
          if (table !== "index") return page;
          const from = Number(options?.continuation ?? 0);
          const all = await store.list(table, partition, range, {});
          const entities = all.entities.slice(from, from + 3);
          const next = from + 3;
          const { continuation: _whole, ...rest } = page;
          return { ...rest, entities, ...(next < all.entities.length ? { continuation: String(next) } : {}) };
        },
      },
    });
    world.goTo("2026-11-23T17:00:30Z");
    await paged.sweepSla();
    const before = world.mails.length;
    for (const hint of world.queue.take()) await paged.sendNotification(hint);
    const later = world.mails.slice(before);
    expect(later).toHaveLength(90);
    for (const { text } of later) expect(sections(text)["Still open and late"]).toEqual(names.toSorted());
  }, 30_000);

  it("ties the digests of one week together, and says how to leave the list", async () => {
    const world = await withReviews("a");
    const friday = await sweepAt(world, FRIDAY_CLOSE);
    const monday = await sweepAt(world, "2026-11-23T17:00:30Z");
    const tuesday = await sweepAt(world, "2026-11-24T17:00:30Z");
    const threads = [friday, monday, tuesday].map(({ headers }) => headers["References"]);
    expect(threads).toEqual([
      "<digest-2026-W47@notifier.example>",
      "<digest-2026-W48@notifier.example>",
      "<digest-2026-W48@notifier.example>",
    ]);
    expect(friday.headers["List-Unsubscribe"]).toBe(
      "<mailto:certification@notifier.example?subject=Unsubscribe%20from%20certification%20alerts>",
    );
    await world.receive(failed({ submissionId: "f" }));
    await world.drain();
    expect(world.mails.at(-1)?.headers["List-Unsubscribe"]).toBeUndefined();
  });
});
