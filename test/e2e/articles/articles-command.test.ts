import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(import.meta.dirname, "../../..");
const team = join(project, "test/fixtures/articles/team");
const lookAlikes = join(project, "test/fixtures/articles/look-alikes");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "articles-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, [join(project, "tools/articles.ts"), ...args], {
    cwd: project,
    env: { ...process.env, ARTICLES_DIR: "", LINK_HOSTS: "", ...env },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, output, ended };
};

const run = async (args: readonly string[], env?: NodeJS.ProcessEnv) => {
  const { output, ended } = start(args, env);
  return { code: await ended, ...output };
};

const header = (...attributes: string[]): string =>
  `<properties\n${attributes.join("\n")}\nselfHelpType="generic"\nownershipId="PartnerCenter_Offer_Certification"\n/>\n`;

describe("npm run articles", () => {
  it("finds nothing wrong with the project's own 16 articles and their links", async () => {
    const { code, stdout } = await run(["--json", "--links"]);
    const items = JSON.parse(stdout) as { slug: string; offerTypes: string[]; problems: unknown[] }[];
    expect(items.map(({ problems }) => problems)).toEqual(Array(16).fill([]));
    expect(items.filter(({ offerTypes }) => offerTypes.length === 0).map(({ slug }) => slug)).toEqual(["general"]);
    expect(code).toBe(0);
  });

  it("prints the JSON alone on stdout, in the agreed shape and order", async () => {
    const { code, stdout, stderr } = await run(["--dir", team, "--json"]);
    const items = JSON.parse(stdout) as Record<string, unknown>[];
    expect([code, stderr, items.length]).toEqual([0, "", 15]);
    expect(Object.keys(items[0] ?? {})).toEqual([
      "file",
      "slug",
      "title",
      "articleId",
      "offerTypes",
      "supportTopicIds",
      "expediteNote",
      "sla",
      "steps",
      "documents",
      "links",
      "problems",
    ]);
    expect(items[9]).toMatchObject({
      file: "10.md",
      slug: "10",
      sla: {
        kind: "businessDays",
        amount: 5,
        additions: [
          { amount: 20, when: "optionalCertification && !resubmission" },
          { amount: 15, when: "optionalCertification && resubmission" },
        ],
      },
    });
    expect(items[2]).toMatchObject({ sla: { kind: "none", additions: [] }, steps: [] });
  });

  it("lists no look-alike, and names each on stderr", async () => {
    const { code, stdout, stderr } = await run(["--json"], { ARTICLES_DIR: lookAlikes });
    expect([code, JSON.parse(stdout)]).toEqual([0, []]);
    expect(stderr.match(/skipped: /g)).toHaveLength(10);
    expect(stderr).toContain("front-matter.md: skipped: it has no header");
  });

  it("ends with 1 and gives file, line, column and reason of each problem", async () => {
    copyFileSync(join(team, "15.md"), join(folder, "a.md"));
    copyFileSync(join(team, "15.md"), join(folder, "b.md"));
    writeFileSync(join(folder, "c.md"), `${header('pageTitle="SaaS"')}\nThe review takes 14-7 days.\n`);
    writeFileSync(join(folder, "d.md"), "");
    const { code, stdout } = await run(["--dir", folder]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${join(folder, "b.md").slice(1)}:1:1: b.md and a.md both claim azureVirtualMachine`);
    expect(stdout).toMatch(/c\.md:7:18: "14-7 days" is no length/);
    expect(stdout).toMatch(/d\.md:1:1: The file is empty\./);
    expect(stdout).toContain("4 articles, 3 problems");
    expect(stdout).not.toContain("\u001b[");
    const json = await run(["--dir", folder, "--json"]);
    const items = JSON.parse(json.stdout) as { problems: unknown[] }[];
    expect([json.code, items.map(({ problems }) => problems.length)]).toEqual([1, [0, 1, 1, 1]]);
    expect(json.stderr).toMatch(/c\.md:7:18: /);
  });

  it("finds links that lead nowhere or out of the allow list, only when asked", async () => {
    const links = ["http://learn.microsoft.com/a", "https://contoso.example/b", "#here", "#gone", "page.md", "#%zz"];
    const body = `# Here\n\n${links.map((url) => `* [x](${url})`).join("\n")}\n`;
    writeFileSync(join(folder, "a.md"), header('pageTitle="SaaS"') + body);
    expect((await run(["--dir", folder])).code).toBe(0);
    const { code, stdout } = await run(["--dir", folder, "--links"]);
    expect(code).toBe(1);
    expect(stdout.match(/a\.md:\d+:3: .*/g)?.map((line) => line.replace(/^.*md:/, ""))).toEqual([
      "8:3: http://learn.microsoft.com/a is not https.",
      "9:3: contoso.example is not one of LINK_HOSTS.",
      "11:3: No heading has the anchor #gone.",
      '12:3: "page.md" is no full address; a mail cannot follow it.',
      '13:3: "#%zz" is no address.',
    ]);
    const allowed = await run(["--dir", folder, "--links"], { LINK_HOSTS: "contoso.example" });
    expect(allowed.stdout).not.toContain("contoso.example is not");
  });

  it("shows policy by offer type", async () => {
    const { code, stdout } = await run(["--coverage"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^R? ?.*teamsApp +teams-app\.md$/m);
    expect(stdout).toMatch(/^1140\.4\.3 .*text/m);
  });

  it("reports on a foreign folder and changes nothing", async () => {
    copyFileSync(join(team, "12.md"), join(folder, "Some Name.md"));
    writeFileSync(join(folder, "other.md"), "# Other\n");
    writeFileSync(join(folder, "broken.md"), "<properties\npageTitle='x'");
    const { code, stdout } = await run(["import", folder]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok +Some Name\.md +SaaS certification failures$/m);
    expect(stdout).toMatch(/^skipped +other\.md +it has no header/m);
    expect(stdout).toMatch(/^problems +broken\.md +The header is never closed/m);
    expect((await run(["import", lookAlikes])).code).toBe(0);
  });

  it.each([[["--dir", "/nowhere"]], [["import", "/nowhere"]], [["import"]], [["--nonsense"]], [["extra"]]])(
    "ends with 2 for %j",
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).not.toBe("");
    },
  );

  it("checks again on a change while it watches", async () => {
    writeFileSync(join(folder, "a.md"), header('pageTitle="SaaS"'));
    const { child, output, ended } = start(["--dir", folder, "--watch"]);
    const until = async (isDone: () => boolean): Promise<void> => {
      const deadline = Date.now() + 10_000;
      while (!isDone()) {
        if (Date.now() > deadline) throw new Error(`Not in time: ${output.stdout}${output.stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await until(() => output.stdout.includes("1 article, 0 problems"));
    writeFileSync(join(folder, "b.md"), "");
    await until(() => output.stdout.includes("2 articles, 1 problem"));
    child.kill("SIGTERM");
    await ended;
  });
});
