import { resolve } from "node:path";
import { findSettingProblems } from "../../../local/stack/app-settings.ts";
import { describeAddress } from "../../../local/stack/describe-address.ts";
import { PROJECT_ROOT, readStackSettings } from "../../../local/stack/settings.ts";
import { readSettingsFile } from "../../../local/stack/settings-file.ts";

describe("readStackSettings", () => {
  it("has the ports and the folder of the contract by default", () => {
    const { ports, dataDir, given } = readStackSettings({}, {});
    expect(ports).toEqual({
      HTTP_PORT: 7071,
      SERVICE_BUS_PORT: 5672,
      TABLES_PORT: 10002,
      SMTP_PORT: 1025,
      INBOX_PORT: 1080,
    });
    expect(dataDir).toBe(resolve(PROJECT_ROOT, ".local"));
    expect(given).toEqual({});
  });

  it("lets the environment win over the file, and both over the local pieces", () => {
    const file = { SMTP_URL: "smtp://file.example", TABLES: "TableEndpoint=https://t.example", INBOX_PORT: "9" };
    const { given, ports } = readStackSettings(
      { SMTP_URL: "smtp://env.example", SERVICE_BUS__fullyQualifiedNamespace: "ns.example" },
      file,
    );
    expect(given).toEqual({
      serviceBus: "ns.example",
      tables: "TableEndpoint=https://t.example",
      smtp: "smtp://env.example",
    });
    expect(ports.INBOX_PORT).toBe(9);
  });

  it("still starts its own pieces when the file of func start names them, but not when the environment does", () => {
    const {
      SERVICE_BUS = "",
      TABLES = "",
      SMTP_URL = "",
    } = readSettingsFile(resolve(PROJECT_ROOT, "local.settings.sample.json"));
    const own = { SERVICE_BUS, TABLES, SMTP_URL };
    expect(readStackSettings({}, own).given).toEqual({});
    expect(readStackSettings({ SERVICE_BUS_PORT: "5673" }, own).given).toEqual({ serviceBus: SERVICE_BUS });
    expect(readStackSettings(own, {}).given).toEqual({ serviceBus: SERVICE_BUS, tables: TABLES, smtp: SMTP_URL });
  });

  it("names every bad port", () => {
    expect(() => readStackSettings({ SMTP_PORT: "mail", INBOX_PORT: "65536", HTTP_PORT: "-1" }, {})).toThrow(
      /HTTP_PORT.*\nSMTP_PORT.*\nINBOX_PORT/,
    );
  });

  it("names the app's bad settings beside the bad ports", () => {
    const env = { HTTP_PORT: "-1", SLA_CALENDAR: "QQ", UNKNOWN_MAIL: "perhaps" };
    expect(() => readStackSettings(env, {}, findSettingProblems)).toThrow(/HTTP_PORT.*\nUNKNOWN_MAIL.*\nSLA_CALENDAR/);
  });
});

describe("describeAddress", () => {
  it.each([
    ["Endpoint=sb://ns.example/;SharedAccessKeyName=k;SharedAccessKey=hidden", "sb://ns.example"],
    ["AccountName=a;AccountKey=hidden;TableEndpoint=http://127.0.0.1:10002/a;", "http://127.0.0.1:10002/a"],
    ["AccountName=a;AccountKey=hidden", "(as set)"],
    ["smtp://user:hidden@mail.example:587", "smtp://mail.example:587"],
    ["ns.servicebus.windows.net", "ns.servicebus.windows.net"],
    ["hidden", "(as set)"],
  ])("shows where %s leads and no secret", (setting, shown) => {
    expect(describeAddress(setting)).toBe(shown);
  });
});
