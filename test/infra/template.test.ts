import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadCalendars } from "../../src/adapters/calendars/load-calendars.ts";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { settingsSchema } from "../../src/config/settings-schema.ts";
import { makeCheckHealth } from "../../src/core/verbs/check-health.ts";
import { ROUTES } from "../../src/http/route-table.ts";
import { bicepOrSkip, type Compiled, compileMain, compileParameters, type Resource } from "./compiled-template.ts";

const ROOT = resolve(__dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const ROLES: Readonly<Record<string, string>> = {
  "090c5cfd-751d-490a-894a-3ce6f1109419": "Service Bus Data Owner",
  "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "Service Bus Data Receiver",
  "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "Service Bus Data Sender",
  "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
  "974c5e8b-45b9-4653-ba55-5f855dd0fb88": "Storage Queue Data Contributor",
  "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
  "09976791-48a7-449e-bb21-39d1a415f350": "Communication and Email Service Owner",
};

const bindings = readFileSync(join(ROOT, "functions/index.ts"), "utf8");
const functionNames = [
  ...ROUTES.map(({ name }) => name),
  ...[...bindings.matchAll(/app\.\w+\("([\w-]+)"/g)].map(([, name]) => name ?? ""),
];
const QUEUES_BY_KEY = {
  results: "certification-results",
  notifications: "notifications",
  deliveryReports: "delivery-reports",
};

const bicep = bicepOrSkip();
const describeCompiled = bicep === undefined ? describe.skip : describe;

describeCompiled("the compiled template", () => {
  let compiled: Compiled;
  const all = (type: string): readonly Resource[] => compiled.resources.filter((one) => one.type === type);
  const one = (type: string): Resource => {
    const [resource, ...others] = all(type);
    if (resource === undefined || others.length > 0) throw new Error(`${others.length + 1} resources of ${type}`);
    return resource;
  };
  /** The text of a value, with every variable of its template put in its place. */
  const inFull = ({ module }: Resource, text: string): string =>
    text.replace(/variables\('([^']+)'\)/g, (whole, name: string) => {
      const value: unknown = module.variables?.[name];
      return typeof value === "string" && !value.startsWith("[") ? value : whole;
    });

  beforeAll(() => {
    compiled = compileMain(bicep as string);
  }, 60_000);

  describe("keys", () => {
    it("lets nobody in with a key", () => {
      expect(all("Microsoft.Storage/storageAccounts")).toHaveLength(2);
      for (const { properties } of all("Microsoft.Storage/storageAccounts")) {
        expect(properties).toMatchObject({ allowSharedKeyAccess: false, allowBlobPublicAccess: false });
      }
      expect(one("Microsoft.ServiceBus/namespaces").properties.disableLocalAuth).toBe(true);
      expect(one("Microsoft.Insights/components").properties.DisableLocalAuth).toBe(true);
      expect(
        all("Microsoft.Web/sites/basicPublishingCredentialsPolicies").map(({ properties }) => properties.allow),
      ).toEqual([false, false]);
    });

    it("reads no key, takes no secret and gives none out", () => {
      expect(compiled.text).not.toMatch(/list(Keys|ConnectionStrings|Secrets|AccountSas|ServiceSas)?\(/i);
      expect(compiled.text).not.toMatch(/AccountKey|SharedAccessKey|accesskey=|securestring|secureObject/i);
      const outputs = compiled.templates.flatMap(({ outputs = {} }) => Object.entries(outputs));
      expect(outputs.length).toBeGreaterThan(0);
      for (const [name, { value }] of outputs) {
        expect(`${name} ${String(value)}`).not.toMatch(/key|secret|password|connectionString/i);
      }
    });

    it("gives the app its identity for every connection", () => {
      const settings = String(
        all("Microsoft.Web/sites/config").find(({ name }) => name.includes("appsettings"))?.properties,
      );
      for (const name of ["AZURE_CLIENT_ID", "SERVICE_BUS__clientId", "AzureWebJobsStorage__clientId"]) {
        expect(settings).toContain(`'${name}', reference('identity').clientId`);
      }
      expect(settings).not.toMatch(/WEBSITE_RUN_FROM_PACKAGE|FUNCTIONS_WORKER_RUNTIME|SCM_DO_BUILD/);
    });
  });

  describe("network", () => {
    it("speaks TLS 1.2 or later everywhere", () => {
      for (const { properties } of all("Microsoft.Storage/storageAccounts")) {
        expect(properties).toMatchObject({ minimumTlsVersion: "TLS1_2", supportsHttpsTrafficOnly: true });
      }
      expect(one("Microsoft.ServiceBus/namespaces").properties.minimumTlsVersion).toBe("1.2");
      const { properties } = one("Microsoft.Web/sites");
      expect(properties).toMatchObject({
        httpsOnly: true,
        siteConfig: { minTlsVersion: "1.2", ftpsState: "Disabled" },
      });
    });

    it("shuts every public door where private networking is on", () => {
      const shut = "[if(parameters('privateNetworking'), 'Disabled', 'Enabled')]";
      const doors = [
        "Microsoft.Storage/storageAccounts",
        "Microsoft.ServiceBus/namespaces",
        "Microsoft.Web/sites",
      ].flatMap(all);
      expect(doors.map(({ properties }) => properties.publicNetworkAccess)).toEqual([shut, shut, shut, shut]);
      expect(one("Microsoft.ServiceBus/namespaces").sku).toContain(
        "parameters('privateNetworking'), createObject('name', 'Premium'",
      );
    });

    it("has a private endpoint for each of them", () => {
      const { variables = {} } = one("Microsoft.Network/privateEndpoints").module;
      const kinds = (variables["endpoints"] as { kind: string }[]).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(["blob", "namespace", "queue", "sites", "table", "table"]);
    });
  });

  describe("Service Bus", () => {
    it("has the entities of the file that the local broker reads", () => {
      const { module } = one("Microsoft.ServiceBus/namespaces/queues");
      expect(module.variables?.["entities"]).toBe("[variables('$fxv#0')]");
      expect(module.variables?.["$fxv#0"]).toEqual(JSON.parse(read("infra/service-bus.json")));
      for (const [type, list] of [
        ["queues", "entities').queues"],
        ["topics", "entities').topics"],
      ] as const) {
        expect(JSON.stringify(one(`Microsoft.ServiceBus/namespaces/${type}`))).toContain(
          `[length(variables('${list})]`,
        );
      }
      expect(one("Microsoft.ServiceBus/namespaces/topics/subscriptions").properties).toContain(
        "copyIndex()].properties",
      );
    });

    it("lets the app read each queue that triggers a function, to its length, and send to the others", () => {
      const grants = one("Microsoft.ServiceBus/namespaces/queues").module.variables?.["appRoles"] as {
        queue: string;
        role: string;
      }[];
      const queue = one("Microsoft.ServiceBus/namespaces/queues");
      const granted = grants.map(({ queue: name, role }) => {
        const id = inFull(queue, role.replace(/^\[|\]$/g, ""));
        return `${name}: ${ROLES[id]}`;
      });
      const triggers = [...bindings.matchAll(/queueName: QUEUES\.(\w+)/g)].map(
        ([, key]) => QUEUES_BY_KEY[key as keyof typeof QUEUES_BY_KEY],
      );
      expect(triggers).toHaveLength(3);
      expect(granted.toSorted()).toEqual(
        [
          ...triggers.map((name) => `${name}: Service Bus Data Owner`),
          "certification-results-rejected: Service Bus Data Receiver",
          "certification-results-rejected: Service Bus Data Sender",
        ].toSorted(),
      );
      const { queues } = JSON.parse(read("infra/service-bus.json")) as { queues: { name: string }[] };
      expect(new Set(grants.map((grant) => grant.queue))).toEqual(new Set(queues.map(({ name }) => name)));
    });
  });

  it("grants the roles that are needed, each on one thing and none on a group or subscription", () => {
    const grants = all("Microsoft.Authorization/roleAssignments").map((resource) => {
      const on = /resourceId\('([^']+)'/.exec(resource.scope ?? "")?.[1] ?? "nothing";
      const role = inFull(resource, resource.properties.roleDefinitionId);
      const id = Object.keys(ROLES).find((each) => role.includes(each));
      return `${on}: ${id === undefined ? "by list" : ROLES[id]}`;
    });
    expect(grants.toSorted()).toEqual([
      "Microsoft.Communication/communicationServices: Communication and Email Service Owner",
      "Microsoft.Insights/components: Monitoring Metrics Publisher",
      "Microsoft.ServiceBus/namespaces/queues: Service Bus Data Sender",
      "Microsoft.ServiceBus/namespaces/queues: Service Bus Data Sender",
      "Microsoft.ServiceBus/namespaces/queues: by list",
      "Microsoft.ServiceBus/namespaces/topics: Service Bus Data Sender",
      "Microsoft.Storage/storageAccounts: by list",
      "Microsoft.Storage/storageAccounts: by list",
    ]);
  });

  it("lets the app do with the ledger what rows need, and with its host storage what the host needs", () => {
    const rolesOf = (name: string): unknown => {
      const [module] = compiled.modules.filter((each) => each.name === name);
      return module?.properties.parameters.roles.value;
    };
    expect(rolesOf("ledger")).toEqual(["tableDataContributor"]);
    expect(rolesOf("hostStorage")).toEqual(["blobDataOwner", "queueDataContributor", "tableDataContributor"]);
  });

  it("locks the ledger of production against deletion", () => {
    const locks = all("Microsoft.Authorization/locks");
    expect(new Set(locks.map(({ properties }) => properties.level))).toEqual(new Set(["CanNotDelete"]));
    const { lockLedger, ledgerReplication } = compileParameters(bicep as string, "production.bicepparam");
    expect([lockLedger, ledgerReplication]).toEqual([true, "Standard_GZRS"]);
  }, 30_000);

  it("brings delivery reports to their queue with an identity that can do nothing else", () => {
    const { properties } = one("Microsoft.EventGrid/systemTopics/eventSubscriptions");
    expect(properties.destination).toBeUndefined();
    expect(properties.deliveryWithResourceIdentity).toMatchObject({
      identity: { type: "UserAssigned" },
      destination: { endpointType: "ServiceBusQueue" },
    });
    expect(properties.deliveryWithResourceIdentity.destination.properties.resourceId).toContain("'delivery-reports'");
    expect(properties.filter.includedEventTypes).toEqual(["Microsoft.Communication.EmailDeliveryReportReceived"]);
  });

  describe("settings", () => {
    it("takes or makes every setting of the schema, and takes no other", () => {
      const type = compiled.main.definitions?.["notifierSettings"];
      const made = String(
        all("Microsoft.Web/sites/config").find(({ name }) => name.includes("appsettings"))?.properties,
      );
      const keys = ["SERVICE_BUS", "TABLES", "ACS", "PARTNER_CENTER_TOKEN"];
      const missing = Object.keys(settingsSchema.shape).filter(
        (name) => !(name in type.properties) && !made.includes(`'${name}'`) && !keys.includes(name),
      );
      expect(missing).toEqual([]);
      expect(Object.keys(type.properties).filter((name) => !(name in settingsSchema.shape))).toEqual([]);
      expect(type.additionalProperties).toBe(false);
      expect(made).toContain("parameters('settings')");
    });

    it.each(["trial.bicepparam", "production.bicepparam"])(
      "starts the app with those of %s",
      (file) => {
        const { settings } = compileParameters(bicep as string, file);
        const config = loadConfig(
          {
            EMAIL_PROVIDER: "acs",
            EMAIL_FROM: "DoNotReply@notifier.example",
            SERVICE_BUS__fullyQualifiedNamespace: "sb.servicebus.windows.net",
            TABLES__tableServiceUri: "https://stledger.table.core.windows.net",
            ACS__endpoint: "https://acs.communication.azure.com",
            ...settings,
          },
          loadCalendars(join(ROOT, "calendars")).codes,
        );
        expect(config.serviceBus.kind).toBe("identity");
        expect(config.sla.alertRecipients).toHaveLength(1);
      },
      30_000,
    );
  });

  describe("the app", () => {
    it("runs on Flex Consumption with what the package was built for, and builds nothing there", () => {
      expect(one("Microsoft.Web/serverfarms").sku).toMatchObject({ name: "FC1", tier: "FlexConsumption" });
      const { runtime, deployment } = one("Microsoft.Web/sites").properties.functionAppConfig;
      expect(runtime).toEqual({ name: "node", version: "24" });
      expect(deployment.storage.authentication.type).toBe("UserAssignedIdentity");
      expect(read("azure.yaml")).toContain("remoteBuild: false");
    });

    it("keeps warm what somebody waits for, by names that Functions knows", () => {
      const site = one("Microsoft.Web/sites");
      const ready = site.module.variables?.["readyFunctions"] as string[];
      for (const name of ready) {
        expect(name === "http" || functionNames.includes(name.replace(/^function:/, ""))).toBe(true);
      }
      const { triggers, instanceMemoryMB } = site.properties.functionAppConfig.scaleAndConcurrency;
      expect([512, 2048, 4096]).toContain(instanceMemoryMB);
      expect(triggers.http.perInstanceConcurrency).toBeLessThanOrEqual(100);
      expect(compileParameters(bicep as string, "production.bicepparam")["alwaysReadyInstances"]).toBeGreaterThan(0);
    }, 30_000);

    it("signs people in without a secret, and leaves keys and health to the app", () => {
      const auth = all("Microsoft.Web/sites/config").find(({ name }) => name.includes("authsettingsV2"));
      expect(auth?.condition).toBe("[not(empty(parameters('deskClientId')))]");
      expect(auth?.properties).toMatchObject({
        globalValidation: { unauthenticatedClientAction: "AllowAnonymous" },
        identityProviders: {
          azureActiveDirectory: {
            registration: { clientSecretSettingName: "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID" },
          },
        },
      });
    });
  });

  describe("alerts", () => {
    it("has one for each way in which work may stop, and each tells the team", () => {
      const rules = [...all("Microsoft.Insights/metricAlerts"), ...all("Microsoft.Insights/scheduledQueryRules")];
      const named = rules.map(({ name }) => name).filter((name) => !name.startsWith("["));
      expect(named.toSorted()).toEqual(["dead-letters", "server-errors"]);
      const { variables = {} } = one("Microsoft.Insights/actionGroups").module;
      expect((variables["queryAlerts"] as { name: string }[]).map(({ name }) => name)).toEqual([
        "sweep-missing",
        "failures",
        "message-waits",
        "mails-failed",
      ]);
      for (const name of ["'health'", "'queued-mail'"]) expect(variables["webTests"]).toContain(name);
      for (const { properties } of rules) expect(JSON.stringify(properties.actions)).toContain("actionGroups");
    });

    it("asks for functions by the names they have", () => {
      const queries = globSync(join(ROOT, "infra/queries/*.kql")).map((file) => readFileSync(file, "utf8"));
      const names = queries
        .filter((query) => query.startsWith("requests"))
        .flatMap((query) => [...query.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !functionNames.includes(name ?? ""))).toEqual([]);
    });

    it("looks in the answer of health for what it says when no mail waits too long", async () => {
      const run = async () => ({ status: "green", message: "fine" }) as const;
      const health = await makeCheckHealth({ checks: [{ name: "mail", run }], clock: systemClock })();
      expect(JSON.stringify(health)).toContain(read("infra/queries/mail-is-green.txt"));
      expect(read("src/core/verbs/health-checks.ts")).toContain('name: "mail"');
    });
  });
});
