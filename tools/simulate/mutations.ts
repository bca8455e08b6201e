/** A fault put into the code on purpose, which the simulation has to find. */
export interface Mutation {
  readonly name: string;
  /** What then goes wrong. */
  readonly effect: string;
  readonly file: string;
  /** Text that stands in the file exactly once, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** A second edit of the same file, where one is not enough. */
  readonly and?: { readonly from: string; readonly to: string };
}

const SEND = "src/core/use-cases/send-notification.ts";
const RECEIVE = "src/core/use-cases/receive-event.ts";
const ANNOUNCE = "src/core/use-cases/announce.ts";
const SWEEP = "src/core/use-cases/sweep-sla.ts";
const PLAN = "src/core/notifications/plan-notifications.ts";
const REPORT = "src/core/use-cases/record-delivery-report.ts";
const REPLAY = "src/core/use-cases/replay-rejected.ts";

/** Every rule of design §2 that keeps mails from being lost or doubled, taken away one at a time. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "claim without etag",
    effect: "two senders both claim, and both send",
    file: "src/core/ledger/notification-log.ts",
    from: '{ kind: "replace", rowKey: notificationRow(next.notificationId), etag, ...toNotificationEntity(next) },',
    to: '{ kind: "upsert", rowKey: notificationRow(next.notificationId), ...toNotificationEntity(next) },',
  },
  {
    name: "mark before send",
    effect: "a crash between the two says accepted of a mail that never went",
    file: SEND,
    from: "const outcome = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);",
    to: 'const marked = await log.change(claim, { ...claim.notification, state: "accepted", acceptedAt: claimedAt, attempts: record(claim.notification, claimedAt, "accepted", "") });\n  if (marked !== undefined) { await mailer.send(mail, SEND_TIMES.providerDeadlineInMs); return { kind: "accepted" }; }\n  const outcome = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);',
  },
  {
    name: "send before claim",
    effect: "nothing tells a second sender that the first has sent",
    file: SEND,
    from: "  const claimedAt = clock.now();\n",
    to: "  const claimedAt = clock.now();\n  const early = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);\n",
    and: {
      from: "const outcome = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);",
      to: "const outcome = early;",
    },
  },
  {
    name: "ignore the lease",
    effect: "a claim that is alive is taken for lost",
    file: SEND,
    from: "const leaseLeftInMs = SEND_TIMES.leaseInMs - ageInMs;",
    to: "const leaseLeftInMs = -ageInMs;",
  },
  {
    name: "expired claim is fresh",
    effect: "what may have been sent is sent again, and nothing says so",
    file: SEND,
    from: 'record(notification, now, "unknown", "the claim expired with no answer kept"),',
    to: "notification.attempts,",
  },
  {
    name: "unknown is taken for not sent",
    effect: "a lost answer becomes a second mail, and nothing says so",
    file: SEND,
    from: '      return await askLater(deps, claim, "unknown", outcome.answer);\n  }',
    to: '      return await retryLater(deps, claim, { kind: "retryable", answer: outcome.answer, ours: false }, "retryable");\n  }',
  },
  {
    name: "send again without asking",
    effect: "the refusal of a repeat is taken for a verdict, although the mail went",
    file: SEND,
    from: 'if (repeated && deps.mailer.status !== undefined) return await askLater(deps, claim, "permanent", outcome.answer);',
    to: "",
  },
  {
    name: "own success is a conflict",
    effect: "a claim whose answer was lost is left behind, again and again",
    file: "src/core/ledger/notification-log.ts",
    from: "return found?.notification.claimId === notification.claimId ? found : undefined;",
    to: "return undefined;",
  },
  {
    name: "no hints for a repeated event, and no due rows",
    effect: "a handler that dies before its sends leaves mails that nobody knows of",
    file: RECEIVE,
    from: "    ...inserted.map(({ notificationId, address }) =>\n      dueRow(",
    to: "    ...inserted.slice(0, 0).map(({ notificationId, address }) =>\n      dueRow(",
  },
  {
    name: "event without its etag on the review",
    effect: "two events of one review at once overwrite each other's fold",
    file: "src/core/ledger/review-entity.ts",
    from: 'return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };',
    to: 'return { kind: "upsert", ...row };',
  },
  {
    name: "cancel outside of the transaction",
    effect: "a sender comes between an event and its cancellations",
    file: RECEIVE,
    from: 'const result = await store.transact("reviews", partition, [...core, ...inserts, ...cancels.slice(0, room)]);',
    to: 'const result = await store.transact("reviews", partition, [...core, ...inserts]);\n  if (result.kind === "written") for (const cancel of cancels) await store.transact("reviews", partition, [cancel]);',
  },
  {
    name: "cancel nothing",
    effect: "mails of withdrawn and older results wait for ever or go",
    file: PLAN,
    from: ".filter(({ notification }) => isUnsent(notification) && ",
    to: '.filter(({ notification }) => notification.state === "failed" && isUnsent(notification) && ',
  },
  {
    name: "look at the result only when it comes",
    effect: "a claimed mail that comes back follows the mail of a newer result",
    file: "src/core/use-cases/compose-notification.ts",
    from: 'return result?.resultKey === resultKey ? undefined : "newerResult";',
    to: "return result?.resultKey === resultKey ? undefined : undefined;",
  },
  {
    name: "revive nothing",
    effect: "contacts that come back are told nothing",
    file: PLAN,
    from: "const isCancelled = existing.some(",
    to: "const isCancelled = existing.slice(0, 0).some(",
  },
  {
    name: "announce without insert-or-fail",
    effect: "two sweeps announce the same step",
    file: ANNOUNCE,
    from: '      ({ cause, kind, n }): Write => ({\n        kind: "insert",',
    to: '      ({ cause, kind, n }): Write => ({\n        kind: "upsert",',
  },
  {
    name: "settle before announcing",
    effect: "a review says that an alert was made, and none was",
    file: SWEEP,
    from: "const announced: Announced = await announce(deps, candidates);",
    to: "const causes = new Set(candidates.map(({ cause }) => cause));\n    await inParallel(found, CONCURRENCY, async ({ entry, verdict, now }) => await settle(deps, entry, verdict, now, { count: 0, digests: 0, at: now, causes }));\n    const announced: Announced = await announce(deps, candidates);",
  },
  {
    name: "own clock alone",
    effect: "a machine whose clock is ahead announces early",
    file: SWEEP,
    from: "const now = earlier(ownNow, page.now);",
    to: "const now = earlier(ownNow, ownNow) && (page.now < ownNow ? ownNow : page.now);",
  },
  {
    name: "due row removed whatever it says",
    effect: "the due row of an event that is being written is lost, and with it the alert",
    file: SWEEP,
    from: 'entry.kind === "clock" && isYoung(entry, now);',
    to: 'entry.kind !== "clock" && entry.kind !== "open" && isYoung(entry, now);',
  },
  {
    name: "strays removed at once",
    effect: "a mail whose row is written just after the sweep looked is forgotten",
    file: SWEEP,
    from: "return isYoung(entry, now) ? undefined : await remove(deps, entry);",
    to: "return await remove(deps, entry);",
  },
  {
    name: "due row removed before the later one is written",
    effect: "a crash between the two forgets the notification",
    file: SWEEP,
    from: '  await deps.store.transact("due", entry.partition, [{ kind: "upsert", rowKey, fields: { overdueCount } }]);',
    to: '  await remove(deps, entry);\n  await deps.store.transact("due", entry.partition, [{ kind: "upsert", rowKey, fields: { overdueCount } }]);',
  },
  {
    name: "transaction before its due rows",
    effect: "a crash between the two leaves a mail that no sweep finds",
    file: RECEIVE,
    from: "    writeDueRows(deps.store, partition, record, plan.insert, now),\n",
    to: "    undefined,\n",
  },
  {
    name: "notice told too early",
    effect: "the team hears nothing of a mail that failed",
    file: "src/core/use-cases/sweep-notice.ts",
    from: 'if (!isUnreached(notification.state)) return { kind: "stray" };',
    to: 'if (!isUnreached(notification.state)) return { kind: "done" };',
  },
  {
    name: "complete what could not be handled",
    effect: "an event is acknowledged and forgotten",
    file: "src/handlers/receive-certification-event.ts",
    from: "if (isRetryable(error)) throw error; // Service Bus delivers it again",
    to: "if (isRetryable(error)) return [];",
  },
  {
    name: "put aside nothing",
    effect: "a message that is no event is acknowledged and forgotten",
    file: "src/handlers/receive-certification-event.ts",
    from: "await rejectedMessages.put({ ...bound, problems });",
    to: "void rejectedMessages;",
  },
  {
    name: "allow list not asked",
    effect: "mail leaves the list",
    file: "src/core/notifications/allow-list.ts",
    from: "return (address) => tests.some((test) => test.test(address.trim()));",
    to: 'return (address) => tests.length === 0 || address !== "";',
  },
  {
    name: "wait by its own clock",
    effect: "hints go in circles between the broker and a machine whose clock is behind",
    file: SEND,
    from: "plusMs(readAt, delayInMs + 1_000));",
    to: 'plusMs(clock.now(), readAt === "" ? 0 : delayInMs));',
  },
  {
    name: "forget early reports",
    effect: "what a report told before the mail was accepted is never known",
    file: REPORT,
    from: "for (const report of reports) {",
    to: "for (const report of reports.slice(0, 0)) {",
  },
  {
    name: "keep a report and look away",
    effect: "a sender that is about to claim never hears of it",
    file: REPORT,
    from: 'const claimed = outcome === "kept" ? await findClaimSince(deps, report) : undefined;',
    to: 'const claimed = outcome === "repeated" ? await findClaimSince(deps, report) : undefined;',
  },
  {
    name: "early reports for the sender alone",
    effect: "they are never known where a report is the first to say that the mail was accepted",
    file: REPORT,
    from: "  await recordEarly(deps, stored.notification.notificationId, early);\n",
    to: "",
  },
  {
    name: "report on a claim at once",
    effect: "its sender cannot say that the mail was accepted, and the mail goes again",
    file: REPORT,
    from: "held = await awaitSender(deps, held, report);",
    to: "",
  },
  {
    name: "report once, whoever came between",
    effect: "a report that meets another writer is gone",
    file: REPORT,
    from: 'return changed && "applied";',
    to: 'return changed === undefined ? "repeated" : "applied";',
  },
  {
    name: "every report is new",
    effect: "a repeated report stands on the row twice",
    file: "src/core/delivery/apply-report.ts",
    from: "if (isKnown) return undefined;",
    to: "if (isKnown && reports.length === 0) return undefined;",
  },
  {
    name: "the last report wins",
    effect: "a delivery that is told late hides the bounce",
    file: "src/core/delivery/apply-report.ts",
    from: "return told !== undefined && RANK[told] > RANK[state] ? told : state;",
    to: "return told !== undefined && RANK[told] > 0 ? told : state;",
  },
  {
    name: "bounced addresses not asked",
    effect: "mail goes on to mailboxes that send it back",
    file: "src/core/make-core.ts",
    from: "return (await addresses.isBounced(address, clock.now())) ? ADDRESS_BOUNCED : undefined;",
    to: "return (await addresses.isBounced(address, clock.now())) ? [ADDRESS_BOUNCED][1] : undefined;",
  },
  {
    name: "bounce told to nobody",
    effect: "the team hears nothing of a result that reached none of its contacts",
    file: REPORT,
    from: "if (isUnreached(notification.state)) await log.raiseNotice(",
    to: "if (isUnreached(notification.state) && log === undefined) await log.raiseNotice(",
  },
  {
    name: "take no slot",
    effect: "mails go without asking the quota",
    file: "src/core/use-cases/take-mail-slot.ts",
    from: "if (hasSlot(notification, deps.clock.now())) return undefined;",
    to: "if (hasSlot(notification, deps.clock.now()) || take !== undefined) return undefined;",
  },
  {
    name: "slots without etag",
    effect: "two senders take the same slot",
    file: "src/core/ledger/quota-entity.ts",
    from: 'return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };',
    to: 'return { kind: "upsert", ...row };',
  },
  {
    name: "a slot is good for ever",
    effect: "the slots keep the quota, and the mails do not",
    file: "src/core/use-cases/take-mail-slot.ts",
    from: "msBetween(quotaSlotAt, now) <= SLOT_VALID_IN_MS;",
    to: "msBetween(quotaSlotAt, now) <= 1_000 * SLOT_VALID_IN_MS;",
  },
  {
    name: "a minute is half as long",
    effect: "twice as many mails go as the provider takes",
    file: "src/core/notifications/quota-lanes.ts",
    from: "const MINUTE_IN_MS = 60_000 + SLOT_VALID_IN_MS;",
    to: "const MINUTE_IN_MS = 30_000;",
  },
  {
    name: "replay without recording",
    effect: "what was replayed is listed for ever",
    file: REPLAY,
    from: "  await replays.put(sent, etag);\n",
    to: "",
  },
  {
    name: "replay under a new id",
    effect: "a replay that is asked for again becomes another message",
    file: REPLAY,
    from: "messageId: record?.messageId ??",
    to: "messageId: undefined ??",
  },
  {
    name: "record the replay as sent at once",
    effect: "a crash before the broker has it hides a message that nobody worked on",
    file: REPLAY,
    from: '    state: "sending",\n',
    to: '    state: "sent",\n',
  },
];
