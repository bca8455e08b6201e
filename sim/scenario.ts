import { type Instant, instantFromMs, plusMs } from "../src/core/instant.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { REFUSED_ADDRESS } from "./sim-mail-provider.ts";

/** A message to be published at its time. */
export interface Publication {
  readonly atMs: number;
  readonly body: Uint8Array;
  /** Absent for a message that is no event. */
  readonly event?: { readonly id: string; readonly submissionId: string };
  /** What somebody makes of a broken message when it is replayed. */
  readonly repaired?: Publication;
}

/** What happens in one run. */
export interface Scenario {
  readonly publications: readonly Publication[];
  readonly submissionIds: readonly string[];
  readonly resends: readonly {
    readonly atMs: number;
    readonly submissionId: string;
    readonly key: string;
    readonly body: object;
  }[];
  /** Messages on the work queue that are not ours. */
  readonly strangeHints: readonly { readonly atMs: number; readonly hint: object }[];
  /** Delivery reports that are none, or that are about mails of somebody else. */
  readonly strangeReports: readonly { readonly atMs: number; readonly body: Uint8Array }[];
  /** When somebody looks at what was put aside, and replays some of it. */
  readonly looksAtMs: readonly number[];
}

/** Whom events name. */
export const CONTACTS = [
  { name: "Ada", email: "ada@contoso.example" },
  { name: "Bo", email: "bo@contoso.example" },
  { name: "Cy", email: "cy@elsewhere.example" },
  { name: "Nobody", email: REFUSED_ADDRESS },
] as const;

/** Of articles that promise times of different length; the first promises one business day. */
export const OFFER_TYPES = [
  "consultingService",
  "managedService",
  "azureVirtualMachine",
  "softwareAsAService",
] as const;

/** Friday's and the next Friday's reviews; some that are late when first heard of. */
export const SUBMITTED = [
  "2026-11-02T18:00:00Z",
  "2026-11-17T18:00:00Z",
  "2026-11-18T18:00:00Z",
  "2026-11-19T18:00:00Z",
] as const;

const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** Draws the events of a run that starts at `startMs`; all are published within `lengthInMs`. */
export const drawScenario = (random: SeededRandom, startMs: number, lengthInMs: number): Scenario => {
  const submissionIds = Array.from(
    { length: random.between(1, 4) },
    (_, n) => `11529215156898${n}/${random.between(0, 99)}`,
  );
  /** Some come just as a sweep begins. */
  const moment = (): number => {
    const at = startMs + random.between(0, lengthInMs);
    return random.chance(0.3) ? Math.ceil(at / 60_000) * 60_000 + random.between(-150, 200) : at;
  };
  /** Some reviews' events come all at once. */
  const momentOf = (): (() => number) => {
    const start = moment();
    return random.chance(0.4) ? () => start + random.between(0, 1_000) : moment;
  };
  const publications = submissionIds.flatMap((id) => drawReview(random, id, startMs, momentOf()));
  for (let n = random.between(0, 3); n > 0; n -= 1) {
    const broken = random.pick([`{${n}`, `[${n}]`, `{"specversion":"1.0","n":${n}}`, `no JSON at all ${n}`]);
    const repaired = random.chance(0.5) ? { repaired: drawRepair(random.pick(submissionIds), n, random) } : {};
    for (let copies = random.pick([1, 1, 2]); copies > 0; copies -= 1)
      publications.push({ atMs: moment(), body: encode(broken), ...repaired });
  }
  const resends = Array.from({ length: random.between(0, 2) }, (_, n) => ({
    atMs: moment(),
    submissionId: random.pick(submissionIds),
    key: `key-${n}`,
    body: { reason: "asked for", ...(random.chance(0.3) ? { content: "current" } : {}) },
  }));
  const strange = [
    { notificationId: "none", attempt: 1 },
    { notificationId: `n-alerts-${"0".repeat(32)}`, attempt: 3 },
    { coffee: true },
  ];
  const strangeHints = Array.from({ length: random.between(0, 2) }, () => ({
    atMs: moment(),
    hint: random.pick(strange),
  }));
  const strangeReports = Array.from({ length: random.between(0, 2) }, () => ({
    atMs: moment(),
    body: encode(random.pick(["{", "[]", foreignReport("someone@elsewhere.example"), foreignReport(undefined)])),
  }));
  const looksAtMs = Array.from({ length: random.between(0, 4) }, () => startMs + random.between(0, 2 * lengthInMs));
  return { publications, submissionIds, resends, strangeHints, strangeReports, looksAtMs };
};

