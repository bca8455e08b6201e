import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { ROUTES } from "../../../src/http/route-table.ts";
import { findLicenceProblems } from "../../../tools/package/check-licences.ts";

const ROOT = resolve(__dirname, "../../..");

const runPackage = (out: string, env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(ROOT, "tools/package.ts"), "--out", out], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });

describe("npm run package", () => {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  const first = join(folder, "first");
  beforeAll(() => {
    const { status, stderr } = runPackage(first);
    if (status !== 0) throw new Error(stderr);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("writes only what runs, and zips the same", () => {
    const written = globSync("**/*", { cwd: first, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(first.length + 1))
      .toSorted();
    expect(written).toEqual(
      expect.arrayContaining([
        "dist/app.cjs",
        "dist/content.json",
        "dist/desk.json",
        "dist/index.cjs",
        "host.json",
        "package.json",
        "templates/locales/de.json",
        "templates/locales/en.json",
      ]),
    );
    const other = written.filter(
      (path) => !/^(calendars\/|templates\/.+\.hbs$|templates\/locales\/.+\.json$)/.test(path),
    );
    expect(other).toEqual([
      "LICENSE",
      "THIRD-PARTY-NOTICES.txt",
      "articles/general.md",
      "dist/app.cjs",
      "dist/content.json",
      "dist/desk.json",
      "dist/index.cjs",
      "dist/telemetry.cjs",
      "host.json",
      "package.json",
    ]);
    const zipped = unzipSync(readFileSync(`${first}.zip`));
    expect(Object.keys(zipped)).toEqual(written);
    for (const path of written)
      expect(Buffer.from(zipped[path] ?? []).equals(readFileSync(join(first, path)))).toBe(true);
  });

  it("gives the same bytes again, in another time zone too", () => {
    const again = join(folder, "again");
    expect(runPackage(again, { TZ: "Asia/Kolkata" }).status).toBe(0);
    expect(readFileSync(`${again}.zip`).equals(readFileSync(`${first}.zip`))).toBe(true);
  }, 60_000);

  it("starts as the worker would, with nothing beside it and the settings that it has in Azure", () => {
    const names = execFileSync(process.execPath, [join(ROOT, "test/helpers/load-package-main.ts"), first], {
      cwd: first,
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"] ?? "",
        EMAIL_PROVIDER: "acs",
        EMAIL_FROM: "DoNotReply@notifier.example",
        SERVICE_BUS__fullyQualifiedNamespace: "notifier.servicebus.windows.net",
        TABLES__tableServiceUri: "https://ledger.table.core.windows.net",
        ACS__endpoint: "https://notifier.communication.azure.com",
        SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
      },
    });
    const queuesAndTimer = ["receive-certification-event", "send-notification", "record-delivery-report", "sweep-sla"];
    expect(JSON.parse(names).toSorted()).toEqual([...queuesAndTimer, ...ROUTES.map(({ name }) => name)].toSorted());
  }, 30_000);

  it("names every dependency of the app, and where its code comes from, in a bill of materials", () => {
    const bom = JSON.parse(readFileSync(`${first}.cdx.json`, "utf8"));
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const named = new Map(bom.components.map((one: { name: string }) => [one.name, one]));
    expect(Object.keys(dependencies).filter((name) => !named.has(name))).toEqual([]);
    for (const { name, version, purl, hashes, licenses } of bom.components) {
      expect(purl).toBe(`pkg:npm/${name.replace("@", "%40")}@${version}`);
      expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
      expect(licenses[0].license.id).not.toBe("");
    }
    const notices = readFileSync(join(first, "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const { name, version } of bom.components) expect(notices).toContain(`${name} ${version} (`);
    const zip = createHash("sha256")
      .update(readFileSync(`${first}.zip`))
      .digest("hex");
    expect(bom.metadata.component.hashes).toEqual([{ alg: "SHA-256", content: zip }]);
  });

  it("refuses a licence that asks for more than its notice", () => {
    const bundled = { name: "strict", version: "1.0.0", licence: "GPL-3.0-only", licenceText: "" };
    expect(findLicenceProblems([bundled, { ...bundled, licence: "MIT" }])).toEqual([
      "strict 1.0.0 has the licence GPL-3.0-only, which may not be in what we deploy.",
    ]);
  });

  it("leaves a folder alone that it did not write", () => {
    const other = mkdtempSync(join(folder, "other-"));
    writeFileSync(join(other, "notes.txt"), "mine");
    const { status, stderr } = runPackage(other);
    expect([status, stderr]).toEqual([2, expect.stringContaining("is no package")]);
    expect(existsSync(join(other, "notes.txt"))).toBe(true);
  });
});
