type RawSettings = Readonly<Record<string, string | undefined>>;

/** The setting that names a service, the one that may stand for it, and whether the app needs the service. */
const SERVICES = [
  { name: "SERVICE_BUS", other: "SERVICE_BUS__fullyQualifiedNamespace", mail: undefined },
  { name: "TABLES", other: "TABLES__tableServiceUri", mail: undefined },
  { name: "SMTP_URL", other: undefined, mail: "smtp" },
  { name: "ACS", other: "ACS__endpoint", mail: "acs" },
] as const;

const has = (text: string, ...names: string[]): boolean =>
  names.every((name) => new RegExp(`(^|;)\\s*${name}=[^;\\s]`, "i").test(text));

/** What the Azure clients would refuse, or take and then fail with at every call. */
const RULES: Readonly<Record<string, { readonly isRight: (text: string) => boolean; readonly rule: string }>> = {
  SERVICE_BUS: {
    isRight: (text) => has(text, "SharedAccessKeyName", "SharedAccessKey") || has(text, "SharedAccessSignature"),
    rule: "must be a Service Bus connection string with a key",
  },
  TABLES: {
    isRight: (text) =>
      has(text, "UseDevelopmentStorage") ||
      has(text, "AccountName", "AccountKey") ||
      has(text, "SharedAccessSignature"),
    rule: "must be a Table Storage connection string",
  },
  SMTP_URL: {
    isRight: (text) => URL.canParse(text) && new URL(text).hostname !== "",
    rule: "must be a URL with a host, such as smtp://mail.example:587",
  },
  ACS: {
    isRight: (text) => has(text, "accesskey"),
    rule: "must be an Azure Communication Services connection string with its key",
  },
};

/** Every service that is needed and not named, or named in a way that cannot work: by setting and rule, never with the value. */
export const findConnectionProblems = (settings: RawSettings): readonly string[] => {
  const provider = settings.EMAIL_PROVIDER ?? "smtp";
  return SERVICES.flatMap(({ name, other, mail }) => {
    const text = settings[name];
    if (text !== undefined) {
      const { isRight, rule } = RULES[name] ?? {};
      return isRight?.(text) === false ? [`${name}: ${rule}`] : [];
    }
    if (mail !== undefined && mail !== provider) return [];
    if (other !== undefined && settings[other] !== undefined) return [];
    const instead = other === undefined ? "" : ` (or ${other})`;
    return [`${name}: must be set${instead}${mail === undefined ? "" : ` with EMAIL_PROVIDER=${mail}`}`];
  });
};
