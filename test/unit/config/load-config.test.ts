import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load-config.ts";
import type { NotifierError } from "../../../src/core/errors.ts";

const CODES = ["NONE", "US"];

const MINIMAL = {
  SERVICE_BUS: "Endpoint=sb://x;SharedAccessKeyName=a;SharedAccessKey=b",
  TABLES: "UseDevelopmentStorage=true",
  SMTP_URL: "smtp://127.0.0.1:25",
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env, CODES);
    return [];
  } catch (error) {
    return (error as NotifierError).problems;
  }
};

describe("loadConfig", () => {
  it("has the defaults of the contract", () => {
    const config = loadConfig(MINIMAL, CODES);
    expect(config.sla).toMatchObject({
      zone: "America/Los_Angeles",
      calendar: "US",
      close: "17:00",
      warnBusinessDays: 1,
      digestAt: "09:00",
      remindBusinessDays: 1,
      maxReminders: 0,
      alertRecipients: ["sla-team@notifier.example"],
      alertLocale: "en",
    });
    expect(config.email).toMatchObject({
      from: "certification@notifier.example",
      domain: "notifier.example",
      unknownMail: "resend",
      notifyPassedWithNotes: false,
    });
    expect(config.email.linkHosts).toEqual([
      "learn.microsoft.com",
      "docs.microsoft.com",
      "partner.microsoft.com",
      "aka.ms",
    ]);
    expect(config.email.allowList).toBeUndefined();
  });

  it("reads the sample settings", () => {
    const sample = JSON.parse(readFileSync(join(import.meta.dirname, "../../../local.settings.sample.json"), "utf8"));
    expect(loadConfig(sample.Values, CODES).email.provider).toEqual({ kind: "smtp", url: "smtp://127.0.0.1:1025" });
  });

  it.each([
    { TABLES: "hidden" },
    { TABLES: "AccountName=hidden" },
    { SERVICE_BUS: "Endpoint=sb://hidden" },
    { SMTP_URL: "smtp://" },
    { SMTP_URL: "" },
    { EMAIL_PROVIDER: "acs", ACS: "endpoint=https://hidden" },
    { EMAIL_PROVIDER: "acs" },
  ])("refuses a service that is not named, or cannot be reached like that: %j", (change: Record<string, string>) => {
    const name = change["EMAIL_PROVIDER"] === undefined ? Object.keys(change)[0] : "ACS";
    const problems = problemsOf({ ...MINIMAL, ...change, UNKNOWN_MAIL: "perhaps" });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["UNKNOWN_MAIL", name]);
    expect(problems.join()).not.toContain("hidden");
  });

  it.each([
    { TABLES: "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=eA==;EndpointSuffix=core.windows.net" },
    { TABLES: "TableEndpoint=https://a.table.core.windows.net/;SharedAccessSignature=sv=1" },
    { SERVICE_BUS: "Endpoint=sb://x.servicebus.windows.net/;SharedAccessSignature=SharedAccessSignature sr=x" },
    { EMAIL_PROVIDER: "acs", ACS: "endpoint=https://x.communication.azure.com/;accesskey=eA==" },
    { EMAIL_PROVIDER: "acs", ACS__endpoint: "https://x.communication.azure.com" },
    { SERVICE_BUS: "", SERVICE_BUS__fullyQualifiedNamespace: "x.servicebus.windows.net" },
  ])("takes %j", (change) => {
    expect(problemsOf({ ...MINIMAL, ...change })).toEqual([]);
  });

  it("names every bad setting at once, and never its value", () => {
    const secret = "s3cret-value";
    const problems = problemsOf({
      ...MINIMAL,
      SMTP_URL: secret,
      SLA_TIME_ZONE: secret,
      SLA_CLOSE_OF_BUSINESS: secret,
      EMAIL_PER_MINUTE: secret,
      UNKNOWN_MAIL: secret,
      EMAIL_FROM: secret,
      LINK_HOSTS: `${secret}/x`,
      NOTIFY_PASSED_WITH_NOTES: secret,
      SLA_ALERT_RECIPIENTS: secret,
    });
    const named = problems.map((problem) => problem.split(":")[0]).sort();
    expect([...new Set(named)]).toEqual([
      "EMAIL_FROM",
      "EMAIL_PER_MINUTE",
      "LINK_HOSTS",
      "NOTIFY_PASSED_WITH_NOTES",
      "SLA_ALERT_RECIPIENTS",
      "SLA_CLOSE_OF_BUSINESS",
      "SLA_TIME_ZONE",
      "SMTP_URL",
      "UNKNOWN_MAIL",
    ]);
    expect(problems.join()).not.toContain(secret);
  });

  it("takes 1 to 90 team addresses, each once", () => {
    const team = (count: number) => Array.from({ length: count }, (_, index) => `team-${index}@contoso.example`).join();
    const recipientsOf = (text: string) =>
      loadConfig({ ...MINIMAL, SLA_ALERT_RECIPIENTS: text }, CODES).sla.alertRecipients;
    expect(recipientsOf(team(90))).toHaveLength(90);
    expect(recipientsOf("ada@contoso.example, Ada@Contoso.example ,bob@contoso.example")).toHaveLength(2);
    for (const wrong of [team(91), ","]) {
      expect(problemsOf({ ...MINIMAL, SLA_ALERT_RECIPIENTS: wrong })).toEqual([
        expect.stringMatching(/^SLA_ALERT_RECIPIENTS: must hold 1 to 90 addresses/),
      ]);
    }
  });

  it("reads routes by any name of an offer type, and names each bad one by its number alone", () => {
    const routes =
      "azureVirtualMachine, Azure Container=VM-team@contoso.example;SaaS=saas@contoso.example,b@contoso.example";
    expect(loadConfig({ ...MINIMAL, SLA_ALERT_ROUTES: routes }, CODES).sla.alertRoutes).toEqual([
      { offerTypes: ["azureVirtualMachine", "azureContainer"], addresses: ["vm-team@contoso.example"] },
      { offerTypes: ["softwareAsAService"], addresses: ["saas@contoso.example", "b@contoso.example"] },
    ]);
    const wrong =
      "hidden=a@contoso.example;SaaS=hidden;SaaS;=a@contoso.example;SaaS=a@contoso.example=b@contoso.example";
    const problems = problemsOf({ ...MINIMAL, SLA_ALERT_ROUTES: wrong });
    expect(problems.map((problem) => problem.slice(0, 33))).toEqual([
      "SLA_ALERT_ROUTES: route 1 names a",
      "SLA_ALERT_ROUTES: route 2 must na",
      "SLA_ALERT_ROUTES: route 3 must be",
      "SLA_ALERT_ROUTES: route 4 must be",
      "SLA_ALERT_ROUTES: route 5 must be",
    ]);
    expect(problems.join()).not.toContain("hidden");
  });

  it("pins the days to an escalation only where somebody is told, and counts every address of alerts", () => {
    expect(loadConfig(MINIMAL, CODES).sla.escalateBusinessDays).toBeUndefined();
    const head = { ...MINIMAL, SLA_ESCALATION_RECIPIENTS: "head@contoso.example" };
    expect(loadConfig(head, CODES).sla).toMatchObject({
      escalationRecipients: ["head@contoso.example"],
      escalateBusinessDays: 2,
    });
    const many = Array.from({ length: 90 }, (_, index) => `team-${index}@contoso.example`).join();
    expect(problemsOf({ ...head, SLA_ALERT_RECIPIENTS: many }).join()).toMatch(
      /^SLA_ALERT_ROUTES: .*at most 90 addresses$/,
    );
  });

  it.each(["de", "de-AT", "pt_BR", "zh-Hant-TW"])("takes %s for the language of the alerts", (locale) => {
    expect(loadConfig({ ...MINIMAL, SLA_ALERT_LOCALE: locale }, CODES).sla.alertLocale).toBe(locale);
  });

  it.each(["german ", "d", "de-", "../en", "en,de"])("takes %j for no language", (locale) => {
    expect(problemsOf({ ...MINIMAL, SLA_ALERT_LOCALE: locale })).toEqual([
      "SLA_ALERT_LOCALE: must be a language tag such as en or de-AT",
    ]);
  });

  it("names what is missing", () => {
    expect(problemsOf({}).map((problem) => problem.split(":")[0])).toEqual(["SERVICE_BUS", "TABLES", "SMTP_URL"]);
    expect(problemsOf({ ...MINIMAL, EMAIL_PROVIDER: "acs" }).join()).toMatch(/^ACS: must be set/);
  });

  describe("of Partner Center", () => {
    const POLLED = {
      ...MINIMAL,
      PARTNER_CENTER_PRODUCTS: "p-1=azureVirtualMachine",
      PARTNER_CENTER_PUBLISHER: "contoso",
    };

    it("looks nothing up unless products are named", () => {
      expect(loadConfig(MINIMAL, CODES).partnerCenter).toBeUndefined();
      expect(loadConfig({ ...POLLED, PARTNER_CENTER_PRODUCTS: "," }, CODES).partnerCenter).toBeUndefined();
      expect(
        loadConfig({ ...MINIMAL, PARTNER_CENTER_CONTACTS: "ada@contoso.example" }, CODES).partnerCenter,
      ).toBeUndefined();
    });

    it("asks Microsoft with the identity of the app", () => {
      const clientId = "11111111-2222-4333-8444-555555555555";
      const text = "p-1=azureVirtualMachine, p-2 = Azure Virtual Machine";
      expect(
        loadConfig({ ...POLLED, PARTNER_CENTER_PRODUCTS: text, AZURE_CLIENT_ID: clientId }, CODES).partnerCenter,
      ).toEqual({
        baseUrl: "https://api.partner.microsoft.com/v1.0/ingestion",
        access: { kind: "identity", identity: { clientId, isManaged: false } },
        products: [
          { productId: "p-1", offerType: "azureVirtualMachine" },
          { productId: "p-2", offerType: "Azure Virtual Machine" },
        ],
        publisherId: "contoso",
        contacts: [],
      });
    });

    it("takes a token, and plain HTTP, on this machine alone", () => {
      const local = { PARTNER_CENTER_BASE_URL: "http://127.0.0.1:9/v1.0", PARTNER_CENTER_TOKEN: "hidden" };
      expect(loadConfig({ ...POLLED, ...local }, CODES).partnerCenter?.access).toEqual({
        kind: "token",
        token: "hidden",
      });
      for (const [url, names] of [
        ["http://partner.example", ["PARTNER_CENTER_BASE_URL", "PARTNER_CENTER_TOKEN"]],
        ["https://partner.example", ["PARTNER_CENTER_TOKEN"]],
        ["", ["PARTNER_CENTER_TOKEN"]],
        ["ftp://127.0.0.1", ["PARTNER_CENTER_BASE_URL"]],
      ] as const) {
        const problems = problemsOf({ ...POLLED, ...local, PARTNER_CENTER_BASE_URL: url });
        expect(problems.map((problem) => problem.split(":")[0])).toEqual(names);
        expect(problems.join()).not.toContain("hidden");
      }
    });

    it.each([
      { PARTNER_CENTER_PUBLISHER: "" },
      { PARTNER_CENTER_PRODUCTS: "p-1" },
      { PARTNER_CENTER_PRODUCTS: "../x=azureVirtualMachine" },
      { PARTNER_CENTER_PRODUCTS: "p-1=azureVirtualMachine,p-1=softwareAsAService" },
      { PARTNER_CENTER_CONTACTS: "nobody" },
    ])("refuses %j", (change: Record<string, string>) => {
      const problems = problemsOf({ ...POLLED, ...change });
      expect(new Set(problems.map((problem) => problem.split(":")[0]))).toEqual(new Set(Object.keys(change)));
    });
  });

  it("takes an empty setting for none", () => {
    expect(loadConfig({ ...MINIMAL, SLA_TIME_ZONE: " ", LINK_HOSTS: "" }, CODES).email.allowList).toBeUndefined();
  });

  it.each([
    ["EMAIL_ALLOW_LIST", ""],
    ["EMAIL_ALLOW_LIST", " , "],
    ["EMAIL_ALLOW_LIST", "*@contoso.example,contoso.example"],
    ["SLA_ALERT_RECIPIENTS", ""],
  ])("refuses %s with the value %j, which would be no list at all", (name, value) => {
    expect(problemsOf({ ...MINIMAL, [name]: value }).map((problem) => problem.split(":")[0])).toEqual([name]);
  });

  it("reads patterns as addresses are written", () => {
    const env = { ...MINIMAL, EMAIL_ALLOW_LIST: "*@Contoso.example, *@bücher.example" };
    expect(loadConfig(env, CODES).email.allowList).toEqual(["*@contoso.example", "*@xn--bcher-kva.example"]);
  });

  it("reaches services by identity where an address is given", () => {
    const env = {
      SERVICE_BUS__fullyQualifiedNamespace: "x.servicebus.windows.net",
      TABLES__tableServiceUri: "https://x.table.core.windows.net",
      EMAIL_PROVIDER: "acs",
      ACS__endpoint: "https://x.communication.azure.com",
    };
    const config = loadConfig(env, CODES);
    expect([config.serviceBus.kind, config.tables.kind, config.email.provider.kind]).toEqual([
      "identity",
      "identity",
      "acs",
    ]);
  });

  it("has one identity for app and triggers: the service's own, else the app's", () => {
    const [one, two] = ["11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-666666666666"];
    const env = {
      SERVICE_BUS__fullyQualifiedNamespace: "x.servicebus.windows.net",
      SERVICE_BUS__clientId: one,
      SERVICE_BUS__credential: "ManagedIdentity",
      TABLES__tableServiceUri: "https://x.table.core.windows.net",
      EMAIL_PROVIDER: "acs",
      ACS__endpoint: "https://x.communication.azure.com",
      ACS__clientId: one,
    };
    const { serviceBus, tables, email } = loadConfig({ ...env, AZURE_CLIENT_ID: two }, CODES);
    expect(serviceBus).toMatchObject({ identity: { clientId: one, isManaged: true } });
    expect(tables).toMatchObject({ identity: { clientId: two, isManaged: false } });
    expect(email.provider).toMatchObject({ connection: { identity: { clientId: one, isManaged: false } } });
    expect(loadConfig(env, CODES).tables).toMatchObject({ identity: { isManaged: false } });
    expect(problemsOf({ ...env, TABLES__clientId: "mine", SERVICE_BUS__credential: "password" })).toEqual([
      "SERVICE_BUS__credential: must be managedidentity",
      "TABLES__clientId: must be the client id of a managed identity",
    ]);
  });

  it("names a calendar and a folder that are not there, beside all else that is wrong", () => {
    expect(
      problemsOf({ ...MINIMAL, SLA_CALENDAR: "XX", ARTICLES_DIR: "/nowhere/at/all", SLA_TIME_ZONE: "Mars" }),
    ).toEqual([
      expect.stringMatching(/^SLA_TIME_ZONE: /),
      "SLA_CALENDAR: must be one of NONE, US",
      "ARTICLES_DIR: must be a folder that can be read",
    ]);
  });

  it("takes the Message-ID domain from the sender, unless told", () => {
    expect(loadConfig({ ...MINIMAL, EMAIL_FROM: "Certification <c@mail.contoso.example>" }, CODES).email.domain).toBe(
      "mail.contoso.example",
    );
    expect(loadConfig({ ...MINIMAL, EMAIL_DOMAIN: "Ids.Example" }, CODES).email.domain).toBe("ids.example");
  });
});
