import * as z from "zod";
import { NOTICES_TOPIC } from "../../src/config/queues.ts";
import { noticeSchemas } from "../../src/core/notices/notice-schema.ts";

type Json = Record<string, unknown>;

/** Events may get further members, so the document does not forbid those that it does not name. */
const payloadOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: "draft-7",
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
      // A format says the same in a word.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  }) as Json;
  return rest;
};

const messageOf = (schema: (typeof noticeSchemas)[keyof typeof noticeSchemas]): Json => {
  const [type] = schema.shape.type.values;
  const { description, ...payload } = payloadOf(schema);
  return {
    name: type,
    title: type,
    summary: description,
    contentType: "application/cloudevents+json",
    headers: {
      type: "object",
      description: "Application properties: subscriptions can filter by them.",
      properties: { type: { const: type } },
    },
    payload,
  };
};

/** The AsyncAPI 3 document of our events out. */
export const renderAsyncapi = (version: string): string => {
  const names = Object.keys(noticeSchemas);
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Certification notifier: events out",
      version,
      description:
        "What becomes of reviews and mails, as CloudEvents 1.0. At least once; a repeat has the same `id`. No order is promised.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/cloudevents+json",
    servers: {
      serviceBus: {
        host: "{namespace}.servicebus.windows.net",
        protocol: "amqps",
        description: "Azure Service Bus. Make a subscription of the topic for each consumer.",
        variables: { namespace: { description: "Name of the Service Bus namespace." } },
      },
    },
    channels: {
      notices: {
        address: NOTICES_TOPIC,
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      publishNotices: {
        action: "send",
        channel: { $ref: "#/channels/notices" },
        summary: "Tells whoever subscribed.",
      },
    },
    components: {
      messages: Object.fromEntries(Object.entries(noticeSchemas).map(([name, schema]) => [name, messageOf(schema)])),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
