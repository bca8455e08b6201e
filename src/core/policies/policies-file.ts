import * as z from "zod";
import { normalisePolicyId } from "./policy-id.ts";

const idSchema = z
  .string()
  .refine((id) => normalisePolicyId(id) === id, "not a policy id in its plain form, such as 100.1.1");
const titleSchema = z.string().trim().min(1).max(200);

const knownPolicyFields = {
  id: idSchema,
  alternateTitles: z.array(titleSchema).min(1).optional(),
  formerTitles: z.array(titleSchema).min(1).optional(),
  anchored: z.boolean().optional(),
};

/** The form of `policies.json`: sections, policies and renumberings of the policy page, each with where it was found. */
export const policiesFileSchema = z
  .strictObject({
    page: z.url({ protocol: /^https$/ }),
    sources: z.record(
      z.string(),
      z.strictObject({ note: z.string().min(1), documentVersion: z.string().optional(), date: z.iso.date() }),
    ),
    sections: z
      .array(
        z.strictObject({
          ...knownPolicyFields,
          title: titleSchema,
          offerTypes: z.union([z.literal("all"), z.array(z.string().min(1))]),
          condition: z.string().min(1).optional(),
        }),
      )
      .min(1),
    renumbered: z.array(z.strictObject({ from: idSchema, to: idSchema, keepsNumbers: z.boolean() })),
    policies: z.array(z.strictObject({ ...knownPolicyFields, title: titleSchema.optional(), source: z.string() })),
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
