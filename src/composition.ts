import { join } from "node:path";
import type { HttpHandler, ServiceBusQueueHandler, TimerHandler } from "@azure/functions";
import { loadCalendars } from "./adapters/calendars/load-calendars.ts";
import { makeServiceBusClient, makeTableClients } from "./adapters/clients.ts";
import { loadContent } from "./adapters/content/load-content.ts";
import { makeMailer } from "./adapters/email/make-mailer.ts";
import { makeAskServiceBus } from "./adapters/service-bus/ask-service-bus.ts";
import { ServiceBusAsideMessages } from "./adapters/service-bus/service-bus-aside-messages.ts";
import { ServiceBusDeadLetters } from "./adapters/service-bus/service-bus-dead-letters.ts";
import { ServiceBusNotices } from "./adapters/service-bus/service-bus-notices.ts";
import { ServiceBusRejectedMessages, ServiceBusWorkQueue } from "./adapters/service-bus/service-bus-queues.ts";
import { systemClock, systemRandom } from "./adapters/system/system-clock.ts";
import { TableEntityStore } from "./adapters/table-storage/table-entity-store.ts";
import { HandlebarsTemplateRenderer } from "./adapters/templates/handlebars-template-renderer.ts";
import { type Config, loadConfig } from "./config/load-config.ts";
import { bareAddress } from "./config/settings-schema.ts";
import { makeAddresses } from "./core/ledger/addresses.ts";
import { makeNotificationLog } from "./core/ledger/notification-log.ts";
import { makeOfferHistory } from "./core/ledger/offer-history.ts";
import { makeOperationIndex } from "./core/ledger/operation-index.ts";
import { makeReplayRecords } from "./core/ledger/replay-records.ts";
import { makeReviewIndex } from "./core/ledger/review-index.ts";
import { makeAllowList } from "./core/notifications/allow-list.ts";
import { ADDRESS_BOUNCED } from "./core/notifications/notification.ts";
import { patientNotices, patientQueue, patientRejectedMessages, patientStore } from "./core/patience.ts";
import type { EntityStore, Mailer, Notices, RejectedMessages, WorkQueue } from "./core/ports.ts";
import { makeAsideHealthCheck } from "./core/use-cases/aside-health-check.ts";
import { makeCheckHealth } from "./core/use-cases/check-health.ts";
import { makeComposeDigest } from "./core/use-cases/compose-digest-notification.ts";
import { makeComposeMail } from "./core/use-cases/compose-notification.ts";
import { makeHealthChecks } from "./core/use-cases/health-checks.ts";
import { makeKeepRecord } from "./core/use-cases/keep-record.ts";
import { makeListRejected } from "./core/use-cases/list-rejected.ts";
import { makeReceiveEvent } from "./core/use-cases/receive-event.ts";
import { makeApplyEarlyReports, makeRecordDeliveryReport } from "./core/use-cases/record-delivery-report.ts";
import { makeReplayRejected } from "./core/use-cases/replay-rejected.ts";
import { makeReportAttainment } from "./core/use-cases/report-attainment.ts";
import { makeResendNotification } from "./core/use-cases/resend-notification.ts";
import { makeReturnDeadLetters } from "./core/use-cases/return-dead-letters.ts";
import { makeSendNotification } from "./core/use-cases/send-notification.ts";
import { makeSweepSla } from "./core/use-cases/sweep-sla.ts";
import { makeTakeMailSlot } from "./core/use-cases/take-mail-slot.ts";
import { makeGetHealthHandler } from "./handlers/get-health.ts";
import { makeGetSlaReportHandler } from "./handlers/get-sla-report.ts";
import { makeReceiveCertificationEventHandler } from "./handlers/receive-certification-event.ts";
import { makeRecordDeliveryReportHandler } from "./handlers/record-delivery-report.ts";
import { makeListRejectedHandler, makeReplayRejectedHandler } from "./handlers/rejected.ts";
import { makeResendNotificationHandler } from "./handlers/resend-notification.ts";
import { makeSendNotificationHandler } from "./handlers/send-notification.ts";
import { makeSweepSlaHandler } from "./handlers/sweep-sla.ts";

