import * as z from "zod";
import { EVENT_DATA_SCHEMAS, envelopeSchema } from "../core/certification/event-schema.ts";
import { NOTIFICATION_ID } from "../core/ledger/keys.ts";
import { REPORT_BYS } from "../core/sla/report-request.ts";
import { CLOCK_STATES } from "../core/sla/review-clock.ts";
import { resendRequestSchema } from "../core/use-cases/resend-notification.ts";
import { replaySchema } from "./rejected.ts";

const parameter = <T extends object = { type: "string"; minLength: 1 }>(
  name: string,
  where: "path" | "query" | "header",
  description: string,
  schema?: T,
) => ({
  name,
  in: where,
  description,
  required: where === "path",
  schema: schema ?? ({ type: "string", minLength: 1 } as const),
});

/** What a schema takes, as the code checks it. */
const toJsonSchema = (schema: z.ZodType): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
};

/** One CloudEvent of each type that we understand. */
const EVENT_SCHEMA = {
  oneOf: Object.entries(EVENT_DATA_SCHEMAS).map(([type, data]) =>
    toJsonSchema(envelopeSchema.extend({ type: z.literal(type), data })),
  ),
};

const BY = { enum: REPORT_BYS, default: REPORT_BYS[0] };
const DAY_OR_INSTANT = { type: "string", anyOf: [{ format: "date" }, { format: "date-time" }] };

const json = (description: string) => ({ description, content: { "application/json": {} } });

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

/** Needed by every route that does not set `security` to nothing. */
const WITH_KEY = {
  "401": { description: "No function key, or a wrong one." },
  "503": problem("Ledger or bus is away."),
};

const SUBMISSION = parameter(
  "submissionId",
  "path",
  "The submission id, percent-encoded once; or `sha256:` and the hex SHA-256 of its UTF-8 bytes, for an id that cannot travel in a path (`.`, `..`, or one with `%` before two hex digits).",
);

/** The HTTP API as OpenAPI 3.1. A test compares it with the functions that are registered. */
export const OPENAPI_DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Certification notifier", version: "0.1.0" },
  servers: [{ url: "/api" }],
  security: [{ header: [] }, { query: [] }],
  paths: {
    "/submissions": {
      get: {
        summary: "Lists reviews, newest due first.",
        parameters: [
          parameter("state", "query", "State of the clock.", { enum: CLOCK_STATES }),
          parameter("offerType", "query", "Any name of an offer type."),
          parameter("publisher", "query", "Id of a publisher."),
          parameter("cursor", "query", "From the page before."),
          parameter("limit", "query", "Reviews on a page.", { type: "integer", minimum: 1, maximum: 200, default: 50 }),
        ],
        responses: {
          "200": json("A page, with a cursor when more follow."),
          "422": problem("Bad query."),
          ...WITH_KEY,
        },
      },
    },
    "/submissions/{submissionId}": {
      get: {
        summary: "Shows one review: its clock with the trace, its timeline, its notifications.",
        parameters: [SUBMISSION],
        responses: { "200": json("The review."), "404": problem("Unknown."), ...WITH_KEY },
      },
    },
    "/submissions/{submissionId}/resend": {
      post: {
        summary: "Sends the mails of the review's current result again.",
        parameters: [SUBMISSION, parameter("Idempotency-Key", "header", "The same key sends once.")],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/ResendRequest" } } },
        },
        responses: {
          "200": json("A dry run: the mail, and how it differs from the one before."),
          "202": json("The notifications that are on their way."),
          "404": problem("Unknown."),
          "409": problem("Nothing to send again, or the key came with another body."),
          "408": problem("The body did not come in time."),
          "422": problem("Bad body."),
          "429": problem("Too soon after the last one; see Retry-After."),
          ...WITH_KEY,
        },
      },
    },
    "/notifications/{notificationId}/mail": {
      get: {
        summary: "Shows a mail exactly as it was sent.",
        parameters: [
          parameter("notificationId", "path", "As listed with its review.", {
            type: "string",
            pattern: NOTIFICATION_ID.source,
          }),
          parameter("format", "query", "How it is shown.", { enum: ["html", "text", "json"], default: "html" }),
        ],
        responses: {
          "200": { description: "The mail.", content: { "text/html": {}, "text/plain": {}, "application/json": {} } },
          "404": problem("Unknown, or not made yet."),
          "422": problem("Another format."),
          ...WITH_KEY,
        },
      },
    },
    "/preview": {
      post: {
        summary: "Makes the mail that an event would cause; stores and sends nothing.",
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Event" } } },
        },
        responses: {
          "200": json("The mail, or null with the reason why there is none."),
          "408": problem("The body did not come in time."),
          "422": problem("Every problem of the event."),
          ...WITH_KEY,
        },
      },
    },
    "/sla/report": {
      get: {
        summary: "How well promised times were kept.",
        parameters: [
          parameter("from", "query", "First day, or instant; twelve weeks back unless told.", DAY_OR_INSTANT),
          parameter("to", "query", "Last day, or the instant after; today unless told.", DAY_OR_INSTANT),
          parameter("by", "query", "What the figures are grouped by.", BY),
        ],
        responses: { "200": json("The report."), "422": problem("Bad query."), ...WITH_KEY },
      },
    },
    "/rejected": {
      get: {
        summary: "Lists what was put aside or dead-lettered.",
        responses: { "200": json("The messages with their problems."), ...WITH_KEY },
      },
    },
    "/rejected/{id}/replay": {
      post: {
        summary: "Sends one of them on its way again; asking twice sends it once.",
        parameters: [parameter("id", "path", "As listed.")],
        requestBody: {
          required: false,
          content: { "application/json": { schema: { $ref: "#/components/schemas/ReplayRequest" } } },
        },
        responses: {
          "202": json("What was replayed."),
          "404": problem("Unknown."),
          "409": problem("Replayed with another body."),
          "408": problem("The body did not come in time."),
          "422": problem("Bad body."),
          ...WITH_KEY,
        },
      },
    },
    "/health": {
      get: {
        summary: "Tells whether all is well, and of what is not.",
        security: [],
        responses: { "200": json("Green or amber."), "503": json("Red.") },
      },
    },
    "/openapi.json": {
      get: { summary: "This document.", responses: { "200": json("OpenAPI 3.1."), ...WITH_KEY } },
    },
  },
  components: {
    securitySchemes: {
      header: { type: "apiKey", in: "header", name: "x-functions-key" },
      query: { type: "apiKey", in: "query", name: "code" },
    },
    schemas: {
      Problem: {
        type: "object",
        required: ["type", "title", "status", "code"],
        properties: {
          type: { const: "about:blank" },
          title: { type: "string" },
          status: { type: "integer" },
          code: { type: "string", description: "Stable, such as SUBMISSION_UNKNOWN." },
          detail: { type: "string" },
          problems: { type: "array", items: { type: "string" } },
        },
      },
      Event: EVENT_SCHEMA,
      ReplayRequest: toJsonSchema(replaySchema),
      ResendRequest: toJsonSchema(resendRequestSchema),
    },
  },
} as const;
