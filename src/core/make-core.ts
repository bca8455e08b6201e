import type { Core, CoreContent, CorePorts, CoreSettings } from "./core.ts";
import { makeAddresses } from "./ledger/addresses.ts";
import { makeCommit } from "./ledger/commit.ts";
import { makeForecastLog } from "./ledger/forecast-log.ts";
import { makeNotificationLog } from "./ledger/notification-log.ts";
import { makeReplayRecords } from "./ledger/replay-records.ts";
import { makeReviewIndex } from "./ledger/review-index.ts";
import { makeLedgerClock } from "./ledger-clock.ts";
import type { AttemptPolicy } from "./notifications/after-attempt.ts";
import type { AlertTeams } from "./notifications/alert-teams.ts";
import { makeAllowList } from "./notifications/allow-list.ts";
import { ADDRESS_BOUNCED } from "./notifications/notification.ts";
import { ENDLESS_PLACES, makeSendPlaces } from "./notifications/send-places.ts";
import { makePatience } from "./patience.ts";
import type { EntityStore, Log } from "./ports.ts";
import { present } from "./present.ts";
import { makeFoldRecord } from "./sla/fold-record.ts";
import { toldApart } from "./told-apart.ts";
import { makeAcknowledgeReview } from "./verbs/acknowledge-review.ts";
import { makeAsideHealthCheck } from "./verbs/aside-health-check.ts";
import { makeAskProvider } from "./verbs/ask-provider.ts";
import { makeCheckHealth } from "./verbs/check-health.ts";
import { makeComposeDigest } from "./verbs/compose-digest-notification.ts";
import { makeComposeMail } from "./verbs/compose-notification.ts";
import { makeForecastBreaches } from "./verbs/forecast-breaches.ts";
import { makeHandOver } from "./verbs/hand-over.ts";
import { makeHealthChecks } from "./verbs/health-checks.ts";
import { makeKeepForecast } from "./verbs/keep-forecast.ts";
import { makeListRejected } from "./verbs/list-rejected.ts";
import { makeListReviews } from "./verbs/list-reviews.ts";
import { makeLookAtMail } from "./verbs/look-at-mail.ts";
import { makeNoteReplay } from "./verbs/note-replay.ts";
import { makeOpenLink } from "./verbs/open-link.ts";
import { makePartnerCenterCheck } from "./verbs/partner-center-check.ts";
import {
  patient,
  patientAddresses,
  patientNotices,
  patientQueue,
  patientRejectedMessages,
  patientStore,
} from "./verbs/patient-ports.ts";
import { makePauseReview } from "./verbs/pause-review.ts";
import { makePollSubmissions } from "./verbs/poll-submissions.ts";
import { type ComposeMail, makePrepareMail, makePrepareMailAgain } from "./verbs/prepare-mail.ts";
import { makePreviewEvent } from "./verbs/preview-event.ts";
import { makePurgeOld } from "./verbs/purge-old.ts";
import { makePutOff } from "./verbs/put-off.ts";
import { makeQueueHealthCheck } from "./verbs/queue-health-check.ts";
import { makeReceiveEvent } from "./verbs/receive-event.ts";
import { makeRecordDeliveryReport } from "./verbs/record-delivery-report.ts";
import { makeReplayRejected } from "./verbs/replay-rejected.ts";
import { makeReportAttainment } from "./verbs/report-attainment.ts";
import { makeReportRecurrence } from "./verbs/report-recurrence.ts";
import { makeResendNotification } from "./verbs/resend-notification.ts";
import { makeRetryMails } from "./verbs/retry-mails.ts";
import { makeReturnDeadLetters } from "./verbs/return-dead-letters.ts";
import { makeSendClaimed } from "./verbs/send-claimed.ts";
import { makeSendNotification } from "./verbs/send-notification.ts";
import { makeShowAction } from "./verbs/show-action.ts";
import { makeShowBoard } from "./verbs/show-board.ts";
import { makeShowDossier } from "./verbs/show-dossier.ts";
import { makeShowMail } from "./verbs/show-mail.ts";
import { makeShowOperations } from "./verbs/show-operations.ts";
import { makeShowReview } from "./verbs/show-review.ts";
import { makeSweepSla } from "./verbs/sweep-sla.ts";
import { makeTakeAction } from "./verbs/take-action.ts";
import { makeTakeMailSlot } from "./verbs/take-mail-slot.ts";
import { makeTellDelay } from "./verbs/tell-delay.ts";
/** Wires every verb: the app, its tools and the simulation differ only in content, ports and settings. */
export const makeCore = (content: CoreContent, ports: CorePorts, settings: CoreSettings): Core => ({
  ...makeQueueVerbs(content, ports, settings),
  ...makeCalledVerbs(content, ports, settings),
});