/** A publisher is told of a delay. */
export interface Delay {
  readonly atMs: number;
  readonly submissionId: string;
  readonly body: object;
}

/** Dates just after the first close of business that a run comes to, around the second, and after it. */
const DATES = [
  "2026-11-20T01:02:00Z",
  "2026-11-20T01:07:00Z",
  "2026-11-21T00:55:00Z",
  "2026-11-21T01:00:00Z",
  "2026-11-21T01:03:00Z",
  "2026-11-24T01:00:00Z",
] as const;

/** What publishers are told of delays in about a third of all seeds, and a review that stays open for long enough to be told of several. */
export const drawDelays = (
  random: SeededRandom,
  { submissionIds }: Pick<Scenario, "submissionIds">,
  startMs: number,
): { readonly publications: readonly Publication[]; readonly delays: readonly Delay[] } => {
  if (!random.chance(0.35)) return { publications: [], delays: [] };
  const submissionId = `115292151568989/${random.between(0, 99)}`;
  const data = {
    submissionId,
    offer: { id: "delayed", name: "Delayed", type: OFFER_TYPES[0] },
    publisher: { id: "contoso" },
    contacts: CONTACTS.filter(({ name }) => name === "Ada" || random.chance(0.3)),
  };
  const submitted = { ...data, submittedAt: random.pick(SUBMITTED) };
  const result = { ...data, ...drawResult(random, instantFromMs(startMs + 24 * HOUR_IN_MS)) };
  const delays = Array.from({ length: random.between(1, 8) }, (_, n) => ({
    // Most come in the first half hour, while what was told before is on its way.
    atMs: startMs + random.between(60_000, random.chance(0.7) ? HOUR_IN_MS / 2 : 26 * HOUR_IN_MS),
    submissionId: random.chance(0.7) ? submissionId : random.pick(submissionIds),
    body: {
      ...(random.chance(0.3) ? { businessDays: random.between(1, 3) } : { expectedAt: random.pick(DATES) }),
      reason: `reason ${random.chance(0.5) ? n : 0}`,
    },
  }));
  return {
    publications: [
      eventOf(submissionId, "submitted", submitted, startMs + random.between(0, 120_000)),
      ...(random.chance(0.4)
        ? [eventOf(submissionId, "completed", result, startMs + random.between(0, 24) * HOUR_IN_MS)]
        : []),
    ],
    delays,
  };
};

const HOUR_IN_MS = 60 * 60_000;

/** The one event of its kind of a review. */
export const eventOf = (submissionId: string, kind: string, data: object, atMs: number): Publication =>
  publication(
    { id: `${submissionId}-${kind}`, type: `marketplace.certification.${kind}`, data: { submissionId, ...data } },
    atMs,
  );

/** About an operation of nobody we know. */
const foreignReport = (sender: string | undefined): object => ({
  type: "Microsoft.Communication.EmailDeliveryReportReceived",
  time: "2026-11-20T00:30:00Z",
  data: { status: "Bounced", messageId: "00000000-0000-4000-8000-000000000000", sender },
});

/** Results that come a year later for some of the reviews. */
export const drawLateResults = (
  random: SeededRandom,
  { submissionIds }: Pick<Scenario, "submissionIds">,
  now: Instant,
): readonly Publication[] =>
  submissionIds.map((submissionId) => {
    const data = {
      submissionId,
      offer: { id: `offer ${submissionId}`, name: `Offer ${submissionId}`, type: OFFER_TYPES[0] },
      publisher: { id: "contoso" },
      contacts: [CONTACTS[0]],
      ...drawResult(random, now),
    };
    return publication({ id: `${submissionId}-late`, type: "marketplace.certification.completed", data }, 0);
  });

