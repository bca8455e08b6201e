import { join } from "node:path";
import type { ServiceBusQueueHandler, TimerHandler } from "@azure/functions";
import { loadCalendars } from "./adapters/calendars/load-calendars.ts";
import { makeServiceBusClient, makeTableClients } from "./adapters/clients.ts";
import { loadContent } from "./adapters/content/load-content.ts";
import { loadDesk } from "./adapters/desk/load-desk.ts";
import { makeMailer } from "./adapters/email/make-mailer.ts";
import { makePartnerCenter } from "./adapters/partner-center/make-partner-center.ts";
import { makeAskServiceBus } from "./adapters/service-bus/ask-service-bus.ts";
import { makeLookAtQueues } from "./adapters/service-bus/look-at-queues.ts";
import { ServiceBusAsideMessages } from "./adapters/service-bus/service-bus-aside-messages.ts";
import { ServiceBusDeadLetters } from "./adapters/service-bus/service-bus-dead-letters.ts";
import { ServiceBusNotices } from "./adapters/service-bus/service-bus-notices.ts";
import { ServiceBusRejectedMessages, ServiceBusWorkQueue } from "./adapters/service-bus/service-bus-queues.ts";
import { systemClock, systemRandom } from "./adapters/system/system-clock.ts";
import { TableEntityStore } from "./adapters/table-storage/table-entity-store.ts";
import { loadTelemetry } from "./adapters/telemetry/load-telemetry.ts";
import { HandlebarsTemplateRenderer } from "./adapters/templates/handlebars-template-renderer.ts";
import { type Config, loadConfig } from "./config/load-config.ts";
import { parseEvent } from "./core/certification/parse-event.ts";
import type { CoreContent, CoreSettings } from "./core/core.ts";
import { readTally } from "./core/ledger/tally.ts";
import { bareAddress } from "./core/mailbox.ts";
import { makeCore } from "./core/make-core.ts";
import { makeSendGate } from "./core/notifications/send-gate.ts";
import type { EntityStore, Mailer, Notices, RejectedMessages, WorkQueue } from "./core/ports.ts";
import { present } from "./core/present.ts";
import type { CalendarCatalogue } from "./core/sla/calendar-catalogue.ts";
import type { Telemetry } from "./core/telemetry/telemetry.ts";
import { SPANS } from "./core/telemetry/telemetry-names.ts";
import { tracedMailer } from "./core/telemetry/traced-mailer.ts";
import { tracedStore } from "./core/telemetry/traced-store.ts";
import { tracedVerbs } from "./core/traced-verbs.ts";
import { makePollSubmissionsHandler } from "./handlers/poll-submissions.ts";
import { makeReceiveCertificationEventHandler } from "./handlers/receive-certification-event.ts";
import { makeRecordDeliveryReportHandler } from "./handlers/record-delivery-report.ts";
import { makeSendNotificationHandler } from "./handlers/send-notification.ts";
import { makeSweepSlaHandler } from "./handlers/sweep-sla.ts";
import { type TracedFunction, tracedHandler } from "./handlers/traced-handler.ts";
import type { HttpDeps } from "./http/answer-request.ts";
import { makeDesk } from "./http/desk/desk.ts";

