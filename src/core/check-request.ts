import type * as z from "zod";
import { NotifierError } from "./errors.ts";

/** What a request gave, by its schema. Throws `REQUEST_INVALID` whose problems name every wrong part, and `body` for the whole. */
export const checkRequest = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new NotifierError("REQUEST_INVALID", undefined, { problems });
};
