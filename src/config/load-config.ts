import { NotifierError } from "../core/errors.ts";
import { bareAddress } from "../core/mailbox.ts";
import type { ActionLinkSettings } from "../core/notifications/action-link.ts";
import type { AlertTeams } from "../core/notifications/alert-teams.ts";
import type { ResendPolicy } from "../core/notifications/resend-rules.ts";
import type { PolledProduct } from "../core/partner-center/poll-settings.ts";
import { present } from "../core/present.ts";
import type { SlaSettings } from "../core/sla/fold-record.ts";
import type { DeskSettings } from "./desk-settings.ts";
import { findConnectionProblems } from "./find-connection-problems.ts";
import { findContentProblems } from "./find-content-problems.ts";
import { findPartnerCenterProblems } from "./find-partner-center-problems.ts";
import { EMPTY_IS_WRONG, type Settings, settingsSchema } from "./settings-schema.ts";

/** How to reach an Azure service: by connection string, or by address with the app's identity. */
export type Connection =
  | { readonly kind: "connectionString"; readonly value: string }
  | { readonly kind: "identity"; readonly address: string; readonly identity: IdentityChoice };

/** Which of the app's identities a service is reached with. */
export interface IdentityChoice {
  /** Client id of a user-assigned identity; absent for the app's own. */
  readonly clientId?: string;
  /** True where nothing but a managed identity may be tried. */
  readonly isManaged: boolean;
}

/** Which mail service is used, and how it is reached. */
export type EmailProvider =
  | { readonly kind: "smtp"; readonly url: string }
  | { readonly kind: "acs"; readonly connection: Connection };

/** How Partner Center is asked, and for what. */
export interface PartnerCenterConfig {
  readonly baseUrl: string;
  readonly access:
    | { readonly kind: "token"; readonly token: string }
    | { readonly kind: "identity"; readonly identity: IdentityChoice };
  readonly products: readonly PolledProduct[];
  readonly publisherId: string;
  readonly contacts: readonly string[];
}

/** The settings as the rest of the app sees them. */
export interface Config {
  readonly serviceBus: Connection;
  readonly tables: Connection;
  readonly email: {
    readonly provider: EmailProvider;
    readonly from: string;
    readonly replyTo: string;
    readonly domain: string;
    readonly allowList?: readonly string[];
    readonly perMinute?: number;
    readonly perHour?: number;
    readonly unknownMail: "resend" | "hold";
    readonly notifyPassedWithNotes: boolean;
    readonly linkHosts: readonly string[];
  };
  readonly sla: SlaSettings & AlertTeams & { readonly alertLocale: string };
  readonly resend: ResendPolicy;
  /** How long the ledger keeps what is closed. */
  readonly retentionInDays: number;
  readonly actionLinks?: ActionLinkSettings;
  readonly desk: DeskSettings;
  /** Absent where nobody asked for the poller. */
  readonly partnerCenter?: PartnerCenterConfig;
  readonly articlesDir?: string;
  readonly templatesDir?: string;
}

/**
 * Reads the app settings; `calendarCodes` are the calendars there are. Throws `CONFIG_INVALID` whose problems name every bad
 * setting and its rule, never its value.
 */
export const loadConfig = (
  env: Readonly<Record<string, string | undefined>>,
  calendarCodes: readonly string[],
): Config => {
  const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => value !== undefined && (value.trim() !== "" || EMPTY_IS_WRONG.has(name)),
    ),
  );
  const parsed = settingsSchema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  const named = new Set(wrong.map(settingOf));
  const further = [
    ...findConnectionProblems(given),
    ...findPartnerCenterProblems(given),
    ...findContentProblems(given, calendarCodes),
  ];
  const problems = [...wrong, ...further.filter((problem) => !named.has(settingOf(problem)))];
  if (!parsed.success || problems.length > 0) {
    throw new NotifierError("CONFIG_INVALID", `Wrong settings:\n${problems.map((line) => `  ${line}`).join("\n")}`, {
      problems,
    });
  }
  return Object.freeze(toConfig(parsed.data, given.AZURE_CLIENT_ID, given.WEBSITE_AUTH_ENABLED));
};

const settingOf = (problem: string): string | undefined => problem.split(":")[0];

/** The platform sets `WEBSITE_AUTH_ENABLED` where it checks who signs in, and only then takes forged headers away. */
const toDeskAuth = (asked: "local" | undefined, platformAuth: string | undefined): DeskSettings["auth"] =>
  platformAuth?.toLowerCase() === "true" ? "platform" : (asked ?? "closed");

const toPartnerCenter = (settings: Settings, appClientId: string | undefined): PartnerCenterConfig | undefined => {
  const { PARTNER_CENTER_PRODUCTS: products, PARTNER_CENTER_TOKEN: token } = settings;
  if (products === undefined || products.length === 0) return undefined;
  return {
    baseUrl: settings.PARTNER_CENTER_BASE_URL,
    access:
      token === undefined
        ? { kind: "identity", identity: { ...present({ clientId: appClientId }), isManaged: false } }
        : { kind: "token", token },
    products,
    publisherId: settings.PARTNER_CENTER_PUBLISHER ?? "",
    contacts: settings.PARTNER_CENTER_CONTACTS,
  };
};

