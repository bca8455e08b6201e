import * as z from "zod";
import type { Clock } from "../ports.ts";
import { calendarHorizonSchema } from "../sla/calendar-catalogue.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

/** How one part of the system is: fine, worth a look, or not doing its work. */
const healthStatusSchema = z.enum(["green", "amber", "red"]);
export type HealthStatus = z.infer<typeof healthStatusSchema>;

/** What one check found. The message carries no address and no secret. */
const healthCheckResultSchema = z.object({ name: z.string(), status: healthStatusSchema, message: z.string() });
type HealthCheckResult = Stored<typeof healthCheckResultSchema>;

/** The state of the whole: the worst of its checks. */
export const healthSchema = z
  .object({
    status: healthStatusSchema,
    checks: z.array(healthCheckResultSchema),
    lastSweepAt: storedInstant.exactOptional(),
    calendar: calendarHorizonSchema.exactOptional(),
  })
  .meta({ id: "Health" });
export type Health = Stored<typeof healthSchema>;

/** What the answer shows beside the checks. */
type HealthFacts = Pick<Health, "lastSweepAt" | "calendar">;

/** Looks at one part of the system. May throw: that counts as red. */
export interface HealthCheck {
  readonly name: string;
  run(): Promise<Omit<HealthCheckResult, "name"> & HealthFacts>;
}

/** What a check finds. */
export type Found = Awaited<ReturnType<HealthCheck["run"]>>;

/** Runs every check. Never throws. */
export type CheckHealth = () => Promise<Health>;

/** A check that takes longer is red: whoever asks for health has a timeout too. */
const CHECK_WITHIN_IN_MS = 5_000;

const SEVERITY: readonly HealthStatus[] = ["red", "amber", "green"];

/** Makes the verb that looks at every part of the system at once. */
export const makeCheckHealth =
  ({ checks, clock }: { readonly checks: readonly HealthCheck[]; readonly clock: Clock }): CheckHealth =>
  async () => {
    const found = await Promise.all(checks.map(async (check) => await runCheck(check, clock)));
    const results = found.map(({ name, status, message }) => ({ name, status, message }));
    const facts: HealthFacts = Object.assign(
      {},
      ...found.map(({ name: _name, status: _status, message: _message, ...rest }) => rest),
    );
    return {
      status: SEVERITY.find((status) => results.some((result) => result.status === status)) ?? "green",
      checks: results,
      ...facts,
    };
  };

const runCheck = async (check: HealthCheck, clock: Clock): Promise<HealthCheckResult & HealthFacts> => {
  const { name } = check;
  const tooSlow = async (): Promise<HealthCheckResult> => {
    await clock.sleep(CHECK_WITHIN_IN_MS);
    return { name, status: "red", message: "It did not answer in time." };
  };
  const run = async (): Promise<HealthCheckResult & HealthFacts> => {
    try {
      return { name, ...(await check.run()) };
    } catch {
      // The error's text may name a host; health is open to everybody.
      return { name, status: "red", message: "It does not answer." };
    }
  };
  return await Promise.race([run(), tooSlow()]);
};
