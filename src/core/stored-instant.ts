import * as z from "zod";
import { isInstant } from "./instant.ts";

/** An instant in a row of ours: written by us as it is, so that it is checked and not made anew. */
export const storedInstant = z.string().meta({ format: "date-time" }).refine(isInstant);
