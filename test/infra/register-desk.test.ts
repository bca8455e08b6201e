import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DESK_ROLES } from "../../src/http/desk/viewer.ts";

const SCRIPT = resolve(__dirname, "../../infra/register-desk.sh");

/** An `az` that writes down how it was called, and knows a registration when `KNOWN` is set. */
const FAKE_AZ = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$1 $2 $3" in
  "account show --query") echo tenant-1 ;;
  "ad app list") echo "\${KNOWN:+client-1}" ;;
  "ad app create") echo client-1 ;;
  "ad sp list") echo "\${KNOWN:+sp-1}" ;;
  "ad app federated-credential") [ "$4" = list ] && echo "\${KNOWN:+notifier}" ;;
esac
exit 0
`;

describe("infra/register-desk.sh", () => {
  const folder = mkdtempSync(join(tmpdir(), "register-desk-"));
  const calls = join(folder, "calls");
  const run = (args: readonly string[], env: Record<string, string> = {}) => {
    writeFileSync(calls, "");
    writeFileSync(join(folder, "az"), FAKE_AZ, { mode: 0o755 });
    const PATH = `${folder}:${process.env["PATH"]}`;
    const { status, stdout } = spawnSync("sh", [SCRIPT, ...args], {
      encoding: "utf8",
      env: { ...process.env, PATH, CALLS: calls, ...env },
    });
    return { status, stdout, calls: readFileSync(calls, "utf8") };
  };
  const args = ["trial", "https://notifier.example", "principal-1"];
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("registers the page with its role and the app's identity, without a secret, and prints the client id alone", () => {
    const { status, stdout, calls: made } = run(args);
    expect([status, stdout]).toEqual([0, "client-1\n"]);
    expect(made).toContain("ad app create --display-name Certification notifier (trial)");
    expect(made).toContain("--web-redirect-uris https://notifier.example/.auth/login/aad/callback");
    expect(made).toContain("desk-roles.json");
    expect(made).toContain("--set appRoleAssignmentRequired=true");
    expect(made).toContain('"subject": "principal-1"');
    expect(made).not.toMatch(/credential reset|password|secret/);
  });

  it("makes nothing twice", () => {
    const { status, stdout, calls: made } = run(args, { KNOWN: "1" });
    expect([status, stdout]).toEqual([0, "client-1\n"]);
    expect(made).not.toMatch(/ create /);
  });

  it("names its arguments when they are missing", () => {
    expect(run([]).status).toBe(2);
    expect(run(["--help"]).status).toBe(0);
  });

  it("gives the roles that the page asks for", () => {
    const roles = JSON.parse(readFileSync(resolve(SCRIPT, "../desk-roles.json"), "utf8"));
    expect(roles.map((role: { value: string }) => role.value)).toEqual(Object.values(DESK_ROLES).toReversed());
  });
});
