import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseDurationInMs } from "./duration.ts";

/** The file of entities is missing, is no JSON, or asks for what this broker does not do. */
export class EntitiesError extends Error {
  override name = "EntitiesError";
}

// A namespace without a limit reports the largest .NET TimeSpan; for us that is "never".
const NEVER = "P10675199DT2H48M5.4775807S";

const duration = (atLeastInMs: number, atMostInMs: number) =>
  z.string().transform((text, context) => {
    const inMs = text === NEVER ? Number.POSITIVE_INFINITY : parseDurationInMs(text);
    if (inMs === undefined) context.addIssue("expected an ISO 8601 duration such as PT60S or P14D");
    else if (inMs < atLeastInMs || inMs > atMostInMs)
      context.addIssue(`expected ${atLeastInMs / 1000} s to ${atMostInMs / 1000} s, got ${text}`);
    return inMs ?? z.NEVER;
  });

const refused = z.literal(false, "is not supported by the local broker").optional();

const name = z
  .string()
  .max(260)
  .regex(/^[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?$/, "expected letters, digits and . - _ /");

const queueSettings = {
  lockDuration: duration(1000, 300_000).default(60_000),
  maxDeliveryCount: z.int().min(1).max(2000).default(10),
  defaultMessageTimeToLive: duration(1, Number.POSITIVE_INFINITY).default(Number.POSITIVE_INFINITY),
  deadLetteringOnMessageExpiration: z.boolean().default(false),
  requiresSession: z.boolean().default(false),
};

const duplicateSettings = {
  requiresDuplicateDetection: z.boolean().default(false),
  duplicateDetectionHistoryTimeWindow: duration(20_000, 7 * 86_400_000).default(600_000),
};

const correlationFilterSchema = z
  .strictObject({
    messageId: z.string().optional(),
    correlationId: z.string().optional(),
    label: z.string().optional(),
    to: z.string().optional(),
    replyTo: z.string().optional(),
    contentType: z.string().optional(),
    sessionId: z.string().optional(),
    replyToSessionId: z.string().optional(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  })
  .refine((filter) => Object.keys(filter).length > 1 || Object.keys(filter.properties).length > 0, "names no property");

const ruleSchema = z.strictObject({
  name: z.string().min(1).max(50),
  properties: z.strictObject({
    filterType: z.literal("CorrelationFilter", "only CorrelationFilter is supported by the local broker"),
    correlationFilter: correlationFilterSchema,
  }),
});

const queueSchema = z.strictObject({ name, properties: z.strictObject({ ...queueSettings, ...duplicateSettings }) });
const subscriptionSchema = z.strictObject({
  name: name.max(50),
  properties: z.strictObject({ ...queueSettings, requiresDuplicateDetection: refused }),
  rules: z.array(ruleSchema).default([]),
});
const topicSchema = z.strictObject({
  name,
  properties: z.strictObject({
    defaultMessageTimeToLive: queueSettings.defaultMessageTimeToLive,
    ...duplicateSettings,
  }),
  subscriptions: z.array(subscriptionSchema).default([]),
});

const entitiesSchema = z
  .strictObject({ queues: z.array(queueSchema).default([]), topics: z.array(topicSchema).default([]) })
  .superRefine(({ queues, topics }, context) => {
    const reportTwice = (names: string[], what: string) => {
      const seen = new Set<string>();
      for (const each of names.map((text) => text.toLowerCase())) {
        if (seen.has(each)) context.addIssue(`${what} "${each}" is declared twice`);
        seen.add(each);
      }
    };
    reportTwice(
      [...queues, ...topics].map((entity) => entity.name),
      "entity",
    );
    for (const topic of topics)
      reportTwice(
        topic.subscriptions.map((each) => each.name),
        `subscription of ${topic.name}`,
      );
  });

/** Queues and topics of a namespace; durations are in milliseconds, `Infinity` when there is no limit. */
export type Entities = z.output<typeof entitiesSchema>;
/** The same as written in the file, which follows the property names of Azure Resource Manager. */
export type EntitiesInput = z.input<typeof entitiesSchema>;
export type QueueSettings = z.output<z.ZodObject<typeof queueSettings>>;
export type DuplicateSettings = z.output<z.ZodObject<typeof duplicateSettings>>;
export type SubscriptionEntity = Entities["topics"][number]["subscriptions"][number];
export type CorrelationFilter = z.output<typeof correlationFilterSchema>;

/** Checks what a file of entities says; every problem is named by its place, such as `queues.0.properties.lockDuration`. */
export const parseEntities = (input: unknown, source = "entities"): Entities => {
  const result = entitiesSchema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${path.join(".") || "(file)"}: ${message}`);
  throw new EntitiesError([`${source} is not a valid list of Service Bus entities:`, ...problems].join("\n"));
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new EntitiesError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
};

export const loadEntities = (file: string): Entities => parseEntities(readJson(file), file);
