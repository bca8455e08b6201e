import * as z from "zod";
import type { Stored } from "../stored.ts";

/** One civil day of a clock's trace: the days after the day that counts as the day of submission, up to the due day. */
export const traceDaySchema = z.object({
  /** `YYYY-MM-DD` in the clock's zone. */
  date: z.string().meta({ format: "date" }),
  kind: z.enum(["counted", "weekend", "holiday", "paused"]),
  /** Name of the holiday, or the reason of the pause. */
  name: z.string().exactOptional(),
});
export type TraceDay = Stored<typeof traceDaySchema>;