const drawRepair = (submissionId: string, n: number, random: SeededRandom): Publication => {
  const data = {
    submissionId,
    offer: { id: `offer ${submissionId}`, name: `Offer ${submissionId}`, type: OFFER_TYPES[0] },
    publisher: { id: "contoso" },
    contacts: [CONTACTS[0]],
    submittedAt: random.pick(SUBMITTED),
  };
  return publication({ id: `${submissionId}-repaired-${n}`, type: "marketplace.certification.submitted", data }, 0);
};

const drawReview = (
  random: SeededRandom,
  submissionId: string,
  startMs: number,
  moment: () => number,
): Publication[] => {
  const type = random.pick(OFFER_TYPES);
  const submittedAt = random.pick(SUBMITTED);
  const start = instantFromMs(startMs);
  const contacts = (): readonly object[] => (random.chance(0.3) ? [] : CONTACTS.filter(() => random.chance(0.4)));
  const common = () => ({
    submissionId,
    offer: { id: `offer ${submissionId}`, name: `Offer ${submissionId}`, type },
    publisher: { id: "contoso" },
    contacts: contacts(),
  });
  const made: { id: string; type: string; data: object }[] = [];
  const add = (kind: string, data: object): void => {
    made.push({
      id: `${submissionId}-${made.length}`,
      type: `marketplace.certification.${kind}`,
      data: { ...common(), ...data },
    });
  };
  if (random.chance(0.15)) {
    // Known by another event before its submission makes it late at once, while a sweep looks.
    if (random.chance(0.5)) add("resumed", { at: start });
    add("submitted", { submittedAt: SUBMITTED[0] });
    const begins = random.between(2, 20) * 60_000;
    const early = startMs + random.between(0, 60_000);
    const onTheMinute = startMs + begins + random.between(-100, 200);
    return made.map((event, index) => publication(event, index === made.length - 1 ? onTheMinute : early));
  }
  if (random.chance(0.75)) add("submitted", { submittedAt });
  if (random.chance(0.35)) {
    const at = plusMs(start, random.between(-36, 0) * 3_600_000);
    add("paused", { at, reason: "the publisher" });
    if (random.chance(0.7)) add("resumed", { at: plusMs(at, random.between(1, 40) * 3_600_000) });
  }
  const completedAt = plusMs(start, random.between(-120, 20) * 60_000);
  for (let count = random.pick([0, 1, 1, 1, 2, 3]); count > 0; count -= 1)
    add("completed", drawResult(random, completedAt));
  if (random.chance(0.1)) add("cancelled", { cancelledAt: plusMs(start, random.between(-60, 60) * 60_000) });
  return made.flatMap((event) => {
    const envelope = { specversion: "1.0", source: "/simulation", ...event };
    const known = { id: event.id, submissionId };
    const first = { atMs: moment(), body: encode(envelope), event: known };
    return [
      first,
      ...(random.chance(0.3) ? [{ ...first, atMs: moment() }] : []),
      ...(random.chance(0.1)
        ? [
            {
              ...first,
              atMs: moment(),
              body: encode({ ...envelope, data: { ...event.data, environment: "another body" } }),
            },
          ]
        : []),
      ...(random.chance(0.2)
        ? [
            {
              atMs: moment(),
              body: encode({ ...envelope, id: `${event.id}-again` }),
              event: { ...known, id: `${event.id}-again` },
            },
          ]
        : []),
    ];
  });
};

const publication = (
  event: { readonly id: string; readonly type: string; readonly data: object },
  atMs: number,
): Publication => {
  const { submissionId } = event.data as { submissionId: string };
  return {
    atMs,
    body: encode({ specversion: "1.0", source: "/simulation", ...event }),
    event: { id: event.id, submissionId },
  };
};

const FINDINGS = [
  [],
  [{ policy: "100.1", title: "Title", message: "Too long.", severity: "blocking" }],
  [{ policy: "200.5", message: "Root may sign in.", severity: "blocking" }],
] as const;

/** Around one instant, so that results are equal, earlier and later than each other. */
const drawResult = (random: SeededRandom, about: Instant): object => ({
  completedAt: plusMs(about, random.pick([0, 0, 60_000, -3_600_000])),
  outcome: random.pick(["failed", "failed", "failed", "passed", "passedWithNotes"]),
  findings: random.pick(FINDINGS),
});
