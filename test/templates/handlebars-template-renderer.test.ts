import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure, settings } from "../../samples/mails/sample-mails.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import { composeResultMail } from "../../src/core/notifications/compose/compose-result-mail.ts";

const PROJECT = join(import.meta.dirname, "../../templates");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "templates-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rendererOf = (
  parts: { subject?: string; text?: string; html?: string },
  partials: Record<string, string> = {},
): HandlebarsTemplateRenderer => {
  mkdirSync(join(folder, "mail"), { recursive: true });
  mkdirSync(join(folder, "partials"), { recursive: true });
  mkdirSync(join(folder, "locales"), { recursive: true });
  writeFileSync(join(folder, "locales", "en.json"), "{}");
  for (const part of ["subject", "text", "html"] as const)
    writeFileSync(join(folder, "mail", `${part}.hbs`), parts[part] ?? "x");
  for (const [name, source] of Object.entries(partials)) writeFileSync(join(folder, "partials", `${name}.hbs`), source);
  return new HandlebarsTemplateRenderer(folder, ["mail"]);
};

describe("HandlebarsTemplateRenderer", () => {
  it.each([
    ["a plain name", "{{missing}}"],
    ["a path", "{{inner.missing}}"],
    ["the condition of #if", "{{#if missing}}x{{/if}}"],
    ["the condition of #unless", "{{#unless missing}}x{{/unless}}"],
    ["the list of #each", "{{#each missing}}x{{/each}}"],
    ["an entry of #each", "{{#each list}}{{missing}}{{/each}}"],
    ["an outer name", "{{#each list}}{{../missing}}{{/each}}"],
    ["an argument of a partial", "{{> part value=missing}}"],
    ["a partial", "{{> wanting}}"],
  ])("names the variable that is missing from the view: %s", (_, html) => {
    const renderer = rendererOf({ html }, { part: "{{value}}", wanting: "{{missing}}" });
    const render = (): unknown => renderer.render("mail", { inner: { there: "secret" }, list: [{ there: 1 }] });
    expect(render).toThrow(
      expect.objectContaining({
        code: "TEMPLATE_FAILED",
        message: expect.stringMatching(
          /^(?:mail\/html|partials\/wanting)\.hbs names the variable "missing" in line 1/u,
        ),
      }),
    );
  });

  it.each([
    ["a name looked up in a text", "{{secret.missing}}"],
    ["a broken template", "{{#if secret}}"],
    ["an unknown helper", "{{shout secret}}"],
    ["an unknown partial", "{{> nowhere}}"],
    ["a lookup that could find nothing", "{{lookup inner 'missing'}}"],
    ["block parameters", "{{#each list as |item|}}{{item.missing}}{{/each}}"],
  ])("tells no value of the view in its errors: %s", (_, text) => {
    const render = (): unknown =>
      rendererOf({ text }).render("mail", { secret: "ada@contoso.example", inner: {}, list: [{}] });
    expect(render).toThrow(
      expect.objectContaining({ code: "TEMPLATE_FAILED", message: expect.not.stringContaining("contoso") }),
    );
  });

  it("escapes in HTML, not in text and subject, and never reads prototypes", () => {
    const mail = rendererOf({
      subject: "{{a}}",
      text: "{{a}}",
      html: '<i title="{{a}}">{{a}}</i>{{constructor}}',
    }).render("mail", { a: `<b>"&'` });
    expect(mail).toMatchObject({
      subject: `<b>"&'`,
      text: `<b>"&'\n`,
      html: '<i title="&lt;b&gt;&quot;&amp;&#x27;">&lt;b&gt;&quot;&amp;&#x27;</i>',
    });
  });

  it("makes one line of a subject and keeps at most one blank line in the text", () => {
    const mail = rendererOf({ subject: "a\r\n  b{{x}}c\n", text: "\n\na \n\n\n\nb\n\n" }).render("mail", {
      x: "\r\nBcc: \u2028",
    });
    expect(mail.subject).toBe("a b Bcc: c");
    expect(mail.text).toBe("a\n\nb\n");
  });

  it("refuses a folder that lacks files, naming each", () => {
    cpSync(PROJECT, folder, { recursive: true });
    rmSync(join(folder, "sla-digest", "text.hbs"));
    rmSync(join(folder, "certification-result"), { recursive: true });
    const problems = [
      "certification-result/subject.hbs",
      "certification-result/text.hbs",
      "certification-result/html.hbs",
      "sla-digest/text.hbs",
    ];
    expect(() => new HandlebarsTemplateRenderer(folder)).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: `The templates folder lacks ${problems.join(", ")}.`,
      }),
    );
  });

  it("says so when the folder is not there at all", () => {
    expect(() => new HandlebarsTemplateRenderer(join(folder, "nowhere"))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  it("gives a copy of the folder the same version, and a changed partial another", () => {
    cpSync(PROJECT, folder, { recursive: true });
    const { template, view } = composeResultMail(failure, settings);
    const versionOf = (path: string): string =>
      new HandlebarsTemplateRenderer(path).render(template, view).templateVersion;
    expect(versionOf(folder)).toBe(versionOf(PROJECT));
    writeFileSync(join(folder, "partials", "inline.hbs"), "{{text}}");
    expect(versionOf(folder)).not.toBe(versionOf(PROJECT));
  });
});