/** The handlers of messages and timer, and what the routes work with, wired to the real world. */
export interface Composition extends HttpDeps {
  readonly receiveCertificationEvent: ServiceBusQueueHandler;
  readonly sendNotification: ServiceBusQueueHandler;
  readonly sweepSla: TimerHandler;
  readonly recordDeliveryReport: ServiceBusQueueHandler;
  /** Does nothing where nobody asked for the poller. */
  readonly pollSubmissions: TimerHandler;
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
  const calendars = loadCalendars(join(APP_ROOT, "calendars"));
  const config = loadConfig(env, calendars.codes);
  const content = await readContent(config, calendars);
  const serviceBus = makeServiceBusClient(config.serviceBus);
  const random = systemRandom;
  const telemetry = await loadTelemetry(env);
  const effects = decorate({
    store: new TableEntityStore(makeTableClients(config.tables)),
    queue: new ServiceBusWorkQueue(serviceBus, random),
    notices: new ServiceBusNotices(serviceBus),
    rejectedMessages: new ServiceBusRejectedMessages(serviceBus, random),
    mailer: makeMailer(config.email.provider),
  });
  const ports = {
    ...traced(effects, telemetry),
    telemetry,
    asideMessages: new ServiceBusAsideMessages(serviceBus),
    deadLetters: new ServiceBusDeadLetters(serviceBus),
    askBus: makeAskServiceBus(serviceBus),
    lookAtQueues: makeLookAtQueues(serviceBus),
    clock: systemClock,
    random,
    gate: makeSendGate(systemClock),
    partnerCenter: config.partnerCenter && makePartnerCenter(config.partnerCenter),
  };
  const plain = makeCore(content, ports, toCoreSettings(config));
  const { lookAtQueues } = ports;
  const core =
    telemetry === undefined
      ? plain
      : tracedVerbs(plain, {
          telemetry,
          now: () => systemClock.now(),
          lookAtQueues,
          readTally: async () => await readTally(ports.store),
        });
  const handled = <T extends ServiceBusQueueHandler | TimerHandler>(handler: T): T =>
    telemetry === undefined ? handler : (tracedHandler(telemetry, handler as TracedFunction) as T);
  const handledMessage = (handler: ServiceBusQueueHandler): ServiceBusQueueHandler =>
    handled(async (message, context) => await core.invocation(async () => await handler(message, context)));
  return {
    core,
    telemetry,
    desk: makeDesk(loadDesk(APP_ROOT, CODE_FOLDER), config.desk),
    receiveCertificationEvent: handledMessage(
      makeReceiveCertificationEventHandler({
        ...core,
        ...(telemetry && { parse: (message) => telemetry.spanSync(SPANS.parse, {}, () => parseEvent(message)) }),
      }),
    ),
    sendNotification: handledMessage(makeSendNotificationHandler(core)),
    sweepSla: handled(makeSweepSlaHandler(core.sweepSla)),
    recordDeliveryReport: handledMessage(makeRecordDeliveryReportHandler(core)),
    pollSubmissions: core.pollSubmissions ? handled(makePollSubmissionsHandler(core.pollSubmissions)) : () => {},
    close: async () => {
      await effects.mailer.close();
      await serviceBus.close();
      await telemetry?.close();
    },
  };
};

/** As they are without telemetry. */
const traced = (effects: EffectPorts, telemetry: Telemetry | undefined): EffectPorts =>
  telemetry === undefined
    ? effects
    : {
        ...effects,
        store: tracedStore(effects.store, telemetry),
        mailer: tracedMailer(effects.mailer, telemetry),
      };

const readContent = async (
  { articlesDir, templatesDir }: Config,
  calendars: CalendarCatalogue,
): Promise<CoreContent> => ({
  ...(await loadContent(APP_ROOT, CODE_FOLDER, articlesDir)),
  calendars,
  renderer: new HandlebarsTemplateRenderer(templatesDir ?? join(APP_ROOT, "templates")),
});

const toCoreSettings = ({ email, sla, resend, retentionInDays, partnerCenter, actionLinks }: Config): CoreSettings => {
  const { from, replyTo, domain, allowList, linkHosts, unknownMail, notifyPassedWithNotes } = email;
  return {
    sla,
    ...present({
      alertRecipients: sla.alertRecipients,
      alertRoutes: sla.alertRoutes,
      escalationRecipients: sla.escalationRecipients,
    }),
    alertLocale: sla.alertLocale,
    identity: { from, replyTo, domain },
    mail: { zone: sla.zone, linkHosts, replyTo: bareAddress(replyTo) },
    sender: bareAddress(from),
    ...present({ allowList, actionLinks }),
    quota: email,
    unknownMail,
    notifyPassedWithNotes,
    resend,
    retentionInDays,
    polling: partnerCenter && { ...partnerCenter, linkHosts },
  };
};
