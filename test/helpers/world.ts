import { CLOSED_GATE, DEFAULT_SETTINGS, loadCoreContent, type RunPorts, wireCore } from "../../sim/wire-core.ts";
import { MemoryEntityStore } from "../../src/adapters/memory/memory-entity-store.ts";
import { MemoryWorkQueue } from "../../src/adapters/memory/memory-work-queue.ts";
import { type IncomingMessage, parseEvent } from "../../src/core/certification/parse-event.ts";
import { reviewPartition } from "../../src/core/certification/review-id.ts";
import type { CoreContent, CoreSettings } from "../../src/core/core.ts";
import { NotifierError } from "../../src/core/errors.ts";
import { type Instant, instant, plusMs } from "../../src/core/instant.ts";
import { makeCommit } from "../../src/core/ledger/commit.ts";
import { fromNotificationEntity } from "../../src/core/ledger/notification-entity.ts";
import { mailWrite, makeNotificationLog, notificationWrite } from "../../src/core/ledger/notification-log.ts";
import { readReview } from "../../src/core/ledger/review-rows.ts";
import type { NoticeEvent } from "../../src/core/notices/notice-schema.ts";
import type { Notification } from "../../src/core/notifications/notification.ts";
import { partitionOfNotification } from "../../src/core/notifications/notification-id.ts";
import { makeSendGate } from "../../src/core/notifications/send-gate.ts";
import type { MailOutcome, MailStatus, OutgoingMail, RejectedMessage } from "../../src/core/ports.ts";
import type { ReceiveOutcome, ValidEvent } from "../../src/core/verbs/receive-event.ts";
import type { SendOutcome } from "../../src/core/verbs/send-notification.ts";

let loaded: Promise<CoreContent> | undefined;

/** The app's real content, read once a test file. */
export const realContent = async (): Promise<CoreContent> => {
  loaded ??= loadCoreContent();
  return await loaded;
};

const ACCEPTED: MailOutcome = { kind: "accepted", answer: "250 OK" };

/** The whole core on memory, with a clock that a test moves and a mailer that answers by script. */
export const makeWorld = async (
  options: { now?: string; settings?: Partial<CoreSettings>; canAsk?: boolean; sendsAtOnce?: boolean } = {},
) => {
  let now: Instant = instant(options.now ?? "2026-11-20T16:20:00Z");
  let ids = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now = plusMs(now, ms);
    },
  };
  const random = { newId: () => `id-${++ids}`, fraction: () => 0 };
  const store = new MemoryEntityStore(clock);
  const queue = new MemoryWorkQueue(clock);
  const mails: OutgoingMail[] = [];
  const answers: (MailOutcome | (() => Promise<MailOutcome>))[] = [];
  const statuses: MailStatus[] = [];
  const asked: string[] = [];
  const rejected: RejectedMessage[] = [];
  const reports: string[] = [];
  const published: NoticeEvent[] = [];
  const topic = { isAway: false, calls: 0 };
  const ports: RunPorts = {
    store,
    queue,
    notices: {
      publish: async (events) => {
        if (topic.isAway) throw new NotifierError("BUS_UNAVAILABLE");
        if (events.length > 0) topic.calls += 1;
        published.push(...events);
      },
    },
    rejectedMessages: {
      put: async (message) => {
        rejected.push(message);
      },
    },
    mailer: {
      send: async (mail) => {
        mails.push(mail);
        const answer = answers.shift() ?? ACCEPTED;
        return typeof answer === "function" ? await answer() : answer;
      },
      ...(options.canAsk === true
        ? {
            status: async (operationId: string) => {
              asked.push(operationId);
              return statuses.shift() ?? { kind: "notFound", answer: "404" };
            },
          }
        : {}),
      close: async () => {},
    },
    clock,
    random,
    // By the queue, so that a test can look at each step.
    gate: options.sendsAtOnce === true ? makeSendGate(clock) : CLOSED_GATE,
    report: (_level, message, fields) => {
      reports.push(`${message} ${JSON.stringify(fields)}`);
    },
  };
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const core = wireCore(await realContent(), ports, settings);

  const receive = async (event: object): Promise<ReceiveOutcome> => {
    return await core.receiveEvent(parsedEvent(event));
  };
  /** Works on every hint that is to be seen now, and on those these cause now. */
  const drain = async (): Promise<SendOutcome[]> => {
    const outcomes: SendOutcome[] = [];
    for (let hints = queue.take(); hints.length > 0; hints = queue.take()) {
      for (const hint of hints) outcomes.push(await core.sendNotification(hint));
    }
    return outcomes;
  };
  const notifications = (): Notification[] =>
    store
      .dump("reviews")
      .filter(({ rowKey }) => rowKey.startsWith("3-notification|"))
      .map((entity) => fromNotificationEntity(entity).notification);
  const log = makeNotificationLog(store);
  /** Puts a notification into any state, as if it had come there by itself. */
  const force = async (notificationId: string, change: Partial<Notification>, mail?: OutgoingMail): Promise<void> => {
    const held = await log.get(notificationId);
    if (held === undefined) throw new TypeError("Expected a known notification.");
    const next = { ...held.notification, ...change };
    await store.transact("reviews", partitionOfNotification(notificationId) ?? "", [
      notificationWrite(next, held.etag),
      ...(mail === undefined ? [] : [mailWrite(next, mail)]),
    ]);
  };
  const notices = { publish: async () => {} };
  const commit = makeCommit({ store, queue, notices, random, clock });
  return {
    ...core,
    settings,
    ports,
    store,
    queue,
    log,
    commit,
    mails,
    answers,
    statuses,
    asked,
    rejected,
    reports,
    published,
    topic,
    clock,
    receive,
    drain,
    force,
    notifications,
    /** The one notification there is. */
    only: (): Notification => {
      const [first, ...others] = notifications();
      if (first === undefined || others.length > 0)
        throw new TypeError(`Expected one notification, got ${others.length + 1}.`);
      return first;
    },
    review: async (submissionId = SUBMISSION_ID) =>
      (await readReview(store, reviewPartition(submissionId))).review?.record,
    goTo: (at: string) => {
      now = instant(at);
    },
    pass: (ms: number) => {
      now = plusMs(now, ms);
    },
    /** Another process on the same ledger, bus and provider. */
    another: async (changed: Partial<RunPorts>) => wireCore(await realContent(), { ...ports, ...changed }, settings),
  };
};

