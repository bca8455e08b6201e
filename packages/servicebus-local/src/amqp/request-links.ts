import { plainAddress } from "./address.ts";
import type { BrokerContext } from "./broker-context.ts";
import { manage } from "./management.ts";
import {
  type Delivery,
  int,
  message,
  type Receiver,
  type Sender,
  settle,
  sourceOf,
  symbol,
  type Typed,
  targetOf,
  typedValue,
} from "./rhea.ts";
import { itemsAt, readSections } from "./sections.ts";

const nodeKey = (address: string): string => `node ${plainAddress(address).toLowerCase()}`;

const TRACKING_ID = "com.microsoft:tracking-id";

interface Request {
  readonly reply_to?: string;
  readonly application_properties?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

const PROPERTIES = 0x73;

/** The message id in the type it came in: text, uuid, ulong or binary; a client finds its request by both. */
const messageIdOf = (request: Buffer): Typed | undefined => {
  const properties = readSections(request).find(({ code }) => code === PROPERTIES);
  const [messageId] = properties === undefined ? [] : itemsAt(request, properties.valueAt);
  return messageId === undefined ? undefined : typedValue(messageId);
};

/** Requests and replies of one connection: `$cbs` for tokens, `<entity>/$management` for the rest. */
export class RequestLinks {
  readonly #context: BrokerContext;
  readonly #repliers = new Map<string, Sender>();

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  /** A link on which the client waits for replies. Clients name it in `reply-to` by its name or by its target, or leave that to the node it listens to. */
  addReplier(sender: Sender): void {
    const node = sourceOf(sender)?.address;
    const keys = [sender.name, targetOf(sender)?.address, node && nodeKey(node)];
    for (const key of keys) if (key) this.#repliers.set(key, sender);
    sender.on("accepted", ({ delivery }: { delivery: Delivery }) => settle(delivery));
    sender.on("sender_close", () => {
      for (const [key, known] of this.#repliers) if (known === sender) this.#repliers.delete(key);
    });
  }

  /** Any token is good: only this machine can reach the broker. */
  serveTokens(receiver: Receiver): void {
    this.#serve(receiver, () => ({ properties: { "status-code": int(200), "status-description": "OK" } }));
  }

  serveManagement(receiver: Receiver, entity: string): void {
    this.#serve(receiver, ({ application_properties: asked = {}, body = {} }) => {
      const reply = manage(this.#context.store, plainAddress(entity), asked["operation"], body);
      const { status, description, condition } = reply;
      const properties = {
        statusCode: int(status),
        statusDescription: description,
        ...(condition && { errorCondition: symbol(condition) }),
        ...(asked[TRACKING_ID] !== undefined && { [TRACKING_ID]: asked[TRACKING_ID] }),
      };
      return { properties, body: reply.body };
    });
  }

  #serve(receiver: Receiver, answer: (request: Request) => { properties: object; body?: object | undefined }): void {
    receiver.on("message", ({ message: bytes, delivery }: { message: Buffer; delivery: Delivery }) => {
      const request = message.decode(bytes) as Request;
      const messageId = messageIdOf(bytes);
      const { properties, body } = answer(request);
      this.#context.journal.afterWrite(() => {
        settle(delivery);
        const node = nodeKey(targetOf(receiver)?.address ?? "");
        const replier = this.#repliers.get(request.reply_to ?? "") ?? this.#repliers.get(node);
        if (!replier?.is_open()) return;
        const reply = { correlation_id: messageId, application_properties: properties, body: body ?? {} };
        replier.send(reply as unknown as Parameters<Sender["send"]>[0]);
      });
    });
  }
}
