import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import Handlebars from "handlebars";
import { HandlebarsTemplateRenderer } from "../src/adapters/templates/handlebars-template-renderer.ts";
import type { Article } from "../src/core/articles/article.ts";
import type { Finding } from "../src/core/certification/event.ts";
import { instant } from "../src/core/instant.ts";
import { composeResultMail } from "../src/core/notifications/compose/compose-result-mail.ts";
import type { ComposeSettings, ResultMailInput } from "../src/core/notifications/mail-input.ts";

const TEMPLATES = join(import.meta.dirname, "..", "templates");
const PAGE = "https://learn.microsoft.com/legal/marketplace/certification-policies";

const settings: ComposeSettings = {
  words: new HandlebarsTemplateRenderer(TEMPLATES).words.for("en"),
  zone: "America/Los_Angeles",
  linkHosts: ["learn.microsoft.com", "partner.microsoft.com"],
  replyTo: "certification@notifier.example",
};

const article: Article = {
  file: "bench.md",
  slug: "bench",
  title: "Bench",
  articleId: "bench",
  offerTypes: ["azureVirtualMachine"],
  supportTopicIds: [],
  expediteNote: true,
  note: "**Important:** a review cannot be made faster.",
  sla: { kind: "businessDays", amount: 3, additions: [] },
  steps: ["Open the **report**.", `Read the [policies](${PAGE}).`, "Change the offer.", "Publish again."],
  documents: [{ text: "Certification policies", url: PAGE }],
  links: [PAGE],
  version: "0",
};

const findings = (count: number): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    policy: `200.${index + 1}.1`,
    title: `Check ${index + 1}`,
    message: `The check of disk ${index + 1} failed: it is smaller than 1 GiB & not aligned.\nSee the log of the run for details.`,
    severity: index % 4 === 0 ? "advisory" : "blocking",
    plan: "standard",
  }));

/** A failure mail with every optional part, each finding with guidance of its own. */
const mailWith = (count: number): ResultMailInput => ({
  kind: "certificationFailed",
  submissionId: "1152921515689848683",
  offer: { id: "contoso-vm", name: "Contoso VM", type: "azureVirtualMachine" },
  offerType: "azureVirtualMachine",
  publisher: { id: "contoso", name: "Contoso Ltd" },
  recipient: { name: "Ada", email: "ada@contoso.example", role: "owner" },
  outcome: "failed",
  findings: findings(count),
  reportUrl: "https://partner.microsoft.com/report",
  submittedAt: instant("2026-11-16T09:00:00Z"),
  completedAt: instant("2026-11-20T16:19:58Z"),
  article,
  articleIsGeneral: false,
  policies: {
    unhelped: [],
    resolve: (id) => ({
      id,
      resolvedId: id,
      title: "Policy",
      url: PAGE,
      guidance: {
        policyId: id,
        meaning: "The **image** must start.",
        checks: ["Run `qemu-img info`."],
        fixes: ["Resize the disk.", "Upload it again."],
      },
      appliesToOfferType: true,
    }),
  },
});

/** Handlebars as it comes: the same templates, no strictness, no hash. */
const makeBare = (template: string): ((view: object) => void) => {
  const read = (file: string): string => readFileSync(join(TEMPLATES, file), "utf8");
  const html = Handlebars.create();
  html.registerPartial("inline", read("partials/inline.hbs"));
  const text = Handlebars.create();
  for (const name of ["opening", "progress", "findings", "links", "steps", "closing"])
    text.registerPartial(`text-${name}`, read(`partials/text-${name}.hbs`));
  const parts = [
    html.compile(read(`${template}/html.hbs`)),
    text.compile(read(`${template}/text.hbs`), { noEscape: true }),
    text.compile(read(`${template}/subject.hbs`), { noEscape: true }),
  ];
  return (view) => {
    for (const part of parts) part(view);
  };
};

const medianInMs = (rounds: number, run: () => void): number => {
  for (let round = 0; round < rounds / 4; round += 1) run();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
};

const program = new Command("npm run bench -- render")
  .description(
    "Times composing and rendering of one failure mail beside bare Handlebars on the same templates and view.",
  )
  .option("--findings <count>", "findings in the mail", Number, 20)
  .option("--rounds <count>", "mails of which the median is taken", Number, 2_000)
  .option("--json", "print one JSON object");
program.parse();
const { findings: count, rounds, json } = program.opts<{ findings: number; rounds: number; json?: true }>();

const input = mailWith(count);
const renderer = new HandlebarsTemplateRenderer(TEMPLATES);
const { template, view } = composeResultMail(input, settings);
const bare = makeBare(template);
const { html, text } = renderer.render(template, view);

const result = {
  findings: count,
  htmlBytes: Buffer.byteLength(html),
  textBytes: Buffer.byteLength(text),
  composeInMs: medianInMs(rounds, () => composeResultMail(input, settings)),
  renderInMs: medianInMs(rounds, () => renderer.render(template, view)),
  bareHandlebarsInMs: medianInMs(rounds, () => bare(view)),
  composeAndRenderInMs: medianInMs(rounds, () => {
    const composed = composeResultMail(input, settings);
    renderer.render(composed.template, composed.view);
  }),
};

if (json) console.log(JSON.stringify(result));
else
  for (const [name, value] of Object.entries(result))
    console.log(`${name.padEnd(22)}${(Number.isInteger(value) ? String(value) : value.toFixed(3)).padStart(10)}`);