type QueueVerb =
  | "invocation"
  | "putOff"
  | "receiveEvent"
  | "sendNotification"
  | "recordDeliveryReport"
  | "rejectedMessages";

/** The verbs of messages wait in place while ledger or bus are away: a throw would burn a delivery. */
const makeQueueVerbs = (content: CoreContent, ports: CorePorts, settings: CoreSettings): Pick<Core, QueueVerb> => {
  const { random, mailer, gate } = ports;
  const ledger = makeLedgerClock(ports.clock, ports.store);
  const { clock } = ledger;
  const patience = makePatience(clock);
  const judged = toldApart(ledger.store);
  const store = patientStore(judged, patience, clock);
  const queue = patientQueue(ports.queue, patience);
  const log = makeNotificationLog(store);
  const isAllowed = makeAllowList(settings.allowList);
  const addresses = patientAddresses(makeAddresses(judged), patience);
  const notices = patientNotices(ports.notices, patience);
  const commit = makeCommit({ store, queue, notices, random, clock });
  const policy = (): AttemptPolicy => ({
    canAsk: mailer.status !== undefined,
    unknownMail: settings.unknownMail,
    fraction: random.fraction(),
  });
  const prepareDeps = {
    composeMail: composeFrom(store, content, { ...ports, clock }, settings),
    clock,
    random,
    suppressionOf: async (address: string) => {
      if (!isAllowed(address)) return "notOnAllowList";
      return (await addresses.isBounced(address, clock.now())) ? ADDRESS_BOUNCED : undefined;
    },
    quotaSlot: patient(patience, makeTakeMailSlot({ store: judged, clock, random, quota: settings.quota })),
  };
  const prepareMail = makePrepareMail(prepareDeps);
  const prepareMailAgain = makePrepareMailAgain({ ...prepareDeps, getMail: log.getMail });
  const sendClaimed = makeSendClaimed({
    log,
    addresses,
    commit,
    handOver: makeHandOver({ mailer, clock, onSent: gate.sent }),
    places: mailer.status !== undefined || settings.unknownMail === "hold" ? ENDLESS_PLACES : makeSendPlaces(clock),
    clock,
    policy,
  });
  return {
    receiveEvent: makeReceiveEvent({
      store,
      commit,
      foldRecord: makeFoldRecord({ ...content, settings: settings.sla }),
      prepareMail,
      sendClaimed,
      gate,
      clock,
      emailDomain: settings.identity.domain,
      notifyPassedWithNotes: settings.notifyPassedWithNotes,
      traceparent: ports.telemetry?.traceparent,
    }),
    sendNotification: makeSendNotification({
      store,
      log,
      commit,
      prepareMail,
      prepareMailAgain,
      askProvider: makeAskProvider({ mailer, prepareMailAgain, clock }),
      sendClaimed,
      clock,
      policy,
    }),
    recordDeliveryReport: makeRecordDeliveryReport({ log, addresses, commit, clock, telemetry: ports.telemetry }),
    invocation: patience.invocation,
    // A copy that was sent twice is an event that comes twice.
    putOff: patient(patience, makePutOff({ ...ports, clock })),
    rejectedMessages: patientRejectedMessages(ports.rejectedMessages, patience),
  };
};

