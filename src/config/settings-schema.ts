import * as z from "zod";
import { addressSchema, parseMailbox, toHostName } from "../core/mailbox.ts";
import { everyAddress } from "../core/notifications/alert-teams.ts";
import { toAddressPattern } from "../core/notifications/allow-list.ts";
import { parseAlertRoutes } from "./parse-alert-routes.ts";

/*
 * The app settings. Every value is text, as the environment has it; an empty one counts as not set,
 * but for those that would let everybody have mail, or leave alerts to a default, by a slip.
 */

/** The settings of which an empty value is a wrong one. */
export const EMPTY_IS_WRONG: ReadonlySet<string> = new Set(["EMAIL_ALLOW_LIST", "SLA_ALERT_RECIPIENTS"]);

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: "must be a whole number" })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error: `must be from ${minimum} to ${maximum}` });

const flag = z.enum(["true", "false"], { error: "must be true or false" }).transform((text) => text === "true");

/** A digest, its mail to each of these and at least one announcement have to fit into one transaction of 100 rows. */
const MOST_ALERT_RECIPIENTS = 90;

const alertRecipients = list
  .pipe(z.array(addressSchema))
  .transform((addresses) => [...new Set(addresses)])
  .refine(({ length }) => length >= 1 && length <= MOST_ALERT_RECIPIENTS, {
    error: `must hold 1 to ${MOST_ALERT_RECIPIENTS} addresses; give the team a distribution list when there are more`,
  });

const alertRoutes = z.string().transform((text, context) => {
  const { routes, problems } = parseAlertRoutes(text);
  for (const problem of problems) context.addIssue(problem);
  return routes;
});

const linkKeys = list.refine((keys) => keys.length >= 1 && keys.length <= 2 && keys.every((key) => key.length >= 32), {
  error: "must hold one or two keys of at least 32 characters",
});

const zone = z.string().refine(isZone, { error: "must be an IANA time zone such as America/Los_Angeles" });

const locale = z
  .string()
  .regex(/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i, { error: "must be a language tag such as en or de-AT" });

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time of day from 00:00 to 23:59" });

const host = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, { error: "must be a host name" })
  .transform((text) => text.toLowerCase());

const url = (...protocols: string[]) =>
  z
    .string()
    .refine((text) => protocols.includes(protocolOf(text)), { error: `must be a URL with ${protocols.join(" or ")}` });

const connectionString = z
  .string()
  .refine((text) => /^Endpoint=sb:\/\/[^;]+/i.test(text), { error: "must be a Service Bus connection string" });

/** The Functions host reads these two by the same names for its triggers, so that app and triggers have one identity. */
const clientId = z.guid({ error: "must be the client id of a managed identity" });

const credential = z
  .string()
  .regex(/^managedidentity$/i, { error: "must be managedidentity" })
  .transform(() => "managedidentity" as const);

const addressHeader = z.string().refine((text) => !/[\r\n]/.test(text) && parseMailbox(text) !== undefined, {
  error: 'must be an e-mail address, or "Name <address>"',
});

const mailDomain = z.string().transform((text, context): string => {
  const name = toHostName(text);
  if (name === undefined) context.addIssue("must hold domains such as contoso.example");
  return name ?? z.NEVER;
});

const allowList = list
  .transform((patterns) => patterns.map(toAddressPattern))
  .refine((patterns): patterns is string[] => patterns.length > 0 && !patterns.includes(undefined), {
    error: "must hold patterns such as *@contoso.example; leave it out to let everybody have mail",
  });

const MOST_PRODUCTS = 100;

/** `productId=offerType`; the id becomes part of a path. */
const polledProducts = list.transform((entries, context) => {
  const products = entries.map((entry) => {
    const [productId = "", offerType = ""] = entry.split("=").map((part) => part.trim());
    return { productId, offerType };
  });
  const ids = new Set(products.map(({ productId }) => productId));
  const isRight =
    products.every(
      ({ productId, offerType }) => /^[\w-]{1,128}$/.test(productId) && /^[\w .-]{1,128}$/.test(offerType),
    ) &&
    ids.size === products.length &&
    products.length <= MOST_PRODUCTS;
  if (!isRight) context.addIssue(`must hold up to ${MOST_PRODUCTS} products as productId=offerType, each product once`);
  return isRight ? products : z.NEVER;
});