/** What `makeWorld` gives. */
export type World = Awaited<ReturnType<typeof makeWorld>>;

/** The submission that the events below are about. */
export const SUBMISSION_ID = "1152921515689848683";

const toMessage = (event: object): IncomingMessage => ({
  body: new TextEncoder().encode(JSON.stringify(event)),
  properties: {},
});

/** A structured event as the verb takes it. */
export const parsedEvent = (event: object): ValidEvent => {
  const parsed = parseEvent(toMessage(event));
  if (parsed.kind === "invalid") throw new TypeError(`Expected a valid event: ${parsed.problems.join("; ")}`);
  return parsed;
};

let eventIds = 0;

/** A structured event of a type; `data` completes or replaces the usual members. */
export const anEvent = (type: string, data: object = {}, envelope: object = {}) => ({
  specversion: "1.0",
  id: `evt-${++eventIds}`,
  source: "/partner-center/certification",
  type: `marketplace.certification.${type}`,
  data: {
    submissionId: SUBMISSION_ID,
    offer: { id: "contoso-consulting", name: "Contoso Assessment", type: "consultingService" },
    publisher: { id: "contoso", name: "Contoso Ltd" },
    contacts: [{ name: "Ada", email: "ada@contoso.example" }],
    ...data,
  },
  ...envelope,
});

/** A failed result. */
export const failed = (data: object = {}, envelope: object = {}) =>
  anEvent(
    "completed",
    {
      completedAt: "2026-11-20T16:19:58.1234567Z",
      outcome: "failed",
      findings: [{ policy: "1000.3", title: "Authentication", message: "Sign-in fails.", severity: "blocking" }],
      ...data,
    },
    envelope,
  );

/** A passed result. */
export const passed = (data: object = {}) =>
  anEvent("completed", { completedAt: "2026-11-20T17:00:00Z", outcome: "passed", ...data });

/** A submission that is due on Friday, 20 November 2026 at 17:00 in Los Angeles (2 business days). */
export const submitted = (data: object = {}, envelope: object = {}) =>
  anEvent("submitted", { submittedAt: "2026-11-18T18:00:00Z", ...data }, envelope);
