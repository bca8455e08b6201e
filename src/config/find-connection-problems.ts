import type { Settings } from "./settings-schema.ts";

type RawSettings = Readonly<Record<string, string | undefined>>;

const has = (text: string, ...names: string[]): boolean =>
  names.every((name) => new RegExp(`(^|;)\\s*${name}=[^;\\s]`, "i").test(text));

interface Service {
  /** The setting that names the service. */
  readonly name: string;
  /** The one that may stand for it. */
  readonly other?: string;
  /** The way of mail that needs it; absent for what the app always needs. */
  readonly mail?: Settings["EMAIL_PROVIDER"];
  /** False for what the clients would refuse, or take and then fail with at every call. */
  readonly isRight: (text: string) => boolean;
  readonly rule: string;
}

const SERVICES: readonly Service[] = [
  {
    name: "SERVICE_BUS",
    other: "SERVICE_BUS__fullyQualifiedNamespace",
    isRight: (text) => has(text, "SharedAccessKeyName", "SharedAccessKey") || has(text, "SharedAccessSignature"),
    rule: "must be a Service Bus connection string with a key",
  },
  {
    name: "TABLES",
    other: "TABLES__tableServiceUri",
    isRight: (text) =>
      has(text, "UseDevelopmentStorage") ||
      has(text, "AccountName", "AccountKey") ||
      has(text, "SharedAccessSignature"),
    rule: "must be a Table Storage connection string",
  },
  {
    name: "SMTP_URL",
    mail: "smtp",
    isRight: (text) => URL.canParse(text) && new URL(text).hostname !== "",
    rule: "must be a URL with a host, such as smtp://mail.example:587",
  },
  {
    name: "ACS",
    other: "ACS__endpoint",
    mail: "acs",
    isRight: (text) => has(text, "accesskey"),
    rule: "must be an Azure Communication Services connection string with its key",
  },
];

/** Every service that is needed and not named, or named in a way that cannot work: by setting and rule, never with the value. */
export const findConnectionProblems = (settings: RawSettings): readonly string[] => {
  const provider = settings.EMAIL_PROVIDER ?? "smtp";
  return SERVICES.flatMap(({ name, other, mail, isRight, rule }) => {
    const text = settings[name];
    if (text !== undefined) return isRight(text) ? [] : [`${name}: ${rule}`];
    if (mail !== undefined && mail !== provider) return [];
    if (other !== undefined && settings[other] !== undefined) return [];
    const instead = other === undefined ? "" : ` (or ${other})`;
    return [`${name}: must be set${instead}${mail === undefined ? "" : ` with EMAIL_PROVIDER=${mail}`}`];
  });
};
