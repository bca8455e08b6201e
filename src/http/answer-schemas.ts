import * as z from "zod";
import { outgoingMailSchema } from "../core/ports.ts";

/** An instant in UTC. */
export const instantAnswer = z.string().meta({ format: "date-time" });

/** The submission id in a path. */
export const submissionParams = z.object({
  submissionId: z.string().meta({
    description:
      "The submission id, percent-encoded once; or `sha256:` and the hex SHA-256 of its UTF-8 bytes, for an id that cannot travel in a path (`.`, `..`, or one with `%` before two hex digits).",
  }),
});

/** A mail as it was handed to the provider. */
export const mailAnswer = outgoingMailSchema.meta({ id: "Mail" });
