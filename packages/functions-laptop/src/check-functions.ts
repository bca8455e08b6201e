import type { App, AppFunction } from "./app.ts";
import { HostError } from "./host-error.ts";

const TRIGGERS = ["httptrigger", "timertrigger", "servicebustrigger"];

/** What this host does not carry is refused at start: a binding that is passed over in silence would lose messages. */
const problemsOf = ({ name, metadata, trigger, triggerName }: AppFunction): string[] => {
  const problems: string[] = [];
  if (!TRIGGERS.includes(trigger.type.toLowerCase())) problems.push(`${name}: the trigger ${trigger.type}`);
  if (String(trigger["cardinality"] ?? "one").toLowerCase() === "many") problems.push(`${name}: cardinality "many"`);
  if (trigger["isSessionsEnabled"] === true) problems.push(`${name}: sessions`);
  if (metadata.retryOptions !== undefined) problems.push(`${name}: retry options`);
  for (const [key, binding] of Object.entries(metadata.bindings)) {
    if (binding.properties?.["supportsDeferredBinding"] === "true") problems.push(`${name}: sdkBinding`);
    if (key !== triggerName && binding.type.toLowerCase() !== "http")
      problems.push(`${name}: the binding ${binding.type}`);
  }
  return problems;
};

export const checkFunctions = (app: App): void => {
  const problems = [...app.functions.values()].flatMap(problemsOf);
  if (problems.length > 0) throw new HostError(`The local host does not carry: ${problems.join("; ")}.`);
};
