/** One civil day of a clock's trace: the days after the day that counts as the day of submission, up to the due day. */
export interface TraceDay {
  /** `YYYY-MM-DD` in the clock's zone. */
  readonly date: string;
  readonly kind: "counted" | "weekend" | "holiday" | "paused";
  /** Name of the holiday, or the reason of the pause. */
  readonly name?: string;
}