/** The verbs of timer and requests fail at once: the next tick, or whoever asked, tries again. */
const makeCalledVerbs = (content: CoreContent, ports: CorePorts, settings: CoreSettings): Omit<Core, QueueVerb> => {
  const { store, queue, notices, asideMessages, deadLetters, clock, random, askBus, lookAtQueues } = ports;
  const { calendars, problems } = content;
  const { sla, notifyPassedWithNotes } = settings;
  const teams = teamsOf(settings);
  const emailDomain = settings.identity.domain;
  const log = makeNotificationLog(store);
  // One review that the ledger will not take must not stop the sweep of all others.
  const sweepStore = toldApart(store);
  const purgeOld = makePurgeOld({ store: sweepStore, clock, random, retentionInDays: settings.retentionInDays });
  const { retentionInDays } = settings;
  const keepForecast = makeKeepForecast({ store: sweepStore, clock, calendars, sla, retentionInDays });
  const replays = makeReplayRecords(store);
  const listRejected = makeListRejected({ asideMessages, replays });
  const { calendar, zone } = sla;
  const contentProblems = problems.length;
  const index = makeReviewIndex(store);
  const showMail = makeShowMail({ log });
  const commit = makeCommit({ store, queue, notices, random, clock });
  const polled = pollingOf(ports, settings);
  const composeMail = composeFrom(store, content, ports, settings);
  const addresses = makeAddresses(store);
  const checkHealth = makeCheckHealth({
    clock,
    checks: [
      makeAsideHealthCheck(listRejected),
      makeQueueHealthCheck(lookAtQueues, clock),
      ...makeHealthChecks({ store, log, calendars, clock, calendar, contentProblems, askBus }),
      ...(polled ? [makePartnerCenterCheck({ store, clock })] : []),
    ],
  });
  const resendNotification = makeResendNotification({
    store,
    commit,
    composeMail,
    getMail: log.getMail,
    clock,
    random,
    emailDomain,
    traceparent: ports.telemetry?.traceparent,
    policy: settings.resend,
  });
  const acknowledgeReview = makeAcknowledgeReview({ store, commit, calendars, clock });
  const tellDelay = makeTellDelay({
    store,
    commit,
    composeMail,
    calendars,
    clock,
    emailDomain,
    traceparent: ports.telemetry?.traceparent,
  });
  const byLink = {
    openLink: makeOpenLink({ store, clock, calendars, keys: settings.actionLinks?.keys ?? [] }),
    acknowledgeReview,
    tellDelay,
    words: content.renderer.words.for(settings.alertLocale),
    zone: settings.mail.zone,
  };
  return {
    ...(polled && {
      pollSubmissions: (report: Log) => makePollSubmissions({ store, asideMessages, clock, report, ...polled }),
    }),
    sweepSla: (report) =>
      makeSweepSla({
        store: sweepStore,
        log: makeNotificationLog(sweepStore),
        commit: makeCommit({ store: sweepStore, queue, notices, random, clock }),
        notices,
        calendars,
        clock,
        random,
        ...teams,
        emailDomain,
        traceparent: ports.telemetry?.traceparent,
        report,
        purgeOld,
        keepForecast,
        returnDeadLetters: makeReturnDeadLetters({ deadLetters, random, report }),
      }),
    listRejected,
    replayRejected: makeReplayRejected({
      asideMessages,
      replays,
      noteReplay: makeNoteReplay({ store, commit }),
      clock,
      random,
    }),
    pauseReview: makePauseReview({ store, asideMessages, clock, random }),
    tellDelay,
    acknowledgeReview,
    showAction: makeShowAction(byLink),
    takeAction: makeTakeAction(byLink),
    resendNotification,
    retryMails: makeRetryMails({ store, log, resendNotification }),
    releaseAddress: async (asked, by) => await addresses.release(asked, { by, at: clock.now() }),
    checkHealth,
    showOperations: makeShowOperations({
      store,
      log,
      addresses,
      replays,
      clock,
      zone,
      quota: settings.quota,
      articles: content.articles,
      policies: content.policies,
      checkHealth,
      listRejected,
      lookAtQueues,
    }),
    reportAttainment: makeReportAttainment({ index, clock, zone }),
    forecastBreaches: makeForecastBreaches({ index, forecasts: makeForecastLog(store), clock, calendars, sla }),
    reportRecurrence: makeReportRecurrence({ index, policies: content.policies, clock }),
    listReviews: makeListReviews({ store }),
    showBoard: makeShowBoard({ store, clock, calendars, zone }),
    showDossier: makeShowDossier({
      store,
      index,
      policies: content.policies,
      calendars,
      words: content.renderer.words,
      settings: settings.mail,
      clock,
    }),
    lookAtMail: makeLookAtMail({ showMail, commit, clock }),
    previewEvent: makePreviewEvent({ ...content, settings: settings.mail, notifyPassedWithNotes }),
    showReview: makeShowReview({ store }),
  };
};

const teamsOf = ({ alertRecipients, alertRoutes, escalationRecipients }: CoreSettings): AlertTeams => ({
  alertRecipients,
  ...present({ alertRoutes, escalationRecipients }),
});

/** What the poller has besides, where it is on. */
const pollingOf = ({ partnerCenter }: CorePorts, { polling }: CoreSettings) =>
  partnerCenter && polling && { partnerCenter, settings: polling };

const composeFrom = (
  store: EntityStore,
  { articles, policies, calendars, renderer }: CoreContent,
  { clock }: CorePorts,
  coreSettings: CoreSettings,
): ComposeMail => {
  const { identity, mail: settings, alertLocale } = coreSettings;
  const log = makeNotificationLog(store);
  return makeComposeMail({
    index: makeReviewIndex(store),
    articles,
    policies,
    renderer,
    composeDigest: makeComposeDigest({
      store,
      log,
      calendars,
      clock,
      teams: teamsOf(coreSettings),
      actionLinks: coreSettings.actionLinks,
      settings: { ...settings, words: renderer.words.for(alertLocale) },
    }),
    getMail: log.getMail,
    identity,
    settings,
  });
};