/** Beside the desk, whatever a proxy calls it; undefined where links are off, or nobody says where they would lead. */
const toActionLinks = ({ ACTION_LINKS, ACTION_LINK_KEYS, DESK_URL }: Settings): ActionLinkSettings | undefined => {
  if (!ACTION_LINKS || ACTION_LINK_KEYS === undefined || DESK_URL === undefined) return undefined;
  const { origin, pathname } = new URL(DESK_URL);
  const api = /^(.*)\/desk\/?$/.exec(pathname)?.[1] ?? "/api";
  return { keys: ACTION_LINK_KEYS, baseUrl: `${origin}${api}/actions/` };
};

interface ConnectionSettings {
  readonly connectionString: string | undefined;
  readonly address: string | undefined;
  readonly clientId: string | undefined;
  readonly credential: "managedidentity" | undefined;
}

const toConnection = ({ connectionString, address, clientId, credential }: ConnectionSettings): Connection =>
  connectionString === undefined
    ? {
        kind: "identity",
        address: address ?? "",
        identity: { ...present({ clientId }), isManaged: credential !== undefined },
      }
    : { kind: "connectionString", value: connectionString };

const toProvider = (settings: Settings, appClientId: string | undefined): EmailProvider => {
  switch (settings.EMAIL_PROVIDER) {
    case "smtp":
      return { kind: "smtp", url: settings.SMTP_URL ?? "" };
    case "acs": {
      const connection = toConnection({
        connectionString: settings.ACS,
        address: settings.ACS__endpoint,
        clientId: settings.ACS__clientId ?? appClientId,
        credential: settings.ACS__credential,
      });
      return { kind: "acs", connection };
    }
  }
};

const toConfig = (settings: Settings, appClientId: string | undefined, platformAuth: string | undefined): Config => {
  const domain = settings.EMAIL_DOMAIN ?? bareAddress(settings.EMAIL_FROM).split("@")[1] ?? "";
  return {
    serviceBus: toConnection({
      connectionString: settings.SERVICE_BUS,
      address: settings.SERVICE_BUS__fullyQualifiedNamespace,
      clientId: settings.SERVICE_BUS__clientId ?? appClientId,
      credential: settings.SERVICE_BUS__credential,
    }),
    tables: toConnection({
      connectionString: settings.TABLES,
      address: settings.TABLES__tableServiceUri,
      clientId: settings.TABLES__clientId ?? appClientId,
      credential: settings.TABLES__credential,
    }),
    email: {
      provider: toProvider(settings, appClientId),
      from: settings.EMAIL_FROM,
      replyTo: settings.EMAIL_REPLY_TO ?? settings.EMAIL_FROM,
      domain,
      unknownMail: settings.UNKNOWN_MAIL,
      notifyPassedWithNotes: settings.NOTIFY_PASSED_WITH_NOTES,
      linkHosts: settings.LINK_HOSTS,
      ...present({
        allowList: settings.EMAIL_ALLOW_LIST,
        perMinute: settings.EMAIL_PER_MINUTE,
        perHour: settings.EMAIL_PER_HOUR,
      }),
    },
    sla: {
      alertRecipients: settings.SLA_ALERT_RECIPIENTS,
      ...present({ alertRoutes: settings.SLA_ALERT_ROUTES, escalationRecipients: settings.SLA_ESCALATION_RECIPIENTS }),
      ...(settings.SLA_ESCALATION_RECIPIENTS === undefined
        ? {}
        : { escalateBusinessDays: settings.SLA_ESCALATE_BUSINESS_DAYS }),
      alertLocale: settings.SLA_ALERT_LOCALE,
      zone: settings.SLA_TIME_ZONE,
      calendar: settings.SLA_CALENDAR,
      close: settings.SLA_CLOSE_OF_BUSINESS,
      digestAt: settings.SLA_DIGEST_AT,
      warnBusinessDays: settings.SLA_WARN_BUSINESS_DAYS,
      remindBusinessDays: settings.SLA_REMIND_BUSINESS_DAYS,
      maxReminders: settings.SLA_MAX_REMINDERS,
      ...(settings.SLA_DEFAULT_BUSINESS_DAYS === undefined
        ? {}
        : { defaultBusinessDays: settings.SLA_DEFAULT_BUSINESS_DAYS }),
    },
    resend: {
      domains: settings.RESEND_DOMAINS,
      coolDownInMs: settings.RESEND_COOLDOWN_MINUTES * 60_000,
    },
    retentionInDays: settings.RETENTION_DAYS,
    ...present({ actionLinks: toActionLinks(settings) }),
    desk: {
      auth: toDeskAuth(settings.DESK_AUTH, platformAuth),
      ...present({ url: settings.DESK_URL }),
    },
    ...present({
      partnerCenter: toPartnerCenter(settings, appClientId),
      articlesDir: settings.ARTICLES_DIR,
      templatesDir: settings.TEMPLATES_DIR,
    }),
  };
};
