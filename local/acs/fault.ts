import { z } from "zod";

/** What the fake does to one request instead of answering it properly; `accept` takes the mail all the same. */
const faultSchema = z.intersection(
  z.object({ on: z.enum(["send", "status"]).optional(), accept: z.boolean().optional() }),
  z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("answer"),
      status: z.number().int(),
      headers: z.record(z.string(), z.string()).optional(),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
    z.object({ kind: z.literal("drop") }),
    z.object({ kind: z.literal("hang") }),
    z.object({ kind: z.literal("slow"), delayInMs: z.number() }),
  ]),
);

export type AcsFault = z.infer<typeof faultSchema>;

/** `next` are used up one by one, each by the first request of its kind; `always` holds when none of them is left. */
export const faultPlanSchema = z.object({
  next: z.array(faultSchema).optional(),
  always: faultSchema.nullable().optional(),
});

export type AcsFaultPlan = z.infer<typeof faultPlanSchema>;

export interface AcsFaults {
  readonly plan: (plan: AcsFaultPlan) => void;
  readonly take: (on: "send" | "status") => AcsFault | undefined;
}

export const makeAcsFaults = (): AcsFaults => {
  const next: AcsFault[] = [];
  let always: AcsFault | undefined;
  return {
    plan: (plan) => {
      next.push(...(plan.next ?? []));
      if (plan.always !== undefined) always = plan.always ?? undefined;
    },
    take: (on) => {
      const at = next.findIndex((fault) => (fault.on ?? "send") === on);
      if (at >= 0) return next.splice(at, 1)[0];
      return (always?.on ?? "send") === on ? always : undefined;
    },
  };
};
