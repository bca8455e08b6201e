import * as z from "zod";
import type { Stored } from "../stored.ts";
import { normalisePolicyId } from "./policy-id.ts";

const idSchema = z
  .string()
  .refine((id) => normalisePolicyId(id) === id, "not a policy id in its plain form, such as 100.1.1");
const titleSchema = z.string().trim().min(1).max(200);

/** One policy or section of the policy page. */
const knownPolicySchema = z.strictObject({
  id: idSchema,
  /** The current heading without its number; absent where only the id is known. */
  title: titleSchema.optional(),
  /** Other titles that current copies of the page give the same id. Such an id has no anchor that is right in every copy. */
  alternateTitles: z.array(titleSchema).min(1).optional(),
  /** Titles of earlier pages, kept so that old links can be understood. */
  formerTitles: z.array(titleSchema).min(1).optional(),
  /** False when the page is not known to have a heading of its own for this id. */
  anchored: z.boolean().optional(),
});
export type KnownPolicy = Stored<typeof knownPolicySchema>;

/** One section of the policy page, such as `200 Virtual Machines`. */
const policySectionSchema = knownPolicySchema.extend({
  title: titleSchema,
  /** Canonical names of the offer types that the section is for. */
  offerTypes: z.union([z.literal("all"), z.array(z.string().min(1))]),
  /** In words, when the section applies to some offers of these types only. */
  condition: z.string().min(1).optional(),
});
export type PolicySection = Stored<typeof policySectionSchema>;

/** A section that got another number. With `keepsNumbers`, `from.x` became `to.x`; without, it is only known to be below `to`. */
const renumberingSchema = z.strictObject({ from: idSchema, to: idSchema, keepsNumbers: z.boolean() });
export type Renumbering = Stored<typeof renumberingSchema>;

/** The form of `policies.json`: sections, policies and renumberings of the policy page, each with where it was found. */
export const policiesFileSchema = z
  .strictObject({
    page: z.url({ protocol: /^https$/ }),
    sources: z.record(
      z.string(),
      z.strictObject({ note: z.string().min(1), documentVersion: z.string().optional(), date: z.iso.date() }),
    ),
    sections: z.array(policySectionSchema).min(1),
    renumbered: z.array(renumberingSchema),
    /** With where each was found: a key of `sources`. */
    policies: z.array(knownPolicySchema.extend({ source: z.string() })),
  })
  .superRefine((file, context) => {
    const sectionIds = new Set(file.sections.map(({ id }) => id));
    const seen = new Set<string>();
    const check = (id: string, path: readonly (string | number)[]): void => {
      if (seen.has(id)) context.addIssue({ code: "custom", path: [...path, "id"], message: `${id} is listed twice` });
      seen.add(id);
    };
    for (const [index, { id }] of file.sections.entries()) check(id, ["sections", index]);
    for (const [index, { id, source }] of file.policies.entries()) {
      const path = ["policies", index];
      check(id, path);
      if (!sectionIds.has(id.split(".")[0] ?? "")) {
        context.addIssue({ code: "custom", path: [...path, "id"], message: `${id} belongs to no listed section` });
      }
      if (!Object.hasOwn(file.sources, source)) {
        context.addIssue({ code: "custom", path: [...path, "source"], message: `${source} is not one of the sources` });
      }
    }
    for (const [index, { to }] of file.renumbered.entries()) {
      if (!seen.has(to)) {
        context.addIssue({
          code: "custom",
          path: ["renumbered", index, "to"],
          message: `${to} is not a listed policy`,
        });
      }
    }
  });

/** `policies.json`, read and checked. */
export type PoliciesFile = z.infer<typeof policiesFileSchema>;
