import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import { composeDigest } from "../../src/core/notifications/compose/compose-digest.ts";
import { composeResultMail } from "../../src/core/notifications/compose/compose-result-mail.ts";
import type { ComposedView } from "../../src/core/notifications/mail-input.ts";
import * as sample from "./sample-mails.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../templates"));

/** The kept text of a golden file; with `UPDATE_GOLDEN=1` it is written anew. */
const golden = (file: string, actual: string): string => {
  const path = join(GOLDEN, file);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, actual);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};

const MAILS: readonly (readonly [string, ComposedView])[] = [
  ["failure", composeResultMail(sample.failure, sample.settings)],
  ["failure-without-findings", composeResultMail(sample.bare, sample.settings)],
  ["failure-hostile", composeResultMail(sample.hostile, sample.settings)],
  ["failure-second-attempt", composeResultMail(sample.secondAttempt, sample.settings)],
  ["passed-with-notes", composeResultMail(sample.passedWithNotes, sample.settings)],
  ["corrected", composeResultMail(sample.corrected, sample.settings)],
  ["digest", composeDigest(sample.digest, sample.settings)],
];

describe("golden mails", () => {
  it.each(MAILS)("%s reads as it was approved", (name, { template, view, removed }) => {
    const { subject, text, html } = renderer.render(template, view);
    const plain = `Subject: ${subject}\nRemoved: ${removed.length === 0 ? "nothing" : `\n- ${removed.join("\n- ")}`}\n\n${text}`;
    expect(plain).toBe(golden(`${name}.txt`, plain));
    expect(html).toBe(golden(`${name}.html`, html));
  });
});