/** Each setting by itself, for tools that read only some. */
export const everySetting = z.object({
  /** Service Bus connection string. Give this or `SERVICE_BUS__fullyQualifiedNamespace`. */
  SERVICE_BUS: connectionString.optional(),
  /** Service Bus host name, reached with the app's identity. */
  SERVICE_BUS__fullyQualifiedNamespace: host.optional(),
  /** Client id of the managed identity that reaches Service Bus. @default `AZURE_CLIENT_ID`, else the app's own identity */
  SERVICE_BUS__clientId: clientId.optional(),
  /** `managedidentity` lets nothing else be tried. */
  SERVICE_BUS__credential: credential.optional(),
  /** Table Storage connection string. Give this or `TABLES__tableServiceUri`. */
  TABLES: z.string().min(1).optional(),
  /** Table service URL, reached with the app's identity. */
  TABLES__tableServiceUri: url("https:").optional(),
  /** Client id of the managed identity that reaches the tables. @default `AZURE_CLIENT_ID`, else the app's own identity */
  TABLES__clientId: clientId.optional(),
  /** `managedidentity` lets nothing else be tried. */
  TABLES__credential: credential.optional(),
  /** Which service takes the mail: Azure Communication Services or SMTP. @default smtp */
  EMAIL_PROVIDER: z.enum(["acs", "smtp"], { error: "must be acs or smtp" }).default("smtp"),
  /** Azure Communication Services connection string. Give this or `ACS__endpoint` with `EMAIL_PROVIDER=acs`. */
  ACS: z
    .string()
    .regex(/endpoint=https?:\/\//i, { error: "must be an Azure Communication Services connection string" })
    .optional(),
  /** Azure Communication Services URL, reached with the app's identity. */
  ACS__endpoint: url("https:").optional(),
  /** Client id of the managed identity that reaches Azure Communication Services. @default `AZURE_CLIENT_ID`, else the app's own identity */
  ACS__clientId: clientId.optional(),
  /** `managedidentity` lets nothing else be tried. */
  ACS__credential: credential.optional(),
  /** SMTP server in nodemailer form; options in it win, such as `?ignoreTLS=true`. TLS is required except to loopback. */
  SMTP_URL: url("smtp:", "smtps:").optional(),
  /** Sender of every mail. @default certification@notifier.example */
  EMAIL_FROM: addressHeader.default("certification@notifier.example"),
  /** Where answers go. @default EMAIL_FROM */
  EMAIL_REPLY_TO: addressHeader.optional(),
  /** Right side of our Message-IDs. @default the domain of EMAIL_FROM */
  EMAIL_DOMAIN: host.optional(),
  /** Patterns (`*@contoso.example`, `ada@*`) of addresses that may get mail; when set, others are suppressed. */
  EMAIL_ALLOW_LIST: allowList.optional(),
  /** Domains (`contoso.example`) that a mail may be sent to again although its review names no contact there; without any, only its contacts. */
  RESEND_DOMAINS: list.pipe(z.array(mailDomain)).default([]),
  /** Time between two resends of one review, whatever their `Idempotency-Key`. @default 10 */
  RESEND_COOLDOWN_MINUTES: wholeNumber(0, 10_080).default(10),
  /** The provider's quota a minute; kept by scheduling. */
  EMAIL_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  /** The provider's quota an hour; kept by scheduling. */
  EMAIL_PER_HOUR: wholeNumber(1, 100_000_000).optional(),
  /** What to do when nobody can tell whether a mail was sent. @default resend */
  UNKNOWN_MAIL: z.enum(["resend", "hold"], { error: "must be resend or hold" }).default("resend"),
  /** Whether a review that passed with notes is mailed. @default false */
  NOTIFY_PASSED_WITH_NOTES: flag.default(false),
  /** Team addresses that get alerts, 1 to 90; one that is named twice gets one mail. @default sla-team@notifier.example */
  SLA_ALERT_RECIPIENTS: alertRecipients.default(["sla-team@notifier.example"]),
  /** Offer types whose alerts go to addresses of their own, instead of SLA_ALERT_RECIPIENTS: `azureVirtualMachine,azureContainer=vm-team@contoso.example;softwareAsAService=saas@contoso.example`. */
  SLA_ALERT_ROUTES: alertRoutes.optional(),
  /** Who is told, once, of a late review that nobody has taken on; without any, nobody is. */
  SLA_ESCALATION_RECIPIENTS: alertRecipients.optional(),
  /** Business days after a breach by which somebody has to have taken the review on; new clocks start with it. @default 2 */
  SLA_ESCALATE_BUSINESS_DAYS: wholeNumber(1, 100).default(2),
  /** Language of the alerts (`de`, `de-AT`); one whose words are not there gets English, as a publisher's does. @default en */
  SLA_ALERT_LOCALE: locale.default("en"),
  /** Zone whose civil days count, and in which mails show times. @default America/Los_Angeles */
  SLA_TIME_ZONE: zone.default("America/Los_Angeles"),
  /** Business calendar that new clocks start with. @default US */
  SLA_CALENDAR: z
    .string()
    .regex(/^[A-Z]{2,8}$/, { error: "must be a calendar code such as US" })
    .default("US"),
  /** Time of day at which a due day ends, `HH:MM`. @default 17:00 */
  SLA_CLOSE_OF_BUSINESS: timeOfDay.default("17:00"),
  /** Time of day at which warnings and reminders come on business days, `HH:MM`. @default 09:00 */
  SLA_DIGEST_AT: timeOfDay.default("09:00"),
  /** The warning comes this many business days before the due day; 0 for none. @default 1 */
  SLA_WARN_BUSINESS_DAYS: wholeNumber(0, 100).default(1),
  /** A reminder comes each time this many business days have passed since the breach was announced; 0 for none. @default 1 */
  SLA_REMIND_BUSINESS_DAYS: wholeNumber(0, 100).default(1),
  /** How many reminders there are at most; 0 for no end while the review is open. @default 0 */
  SLA_MAX_REMINDERS: wholeNumber(0, 100).default(0),
  /** Review time where the article states none; without it such reviews are untracked. */
  SLA_DEFAULT_BUSINESS_DAYS: wholeNumber(1, 1000).optional(),
  /** Hosts that links in mails may lead to. */
  LINK_HOSTS: list
    .pipe(z.array(host))
    .default(["learn.microsoft.com", "docs.microsoft.com", "partner.microsoft.com", "aka.ms"]),
  /** Products whose submissions are looked up in Partner Center every five minutes, as `productId=offerType`, comma list; without any, nothing is looked up. */
  PARTNER_CENTER_PRODUCTS: polledProducts.optional(),
  /** Id of the publisher of these products, needed with them. */
  PARTNER_CENTER_PUBLISHER: z
    .string()
    .regex(/^[\w.-]{1,256}$/, { error: "must be the id of a publisher" })
    .optional(),
  /** Addresses that get the mails on these products, at most 50, for Partner Center names nobody; without any, the mails wait and the team is told. */
  PARTNER_CENTER_CONTACTS: list
    .pipe(z.array(addressSchema).max(50, { error: "must hold at most 50 addresses" }))
    .default([]),
  /** Where the ingestion API of Partner Center is: `https:`, or a loopback address. @default https://api.partner.microsoft.com/v1.0/ingestion */
  PARTNER_CENTER_BASE_URL: url("https:", "http:").default("https://api.partner.microsoft.com/v1.0/ingestion"),
  /** Stands for a token of the app's identity at a loopback address, for tests; wrong anywhere else. */
  PARTNER_CENTER_TOKEN: z.string().min(1).optional(),
  /** Days for which the ledger keeps a review after the last thing that happened to it, once its clock and its mails are closed, and a digest; afterwards only its times are left, for the report. @default 400 */
  RETENTION_DAYS: wholeNumber(1, 36_500).default(400),
  /** Address of the desk as people open it (`https://notifier.contoso.example/api/desk`), for links in mails and where a proxy gives the app another name. */
  DESK_URL: url("https:", "http:").optional(),
  /** Whether digests hold links by which a review is taken on without signing in. They need `ACTION_LINK_KEYS` and `DESK_URL`. @default true */
  ACTION_LINKS: flag.default(true),
  /** One or two secrets of at least 32 characters (`openssl rand -hex 32`): the first signs the links of digests, both are taken, so that one can follow the other. */
  ACTION_LINK_KEYS: linkKeys.optional(),
  /** `local` opens the desk on a laptop without signing in, to this machine alone; without App Service authentication it is closed otherwise. */
  DESK_AUTH: z.enum(["local"], { error: "must be local, or left out" }).optional(),
  /** Folder of articles that replaces the app's own. */
  ARTICLES_DIR: z.string().min(1).optional(),
  /** Folder of templates that replaces the app's own. */
  TEMPLATES_DIR: z.string().min(1).optional(),
});

/** Every setting with its rule and default. */
export const settingsSchema = everySetting.superRefine(
  ({ SLA_ALERT_RECIPIENTS, SLA_ALERT_ROUTES, SLA_ESCALATION_RECIPIENTS }, context) => {
    const others = [...(SLA_ALERT_ROUTES ?? []), ...(SLA_ESCALATION_RECIPIENTS ?? [])];
    const all = everyAddress({
      alertRecipients: SLA_ALERT_RECIPIENTS,
      alertRoutes: SLA_ALERT_ROUTES ?? [],
      escalationRecipients: SLA_ESCALATION_RECIPIENTS ?? [],
    });
    if (others.length === 0 || all.length <= MOST_ALERT_RECIPIENTS) return;
    const message = `must hold, with SLA_ALERT_RECIPIENTS and SLA_ESCALATION_RECIPIENTS, at most ${MOST_ALERT_RECIPIENTS} addresses`;
    context.addIssue({ code: "custom", path: ["SLA_ALERT_ROUTES"], message });
  },
);

/** The settings, each read by its rule. */
export type Settings = z.infer<typeof settingsSchema>;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol;
  } catch {
    return "";
  }
}