/** The handlers of every function, wired to the real world. */
export interface Composition {
  readonly receiveCertificationEvent: ServiceBusQueueHandler;
  readonly sendNotification: ServiceBusQueueHandler;
  readonly sweepSla: TimerHandler;
  readonly resendNotification: HttpHandler;
  readonly recordDeliveryReport: ServiceBusQueueHandler;
  readonly listRejected: HttpHandler;
  readonly replayRejected: HttpHandler;
  readonly getHealth: HttpHandler;
  readonly getSlaReport: HttpHandler;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** The ports through which the app has its effects. */
export interface EffectPorts {
  readonly store: EntityStore;
  readonly queue: WorkQueue;
  readonly notices: Notices;
  readonly rejectedMessages: RejectedMessages;
  readonly mailer: Mailer;
}

/** Puts something around the ports with effects. The app itself never does; the crash tests end the process between two effects. */
export type DecoratePorts = (ports: EffectPorts) => EffectPorts;

let made: Promise<Composition> | undefined;

/** The one composition of this process, made from its environment with the first call. Rejects with `CONFIG_INVALID` for wrong settings. */
export const composition = async (decorate: DecoratePorts = (ports) => ports): Promise<Composition> => {
  made ??= makeComposition(process.env, decorate);
  return await made;
};

/** The folder of this code: `src`, or `dist` in the bundle; the app's content lies beside it. */
const CODE_FOLDER = import.meta.dirname;
const APP_ROOT = join(CODE_FOLDER, "..");

const makeComposition = async (
  env: Readonly<Record<string, string | undefined>>,
  decorate: DecoratePorts,
): Promise<Composition> => {
  const config = loadConfig(env);
  const { articles, policies, problems } = await loadContent(APP_ROOT, CODE_FOLDER, config.articlesDir);
  const calendars = loadCalendars(join(APP_ROOT, "calendars"));
  calendars.current(config.sla.calendar); // an unknown calendar stops the start, not the first event
  const renderer = new HandlebarsTemplateRenderer(config.templatesDir ?? join(APP_ROOT, "templates"));
  const serviceBus = makeServiceBusClient(config.serviceBus);
  const clock = systemClock;
  const random = systemRandom;
  const effects = decorate({
    store: new TableEntityStore(makeTableClients(config.tables)),
    queue: new ServiceBusWorkQueue(serviceBus, random),
    notices: new ServiceBusNotices(serviceBus),
    rejectedMessages: new ServiceBusRejectedMessages(serviceBus, random),
    mailer: makeMailer(config.email.provider),
  });
  const { mailer, store: impatientStore, queue: impatientQueue, notices: impatientNotices } = effects;
  const store = patientStore(impatientStore, clock);
  const queue = patientQueue(impatientQueue, clock);
  const history = makeOfferHistory(store);
  const log = makeNotificationLog(store, random);
  const emailDomain = config.email.domain;

  const composeFrom = (from: EntityStore) => {
    const notificationLog = makeNotificationLog(from, random);
    const settings = mailSettings(config);
    return makeComposeMail({
      store: from,
      history: makeOfferHistory(from),
      articles,
      policies,
      renderer,
      composeDigest: makeComposeDigest({ store: from, log: notificationLog, calendars, clock, settings }),
      getMail: notificationLog.getMail,
      identity: { from: config.email.from, replyTo: config.email.replyTo, domain: emailDomain },
      settings,
    });
  };
  const isAllowed = makeAllowList(config.email.allowList);
  const addresses = makeAddresses(store);
  const operations = makeOperationIndex(store);
  const reportDeps = { log, operations, addresses, clock, from: bareAddress(config.email.from) };
  const rejectedMessages = patientRejectedMessages(effects.rejectedMessages, clock);
  const asideMessages = new ServiceBusAsideMessages(serviceBus);
  const replays = makeReplayRecords(impatientStore);
  const listRejected = makeListRejected({ asideMessages, replays });
  const deadLetters = new ServiceBusDeadLetters(serviceBus);

  return {
    receiveCertificationEvent: makeReceiveCertificationEventHandler({
      receiveEvent: makeReceiveEvent({
        store,
        history,
        queue,
        notices: patientNotices(impatientNotices, clock),
        keepRecord: makeKeepRecord({ articles, calendars, settings: config.sla }),
        clock,
        emailDomain,
        notifyPassedWithNotes: config.email.notifyPassedWithNotes,
      }),
      rejectedMessages,
    }),
    sendNotification: makeSendNotificationHandler({
      sendNotification: makeSendNotification({
        log,
        queue,
        mailer,
        composeMail: composeFrom(store),
        clock,
        random,
        suppressionOf: async (address) => {
          if (!isAllowed(address)) return "notOnAllowList";
          return (await addresses.isBounced(address, clock.now())) ? ADDRESS_BOUNCED : undefined;
        },
        quotaSlot: makeTakeMailSlot({ store, clock, random, quota: config.email }),
        // With SMTP too: the mail service behind it may report by Message-ID.
        noteOperation: async ({ operationId, notificationId }) => await operations.note(operationId, notificationId),
        applyEarlyReports: makeApplyEarlyReports(reportDeps),
        unknownMail: config.email.unknownMail,
      }),
    }),
    sweepSla: makeSweepSlaHandler((report) =>
      makeSweepSla({
        store: impatientStore,
        log: makeNotificationLog(impatientStore, random),
        queue: impatientQueue,
        notices: impatientNotices,
        calendars,
        clock,
        random,
        alertRecipients: config.sla.alertRecipients,
        emailDomain,
        report,
        returnDeadLetters: makeReturnDeadLetters({ deadLetters, random, report }),
      }),
    ),
    recordDeliveryReport: makeRecordDeliveryReportHandler({
      recordDeliveryReport: makeRecordDeliveryReport(reportDeps),
      rejectedMessages,
    }),
    listRejected: makeListRejectedHandler({ listRejected }),
    replayRejected: makeReplayRejectedHandler({
      replayRejected: makeReplayRejected({ asideMessages, replays, clock, random }),
    }),
    resendNotification: makeResendNotificationHandler({
      resendNotification: makeResendNotification({
        store: impatientStore,
        queue: impatientQueue,
        composeMail: composeFrom(impatientStore),
        getMail: makeNotificationLog(impatientStore, random).getMail,
        clock,
        random,
        emailDomain,
      }),
    }),
    getHealth: makeGetHealthHandler({
      checkHealth: makeCheckHealth({
        clock,
        checks: [
          makeAsideHealthCheck(listRejected),
          ...makeHealthChecks({
            store: impatientStore,
            log: makeNotificationLog(impatientStore, random),
            calendars,
            clock,
            calendar: config.sla.calendar,
            contentProblems: problems.length,
            askBus: makeAskServiceBus(serviceBus),
          }),
        ],
      }),
    }),
    getSlaReport: makeGetSlaReportHandler({
      reportAttainment: makeReportAttainment({ index: makeReviewIndex(impatientStore), clock, zone: config.sla.zone }),
    }),
    close: async () => {
      await mailer.close();
      await serviceBus.close();
    },
  };
};

const mailSettings = ({ email, sla }: Config) => ({
  zone: sla.zone,
  linkHosts: email.linkHosts,
  replyTo: bareAddress(email.replyTo),
});
