import type { Properties, PropertyValue } from "../store/message.ts";

const toValue = (value: unknown): PropertyValue => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  // rhea leaves a long that is no safe integer as its eight bytes.
  return value instanceof Date ? value : String(value);
};

/** Properties as a client sends them while settling; those without a value are left out. */
export const toProperties = (map: unknown): Properties =>
  Object.fromEntries(
    Object.entries(map ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, toValue(value)]),
  );
