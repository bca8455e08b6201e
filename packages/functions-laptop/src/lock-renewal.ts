import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";

const RETRY_IN_MS = 2_000;
const LEAST_WAIT_IN_MS = 500;

const isLost = (error: unknown): boolean => (error as { code?: unknown }).code === "MessageLockLost";

/**
 * Renews the lock of one message at half of its time until stopped, or until the longest renewal is over.
 * The client's own renewal gives up at its first error and takes two messages with one id for the same.
 */
export const keepLock = (
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  maxRenewalInMs: number,
  onError: (error: unknown) => void,
): (() => void) => {
  const endsAt = Date.now() + maxRenewalInMs;
  let stopped = false;
  let wait: NodeJS.Timeout | undefined;

  const renew = async (): Promise<void> => {
    try {
      schedule((await receiver.renewMessageLock(message)).getTime());
    } catch (error) {
      if (stopped) return;
      onError(error);
      if (!isLost(error)) plan(RETRY_IN_MS);
    }
  };
  const plan = (waitInMs: number): void => {
    if (stopped || Date.now() + waitInMs > endsAt) return;
    wait = setTimeout(() => void renew(), waitInMs);
  };
  const schedule = (lockedUntil: number): void => plan(Math.max((lockedUntil - Date.now()) / 2, LEAST_WAIT_IN_MS));

  if (message.lockedUntilUtc) schedule(message.lockedUntilUtc.getTime());
  return () => {
    stopped = true;
    clearTimeout(wait);
  };
};
