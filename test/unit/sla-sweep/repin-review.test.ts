import { join } from "node:path";
import { loadCalendars } from "../../../src/adapters/calendars/load-calendars.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { instant } from "../../../src/core/instant.ts";
import { type CalendarFile, toBusinessCalendar } from "../../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../../src/core/sla/calendar-catalogue.ts";
import { makeRepinReview } from "../../../src/core/verbs/repin-review.ts";
import { makeSweepSla } from "../../../src/core/verbs/sweep-sla.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted, type World } from "../../helpers/world.ts";

const own = loadCalendars(join(import.meta.dirname, "../../../calendars"));

/** The catalogue with another current US calendar. */
const withCurrent = (file: Partial<CalendarFile>): CalendarCatalogue => {
  const next = toBusinessCalendar({
    code: "US",
    version: "0123456789ab",
    from: "2020-01-01",
    to: "2032-12-31",
    incomplete: false,
    source: "made for a test",
    holidays: [],
    ...file,
  });
  return {
    ...own,
    get: (reference) => (reference === next.reference ? next : own.get(reference)),
    current: (code) => (code === "US" ? next : own.current(code)),
  };
};

/** 20 November is a day off in this one, so that what was due on the 20th is due on the 23rd. */
const corrected = withCurrent({ holidays: [{ date: "2026-11-20", name: "Company day" }] });

const repin = (world: World, calendars: CalendarCatalogue, isDryRun = false) =>
  makeRepinReview({ store: world.store, commit: world.commit, calendars, clock: world.clock })(
    reviewPartition(SUBMISSION_ID),
    { isDryRun },
  );

describe("makeRepinReview", () => {
  it("moves the due time and keeps an entry of it through later events", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    const outcome = await repin(world, corrected);
    const entry = {
      at: instant("2026-11-18T18:01:00Z"),
      from: own.current("US").reference,
      to: "US@0123456789ab",
      dueAtBefore: instant("2026-11-21T01:00:00Z"),
      dueAtAfter: instant("2026-11-24T01:00:00Z"),
    };
    expect(outcome).toEqual({ kind: "repinned", submissionId: SUBMISSION_ID, repin: entry });
    const { timeline } = await world.showReview(SUBMISSION_ID);
    expect(timeline.at(-1)).toEqual({ kind: "calendarRepinned", ...entry });
    expect(await world.review()).toMatchObject({
      terms: { calendar: entry.to },
      clock: { dueAt: entry.dueAtAfter },
      repins: [entry],
    });
    expect(world.store.dump("due").map(({ rowKey }) => rowKey.slice(0, 16))).toContain("2026-11-19T17:00");
    expect(await repin(world, corrected)).toEqual({ kind: "current", submissionId: SUBMISSION_ID });
  });

  it("announces nothing at the old instants, and the breach at the new one", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    await repin(world, corrected);
    const sweep = makeSweepSla({
      ...world.ports,
      log: world.log,
      commit: world.commit,
      notices: { publish: async () => {} },
      keepForecast: async () => {},
      purgeOld: async () => 0,
      calendars: corrected,
      alertRecipients: world.settings.alertRecipients,
      emailDomain: "notifier.example",
    });
    const announcedAt = async (at: string) => {
      world.goTo(at);
      return (await sweep()).announced;
    };
    expect(await announcedAt("2026-11-20T01:00:30Z")).toBe(1);
    expect(await announcedAt("2026-11-21T01:00:30Z")).toBe(0);
    expect(await announcedAt("2026-11-24T00:59:59Z")).toBe(0);
    expect(await announcedAt("2026-11-24T01:00:30Z")).toBe(1);
  });

  it("writes nothing in a dry run", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    const before = JSON.stringify([world.store.dump("reviews"), world.store.dump("due")]);
    expect(await repin(world, corrected, true)).toMatchObject({ kind: "repinned" });
    expect(JSON.stringify([world.store.dump("reviews"), world.store.dump("due")])).toBe(before);
  });

  it("leaves a review that has stopped as it was decided, and knows no unknown one", async () => {
    const world = await makeWorld();
    expect(await repin(world, corrected)).toEqual({ kind: "unknown" });
    await world.receive(submitted());
    await world.receive(failed());
    expect(await repin(world, corrected)).toEqual({ kind: "stopped", submissionId: SUBMISSION_ID });
  });
});

describe("makeSweepSla", () => {
  it("looks at a clock beyond its calendar again each day, and starts it when a calendar reaches further", async () => {
    const world = await makeWorld({ now: "2032-12-30T18:01:00Z" });
    await world.receive(submitted({ submittedAt: "2032-12-30T18:00:00Z" }));
    expect((await world.review())?.clock).toMatchObject({ isProvisional: true, state: "running" });
    world.goTo("2032-12-31T18:02:00Z");
    await world.sweepSla();
    expect(await world.review()).toMatchObject({
      clock: { isProvisional: true },
      nextStepAt: instant("2033-01-01T18:02:00Z"),
    });
    const sweep = makeSweepSla({
      ...world.ports,
      log: world.log,
      commit: world.commit,
      notices: { publish: async () => {} },
      keepForecast: async () => {},
      purgeOld: async () => 0,
      calendars: withCurrent({ to: "2040-12-31" }),
      alertRecipients: world.settings.alertRecipients,
      emailDomain: "notifier.example",
    });
    world.goTo("2033-01-01T18:03:00Z");
    await sweep();
    const record = await world.review();
    expect(record?.clock).toMatchObject({ isProvisional: false, dueAt: instant("2033-01-04T01:00:00Z") });
    expect(record?.repins).toHaveLength(1);
  });
});
