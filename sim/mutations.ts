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

const SEND = "src/core/verbs/send-notification.ts";
const SEND_CLAIMED = "src/core/verbs/send-claimed.ts";
const MOVE = "src/core/notifications/next-move.ts";
const AFTER = "src/core/notifications/after-attempt.ts";
const COMMIT = "src/core/ledger/commit.ts";
const DUE = "src/core/ledger/due-index.ts";
const RECEIVE = "src/core/verbs/receive-event.ts";
const DIGESTS = "src/core/ledger/digests.ts";
const SWEEP_NOTIFICATION = "src/core/verbs/sweep-notification.ts";
const SWEEP = "src/core/verbs/sweep-sla.ts";
const TAKE_UP = "src/core/ledger/take-up.ts";
const DUE_MOVE = "src/core/ledger/due-move.ts";
const PLAN = "src/core/notifications/plan-notifications.ts";
const REPORT = "src/core/verbs/record-delivery-report.ts";
const DECIDE_REPLAY = "src/core/ledger/decide-replay.ts";
const STEPS = "src/core/sla/clock-steps.ts";
const REPLAY = "src/core/verbs/replay-rejected.ts";

/** Every rule that keeps mails from being lost or doubled, taken away one at a time. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "claim without etag",
    effect: "two senders both claim, and both send",
    file: "src/core/ledger/notification-log.ts",
    from: 'return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };',
    to: 'return { kind: "upsert", ...row };',
  },
  {
    name: "nothing told again by a repeated event",
    effect: "a crash between row and topic keeps from the world what became of a mail",
    file: TAKE_UP,
    from: "      ...notifications.flatMap(({ notification }) => noticesOf(notification)),\n",
    to: "",
  },
  {
    name: "nothing told by the sweep of a settled mail",
    effect: "the same, for a mail that went by the queue",
    file: SWEEP_NOTIFICATION,
    from: 'if (!isOpen(notification.state)) return { kind: "done", notices: noticesOf(notification) };',
    to: 'if (!isOpen(notification.state)) return { kind: "done" };',
  },
  {
    name: "nothing told again by a repeated report",
    effect: "the same, for what the provider reported",
    file: REPORT,
    from: "newNotices(next === undefined ? [] : noticesOf(notification), noticesOf(after))",
    to: "newNotices(noticesOf(notification), noticesOf(after))",
  },
  {
    name: "mark before send",
    effect: "a crash between the two says accepted of a mail that never went",
    file: SEND_CLAIMED,
    from: "      const sent = await Promise.all(",
    to: "      const accepted = claims.map((claim) => endOf(deps, { claim, outcome: ACCEPTED }, { notification: claim.next, etag: claim.etag }));\n      if (await mark(deps, partition, accepted)) { await Promise.all(claims.map(deps.handOver)); return accepted.map(({ next }) => next); }\n      const sent = await Promise.all(",
    and: {
      from: "/** Makes the one executor of mails",
      to: 'const ACCEPTED = { kind: "accepted", answer: "" } as const;\n\n/** Makes the one executor of mails',
    },
  },
  {
    name: "send before claim",
    effect: "nothing tells a second sender that the first has sent",
    file: SEND,
    from: "  const written = await commit(",
    to: '  if (decided.kind === "claim") await sendClaimed(partition, [{ ...decided, etag: "none", hasDueRow: true }]);\n  const written = await commit(',
    and: {
      from: "await sendClaimed(partition, claims)",
      to: 'await Promise.all(claims.map(async ({ next: sent, etag, claimedAt: at }) => { const next = { ...sent, state: "accepted" as const, acceptedAt: at, attempts: [...sent.attempts, { number: sent.attempt, at, outcome: "accepted" as const, answer: "" }] }; await commit(toCommit({ partition, now: at, notifications: [{ from: { notification: sent, etag }, next }] })); return next; }))',
    },
  },
  {
    name: "send before the event's transaction",
    effect: "a crash or another writer between the two sends a mail that nothing tells of",
    file: RECEIVE,
    from: "    const committed = await deps.commit(",
    to: '    for (const one of prepared) if (one.kind === "claim") await deps.sendClaimed(partition, [{ ...one, etag: "none", hasDueRow: false }]);\n    const committed = await deps.commit(',
  },
  {
    name: "ignore the lease",
    effect: "a claim that is alive is taken for lost",
    file: MOVE,
    from: "const leaseLeftInMs = SEND_TIMES.leaseInMs - ageInMs;",
    to: "const leaseLeftInMs = -ageInMs;",
  },
  {
    name: "expired claim is fresh",
    effect: "what may have been sent is sent again, and nothing says so",
    file: MOVE,
    from: 'return resolve(recordAttempt(notification, now, "unknown", "the claim expired with no answer kept"), policy);',
    to: "return resolve(notification, policy);",
  },
  {
    name: "unknown is taken for not sent",
    effect: "a lost answer becomes a second mail, and nothing says so",
    file: AFTER,
    from: 'return askLater(recordAttempt(claimed, now, "unknown", outcome.answer), policy, now);',
    to: 'return retryLater(recordAttempt(claimed, now, "retryable", outcome.answer), policy, now);',
  },
  {
    name: "send again without asking",
    effect: "the refusal of a repeat is taken for a verdict, although the mail went",
    file: AFTER,
    from: "return wasUnknown && policy.canAsk ? askLater(refused, policy, now) : fail(refused, outcome.answer);",
    to: "return wasUnknown && !policy.canAsk ? askLater(refused, policy, now) : fail(refused, outcome.answer);",
  },
  {
    name: "own success is a conflict",
    effect: "a claim whose answer was lost is left behind, again and again",
    file: COMMIT,
    from: "return rows.some(isOurs) ?",
    to: 'return rows.some(isOurs) && commitId === "" ?',
  },
  {
    name: "own success only where nobody wrote since",
    effect: "an event's mails whose answer was lost become unknown with no need",
    file: COMMIT,
    from: "return rows.some(isOurs) ?",
    to: "return rows.every(isOurs) ?",
  },
  {
    name: "no due rows",
    effect: "a handler that dies before its hints leaves mails that nobody knows of",
    file: COMMIT,
    from: "due.length === 0 ? undefined : fileDue(deps.store, due),",
    to: 'due.length === 0 ? undefined : fileDue(deps.store, due.filter(({ rowKey }) => !rowKey.includes("|open|"))),',
  },
  {
    name: "claims of a repeated event left alone",
    effect: "a handler that dies between its transaction and its mails leaves claims that nobody knows of",
    file: TAKE_UP,
    from: 'isOpen(state) && address !== undefined && reason !== "held"',
    to: 'isOpen(state) && state !== "claimed" && address !== undefined && reason !== "held"',
  },
  {
    name: "no due row for what has to wait after all",
    effect: "a retry whose hint is lost with its sender is forgotten",
    file: SEND_CLAIMED,
    from: "hasDueRow: sent.claim.hasDueRow,",
    to: "hasDueRow: sent.claim.hasDueRow || sent.outcome !== undefined,",
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
    from: '    if (committed.kind === "conflict") return undefined;\n',
    to: '    if (committed.kind === "conflict") return undefined;\n    await deps.commit(toCommit({ partition, now, notifications: plannedChanges({ insert: [], cancel: plan.cancel }) }));\n',
    and: { from: "plannedChanges({ ...plan, insert: ", to: "plannedChanges({ cancel: [], insert: " },
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
    file: "src/core/notifications/unwanted-since.ts",
    from: '  if (result?.resultKey !== resultKey) return "newerResult";\n',
    to: "",
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
    file: DIGESTS,
    from: '      ({ cause, kind, n }): Write => ({\n        kind: "insert",',
    to: '      ({ cause, kind, n }): Write => ({\n        kind: "upsert",',
  },
  {
    name: "escalate nothing",
    effect: "nobody hears of a late review that nobody has",
    file: "src/core/sla/next-step.ts",
    from: "?? team.at(-1) ?? come.at(-1)",
    to: "?? team.at(-1)",
  },
  {
    name: "escalate to the team",
    effect: "the team is told what is for others",
    file: "src/core/notifications/alert-teams.ts",
    from: 'kind === "slaEscalation" ? (teams.escalationRecipients ?? []) : ',
    to: "",
  },
  {
    name: "settle before announcing",
    effect: "a review says that an alert was made, and none was",
    file: SWEEP,
    from: "const announced: Announced = await announce(deps, candidates);",
    to: "const causes = new Set(candidates.map(({ cause }) => cause));\n    await inParallel(found, CONCURRENCY, async ({ entry, verdict, now }) => await settleDue(deps, entry, verdict, now, { count: 0, digests: 0, at: now, causes }));\n    const announced: Announced = await announce(deps, candidates);",
  },
  {
    name: "own clock alone",
    effect: "a machine whose clock is ahead announces early",
    file: DUE,
    from: "const now = earlier(ownNow, page.now);",
    to: "const now = earlier(ownNow, ownNow) && (page.now < ownNow ? ownNow : page.now);",
  },
  {
    name: "due row removed whatever it says",
    effect: "the due row of an event that is being written is lost, and with it the alert",
    file: DUE_MOVE,
    from: 'entry.kind === "clock" && isYoung(entry, now);',
    to: 'entry.kind !== "clock" && entry.kind !== "open" && isYoung(entry, now);',
  },
  {
    name: "strays removed at once",
    effect: "a mail whose row is written just after the sweep looked is forgotten",
    file: DUE_MOVE,
    from: 'return isYoung(entry, now) ? { kind: "stay" } : { kind: "remove" };',
    to: 'return { kind: "remove" };',
  },
  {
    name: "due row removed before the later one is written",
    effect: "a crash between the two forgets the notification",
    file: DUE,
    from: "  await fileDue(store, [later]);\n",
    to: "  await removeDue(store, entry);\n  await fileDue(store, [later]);\n",
  },
  {
    name: "transaction before its due rows",
    effect: "a crash between the two leaves a clock that no sweep finds",
    file: COMMIT,
    from: "due.length === 0 ? undefined : fileDue(deps.store, due),\n",
    to: "",
    and: {
      from: "    const now = hints.filter(({ at }) => at === undefined);\n",
      to: "    if (due.length > 0) await fileDue(deps.store, due);\n    const now = hints.filter(({ at }) => at === undefined);\n",
    },
  },
  {
    name: "notice told too early",
    effect: "the team hears nothing of a mail that failed",
    file: "src/core/verbs/sweep-notice.ts",
    from: 'if (!isUnreached(notification.state)) return { kind: "stray" };',
    to: 'if (!isUnreached(notification.state)) return { kind: "done" };',
  },
  {
    name: "complete what could not be handled",
    effect: "an event is acknowledged and forgotten",
    file: "src/handlers/receive-certification-event.ts",
    from: "if (!isOwnFault(error)) throw error; // Service Bus delivers it again",
    to: "if (!isOwnFault(error)) return;",
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
    from: "return (address) => fitters.some((fits) => fits(address));",
    to: 'return (address) => fitters.length === 0 || address !== "";',
  },
  {
    name: "wait by a clock that is behind",
    effect: "hints go in circles between the broker and a machine whose clock is behind",
    file: SEND,
    from: "laterHintOf(notification, hint, plusMs(readAt, move.delayInMs))",
    to: "laterHintOf(notification, hint, plusMs(readAt, move.delayInMs - 3_600_000))",
  },
  {
    name: "forget early reports",
    effect: "what a report told before the mail was accepted is never known",
    file: AFTER,
    from: "const { state, reason } = stateAfterReports(rest.reports ?? []);",
    to: "const { state, reason } = stateAfterReports((rest.reports ?? []).slice(0, 0));",
  },
  {
    name: "early reports count at once",
    effect: "a mail that was never sent is called delivered",
    file: "src/core/notifications/apply-report.ts",
    from: "if (!isOurs || wasNeverClaimed(notification)) return noted;",
    to: "if (!isOurs || (wasNeverClaimed(notification) && reports.length < 0)) return noted;",
  },
  {
    name: "early reports for the sender alone",
    effect: "they are never known where a report is the first to say that the mail was accepted",
    file: "src/core/notifications/apply-report.ts",
    from: "const { state, reason } = stateAfterReports(noted.reports, notification.state);",
    to: "const { state, reason } = stateAfterReports([kept], notification.state);",
  },
  {
    name: "a changed row is somebody else's claim",
    effect: "a report during the send keeps its sender from marking the mail, and the mail goes again",
    file: SEND_CLAIMED,
    from: "const each = await Promise.all(sent.map(async (one) => await markAlone(deps, partition, one)));",
    to: "const each = sent.map(() => undefined);",
  },
  {
    name: "report once, whoever came between",
    effect: "a report that meets another writer is gone",
    file: REPORT,
    from: 'if (kind === "conflict") return undefined;',
    to: 'if (kind === "conflict") return "repeated";',
  },
  {
    name: "every report is new",
    effect: "a repeated report stands on the row twice",
    file: "src/core/notifications/apply-report.ts",
    from: "if (isKnown) return undefined;",
    to: "if (isKnown && reports.length === 0) return undefined;",
  },
  {
    name: "the last report wins",
    effect: "a delivery that is told late hides the bounce",
    file: "src/core/notifications/apply-report.ts",
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
    from: "&& isUnreached(notification.state);",
    to: "&& !isUnreached(notification.state);",
  },
  {
    name: "take no slot",
    effect: "mails go without asking the quota",
    file: "src/core/verbs/take-mail-slot.ts",
    from: "if (hasSlot(notification, now)) return undefined;",
    to: "if (hasSlot(notification, now) || take !== undefined) return undefined;",
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
    file: "src/core/notifications/mail-slot.ts",
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
    file: DECIDE_REPLAY,
    from: "messageId: record?.messageId ??",
    to: "messageId: undefined ??",
  },
  {
    name: "record the replay as sent at once",
    effect: "a crash before the broker has it hides a message that nobody worked on",
    file: DECIDE_REPLAY,
    from: '    state: "sending",\n',
    to: '    state: "sent",\n',
  },
  {
    name: "purge whatever version",
    effect: "an event that comes for a review as it is purged is half gone with it",
    file: "src/core/ledger/delete-rows.ts",
    from: '[{ kind: "delete", rowKey, etag }]',
    to: '[{ kind: "delete", rowKey, etag: ANY_VERSION }]',
  },
  {
    name: "purge forgets where it was first",
    effect: "who dies while purging leaves rows that nothing leads to",
    file: "src/core/verbs/purge-review.ts",
    from: '  const rows = await listAll(store, "reviews", entry.id, {});\n',
    to: '  await removeOld(store, entry);\n  const rows = await listAll(store, "reviews", entry.id, {});\n',
  },
  {
    name: "index row deleted before its times are kept",
    effect: "the report of a past month changes when a purge is cut off",
    file: "src/core/verbs/purge-review.ts",
    from: '  await store.transact("index", keptPartition(row.rowKey), [{ kind: "upsert", rowKey: row.rowKey, fields }]);\n',
    to: '  await store.transact("index", partition, [{ kind: "delete", rowKey: row.rowKey, etag: row.etag }]);\n  await store.transact("index", keptPartition(row.rowKey), [{ kind: "upsert", rowKey: row.rowKey, fields }]);\n',
  },
  {
    name: "index never looked at again",
    effect: "lists and report keep what a handler that came second had in mind",
    file: "src/core/verbs/settle-due.ts",
    from: "    await placeAsItIs(deps, entry.id, verdict.record);",
    to: "    verdict.record;",
  },
  {
    name: "a link acts for ever",
    effect: "whoever presses twice takes a review on twice",
    file: "src/core/verbs/acknowledge-review.ts",
    from: "writes: useUp(link, now)",
    to: "writes: []",
  },
  {
    name: "nothing told again of what people did",
    effect: "a crash between row and topic keeps from the world who has a review",
    file: "src/core/verbs/acknowledge-review.ts",
    from: "        newsDueAt: plusMs(now, NEWS_DUE_AFTER_IN_MS),\n",
    to: "",
  },
  {
    name: "remind whoever has it",
    effect: "reminders go on while somebody works on a review",
    file: STEPS,
    from: "if (!isQuiet || announced.some(wasAnnounced)) ",
    to: "",
  },
  {
    name: "an acknowledgement never ends",
    effect: "nobody is reminded any more of a review that somebody had once",
    file: "src/core/sla/acknowledgement.ts",
    from: "to: next !== undefined && next < until ? next : until",
    to: 'to: next ?? ("9999-12-31T00:00:00.0000000Z" as Instant)',
  },
  {
    name: "escalate what somebody has",
    effect: "others are told that nobody has a review, and somebody does",
    file: STEPS,
    from: "quiet.some(({ to }) => to > dueAt)",
    to: "quiet.length < 0",
  },
  {
    name: "an event forgets who has a review",
    effect: "what people said is gone with the next event",
    file: "src/core/sla/fold-record.ts",
    from: "    const { repins, acknowledgements, delayNotices } = previous ?? {};\n",
    to: "    const { repins, delayNotices } = previous ?? {};\n    const acknowledgements = undefined;\n",
  },
  {
    name: "count nobody's alone",
    effect: "the digest does not say how many of the late reviews somebody has",
    file: "src/core/notifications/compose/compose-digest.ts",
    from: 'owned: sorted.filter(({ standing, owner }) => standing !== "dueSoon" && owner !== undefined).length,',
    to: "owned: 0,",
  },
  {
    name: "nobody's, whoever took it on",
    effect: "a digest says that nobody has a review that somebody took on while it waited",
    file: "src/core/notifications/compose/digest-entry.ts",
    from: 'told.has("slaEscalation") && !isTakenSince(acknowledgements, dueAt)',
    to: 'told.has("slaEscalation")',
  },
  {
    name: "a told date is watched by nobody",
    effect: "the team does not hear that a date which a publisher was told is broken",
    file: STEPS,
    from: "const notices = noticesThatCount(delays, due.dueAt);",
    to: "const notices = noticesThatCount(delays, due.dueAt).slice(0, 0);",
  },
  {
    name: "a told date comes without a warning",
    effect: "the team hears of such a date when it is too late",
    file: STEPS,
    from: "warnedAt: hasWarnings ? warnOfNoticeAt(terms, calendar, notice) : undefined,",
    to: "warnedAt: undefined,",
  },
  {
    name: "a told date makes up for the first",
    effect: "a review that was late is on time again once its publisher was told of a delay",
    file: "src/core/sla/fold-clock.ts",
    from: 'if (done("slaBreach")) return "breached";',
    to: 'if (done("slaBreach") && steps.every(({ n }) => n === 1)) return "breached";',
  },
  {
    name: "the report forgives what was told",
    effect: "the first breach is not in the report once a later date was kept",
    file: "src/core/sla/attainment.ts",
    from: 'const isMet = ({ clock }: ReportedReview): boolean => clock.state === "met";',
    to: 'const isMet = ({ clock, expectedAt = clock.dueAt }: ReportedReview): boolean => clock.state === "met" || (clock.state === "metLate" && (clock.stoppedAt ?? "") <= (expectedAt ?? ""));',
  },
  {
    name: "every date is kept in the end",
    effect: "the report counts a told date as kept, however late the result came",
    file: "src/core/sla/attainment.ts",
    from: "isFinished(review) && judgedAfterNoticeAt(review) === review.clock.stoppedAt;",
    to: "isFinished(review);",
  },
];
