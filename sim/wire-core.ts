import { join } from "node:path";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { loadContent } from "../src/adapters/content/load-content.ts";
import { HandlebarsTemplateRenderer } from "../src/adapters/templates/handlebars-template-renderer.ts";
import type { Core, CoreContent, CorePorts, CoreSettings } from "../src/core/core.ts";
import { makeCore } from "../src/core/make-core.ts";
import { makeSendGate, type SendGate } from "../src/core/notifications/send-gate.ts";
import type { Log } from "../src/core/ports.ts";
import type { SweepSla } from "../src/core/verbs/sweep-sla.ts";
import { checkedNotices } from "./checked-notices.ts";

const APP_ROOT = join(import.meta.dirname, "..");

/** The app's own articles, policies, calendars and templates. */
export const loadCoreContent = async (): Promise<CoreContent> => ({
  ...(await loadContent(APP_ROOT, join(APP_ROOT, "src"))),
  calendars: loadCalendars(join(APP_ROOT, "calendars")),
  renderer: new HandlebarsTemplateRenderer(join(APP_ROOT, "templates")),
});

const EMAIL_DOMAIN = "notifier.example";
const SENDER = `certification@${EMAIL_DOMAIN}`;
const ZONE = "America/Los_Angeles";

/** The settings of a fresh installation. */
export const DEFAULT_SETTINGS: CoreSettings = {
  sla: {
    zone: ZONE,
    calendar: "US",
    close: "17:00",
    digestAt: "09:00",
    warnBusinessDays: 1,
    remindBusinessDays: 1,
    maxReminders: 0,
  },
  alertRecipients: [`sla-team@${EMAIL_DOMAIN}`],
  alertLocale: "en",
  identity: { from: SENDER, replyTo: SENDER, domain: EMAIL_DOMAIN },
  mail: { zone: ZONE, linkHosts: ["learn.microsoft.com"], replyTo: SENDER },
  sender: SENDER,
  quota: {},
  unknownMail: "resend",
  notifyPassedWithNotes: false,
  resend: { domains: [], coolDownInMs: 10 * 60_000 },
  retentionInDays: 400,
};

/** Lets no mail go out with its event: all of them go by the queue. */
export const CLOSED_GATE: SendGate = { enter: async () => undefined, sent: () => {} };

/** Places that take everything and hold nothing. */
const QUIET_PORTS = {
  notices: { publish: async () => {} },
  rejectedMessages: { put: async () => {} },
  asideMessages: { peek: async () => ({ messages: [], more: false }), send: async () => {} },
  deadLetters: { sift: async () => 0 },
  askBus: async () => {},
  lookAtQueues: async () => [],
} satisfies Partial<CorePorts>;

/** The ports of a run: those that it does not give are quiet. */
export type RunPorts = Omit<CorePorts, keyof typeof QUIET_PORTS | "gate"> &
  Partial<CorePorts> & {
    /** What the sweep tells. */
    readonly report: Log;
  };

/** The verbs of one process of a run. */
export type RunCore = Omit<Core, "sweepSla"> & { readonly sweepSla: SweepSla };

/** The core of the app on the ports of a run; every event out is checked against its schema. */
export const wireCore = (content: CoreContent, ports: RunPorts, settings: CoreSettings = DEFAULT_SETTINGS): RunCore => {
  const all = { ...QUIET_PORTS, gate: makeSendGate(ports.clock), ...ports };
  const core = makeCore(content, { ...all, notices: checkedNotices(all.notices) }, settings);
  return { ...core, sweepSla: core.sweepSla(ports.report) };
};
