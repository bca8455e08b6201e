import type { CorrelationFilter } from "../entities.ts";
import type { Routing } from "./message.ts";

const isEqual = (wanted: unknown, given: unknown): boolean =>
  wanted === given || (typeof wanted === "string" && given !== undefined && given !== null && String(given) === wanted);

/** Whether everything that the filter names is there and equal. */
export const isMatch = ({ properties, ...system }: CorrelationFilter, routing: Routing): boolean =>
  Object.entries(system).every(([name, wanted]) => isEqual(wanted, routing[name as keyof Routing])) &&
  Object.entries(properties).every(([name, wanted]) => wanted === routing.properties[name]);
