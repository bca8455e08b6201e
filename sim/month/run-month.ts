import { MemoryEntityStore } from "../../src/adapters/memory/memory-entity-store.ts";
import { MemoryWorkQueue } from "../../src/adapters/memory/memory-work-queue.ts";
import { parseEvent } from "../../src/core/certification/parse-event.ts";
import { type Instant, plusMs } from "../../src/core/instant.ts";
import type { NoticeEvent } from "../../src/core/notices/notice-schema.ts";
import type { MailOutcome, OutgoingMail } from "../../src/core/ports.ts";
import type { BusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { SlaSettings } from "../../src/core/sla/fold-record.ts";
import { DEFAULT_SETTINGS, loadCoreContent, wireCore } from "../wire-core.ts";
import type { MadeEvent } from "./made-reviews.ts";

/** A stretch of time in which something is away. */
export interface Outage {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a run is made of. */
export interface MonthInput {
  readonly from: Instant;
  readonly days: number;
  readonly events: readonly MadeEvent[];
  readonly fraction: () => number;
  /** No sweep runs. */
  readonly timerDown: Outage;
  /** The mail provider refuses everybody. */
  readonly mailDown: Outage;
}

/** What a run leaves behind. */
export interface Month {
  readonly store: MemoryEntityStore;
  readonly digests: readonly { readonly at: Instant; readonly mail: OutgoingMail }[];
  readonly notices: readonly NoticeEvent[];
  readonly end: Instant;
  /** What the clocks ran by. */
  readonly sla: SlaSettings;
  readonly calendar: BusinessCalendar;
}

const MINUTE_IN_MS = 60_000;
const ACCEPTED: MailOutcome = { kind: "accepted", answer: "250 OK" };
const REFUSED: MailOutcome = { kind: "retryable", answer: "421 Try later", ours: false };

/** Plays the events minute by minute through the real verbs, on memory and with a moved clock: receive, sweep, send. */
export const runMonth = async ({ from, days, events, fraction, timerDown, mailDown }: MonthInput): Promise<Month> => {
  let now = from;
  let ids = 0;
  const clock = {
    now: () => now,
    sleep: async () => {},
  };
  const store = new MemoryEntityStore(clock);
  const queue = new MemoryWorkQueue(clock);
  const digests: { at: Instant; mail: OutgoingMail }[] = [];
  const notices: NoticeEvent[] = [];
  const isDown = (outage: Outage): boolean => outage.from <= now && now < outage.to;
  const content = await loadCoreContent();
  const { sla } = DEFAULT_SETTINGS;
  const core = wireCore(content, {
    store,
    queue,
    clock,
    notices: {
      publish: async (published) => {
        notices.push(...published);
      },
    },
    rejectedMessages: { put: async () => {} },
    mailer: {
      send: async (mail) => {
        if (isDown(mailDown)) return REFUSED;
        if (mail.to.address.startsWith("sla-team@")) digests.push({ at: now, mail });
        return ACCEPTED;
      },
      close: async () => {},
    },
    random: { newId: () => `id-${++ids}`, fraction },
    report: () => {},
  });
  const end = plusMs(from, days * 24 * 60 * MINUTE_IN_MS);
  const coming = events.values();
  let next = coming.next();
  while (now < end) {
    for (; !next.done && next.value.arrivesAt <= now; next = coming.next()) {
      const body = new TextEncoder().encode(JSON.stringify(next.value.body));
      const event = parseEvent({ body, properties: {} });
      if (event.kind === "invalid") throw new TypeError(event.problems.join("; "));
      await core.receiveEvent(event);
    }
    if (!isDown(timerDown)) await core.sweepSla();
    for (let hints = queue.take(); hints.length > 0; hints = queue.take()) {
      for (const hint of hints) await core.sendNotification(hint);
    }
    now = plusMs(now, MINUTE_IN_MS);
  }
  return { store, digests, notices, end, sla, calendar: content.calendars.current(sla.calendar) };
};
