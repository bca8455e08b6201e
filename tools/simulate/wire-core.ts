import { join } from "node:path";
import { loadCalendars } from "../../src/adapters/calendars/load-calendars.ts";
import { loadContent } from "../../src/adapters/content/load-content.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import type { ArticleCatalogue } from "../../src/core/articles/article.ts";
import type { Instant } from "../../src/core/instant.ts";
import { makeNotificationLog } from "../../src/core/ledger/notification-log.ts";
import { makeOfferHistory } from "../../src/core/ledger/offer-history.ts";
import { makeAllowList } from "../../src/core/notifications/allow-list.ts";
import type { Notification } from "../../src/core/notifications/notification.ts";
import { patientNotices, patientQueue, patientRejectedMessages, patientStore } from "../../src/core/patience.ts";
import type { PolicyCatalogue } from "../../src/core/policies/policy.ts";
import type {
  Clock,
  EntityStore,
  Log,
  Mailer,
  Notices,
  Random,
  RejectedMessages,
  TemplateRenderer,
  WorkQueue,
} from "../../src/core/ports.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { makeComposeDigest } from "../../src/core/use-cases/compose-digest-notification.ts";
import { makeComposeMail } from "../../src/core/use-cases/compose-notification.ts";
import { makeKeepRecord, type SlaSettings } from "../../src/core/use-cases/keep-record.ts";
import { makeReceiveEvent } from "../../src/core/use-cases/receive-event.ts";
import { makeResendNotification } from "../../src/core/use-cases/resend-notification.ts";
import { makeSendNotification } from "../../src/core/use-cases/send-notification.ts";
import { makeSweepSla } from "../../src/core/use-cases/sweep-sla.ts";

/** What the app reads from its folders. */
export interface CoreContent {
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  readonly calendars: CalendarCatalogue;
  readonly renderer: TemplateRenderer;
}

const APP_ROOT = join(import.meta.dirname, "..", "..");

/** The app's own articles, policies, calendars and templates. */
export const loadCoreContent = async (): Promise<CoreContent> => ({
  ...(await loadContent(APP_ROOT, join(APP_ROOT, "src"))),
  calendars: loadCalendars(join(APP_ROOT, "calendars")),
  renderer: new HandlebarsTemplateRenderer(join(APP_ROOT, "templates")),
});

/** The world outside of one process. */
export interface CorePorts {
  readonly store: EntityStore;
  readonly queue: WorkQueue;
  /** Where events out go; nowhere when absent. */
  readonly notices?: Notices;
  readonly rejectedMessages: RejectedMessages;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: Log;
}

/** What a run may set. */
export interface CoreSettings {
  readonly sla: SlaSettings;
  readonly alertRecipients: readonly string[];
  readonly allowList?: readonly string[];
  readonly unknownMail: "resend" | "hold";
  readonly notifyPassedWithNotes: boolean;
  readonly quotaSlot: (notification: Notification) => Promise<Instant | undefined>;
}

/** The settings of a fresh installation. */
export const DEFAULT_SETTINGS: CoreSettings = {
  sla: {
    zone: "America/Los_Angeles",
    calendar: "US",
    close: "17:00",
    warnBusinessDays: 1,
    remindBusinessDays: 1,
    maxReminders: 5,
  },
  alertRecipients: ["sla-team@notifier.example"],
  unknownMail: "resend",
  notifyPassedWithNotes: false,
  quotaSlot: async () => undefined,
};

const EMAIL_DOMAIN = "notifier.example";
const REPLY_TO = `certification@${EMAIL_DOMAIN}`;

/** The verbs of the core, wired as `src/composition.ts` wires them, on any ports. */
export const wireCore = (content: CoreContent, ports: CorePorts, settings: CoreSettings = DEFAULT_SETTINGS) => {
  const { clock, random, mailer, report } = ports;
  const { articles, policies, calendars, renderer } = content;
  const store = patientStore(ports.store, clock);
  const notices = ports.notices ?? { publish: async () => {} };
  const queue = patientQueue(ports.queue, clock);
  const isAllowed = makeAllowList(settings.allowList);
  const composeFrom = (from: EntityStore) => {
    const log = makeNotificationLog(from, random);
    const mailSettings = { zone: settings.sla.zone, linkHosts: ["learn.microsoft.com"], replyTo: REPLY_TO };
    return makeComposeMail({
      store: from,
      history: makeOfferHistory(from),
      articles,
      policies,
      renderer,
      composeDigest: makeComposeDigest({ store: from, log, calendars, clock, settings: mailSettings }),
      getMail: log.getMail,
      identity: { from: REPLY_TO, replyTo: REPLY_TO, domain: EMAIL_DOMAIN },
      settings: mailSettings,
    });
  };
  return {
    receiveEvent: makeReceiveEvent({
      store,
      history: makeOfferHistory(store),
      queue,
      notices: patientNotices(notices, clock),
      keepRecord: makeKeepRecord({ articles, calendars, settings: settings.sla }),
      clock,
      emailDomain: EMAIL_DOMAIN,
      notifyPassedWithNotes: settings.notifyPassedWithNotes,
    }),
    rejectedMessages: patientRejectedMessages(ports.rejectedMessages, clock),
    sendNotification: makeSendNotification({
      log: makeNotificationLog(store, random),
      queue,
      mailer,
      composeMail: composeFrom(store),
      clock,
      random,
      suppressionOf: async (address) => (isAllowed(address) ? undefined : "notOnAllowList"),
      quotaSlot: settings.quotaSlot,
      unknownMail: settings.unknownMail,
    }),
    sweepSla: makeSweepSla({
      store: ports.store,
      log: makeNotificationLog(ports.store, random),
      queue: ports.queue,
      notices,
      calendars,
      clock,
      random,
      alertRecipients: settings.alertRecipients,
      emailDomain: EMAIL_DOMAIN,
      report,
    }),
    resendNotification: makeResendNotification({
      store: ports.store,
      queue: ports.queue,
      composeMail: composeFrom(ports.store),
      getMail: makeNotificationLog(ports.store, random).getMail,
      clock,
      random,
      emailDomain: EMAIL_DOMAIN,
    }),
  };
};

/** The verbs of one process. */
export type Core = ReturnType<typeof wireCore>;
