import { type AcsMessage, headerOf } from "./message.ts";

export type OperationStatus = "NotStarted" | "Running" | "Succeeded" | "Failed" | "Canceled";

export interface Operation {
  readonly id: string;
  /** Requests that came with this id. */
  attempts: number;
  /** Times the mail was taken over: two are a mail sent twice. */
  accepted: number;
  status: OperationStatus;
  error?: { readonly code: string; readonly message: string };
  message?: AcsMessage;
}

export interface Operations {
  readonly get: (id: string) => Operation | undefined;
  readonly list: () => readonly Operation[];
  readonly noteAttempt: (id: string) => void;
  /** Takes the mail over, or gives the reason why it is refused as met before. */
  readonly accept: (id: string, message: AcsMessage) => string | undefined;
}

/** Which mails were taken over; like the service, it takes each operation id and each checked Message-ID once. */
export const makeOperations = (): Operations => {
  const operations = new Map<string, Operation>();
  const messageIds = new Set<string>();

  const open = (id: string): Operation => {
    const operation = operations.get(id) ?? { id, attempts: 0, accepted: 0, status: "NotStarted" };
    operations.set(id, operation);
    return operation;
  };

  return {
    get: (id) => {
      const operation = operations.get(id);
      return operation?.accepted ? operation : undefined;
    },
    list: () => [...operations.values()],
    noteAttempt: (id) => {
      open(id).attempts += 1;
    },
    accept: (id, message) => {
      const operation = open(id);
      if (operation.accepted > 0) return "An operation with this Operation-Id already exists.";
      const messageId = headerOf(message, "message-id");
      if (messageId !== undefined && headerOf(message, "x-ms-acsemail-validate-message-id") === "true") {
        if (messageIds.has(messageId)) return "Duplicate internet message id.";
        messageIds.add(messageId);
      }
      operation.accepted += 1;
      operation.status = "Succeeded";
      operation.message = message;
      return undefined;
    },
  };
};
