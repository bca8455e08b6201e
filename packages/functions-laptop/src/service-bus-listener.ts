import type {
  MessageHandlers,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from "@azure/service-bus";
import type { AppFunction } from "./app.ts";
import { messageOf } from "./host-error.ts";
import type { HostSettings } from "./host-settings.ts";
import type { Invoke } from "./invoke.ts";
import { keepLock } from "./lock-renewal.ts";
import type { Log } from "./log.ts";
import { toMessageData } from "./message-metadata.ts";
import type { ServiceBusSource } from "./service-bus-source.ts";

/** A client that has not opened its link again after this long is thrown away: some lost answers leave it waiting for ever. */
const GIVE_UP_IN_MS = 15_000;
const RECREATE_DELAY_IN_MS = 1_000;
const CLOSE_IN_MS = 2_000;

export type ServiceBusListener = {
  /** Resolves when the queue is being read for the first time, however long that takes. */
  start: () => Promise<void>;
  isReading: () => boolean;
  /** Takes no further messages; those being handled can still be settled. */
  stopReceiving: () => Promise<void>;
  close: () => Promise<void>;
};

type Deps = {
  target: AppFunction;
  source: ServiceBusSource;
  settings: Pick<HostSettings, "maxConcurrentCalls" | "maxLockRenewalInMs" | "autoCompleteMessages">;
  invoke: Invoke;
  log: Log;
};

type Link = { client: ServiceBusClient; receiver: ServiceBusReceiver; subscription: { close(): Promise<void> } };

const within = async (promise: Promise<unknown>, timeoutInMs: number): Promise<void> => {
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, timeoutInMs);
  await Promise.race([promise.catch(() => undefined), timer.promise]);
  clearTimeout(timeout);
};

const traceParentOf = ({ applicationProperties }: ServiceBusReceivedMessage): string | undefined => {
  const id = applicationProperties?.["Diagnostic-Id"];
  return typeof id === "string" && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(id) ? id : undefined;
};

export const makeServiceBusListener = ({ target, source, settings, invoke, log }: Deps): ServiceBusListener => {
  const ids = { functionName: target.name };
  const place = "Host.Triggers.ServiceBus";
  const opened = Promise.withResolvers<void>();
  let state: "starting" | "reading" | "away" | "stopped" = "starting";
  let link: Link | undefined;
  let hasRead = false;
  let watchdog: NodeJS.Timeout | undefined;

  const settle = async (step: "complete" | "abandon", action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      log("warning", place, `cannot ${step} a message, it will come again: ${messageOf(error)}`, ids);
    }
  };

  const read = (message: ServiceBusReceivedMessage): ReturnType<typeof toMessageData> | undefined => {
    try {
      return toMessageData(message, target.trigger["dataType"]);
    } catch (error) {
      log("error", place, `cannot bind a message of ${source.path}, it goes back: ${messageOf(error)}`, ids);
      return undefined;
    }
  };

  const handle = async (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Promise<void> => {
    const stopRenewal = keepLock(receiver, message, settings.maxLockRenewalInMs, (error) =>
      log("warning", place, `cannot renew the lock of a message: ${messageOf(error)}`, ids),
    );
    const delivery = (message.deliveryCount ?? 0) + 1;
    const reason = `message of ${source.path}${delivery > 1 ? `, delivery ${delivery}` : ""}`;
    let succeeded = false;
    try {
      const data = read(message);
      if (data !== undefined) {
        await invoke(target, { ...data, reason, traceParent: traceParentOf(message) });
        succeeded = true;
      }
    } catch {
      // Logged by the invoker; the message goes back at once, as the real trigger gives it back.
    } finally {
      stopRenewal();
    }
    if (!succeeded) await settle("abandon", () => receiver.abandonMessage(message));
    else if (settings.autoCompleteMessages) await settle("complete", () => receiver.completeMessage(message));
  };

  const onOpen = (): void => {
    if (state === "stopped") return;
    clearTimeout(watchdog);
    if (state !== "reading") log("information", place, `${hasRead ? "again " : ""}reading ${source.path}`, ids);
    hasRead = true;
    state = "reading";
    opened.resolve();
  };

  const onError = (error: unknown): void => {
    if (state === "stopped") return;
    if (state !== "away") log("warning", place, `cannot read ${source.path}, trying on: ${messageOf(error)}`, ids);
    if (state !== "away") watch(GIVE_UP_IN_MS);
    state = "away";
  };

  const watch = (afterInMs: number): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => void connect(), afterInMs);
  };

  const isStopped = (): boolean => state === "stopped";

  const drop = (old: Link | undefined): void => {
    if (old) void within(old.client.close(), CLOSE_IN_MS);
  };

  const connect = async (): Promise<void> => {
    drop(link);
    link = undefined;
    if (isStopped()) return;
    let client: ServiceBusClient | undefined;
    try {
      client = await source.connectClient();
      if (isStopped()) return;
      const receiver = source.openReceiver(client);
      const handlers: MessageHandlers & { postInitialize: () => Promise<void> } = {
        processMessage: (message) => handle(receiver, message),
        processError: async ({ error }) => {
          if (link?.receiver === receiver) onError(error);
        },
        // Not in the client's types, but the only word it gives when a link is really open, also after a reconnect.
        postInitialize: async () => onOpen(),
      };
      const subscription = receiver.subscribe(handlers, {
        autoCompleteMessages: false,
        maxConcurrentCalls: settings.maxConcurrentCalls,
      });
      link = { client, receiver, subscription };
      watch(GIVE_UP_IN_MS);
    } catch (error) {
      if (client) void within(client.close(), CLOSE_IN_MS);
      onError(error);
      watch(RECREATE_DELAY_IN_MS);
    }
  };

  return {
    start: async () => {
      await connect();
      await opened.promise;
    },
    isReading: () => state === "reading",
    stopReceiving: async () => {
      state = "stopped";
      clearTimeout(watchdog);
      opened.resolve();
      if (link) await within(link.subscription.close(), CLOSE_IN_MS);
    },
    close: async () => {
      state = "stopped";
      if (link) await within(link.client.close(), CLOSE_IN_MS);
    },
  };
};
